# 问老师：提问、答复、相同的问题、入库。卡片和通知是 HTML；人名和原话由程序转义。

command-ask = 直接写给老师
error-consultation-empty = 没有看到文字。请用一句话写清楚，再发一次。
error-consultation-long = 写了 { $length } 字，这里最多 { $limit } 字。请缩短后再发。
error-consultation-many = 你已有 { $limit } 个问题在等老师。先等一个有了答复，再问新的。
error-consultation-urgent = 一周最多标 { $limit } 次“很急”，这周已经用完。问题照原定时间答复。
error-consultation-own = 自己问的、自己写的或自己推荐的，要由另一位老师来办。
error-consultation-basis = 入库要写明依据哪一条。请打字写出，例如：专利法第六条。
error-consultation-reviewer = 现在没有第二位老师可以审核，没有提交。

consultation-own = <b>{ $number }</b> · { $state }
consultation-asked = 问：{ $question }
consultation-added = 补充：{ $words }
consultation-promise = 在 { $owner } 手里，最晚 <b>{ $due }</b> 答复。
consultation-promise-urgent = 很急：在 { $owner } 手里，最晚 <b>{ $due }</b> 答复。
consultation-nobody = 老师们
consultation-uncounted = 放假安排公布后才能算准的日子
consultation-desk = 不能等的话，请联系：{ $desk }
consultation-wanted = 老师想知道：{ $words }
consultation-wanted-due = 请在 <b>{ $due }</b> 前补充；这段时间不计入老师的期限。
consultation-replied = <b>{ $name } 答复（{ $day }）：</b>
consultation-asked-before = { $number } 已经在老师那里，最晚 { $due } 答复，不用再点。
consultation-write =
    <b>直接写给老师。</b>用一条消息写清楚，最多 { $limit } 字。
    请不要写身份证号、健康信息。不写了发 /cancel
button-ask-staff-last = 交给老师：{ $question }
consultation-add =
    { $words }
    直接打字补充，最多 { $limit } 字。不写了发 /cancel
consultation-added-sent = 补充已交给老师。

consultation-staff = <b>{ $number }</b> · { $asker } · { $state }
consultation-bot = 助手答：{ $words }
consultation-bot-none = （没有问过助手）
consultation-bot-refused = （没有能证明的答案）
consultation-sources = 依据：{ $sources }
consultation-reply-to = <b>答复 { $asker }（{ $number }）</b>
consultation-alike = 还有 { $count } 位同学问了类似的问题。确实相同的请点数字勾上，一次答复都能收到：
consultation-before = 已答过类似的：
consultation-reply-type = 直接打字写答复，最多 { $limit } 字；发出前会给你看一遍。
consultation-ticked = 已勾上，会收到同一答复。
consultation-unticked = 已去掉，这次不会收到。
consultation-preview = <b>将发给 { $asker }：</b>（要改就重新打一遍）
consultation-preview-all = <b>将发给 { $asker } 等 { $count } 位同学：</b>（要改就重新打一遍）
consultation-sent = { $number } 已答复，发给了 { $count } 位同学。
consultation-stopped = 好，没有发出。
consultation-more-type = { $number }：想请提问人补充什么？直接打字，最多 { $limit } 字。
consultation-more-sent = { $number } 已请提问人补充，期限暂停。
consultation-hand-to = { $number } 转交给谁？
consultation-no-colleague = 没有别的老师可以转交。
consultation-handed = { $number } 已转交给 { $owner }。
consultation-wording-type = { $number }：请用一句一般的话写出这个问题，不要带个人信息，最多 { $limit } 字。另一位老师会审核。
consultation-proposed = 已交给另一位老师审核。
consultation-proposal = <b>建议入库（{ $number }）</b>
consultation-proposal-basis = 依据哪几条？点下面的按钮，或直接打字写出法名和条号。
consultation-accepted = 已入库，依据：{ $basis }
consultation-reason-type = { $number }：为什么退回？直接打字，最多 { $limit } 字。
consultation-returned = 已退回给推荐的老师。
staff-said = <b>老师曾这样答复类似的问题</b>（不是条文原文，请自己核对）
staff-said-by = { $name } · { $day } · 依据：{ $basis }
consultation-staff-member = 老师

consultation-ask-staff =
    <b>{ $asker } 问老师（{ $number }）</b>
    { $question }
    助手答：{ $bot }
    最晚 <b>{ $due }</b> 答复。
consultation-urge-staff =
    <b>很急：{ $asker } 催 { $number }</b>
    { $question }
    最晚 <b>{ $due }</b> 答复。
consultation-added-staff =
    <b>{ $asker } 补充了 { $number }：</b>
    { $note }
consultation-supply-staff =
    <b>{ $asker } 已补充（{ $number }）：</b>
    { $note }
    最晚 <b>{ $due }</b> 答复。
consultation-hand-over-staff =
    <b>转交给你：{ $asker } 的问题（{ $number }）</b>
    { $question }
    助手答：{ $bot }
    最晚 <b>{ $due }</b> 答复。
consultation-withdraw-staff = { $number } 提问人不问了，不用再答。
consultation-reopen-staff =
    <b>{ $asker } 说还没解决（{ $number }）</b>
    { $question }
    最晚 <b>{ $due }</b> 再答复。
consultation-covered-staff = { $replier } 已答复你手里的 { $number }，不用再答。
consultation-alike-staff = { $number }：还有 { $count } 位同学问了类似的问题，可以一次答复。
consultation-answered-before-staff = { $number }：已答过类似的问题，可以用同一回复。
consultation-ask-more-student =
    <b>老师想先问你一句（{ $number }）：</b>
    { $note }
    请在 <b>{ $due }</b> 前补充。
consultation-answer-student =
    <b>{ $replier } 答复了你的问题（{ $number }）</b>
    问：{ $question }
    { $reply1 }{ $reply2 }{ $reply3 }{ $reply4 }
consultation-lapse-student = { $number } 一直没有等到补充，先关闭了。点下面可以接着问。
consultation-accept-student = { $number } 的答复已收进问题库，会帮到问同样问题的同学。里面没有你的姓名。
consultation-propose-staff =
    <b>请审核：{ $number } 的答复建议入库</b>
    { $question }
    最晚 <b>{ $due }</b>。
consultation-return-staff =
    <b>{ $number } 没有入库</b>
    { $note }

consultation-assigned-reminder-staff = { $number } 还没答复，最晚 <b>{ $due }</b>：{ $question }
consultation-assigned-reminder-student = { $number } 老师还在处理，最晚 { $due } 答复。
consultation-lacking-reminder-student = { $number } 还等你补充，最晚 <b>{ $due }</b>。
consultation-assigned-late-staff = <b>{ $number } 已超过承诺的时间（{ $due }）。</b>请尽快答复：{ $question }
consultation-assigned-late-student = { $number } 没能按时（{ $due }）答复，对不起。已提醒老师和负责人。
consultation-lacking-late-student = { $number } 超过了补充时间（{ $due }）。
consultation-answered-late-staff = { $number } 已过确认时间（{ $due }）。
consultation-answered-late-student = { $number } 已过确认时间（{ $due }）。
consultation-proposed-late-staff = { $number } 的入库审核已超过 { $due }，请尽快看。

consultation-now-assigned = 在老师那里，等答复。
consultation-now-lacking = 等提问人补充。
consultation-now-answered = 这个问题已经答复了。
consultation-now-proposed = 已交另一位老师审核入库。
consultation-now-stored = 已入库。
consultation-now-closed = 已关闭；没解决可以接着问。

button-consultation-answer = 回复
button-consultation-ask-more = 请他补充
button-consultation-hand-over = 转交
button-consultation-urge = 很急
button-consultation-withdraw = 不问了
button-consultation-supply = 补充
button-consultation-add = 补一句
button-consultation-helped = 解决了
button-consultation-reopen = 没解决
button-consultation-propose = 建议入库
button-consultation-accept = 审核
button-consultation-return = 退回
button-consultation-rest = 用这些依据入库
button-consultation-send = 发出
button-consultation-stop = 先不办
button-consultation-same = 用 { $number } 的回复
