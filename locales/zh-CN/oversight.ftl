# 老师在 /mentors 里看的：利益冲突、爽约申诉、请老师看的话（handlers/oversight.py）。都是 HTML。

button-oversight-conflicts = 利益冲突
button-oversight-appeals = 申诉 { $count }
button-oversight-flags = 请老师看 { $count }
button-oversight-new = 登记回避
button-oversight-back = ‹ 返回
button-oversight-no-note = 不写说明
button-oversight-lift = 解除
button-oversight-lift-sure = 确认解除
button-oversight-seen = 看过了
button-oversight-seen-flags = 看过的
button-oversight-new-flags = 没看的

oversight-conflicts = <b>现在有效的回避</b>（新的在前）。原因只有老师看得到。
oversight-no-conflicts = 现在没有登记的回避。同一课题组的师生会自动回避，不用登记。
oversight-pair = <b>{ $mentor } × { $student }</b>（导师 × 学生）
oversight-reason = 原因：{ $reason }
oversight-blocked = 不再配对（不说原因）
oversight-note = 说明：{ $note }
oversight-by = { $name } 登记于 { $on }
oversight-by-nobody = 已注销的用户
oversight-until = 到 { $until } 为止
oversight-over = 已于 { $until } 结束
oversight-lift-sure = 解除后两人又可以配对，确定吗？登记过的记录会保留。
oversight-lifted = 已解除。
oversight-declared = <b>已登记，以后不会再把这两位配在一起。</b>
oversight-taken-back = 两人之间没答复的邀请已收回，请求已转给下一位。
oversight-related = 两人现在有指导关系，它不会自动结束，请联系双方。
oversight-ask-mentor = 哪位导师？发姓名（或其中几个字）或编号。
oversight-mentor-chosen = 导师：<b>{ $name }</b>
oversight-ask-student = 哪位学生？发姓名（或其中几个字），或请求编号。
oversight-ask-reason = 是什么原因？只有老师看得到。
oversight-ask-note = 发一句说明（最多 500 字），或点“不写说明”。
oversight-note-again = 请用文字写一句说明，最多 { $limit } 字。
oversight-which = 是哪一位？不在里面就再发一次姓名。
oversight-no-mentor = 没有叫“{ $words }”的导师。换几个字再发一次。
oversight-no-student = 没有找到“{ $words }”。换几个字再发，或发请求编号。
oversight-nameless = 学生 { $id }
oversight-appeals = <b>{ $count } 份爽约申诉等老师判断</b>，久等的在前。
oversight-no-appeals = 现在没有等你判断的申诉。
oversight-appeal =
    <b>{ $name }</b> 对 { $at } 的记录（{ $reason }）有申诉：
    { $appeal }
oversight-flags-new = <b>师生请老师看的话</b>，新的在前。
oversight-flags-new-none = 现在没有新的要看。
oversight-flags-seen = <b>看过的</b>，新的在前。
oversight-flags-seen-none = 还没有看过的。
oversight-flag-note =
    <b>{ $mentor } / { $student }</b> 的见面记录（{ $at }）：
    { $text }
oversight-flag-feedback =
    <b>{ $mentor } / { $student }</b> 结束时私下说（{ $at }）：
    { $text }
oversight-flag-done = 已标为看过。
