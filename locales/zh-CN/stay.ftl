# 在孵（staff/stays.py）：通知、状态。通知是 HTML。

stay-admit-student =
    <b>“{ $title }”已入驻{ $programme }，工位 { $seat }。</b>
    在孵到 { $until }。到期前 60 天我会提醒你们。
stay-warn-student =
    <b>“{ $title }”收到预警。</b>
    { $note }
    请在 { $due } 前改好，并告诉老师。
stay-warn-staff = “{ $title }”（工位 { $seat }）进入预警，应在 { $due } 前解决。{ $note }
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
