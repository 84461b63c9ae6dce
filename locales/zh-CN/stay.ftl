# 在孵（staff/stays.py）：通知、状态。通知是 HTML。

stay-warn-student =
    <b>“{ $title }”收到预警。</b>
    { $why }{ $note }
    请在 { $due } 前改好，并告诉老师。
stay-warn-staff = “{ $title }”（工位 { $seat }）进入预警，应在 { $due } 前解决。{ $why }{ $note }
stay-mend-student = <b>“{ $title }”的预警已解除。</b>
stay-extend-student =
    <b>“{ $title }”的在孵期已延长。</b>
    新的到期日：{ $until }。
stay-graduate-student =
    <b>🎓 祝贺“{ $title }”从{ $programme }毕业！</b>
    工位 { $seat } 已腾出。
stay-leave-student =
    <b>“{ $title }”已退出{ $programme }。</b>
    { $note }
stay-leave-staff = “{ $title }”已退出，工位 { $seat } 空出来了。{ $note }
stay-warned-late-student = “{ $title }”的预警应在 { $due } 前解决，已经过期。请马上联系老师。
stay-warned-late-staff = “{ $title }”（工位 { $seat }）的预警应在 { $due } 前解决，已经过期。
stay-warned-late-head = “{ $title }”（工位 { $seat }）的预警过期未解决（{ $due }），请决定去留。

stay-now-staying = 在孵。
stay-now-warned = 预警中。
stay-now-extended = 已延期，在孵。
stay-now-graduated = 已毕业。
stay-now-left = 已退出。

button-stay-warn = 预警
button-stay-mend = 解除预警
button-stay-extend = 延期
button-stay-graduate = 毕业
button-stay-leave = 退出

stay-why-quarter = { $quarter } 的三个数没有按时报。
stay-ending-student =
    <b>“{ $title }”的在孵期到 { $until } 结束。</b>
    还没到毕业标准的，可以请老师看能不能延期。
stay-ending-staff = “{ $title }”（工位 { $seat }）到 { $until } 期满，请和团队谈毕业或延期。
stay-ending-head = “{ $title }”（工位 { $seat }）到 { $until } 期满，请决定毕业或延期。
stay-over-student = <b>“{ $title }”的在孵期已在 { $until } 结束。</b>请和老师确认下一步。
stay-over-staff = “{ $title }”（工位 { $seat }）已在 { $until } 期满，还没有结果。
stay-over-head = “{ $title }”（工位 { $seat }）已在 { $until } 期满，请决定毕业、延期或退出。

quarter-asked =
    <b>{ $quarter } 的 3 个数：人数、收入、融资</b>
    “{ $title }”，请在 <b>{ $due } 24:00 前</b>报，团队里谁报都行。
quarter-reminder =
    <b>别忘了报 { $quarter } 的 3 个数</b>
    “{ $title }”，{ $due } 24:00 前没报会记一次预警。
quarter-answered =
    <b>“{ $title }”报了 { $quarter }</b>
    { $people } 人 · 收入 { $revenue } 元 · 融资 { $raised } 元

field-quarter-people = 人数
field-quarter-revenue = 收入
field-quarter-raised = 融资
ask-quarter-people = { $quarter } 末团队全职和兼职共几人？
ask-quarter-revenue = { $quarter } 收入多少？（元，没有就写 0）
ask-quarter-raised = { $quarter } 拿到多少融资？（元，没有就写 0）
button-quarter-answer = 报数
button-quarter-good = 正常
button-quarter-weak = 预警

error-stay-leader = 退出要由项目负责人来按。
error-stay-months = 延期只能是 1 到 { $most } 个月。

stay-card = <b>{ $programme } · 工位 { $seat }</b>　“{ $title }”
stay-card-until = { $state }到 { $day }，还有 { $days } 天
stay-quarter-due = { $mark } { $quarter } 的 3 个数，{ $day } 24:00 前报
stay-quarter-given = { $mark } { $quarter } 已报
stay-no-quarter = 每个季度结束后，我会来问 3 个数。
stay-none = 你的团队现在没有在孵的工位。发“我想入驻”就可以申请。
stay-why-leave = 让这个团队退出的理由是什么？对方会看到。
stay-why-warn = 预警的理由是什么？请写清要改什么，对方会看到。
stay-leave-sure = <b>确定退出吗？</b>工位 { $seat } 会马上空出来，不能撤回。
stay-how-long = 现在到 { $day }。延长多久？只能延一次。
stay-extended = ✅ 已延长到 { $day }。
stay-criteria = <b>毕业标准</b>（由负责人判断）
button-stay-report = 报 { $quarter } 的数
button-stay-leave-sure = 确定退出
button-stay-graduate-sure = 确定毕业
quarter-step = <b>{ $quarter } · 第 { $at }/{ $of }</b>
quarter-thanks = <b>✅ { $quarter } 报好了</b>
quarter-line = { $name }：{ $value }
quarter-judged = 已记下。
button-quarter-change = 改一改
