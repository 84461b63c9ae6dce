# What is common to requests of every kind that has no words of its own.
request-submit-staff =
    <b>新的{ $what }：{ $number }</b>
    “{ $title }”，请在 { $due } 前受理。
request-take-student =
    <b>{ $what } { $number }：{ $owner }已接手</b>
    最晚 { $due } 给你答复。看进度：/progress
request-ask-more-student =
    <b>{ $what } { $number } 需要补充</b>
    { $note }
    计时已暂停，请在 <b>{ $due } 24:00 前</b>补上，过期视为撤回。
request-supply-staff =
    <b>{ $what } { $number }：学生已补充</b>
    “{ $title }”，计时继续，最晚 { $due }。{ $note }
request-lapse-student =
    <b>{ $what } { $number }：{ $now }</b>
    约定的时间已过。需要的话可以重新申请。
request-withdraw-staff = { $what } { $number } 已由申请人撤回。
request-hand-over-staff =
    <b>{ $what } { $number } 有人转交</b>
    “{ $title }”，最晚 { $due }。{ $note }
request-step-student =
    <b>{ $what } { $number }：{ $now }</b>
    { $note }
    看进度：/progress
request-step-staff =
    <b>{ $what } { $number }：{ $now }</b>
    “{ $title }” { $note }
request-step-head =
    <b>{ $what } { $number }：{ $now }</b>
    “{ $title }” { $note }
request-reminder-student = <b>{ $what } { $number }：{ $now }</b>，最晚 { $due }，别忘了。
request-reminder-staff = <b>{ $what } { $number }：{ $now }</b>，“{ $title }”，最晚 { $due }。
request-late-student = <b>{ $what } { $number } 超过了承诺的时间</b>（应在 { $due } 前），已经提醒老师和负责人。
request-late-staff = <b>{ $what } { $number } 已超时</b>，“{ $title }”应在 { $due } 前办结。
request-late-head = <b>{ $what } { $number } 已超时</b>，“{ $title }”应在 { $due } 前办结，请督促或改派。
button-approve = 批准
button-refuse = 不批准
button-close = 结案
case-why = 请写一句“{ $step }”的理由，对方会看到。
case-done = 好了。{ $state }
