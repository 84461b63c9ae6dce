# 入孵申请（staff/applications.py）：通知、状态、表单。通知是 HTML。

error-incubation-leader = 这一步只有项目负责人能做。请让负责人来按。

error-incubation-full = 工位都满了，现在不能再同意。可以列入候补。
error-incubation-seat = 工位 { $seat } 已经有人或不存在，请换一个。
error-incubation-days = 延期只能是 1 到 { $most } 天。
error-programme-no-window = 现在没有开放的申请窗口，也还没有定下次的时间。
error-programme-not-yet = 申请窗口 { $day } 才开放。现在可以先填好。
error-programme-closed = 申请窗口已在 { $day } 24:00 关闭，不能提交了。内容都还在，可以申请延期。

incubation-seat-open = （由老师安排）
incubation-unconfirmed = 还有 { $people } 位成员没确认加入或持股，请他们确认，或在 /project 里改


incubation-submit-staff =
    <b>新的入孵申请 { $number }</b>
    “{ $title }” · { $programme }。请在 { $due } 前接手。
incubation-close-student =
    <b>“{ $title }”未在期限内提交。</b>
    { $programme }的申请窗口已关闭。填过的内容都还在，可以申请延期。
incubation-ask-time-staff =
    <b>申请延期：“{ $title }”</b>
    { $programme }，未在 { $until } 24:00 前提交。请在 { $due } 前答复。
incubation-decline-student =
    <b>“{ $title }”这次不能延期。</b>
    { $note }
    内容都还在，下次窗口开放时可以接着用。
incubation-extending-late-staff = “{ $title }”的延期申请应在 { $due } 前答复，已经超时。
incubation-reopen-student =
    <b>“{ $title }”可以继续提交了。</b>
    延期到 { $until } 24:00，内容都还在。
incubation-take-student =
    <b>{ $number } 已由{ $owner }接手。</b>
    材料审查，最晚 { $due } 有结果。
incubation-withdraw-staff = { $number }“{ $title }”已由申请人撤回，不用再办。
incubation-ask-more-student =
    <b>{ $number } 需要补正</b>（{ $owner }）
    { $note }
    审查计时已暂停。请在 <b>{ $due } 24:00 前</b>补。
incubation-pass-student =
    <b>{ $number } 材料齐了，进入评审。</b>
    最晚 { $due } 评完，之后由负责人决定。
incubation-hand-over-staff = <b>{ $number }“{ $title }”转给你了。</b>应在 { $due } 前办结。{ $note }
incubation-supply-staff =
    <b>{ $number }“{ $title }”已补正。</b>
    计时继续，应在 { $due } 前办结。{ $note }
incubation-lapse-student =
    { $number ->
        [one] <b>“{ $title }”已结束。</b>
       *[other] <b>{ $number }“{ $title }”已结束。</b>
    }
    到期没有补正或签约，按放弃处理。内容都还在，可以重新申请。
incubation-lapse-staff = { $number }“{ $title }”到期没有补正或签约，已自动结束。
incubation-reviewed-head = <b>{ $number }“{ $title }”评审完了，请在 { $due } 前决定。</b>
incubation-approve-student =
    <b>{ $number } 拟同意入孵，开始公示。</b>
    公示到 { $due } 24:00，没有异议就可以签约。
incubation-approve-staff = { $number }“{ $title }”拟同意，公示到 { $due } 24:00。
incubation-waitlist-student =
    <b>{ $number } 已列入候补。</b>
    评审通过，但工位暂时满了；有空位会马上告诉你。
    { $reasons }
incubation-seat-free-head =
    <b>有工位空出来了，候补第一位：{ $number }“{ $title }”</b>
    请决定是否同意入孵。
incubation-refuse-student =
    <b>{ $number } 这次没有同意。</b>
    { $reasons }
    { $again } 起可以重新申请。
incubation-clear-student =
    <b>🎉 { $number } 同意入孵。</b>
    公示没有异议。签约后{ $programme }工位 { $seat } 归你们，保留到 { $due }。
    请负责人确认约定。
incubation-clear-staff = { $number }“{ $title }”公示期满无异议，等申请人确认约定（到 { $due }）。
incubation-uphold-student =
    <b>{ $number } 的公示异议成立，重新决定。</b>
    { $note }
    最晚 { $due } 有结果。
incubation-agree-staff =
    <b>{ $number }“{ $title }”已确认约定，等你签。</b>
    请在 { $due } 前核对工位并签约。
incubation-sign-student =
    <b>签约完成，欢迎入驻{ $programme }！</b>
    工位 { $seat }。以后每季度我会问 3 个数：人数、收入、融资。
incubation-sign-staff = { $number }“{ $title }”已签约，工位 { $seat }。

incubation-lacking-reminder-student =
    <b>别忘了补正 { $number }</b>
    { $due } 24:00 前没补，申请会自动结束。
incubation-signing-reminder-student =
    <b>别忘了签约 { $number }</b>
    { $due } 24:00 前没有确认，工位会让给别的团队。

incubation-submitted-late-student = 抱歉，{ $number } 应在 { $due } 前有人接手，已经超时。已提醒老师。
incubation-submitted-late-staff = { $number }“{ $title }”应在 { $due } 前接手，已经超时。
incubation-checking-late-student = 抱歉，{ $number } 的材料审查应在 { $due } 前完成，已经超时。已提醒负责人。
incubation-checking-late-staff = { $number }“{ $title }”的材料审查应在 { $due } 前完成，已经超时。
incubation-checking-late-head = { $number }“{ $title }”的材料审查超时（{ $due }），请督促或改派。
incubation-lacking-late-student = { $number } 的补正期（{ $due }）过了，请马上补或告诉老师。
incubation-reviewing-late-student = 抱歉，{ $number } 的评审应在 { $due } 前完成，已经超时。已提醒负责人。
incubation-reviewing-late-staff = { $number }“{ $title }”的评审应在 { $due } 前完成，已经超时。请催评审或换人。
incubation-reviewing-late-head = { $number }“{ $title }”的评审超时（{ $due }），请督促或改派。
incubation-deciding-late-student = 抱歉，{ $number } 应在 { $due } 前决定，已经超时。已提醒负责人。
incubation-deciding-late-head = { $number }“{ $title }”应在 { $due } 前决定，已经超时。
incubation-publicised-late-head = { $number }“{ $title }”的公示期（{ $due }）已满，系统没能自动结束，请处理。
incubation-signing-late-student = { $number } 的签约期（{ $due }）过了，请联系老师。
incubation-countersigning-late-student = 抱歉，{ $number } 应在 { $due } 前签好，已经超时。已提醒负责人。
incubation-countersigning-late-staff = { $number }“{ $title }”应在 { $due } 前签约，已经超时。

incubation-now-draft = 还没有提交，可以继续填。
incubation-now-missed = 未在期限内提交，内容都还在，可以申请延期。
incubation-now-extending = 等老师答复延期。
incubation-now-submitted = 已提交，等老师接手。
incubation-now-checking = 正在材料审查。
incubation-now-lacking = 等申请人补正，计时暂停。
incubation-now-lapsed = 到期没有补正，视为撤回。
incubation-now-reviewing = 正在评审。
incubation-now-deciding = 等负责人决定。
incubation-now-waitlisted = 在候补名单上。
incubation-now-publicised = 正在公示。
incubation-now-signing = 等申请人确认约定。
incubation-now-countersigning = 申请人已确认，等老师签约。
incubation-now-admitted = 已入孵。
incubation-now-refused = 这次没有同意。
incubation-now-forgone = 到期没有签约，已放弃。
incubation-now-withdrawn = 已撤回。

button-incubation-reopen = 同意延期
button-incubation-ask-time = 申请延期
button-incubation-decline = 不延期
button-incubation-pass = 材料齐，送评审
button-incubation-approve = 同意入孵
button-incubation-waitlist = 列入候补
button-incubation-refuse = 不同意
button-incubation-uphold = 异议成立
button-incubation-agree = 确认约定
button-incubation-sign = 签约

field-incubation-title = 项目名称
field-incubation-summary = 主要产品和计划
field-incubation-stage = 项目阶段
field-incubation-grade = 负责人年级
field-incubation-college = 负责人学院
field-incubation-adviser = 指导教师
field-incubation-registered = 是否已注册公司
field-incubation-founded = 公司注册日期
field-incubation-seats = 需要工位
field-incubation-funding = 资金需求
field-incubation-contact = 联系方式

ask-incubation-title = 项目叫什么？
ask-incubation-summary = 做什么产品、给谁用、打算怎么做？几句话就好。
ask-incubation-stage = 项目到哪一步了？
ask-incubation-grade = 负责人现在是哪个年级？
ask-incubation-college = 负责人在哪个学院？
ask-incubation-adviser = 指导教师是谁？没有可以跳过。
ask-incubation-registered = 已经注册公司了吗？
ask-incubation-founded = 公司哪天注册的？（营业执照上的成立日期）
ask-incubation-seats = 需要工位几个？
ask-incubation-funding = 大约需要多少资金？（元，没有就写 0）
ask-incubation-contact = 怎么联系负责人？（手机或微信）

command-incubate = 申请入驻众创空间
enter-none = 现在没有可以申请的众创空间。有了会在这里开放。
enter-which-project = <b>用哪个项目申请？</b>
enter-which-programme = <b>申请哪一个？</b>
enter-ask-title = <b>先给项目起个名字</b>（30 字内），之后随时能改。
enter-no-words = 没看到文字，请写项目叫什么。
enter-rules = <b>先看你够不够条件</b>（按《{ $policy }》）：
enter-rule = { $words }（{ $basis }）
enter-more-rules = 还有 { $count } 条，见 [看条文]
enter-window-open = 申请到 <b>{ $day } 24:00</b> 截止
enter-window-next = 申请 <b>{ $day }</b> 开放，现在可以先填
enter-window-none = 下次申请时间还没有定
enter-articles = <b>《{ $policy }》</b>
enter-missed =
    <b>“{ $title }”未在期限内提交</b>
    { $programme }的申请 { $day } 24:00 已截止。
enter-missed-kept = 填过的内容都还在。
enter-missed-waiting = 延期申请已送到，等老师答复。
enter-next-window = 也可以用这些内容申请下一次（{ $day } 开放）。
enter-how-many-days = 从今天起延期几天？到期当天 24:00 截止。
enter-extended = 已延期到 { $day } 24:00，申请人会收到通知。
enter-agreement = <b>{ $programme }入驻约定</b>
enter-agreement-terms =
    · 工位 { $seat }，用 { $months } 个月，只给本团队用
    · 每季度报人数、收入、融资 3 个数
    · 遵守安全和保密规定；提前退出先告诉老师
enter-agreed = ✅ 已确认约定。老师签好后就可以入驻，进度会告诉你。
enter-which-seat =
    <b>给“{ $title }”哪个工位？</b>
    申请里写要 { $wanted } 个位置；第一个是为他们保留的。
enter-signed = ✅ { $number } 已签约，工位 { $seat }。
button-enter-new = 新项目
button-enter-fill = 继续填，先存草稿
button-enter-ask = 问老师
button-enter-words = 看条文
button-enter-anew = 申请下一次
button-enter-agreed = 我同意，签约
