# How cases stand, for the people they are about.
progress-nothing = 你还没有办理中的事。可以找导师、申请入孵，或直接问我政策。
progress-list = <b>我的事项</b>（办理中 { $count } 件）
progress-line = { $mark } { $name } · { $state }
progress-case = <b>{ $kind }</b>　{ $number } · { $title }
progress-no-number = 提交后有编号
progress-state = 现在：<b>{ $state }</b>
progress-turn = 下一步：{ $who }
progress-due = { $mark } 最晚 <b>{ $due }</b>，还剩 { $left }
progress-late = { $mark } 应在 { $due } 前办结，已经超时，正在催办
progress-paused = ⏸ 计时已暂停，等补充后继续算
progress-uncounted = ⚪ 期限要等放假安排公布后才能算准
progress-basis = 依据：{ $basis }
progress-steps = 经过
progress-step = { $at } { $state }
progress-step-by = ，{ $by }
progress-step-note = ：{ $note }
unit-working-days = { $count } 个工作日
unit-days = { $count } 天
length-h = { $count } 小时内
length-d = { $count } 天内
length-wd = { $count } 个工作日内
length-mo = { $count } 个月内
party-student = 你（申请人）
party-staff = 老师
party-reviewer = 评审
party-head = 负责人
party-clock = 到期自动进入下一步
party-mentor = 导师
steps-head = <b>{ $kind }：每一步谁来办</b>
steps-line = · { $state }：{ $party }，{ $within }（{ $basis }）
steps-no-time = 不限时
steps-no-basis = 校内流程
button-steps = 谁来批

# What can be asked for.
services-head = <b>办事</b>：选一项，一步一步填，随时可以停下来，下次接着填。
services-line = · { $kind }：{ $about }
about-booking = 共享仪器按小时预约，同一台同一时段只给一个人
about-finance = 贷款、投资、补贴的对接，不承诺一定拿到资金
button-open-form = 打开来填

# The story of a venture.
venture-head = <b>{ $title }</b> 的经历（最近的在前）
venture-nothing = 还没有经历。找导师、申请入孵之后，每一步都会记在这里。
venture-line = · { $day } { $what }：{ $state }
venture-match = 找导师
venture-mentoring = 师徒
venture-table = 创新创业档案：{ $count } 条记录，可用表格软件打开。
venture-column-at = 时间
venture-column-what = 事项
venture-column-number = 编号
venture-column-state = 进展
button-venture-table = 导出档案
