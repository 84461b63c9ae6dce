# 承诺时间快到、已过、过了一倍：谁会知道，读到什么。

error-promised-period = 时间写法不对。请写 72h（小时）、10d（天）、5wd（工作日）或 3mo（月），最长一年。
error-nothing-promised = 这一步没有承诺时间，没有改。
button-open = 打开看看
escalation-owner-owner =
    ⏰ <b>{ $name }</b>（{ $kind } · { $state }）的承诺时间已过八成，请在 <b>{ $due }</b> 前办结。
escalation-head-owner =
    🔴 <b>{ $name }</b>（{ $kind } · { $state }）已超过承诺时间 { $due }。请尽快处理；主管和申请人都已知道。
escalation-head-head =
    🔴 <b>{ $name }</b>（{ $kind } · { $state }）已超过承诺时间 { $due }。请督促或改派。
escalation-head-student =
    <b>{ $name }</b>（{ $kind } · { $state }）超过了承诺时间 { $due }，抱歉。已提醒负责的老师和主管，你不用做什么。
escalation-group-owner =
    🔴 <b>{ $name }</b>（{ $kind } · { $state }）已用去承诺时间的两倍（应在 { $due } 前办结），领导小组和申请人都已知道。请马上处理。
escalation-group-head =
    🔴 <b>{ $name }</b>（{ $kind } · { $state }）已用去承诺时间的两倍（应在 { $due } 前办结），列入领导小组督办。
escalation-group-student =
    <b>{ $name }</b>（{ $kind } · { $state }）仍未办结（应在 { $due } 前），抱歉。已报领导小组督办，你不用做什么。
escalation-pause-head =
    ⏸ <b>{ $name }</b>（{ $kind }）的计时已暂停 { $days } 天。原因：{ $reason }。请看看还要不要等。
button-open-1 = 打开 ①
button-open-2 = 打开 ②
button-open-3 = 打开 ③

digest = <b>早上好，今天要办的事</b>{ $mine }{ $todo }{ $urgent1 }{ $urgent2 }{ $urgent3 }
digest-mine = { "\u000A" }手上 { $count } 件：🔴 { $red }　🟡 { $yellow }　🟢 { $green }　其他 { $other }
digest-todo = { "\u000A" }还有：{ $what }
digest-todo-unclaimed = { $count } 件没人接手
digest-todo-reviews = { $count } 件等您评审（/reviews）
digest-todo-decisions = { $count } 件等您决定（/decisions）
digest-todo-changes = { $count } 项修改等您同意（/changes）
digest-todo-paused = { $count } 件暂停超过 30 天
digest-urgent = { "\u000A" }{ $mark } { $name } · { $state }
digest-urgent-due = { "\u000A" }{ $mark } { $name } · { $state } · 应在 { $due } 前
