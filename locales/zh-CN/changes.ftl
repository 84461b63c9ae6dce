# 规则、材料、评分表、申请窗口、承诺时间、放假日历的修改：一人提出，另一位主管同意后生效。

command-changes = 规则和时限的修改
error-change-decided =
    { $state ->
        [approved] 这项修改已经同意并生效，不用再处理。
        [withdrawn] 提出人已经撤回这项修改。
       *[refused] 这项修改已经被退回，不用再处理。
    }
error-change-stale = 提出之后，原来的内容又改过了，这项修改不能再生效。什么也没有改；请按现在的内容重新提出。
error-change-same-person = 自己提出的修改要由另一位主管同意。什么也没有改。
error-change-nothing = 和现在的内容一样，没有要改的地方。
error-change-reason = 理由太长了，最多 { $limit } 个字。
error-change-not-valid = 这样改不成立，什么也没有改。
error-change-words = 有一项没有写，或者超过了 { $limit } 个字。
error-change-number = 数字不对，请填 { $least } 到 { $most } 的整数。
error-change-moment = 日期或时间不对，请写成 2027-03-01 或 2027-03-01 09:00。
error-window-order = 截止要在开始之后，而且整个窗口不超过一年。
error-window-past = 截止时间已经过去。不能把窗口提前关到过去。
error-window-opened = 这个窗口已经开始，开始时间不能再改。
error-window-over = 这个窗口已经结束，不能再改。请新开一个窗口。
error-calendar-day-twice = { $day } 写了两次，或者既放假又上班。一年最多写 80 天。
error-calendar-day-year = { $day } 不是 { $year } 年的日子。
error-calendar-year = 只能改 { $least } 到 { $most } 年的日历。
error-change-row =
    第 { $row } 行不对：{ $what ->
        [key] 没有代号
        [kind] 没有这种规则，或缺少它要的数
        [names] 没有名称
        [contents] 文件类型不认识
        [least] 要写最少多少
        [years] 要写年数
        [document] 要写材料代号
        [weight] 权重要大于 0，分制只有 5 或 100
       *[other] 请检查这一行
    }。什么也没有改。
error-change-many = 最多 { $limit } 行。
error-change-key-twice = 代号“{ $name }”写了两次。
error-rubric-in-use = 有 { $count } 份申请正在评审，评分表要等它们评完再改。

change-subject-promise = 承诺时间
change-subject-window = 申请窗口
change-subject-rules = 入孵条件
change-subject-documents = 申请材料
change-subject-rubric = 评分表
change-subject-programme = 孵化项目
change-subject-calendar = 放假日历

change-proposed =
    <b>{ $who }</b> 提出修改：{ $what } { $name }
    理由：{ $reason }
    看过前后对比再决定。
change-approved = ✅ 您提出的修改已同意，现在生效：{ $what } { $name }
change-refused =
    您提出的修改没有通过：{ $what } { $name }
    原因：{ $note }
change-window-draft = <b>{ $name }</b> 的申请截止时间改为 <b>{ $closes }</b>，您的草稿还在，请在此之前提交。
change-state-waiting = 待同意
change-state-approved = 已生效
change-state-refused = 已退回
change-state-withdrawn = 已撤回
change-card = <b>{ $what }</b> · { $state }
change-card-by = { $who } 于 { $at } 提出。理由：{ $reason }
change-card-decided = { $who } 于 { $at } 处理。{ $note }
change-line = · { $name }：{ $before } → <b>{ $after }</b>
change-lines-more = …还有 { $count } 处，请在网页工作台看全。
change-list = <b>等主管同意的修改</b>（{ $count } 项）
change-list-none = 没有等主管同意的修改。要提出修改，请发 /desk 打开网页工作台，点“规则修改”。
change-ask-note = 请写一句不同意的原因（最多 { $limit } 个字），提出人会看到。不写了请发 /cancel
change-done-approved = 已同意，现在生效
change-done-refused = 已退回，提出人会收到原因
change-done-withdrawn = 已撤回
change-own-waits = 这是您自己提出的，要由另一位主管同意。
button-change-look = 看前后对比
button-change-approve = 同意
button-change-refuse = 不同意
button-change-withdraw = 撤回
button-change-list = ‹ 全部修改

change-window-opens = 开始
change-window-closes = 截止
change-day-worked = 上班（{ $name }）
change-day-off = 放假（{ $name }）
change-year = 全年是否录完
change-year-complete = 已录完
change-year-open = 还没录完
change-source = 依据
change-yes = 是
change-no = 否
change-needed = 必交
change-not-needed = 选交
change-field-name = 名称
change-field-name-en = 英文名
change-field-seats = 工位数
change-field-seat-prefix = 工位编号前缀
change-field-stay-months = 在孵月数
change-field-active = 接受申请
change-rule-enrolled = 负责人在校
change-rule-team = 团队人数
change-rule-adviser = 有指导教师
change-rule-equity = 学生持股比例
change-rule-stage = 项目阶段
change-rule-document = 已交材料
change-rule-registered = 公司成立年限
change-rule-new = 没有在孵
change-rule-free = 老师核对
change-rule-hard = 不满足不能申请
change-rule-soft = 只提醒
change-criterion = { $name }，权重 { $weight }，满分 { $most }

desk-changes = 规则修改
desk-changes-waiting = 等同意的修改
desk-changes-decided = 以前的修改
desk-changes-none = 没有。
desk-changes-how = 一人提出，另一位主管同意后才生效。已经答应申请人的时间不变。
desk-change-before = 原来
desk-change-after = 改为
desk-change-what = 内容
desk-change-by = 提出人
desk-change-reason = 理由
desk-change-note = 不同意的原因
desk-change-send = 提交，等主管同意
desk-change-decided-by = 处理人
desk-change-edited = 学校改过
desk-change-period-hint = 写法：72h 小时，10d 天，5wd 工作日，3mo 月；最长一年。
desk-change-new-window = 新开一个窗口
desk-change-new-programme = 新建孵化项目
desk-change-edit = 修改
desk-change-rows-hint = 空着“类型/代号”的行会删掉。最多 20 行。
desk-change-days-off = 放假的日子（每行一个：2027-01-01 元旦；连续几天：2027-10-01 至 2027-10-07 国庆节）
desk-change-days-worked = 调休上班的日子（写法相同）
desk-change-year-all = 这一年的特殊日子都在这里了，可以据此计算期限
desk-change-column-kind = 类型
desk-change-column-value = 数值
desk-change-column-basis = 条款
desk-change-column-hard = 必须满足
desk-change-column-key = 代号
desk-change-column-zh = 中文名称
desk-change-column-en = 英文名称
desk-change-column-required = 必交
desk-change-column-contents = 文件类型（空格隔开）
desk-change-column-weight = 权重
desk-change-column-most = 满分
change-subject-articles = 办法条文
change-policy = 办法名称
desk-change-column-number = 条号
desk-change-approve-note = 同意后马上生效，请先看清前后对比。
desk-change-value-hint = “数值”：人数、百分比、年数、材料代号，或阶段 idea / prototype / registered / revenue；负责人在校填 yes 表示毕业五年内也算。其他类型不填。
