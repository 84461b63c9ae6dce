# 老师的办理队列：聊天里的 /queue，网页的“办理”。
# 提示语是纯文本；聊天里的消息是 HTML。

error-queue-note-long = 写了 { $length } 个字，最多 { $limit } 个。请短一些，对方在手机上看。
error-queue-colleague = 只能转给别的老师，不能转给申请人或现在的经办人。
error-queue-nobody = 这件事现在没有在等别人，不用提醒。
error-queue-reminded = 今天已经提醒过了，明天可以再提醒。
error-queue-many = 一次最多处理 { $limit } 件，请分几次。
error-queue-nothing = 请先选要补的内容，再写原因。
error-queue-not-done = 这一件没办成，我们已记下来处理。其余的不受影响。

queue-nudge = 老师提醒：<b>{ $number }</b> { $title } 在等你处理，最晚 { $due }。
queue-nudge-undated = 老师提醒：<b>{ $number }</b> { $title } 在等你处理。

queue-fact-question = 问题
queue-fact-supplement = 补充
queue-fact-reply = 答复
queue-fact-seat = 工位
queue-fact-starts = 入驻日
queue-fact-ends = 到期日
