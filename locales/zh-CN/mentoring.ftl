# 师徒约定、见面、记录、评价。卡片各行是 HTML；通知里的人名和原话由程序转义。

command-mentoring = 我的师徒：约见面、待办、记录

mentoring-none = 你还没有师徒关系。
mentoring-none-student = 你还没有导师。发 /mentor 一分钟说清需要，就能看到合适的导师。
mentoring-none-mentor = 现在没有带学生。有新的申请，我会立刻告诉你。
mentoring-list = <b>我的师徒</b>（{ $number } 段）
mentoring-rating = 学生评价平均 { $stars } 星（{ $count } 人，不显示单个评价）
mentoring-title = <b>{ $other }</b> · { $project }
mentoring-state-agreeing = 等双方确认约定
mentoring-state-formed = 约定已成立，等第一次见面
mentoring-state-active = 进行中
mentoring-state-paused = 已暂停
mentoring-state-renewing = 快到期，等双方决定是否续约
mentoring-state-refused = 没有成立
mentoring-state-lapsed = 没有成立（到期未确认）
mentoring-state-ended = 已提前结束
mentoring-state-completed = 已完成
mentoring-terms = { $rhythm } · { $months } 个月 · 内容互相保密
rhythm-7 = 每周一次
rhythm-14 = 每两周一次
rhythm-28 = 每四周一次
mentoring-goals = 目标：{ $goals }
mentoring-until = 到 { $until } 为止
mentoring-next = 下次见面：{ $when } · { $place }
mentoring-proposed = 待确认：{ $when } · { $place }
mentoring-unreported = 还没说见没见成：{ $when }
mentoring-task = · { $task }（{ $owner }{ $due }）
mentoring-task-due = ，{ $day }
mentoring-tasks-more = 还有 { $number } 项待办

mentoring-now-agreeing = 等对方确认。
mentoring-now-formed = 双方已同意，约定成立。
mentoring-now-active = 师徒关系进行中。
mentoring-now-paused = 已暂停，随时可以恢复。
mentoring-now-renewing = 快到期了，等双方决定。
mentoring-now-refused = 这份约定没有成立。
mentoring-now-lapsed = 超过 3 天没有都确认，这份约定没有成立。
mentoring-now-ended = 这段师徒关系已经结束。
mentoring-now-completed = 这段师徒关系已经完成。
mentoring-agreed-before = 你已同意，等对方点一下。
mentoring-agreed-first = 已记下你的同意，等对方点一下。
mentoring-agreed-both = 双方都同意了，约定成立。
mentoring-changed-sent = 新的约定已发给对方，等对方同意。
mentoring-change-title = <b>改一改约定</b>（选好后发给对方）
mentoring-goals-ask = 请用一两句话写目标（最多 { $limit } 字）。发 /cancel 不改了。
mentoring-refuse-sure = 确定不合适吗？确定后这份约定不再成立，对方只会收到一句客气话。
mentoring-refused-self = 好的，这份约定没有成立，名额已还给你，对方只收到一句客气话。
mentoring-refused-self-student = 好的，这份约定没有成立。你的申请会接着往下找，看进度：/progress
mentoring-kept = 好的，没有改动。

mentoring-propose-student =
    <b>{ $mentor }答应带你了！</b>还差一步：双方各点一次同意。
    约定：{ $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
    请在 { $due } 前点。
mentoring-propose-mentor =
    <b>和{ $student }的师徒约定</b>（{ $project }）
    约定：{ $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
    双方各点一次同意，请在 { $due } 前点。
mentoring-ok-student =
    { $mentor }已同意约定，等你点一下（{ $due } 前）。
    { $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
mentoring-ok-mentor =
    { $student }已同意约定，等你点一下（{ $due } 前）。
    { $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
mentoring-change-student =
    { $mentor }改了约定，请看一看（{ $due } 前）：
    { $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
mentoring-change-mentor =
    { $student }改了约定，请看一看（{ $due } 前）：
    { $rhythm } · { $months } 个月 · 内容互相保密
    目标：{ $goals }
mentoring-agree-student = 🎉 和{ $mentor }的师徒约定成立，到 { $until }。约第一次见面吧。
mentoring-agree-mentor = 🎉 和{ $student }的师徒约定成立，到 { $until }。约第一次见面吧。
mentoring-refuse-student = { $mentor }这次不太方便，和你的约定没有成立。你的申请会接着往下找。
mentoring-refuse-mentor = { $student }觉得这次不太合适，约定没有成立。谢谢你愿意帮忙，名额已还给你。
mentoring-lapse-student = 和{ $mentor }的约定 3 天内没有都确认，没有成立。你的申请会接着往下找。
mentoring-lapse-mentor = 和{ $student }的约定 3 天内没有都确认，没有成立，名额已还给你。
mentoring-agreeing-reminder-student = 提醒：和{ $mentor }的约定还没都确认，{ $due } 前有效（剩 { $hours } 小时）。你点过就不用再点。
mentoring-agreeing-reminder-mentor = 提醒：和{ $student }的约定还没都确认，{ $due } 前有效（剩 { $hours } 小时）。你点过就不用再点。
mentoring-agreeing-late-student = 和{ $mentor }的约定已过 { $due }，请打开看一下。
mentoring-agreeing-late-mentor = 和{ $student }的约定已过 { $due }，请打开看一下。

mentoring-pause-student = { $mentor }想先暂停一段（最长 60 天，到 { $due }）。已约的见面取消，待办保留。
mentoring-pause-mentor = { $student }想先暂停一段（最长 60 天，到 { $due }）。已约的见面取消，待办保留。
mentoring-paused-self = 已暂停，最长 60 天，已约的见面取消，对方已知道。
mentoring-resume-student = { $mentor }恢复了师徒关系，约下一次见面吧。
mentoring-resume-mentor = { $student }恢复了师徒关系，约下一次见面吧。
mentoring-resumed-self = 已恢复，对方已知道。约下一次见面吧。
mentoring-wake-student = 和{ $mentor }的暂停到期，师徒关系已恢复。约下一次见面吧。
mentoring-wake-mentor = 和{ $student }的暂停到期，师徒关系已恢复。约下一次见面吧。
mentoring-paused-late-student = 和{ $mentor }的暂停已过 { $due }，请打开看一下。
mentoring-paused-late-mentor = 和{ $student }的暂停已过 { $due }，请打开看一下。

mentoring-near-end-student = 和{ $mentor }的约定到 { $until } 为止。要续 { $months } 个月吗？双方都点续约才续。
mentoring-near-end-mentor = 和{ $student }的约定到 { $until } 为止。要续 { $months } 个月吗？双方都点续约才续。
mentoring-renew-wish-student = { $mentor }愿意再续 { $months } 个月，你呢？
mentoring-renew-wish-mentor = { $student }想再续 { $months } 个月，你呢？
mentoring-renew-wished = 已记下你愿意续约，等对方点一下。
mentoring-renew-student = 和{ $mentor }续约成功，到 { $until }。
mentoring-renew-mentor = 和{ $student }续约成功，到 { $until }。
mentoring-renewed-both = 双方都愿意，已续约。
mentoring-finish-wish-student = { $mentor }觉得可以圆满收尾了。你也同意就点完成。
mentoring-finish-wish-mentor = { $student }觉得可以圆满收尾了。你也同意就点完成。
mentoring-finish-wished = 已记下，等对方也点完成。
mentoring-finish-student = 和{ $mentor }的师徒关系圆满完成，谢谢你们！给个评价吧，导师看不到单个评价。
mentoring-finish-mentor = 和{ $student }的师徒关系圆满完成，谢谢你！也请评价一下，学生看不到。
mentoring-finished-both = 双方都点了完成，谢谢你们！
mentoring-renewing-late-student = 和{ $mentor }是否续约已过 { $due }，请打开看一下。
mentoring-renewing-late-mentor = 和{ $student }是否续约已过 { $due }，请打开看一下。
mentoring-end-early-student = { $mentor }结束了这段师徒关系，谢谢你的投入。你的下一次申请会优先安排：/mentor
mentoring-end-early-mentor = { $student }结束了这段师徒关系，谢谢你的付出。名额已还给你。
mentoring-end-ask =
    <b>怎么收尾？</b>
    目标达到了：双方都点完成。
    想停下或换一位：选个原因，只有老师看得到，对方只收到感谢。
mentoring-end-own = 请写一句原因（最多 { $limit } 字），只有老师看得到。发 /cancel 先不结束。
mentoring-ended-self = 已结束，对方收到了感谢，原因只有老师看得到。
mentoring-ended-self-student = 已结束，原因只有老师看得到。想换一位导师就发 /mentor，会优先安排。
end-reason-time = 时间对不上
end-reason-direction = 方向变了
end-reason-fit = 不太合拍
end-reason-silent = 联系不上

mentoring-rate-ask = 给这段师徒关系打几星？{ $other }看不到你单独的评价。
mentoring-rated = 谢谢，已记下 { $stars } 星。有想私下告诉老师的吗？没有就不用理。
mentoring-rated-before = 你已评过 { $stars } 星，谢谢。
mentoring-flag-ask = 想告诉老师什么？（最多 { $limit } 字，只有老师看得到）发 /cancel 不说了。
mentoring-flagged = 已转给老师，只有老师看得到。
feedback-flag-staff = 师徒反馈（{ $mentor } / { $student }），只给老师看：{ $text }
certificate-sent = 这是{ $year }年的工作时长证明：{ $meetings } 次，共 { $hours } 小时。

meeting-when = { $weekday ->
    [0] 周一
    [1] 周二
    [2] 周三
    [3] 周四
    [4] 周五
    [5] 周六
   *[6] 周日
} { $at }
meeting-no-place = 地点待定
meeting-summary = 创业导师见面：{ $mentor } / { $student }
meeting-pick = <b>约{ $other }</b>：选一个时间，每次 1 小时（北京时间）。
meeting-pick-none = 还没有现成的时间。请直接打字，例如 11-25 19:00 或 周三晚7点。
meeting-type = 请打字告诉我时间，例如 11-25 19:00、周三晚7点、明天下午3点。发 /cancel 不约了。
meeting-type-again = 没看懂这个时间。请写日期和钟点，例如 11-25 19:00 或 周三晚7点；发 /cancel 不约了。
meeting-proposed-self = 已发给{ $other }：<b>{ $when }</b>，等对方确认。地点或会议链接可以点下面定。
meeting-confirmed-self = 约好了：{ $when } · { $place }。前一天和前一小时我会提醒。
meeting-canceled-self = 已取消，对方已知道。
meeting-place-ask = 在哪见？请发地点或会议链接（最多 { $limit } 字）。发 /cancel 先不定。
meeting-place-set = 地点已记下：{ $place }。对方已知道。
meeting-cancel-late = 离开始不到 3 小时，现在取消会记一次。仍要取消吗？
meeting-card = <b>{ $when }</b> · { $place }
meeting-with = 和{ $other } · { $state }
meeting-file = 日历文件，点开就能加进手机日历。

meeting-now-proposed = 等对方确认。
meeting-now-confirmed = 已约好。
meeting-now-canceled = 这次见面已取消。
meeting-now-moved = 这次见面已改期。
meeting-now-held = 这次见面已记为见了。
meeting-now-missed = 这次见面已记为没见成。
meeting-now-unreported = 这次见面没有人说见没见成，已经关闭。

meeting-propose-student = { $mentor }约你见面：<b>{ $when }</b>（1 小时）· { $place }
meeting-propose-mentor = { $student }约你见面：<b>{ $when }</b>（1 小时）· { $place }
meeting-confirm-student = { $mentor }确认了：<b>{ $when }</b> · { $place }。前一天和前一小时我会提醒。
meeting-confirm-mentor = { $student }确认了：<b>{ $when }</b> · { $place }。前一天和前一小时我会提醒。
meeting-cancel-student = { $mentor }取消了 { $when } 的见面。发 /mentoring 可以另约。
meeting-cancel-mentor = { $student }取消了 { $when } 的见面。发 /mentoring 可以另约。
meeting-lapse-student = { $when } 和{ $mentor }的见面 3 天没有人确认，已取消。发 /mentoring 可以另约。
meeting-lapse-mentor = { $when } 和{ $student }的见面 3 天没有人确认，已取消。发 /mentoring 可以另约。
meeting-expire-student = { $when } 到了还没确认，和{ $mentor }的这次见面不算数。发 /mentoring 可以另约。
meeting-expire-mentor = { $when } 到了还没确认，和{ $student }的这次见面不算数。发 /mentoring 可以另约。
meeting-skip-student = { $mentor }说 { $when } 的见面双方商量好不见了，不记任何人。发 /mentoring 可以另约。
meeting-skip-mentor = { $student }说 { $when } 的见面双方商量好不见了，不记任何人。发 /mentoring 可以另约。
meeting-no-show-student = { $mentor }说 { $when } 自己没能来，很抱歉。另约一次吧。
meeting-no-show-mentor = { $student }说 { $when } 自己没能来，很抱歉。另约一次吧。
meeting-place-student = { $when } 和{ $mentor }见面的地点：{ $place }
meeting-place-mentor = { $when } 和{ $student }见面的地点：{ $place }
meeting-proposed-late-student = { $when } 和{ $mentor }的见面还没确认，请打开看一下。
meeting-proposed-late-mentor = { $when } 和{ $student }的见面还没确认，请打开看一下。
meeting-tomorrow-student = 提醒：{ $when } 和{ $mentor }见面 · { $place }。要改期请在开始前 3 小时说。
meeting-tomorrow-mentor = 提醒：{ $when } 和{ $student }见面 · { $place }。要改期请在开始前 3 小时说。
meeting-soon-student = 一小时后和{ $mentor }见面：{ $when } · { $place }
meeting-soon-mentor = 一小时后和{ $student }见面：{ $when } · { $place }
meeting-ask-held-student = { $when } 和{ $mentor }见了吗？
meeting-ask-held-mentor = { $when } 和{ $student }见了吗？
meeting-ask-again-student = 再问一次：{ $when } 和{ $mentor }见了吗？一周内没人说就关闭了。
meeting-ask-again-mentor = 再问一次：{ $when } 和{ $student }见了吗？一周内没人说就关闭了。
meeting-held-self =
    好，已记下。写三行就够：
    谈了什么 / 下一步 / 什么时候前
    例：先去三家店试卖，12-05 前报 10 个反馈
meeting-missed-ask = 没见成是怎么回事？
meeting-missed-self = 已记下。对方如果有异议，7 天内可以申诉。
meeting-missed-own = 已记下，也告诉对方了。另约一次吧。
meeting-skipped-self = 好的，这次不记任何人。
meeting-too-early = 开始 10 分钟后才能报对方没来，再等一等。

meeting-note-student = { $mentor }记下了 { $when } 的见面：{ $note }
meeting-note-mentor = { $student }记下了 { $when } 的见面：{ $note }
note-ask = 写下 { $when } 谈了什么、下一步、什么时候前（最多 { $limit } 字）。发 /cancel 先不写。
note-kept = 已记，对方也看到了。
note-kept-task = 已记：下一步「{ $task }」· { $owner } · { $due }。到期我来问。
note-due-ask = 已记，对方也看到了。下一步「{ $task }」什么时候前？
note-flagged = 已请老师看这条记录，对方不会收到通知。
note-flagged-staff = { $mentor }和{ $student } { $when } 的见面记录，请老师看一下：{ $note }
notes-title = <b>最近的记录</b>
notes-none = 还没有记录。见过面以后可以写。
notes-line = <b>{ $when }</b> { $author }：{ $note }

task-card = 「{ $task }」· { $owner } · { $due }
task-no-day = 没定日期
task-soon = 明天（{ $due }）到期：「{ $task }」。顺利吗？
task-due = 「{ $task }」定在 { $due }，完成了吗？
task-done-student = { $mentor }把「{ $task }」记为完成了。
task-done-mentor = { $student }完成了「{ $task }」。
task-finished = 太好了，已记为完成，对方也知道了。
task-later = 好，改到 { $due }，到时再问。
task-handed = 现在由{ $owner }来做：「{ $task }」。
tasks-none = 没有待办。

strike-reason-no-show = 没来见面
strike-reason-late-cancel = 开始前 3 小时内取消
strike-given = { $when } 的见面记了一次（{ $reason }）。30 天内共 { $number } 次。不属实的话，{ $days } 天内可以申诉。
strike-remind = { $when } 的见面记了一次（{ $reason }），30 天内已有 { $number } 次。来不了请提前 3 小时说。有误的话 { $days } 天内可以申诉。
strike-pause = { $when } 的见面记了一次（{ $reason }），30 天内已有 { $number } 次，新的邀约暂停到 { $until }。有误的话 { $days } 天内可以申诉。
strike-pause-staff = { $name } 30 天内有 { $number } 次没来或临时取消，新的邀约已暂停。请联系了解情况。
strike-appeal-staff = 爽约记录有申诉，请判断：{ $appeal }
strike-lifted = 申诉成立，那次（{ $reason }）不再计算。
strike-kept = 申诉没有成立，那次（{ $reason }）仍然计算。有疑问请联系老师。
strike-appeal-ask = 请说明情况（最多 { $limit } 字），老师会看。发 /cancel 不申诉了。
strike-appealed = 已交给老师判断，有结果告诉你。
strike-appealed-before = 你已经申诉过了，老师会判断。
strike-decided = 已处理，并告诉了本人。

error-mentoring-terms-changed = 约定已经改过，请先看新的再同意。
error-mentoring-terms = 这样的周期或期限不能约定，请从按钮里选。
error-mentoring-goals-long = 目标最多 { $limit } 字，请写短一点。
error-mentoring-reason-long = 原因最多 { $limit } 字，请写短一点。
error-moment-unclear = 没看懂这个时间。请写日期和钟点，例如 11-25 19:00 或 周三晚7点。
error-meeting-past = 这个时间已经过去，或不到半小时了。请换一个时间。
error-meeting-term = 这个时间不在约定的期限内（到 { $until }），或师徒关系现在不在进行中。
error-meeting-overlaps = 那个时间你们中有一位已有别的见面，请换一个时间。
error-meeting-many = 已有 { $most } 次没见的约，先见了再约吧。
error-meeting-late = 离开始不到 { $hours } 小时，不能改期了。来不了请取消，会记一次。
error-meeting-place = 地点或链接最多 { $limit } 字。
error-strikes-paused = 30 天内没来或临时取消已有 4 次，{ $until } 起才能再申请导师。有误可以在通知里申诉。
error-appeal-late = 申诉要在 { $days } 天内提出，已经过期。可以直接联系老师。
error-appeal-text = 请用 1 到 { $limit } 字说明情况。
error-note-text = 记录请写 1 到 { $limit } 字。
error-task-text = 待办请写 1 到 { $limit } 字。
error-task-day = { $day } 已经过去，或在一年以后，请换一天。
error-feedback-stars = 请选 1 到 { $most } 星。
error-feedback-flag = 请写 1 到 { $limit } 字。
error-certificate-empty = 这段时间还没有见过面，没有可以证明的时长。
error-certificate-period = 开始日期要在结束日期之前。

button-mentoring-ok = 同意
button-mentoring-change = 改一改
button-mentoring-refuse = 不合适
button-mentoring-book = 约时间
button-mentoring-open = 看师徒
button-mentoring-pause = 先暂停
button-mentoring-resume = 恢复
button-mentoring-end-early = 收尾
button-mentoring-finish = 完成
button-mentoring-renew = 续约
button-mentoring-rate = 评价
button-mentoring-tasks = 待办
button-mentoring-notes = 看记录
button-mentoring-flag = 私下告诉老师
button-mentoring-goals = 改目标
button-mentoring-send = 发给对方
button-mentoring-refuse-sure = 确定不合适
button-mentoring-keep = 先不
button-mentoring-end-own = 写原因
button-mentoring-certificate = 时长证明
button-meeting-confirm = 可以
button-meeting-cancel = 这次不行
button-meeting-call-off = 取消见面
button-meeting-cancel-sure = 仍要取消
button-meeting-keep = 不取消
button-meeting-reschedule = 改期
button-meeting-hold = 见了
button-meeting-no-show = 没见成
button-meeting-they-missed = 对方没来
button-meeting-i-missed = 我没去成
button-meeting-skip = 商量好不见
button-meeting-open = 看安排
button-meeting-place = 定地点
button-meeting-ics = 日历文件
button-meeting-note = 记一笔
button-meeting-type = 其他时间
button-note-flag = 请老师看
button-note-week = 一周后
button-note-fortnight = 两周后
button-note-none = 没有下一步
button-strike-appeal = 申诉
button-strike-lift = 不计
button-strike-keep = 仍计
button-task-done = 完成了
button-task-later = 再给一周
button-task-give = 换对方做
button-term = { $months } 个月

mentoring-paused-late-staff = 一段暂停的师徒关系过了 { $due } 没有恢复（{ $project }），请看一下。
mentoring-renewing-late-staff = 一段到期的师徒关系过了 { $due } 还没有续约或结束（{ $project }），请看一下。
