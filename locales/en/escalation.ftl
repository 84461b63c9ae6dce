# A promised time nearly over, over, over twice: who hears of it, and what they read.

error-promised-period = That is no time we can promise. Write 72h (hours), 10d (days), 5wd (working days) or 3mo (months), a year at most.
error-nothing-promised = Nothing is promised at this step, so nothing was changed.
button-open = Open
escalation-owner-owner =
    ⏰ Four fifths of the promised time for <b>{ $name }</b> ({ $kind } · { $state }) are over. Please finish it by <b>{ $due }</b>.
escalation-head-owner =
    🔴 <b>{ $name }</b> ({ $kind } · { $state }) is past its promised time, { $due }. Please see to it soon; your heads and the applicant know.
escalation-head-head =
    🔴 <b>{ $name }</b> ({ $kind } · { $state }) is past its promised time, { $due }. Please see to it or hand it over.
escalation-head-student =
    <b>{ $name }</b> ({ $kind } · { $state }) is past its promised time, { $due }. We are sorry. Those in charge and their heads have been told; you need do nothing.
escalation-group-owner =
    🔴 <b>{ $name }</b> ({ $kind } · { $state }) has taken twice its promised time (due { $due }); the leading group and the applicant know. Please see to it now.
escalation-group-head =
    🔴 <b>{ $name }</b> ({ $kind } · { $state }) has taken twice its promised time (due { $due }) and is now with the leading group.
escalation-group-student =
    <b>{ $name }</b> ({ $kind } · { $state }) is still not done (due { $due }). We are sorry. The leading group has been told; you need do nothing.
escalation-pause-head =
    ⏸ The promise for <b>{ $name }</b> ({ $kind }) has stood still for { $days } days. Reason: { $reason }. Please see whether to wait on.
button-open-1 = Open ①
button-open-2 = Open ②
button-open-3 = Open ③

digest = <b>Good morning. What waits today</b>{ $mine }{ $todo }{ $urgent1 }{ $urgent2 }{ $urgent3 }
digest-mine = { "\u000A" }{ $count } of yours: 🔴 { $red }  🟡 { $yellow }  🟢 { $green }  other { $other }
digest-todo = { "\u000A" }Also: { $what }
digest-todo-unclaimed = { $count } that nobody has
digest-todo-reviews = { $count } to review (/reviews)
digest-todo-decisions = { $count } to decide (/decisions)
digest-todo-changes = { $count } changes to approve (/changes)
digest-todo-paused = { $count } paused for over 30 days
digest-urgent = { "\u000A" }{ $mark } { $name } · { $state }
digest-urgent-due = { "\u000A" }{ $mark } { $name } · { $state } · due { $due }
