# Teams in the incubator (staff/stays.py): notices and states. Notices are HTML.

stay-warn-student =
    <b>“{ $title }” has been warned.</b>
    { $why }{ $note }
    Please put it right by { $due } and tell the staff.
stay-warn-staff = “{ $title }” (seat { $seat }) is warned, to be settled by { $due }. { $why }{ $note }
stay-mend-student = <b>The warning of “{ $title }” is lifted.</b>
stay-extend-student =
    <b>The stay of “{ $title }” is extended.</b>
    It now ends on { $until }.
stay-graduate-student =
    <b>🎓 “{ $title }” has graduated from { $programme }. Congratulations!</b>
    Seat { $seat } is free again.
stay-leave-student =
    <b>“{ $title }” has left { $programme }.</b>
    { $note }
stay-leave-staff = “{ $title }” has left; seat { $seat } is free. { $note }
stay-warned-late-student = The warning of “{ $title }” should have been settled by { $due }. Please speak to the staff at once.
stay-warned-late-staff = The warning of “{ $title }” (seat { $seat }) should have been settled by { $due }.
stay-warned-late-head = The warning of “{ $title }” (seat { $seat }) was not settled by { $due }; please decide.

stay-now-staying = In the incubator.
stay-now-warned = Warned.
stay-now-extended = In the incubator, extended.
stay-now-graduated = Graduated.
stay-now-left = Left.

button-stay-warn = Warn
button-stay-mend = Lift warning
button-stay-extend = Extend
button-stay-graduate = Graduate
button-stay-leave = Leave

stay-why-quarter = The three figures of { $quarter } did not come in time.
stay-ending-student =
    <b>The stay of “{ $title }” ends on { $until }.</b>
    If you are not ready to graduate, ask the staff whether it can be extended.
stay-ending-staff = The stay of “{ $title }” (seat { $seat }) ends on { $until }; please speak with the team.
stay-ending-head = The stay of “{ $title }” (seat { $seat }) ends on { $until }; please decide what follows.
stay-over-student = <b>The stay of “{ $title }” ended on { $until }.</b> Please settle with the staff what follows.
stay-over-staff = The stay of “{ $title }” (seat { $seat }) ended on { $until }; nothing was decided.
stay-over-head = The stay of “{ $title }” (seat { $seat }) ended on { $until }; please graduate, extend or end it.

quarter-asked =
    <b>Three figures for { $quarter }: people, revenue, funding</b>
    “{ $title }”, <b>by the end of { $due }</b>; anybody of the team may answer.
quarter-reminder =
    <b>Please remember the three figures for { $quarter }</b>
    “{ $title }”; without them there is a warning after { $due }.
quarter-answered =
    <b>“{ $title }” has reported { $quarter }</b>
    { $people } people · revenue { $revenue } yuan · funding { $raised } yuan

field-quarter-people = People
field-quarter-revenue = Revenue
field-quarter-raised = Funding
ask-quarter-people = How many people were in the team at the end of { $quarter }, full and part time?
ask-quarter-revenue = What was the revenue in { $quarter }? (yuan; 0 for none)
ask-quarter-raised = How much funding came in { $quarter }? (yuan; 0 for none)
button-quarter-answer = Answer
button-quarter-good = Fine
button-quarter-weak = Warn

error-stay-leader = Only the project's owner can let the team leave.
error-stay-months = It can be extended by 1 to { $most } months.

stay-card = <b>{ $programme } · seat { $seat }</b>  “{ $title }”
stay-card-until = { $state } Until { $day }, { $days } days left
stay-quarter-due = { $mark } Three figures for { $quarter }, by the end of { $day }
stay-quarter-given = { $mark } { $quarter } is reported
stay-no-quarter = After each quarter I will ask you three figures.
stay-none = Your team has no seat in an incubator. Write “I want an incubator place” to apply.
stay-why-leave = Why does this team have to leave? They will read it.
stay-why-warn = Why the warning? Say what has to change; they will read it.
stay-leave-sure = <b>Leave for sure?</b> Seat { $seat } is free at once; this cannot be undone.
stay-how-long = It ends on { $day }. How much longer? It can be extended only once.
stay-extended = ✅ Extended until { $day }.
stay-criteria = <b>Who graduates</b> (the head judges)
button-stay-report = Report { $quarter }
button-stay-leave-sure = Leave
button-stay-graduate-sure = Graduate
quarter-step = <b>{ $quarter } · { $at }/{ $of }</b>
quarter-thanks = <b>✅ { $quarter } is reported</b>
quarter-line = { $name }: { $value }
quarter-judged = Noted.
button-quarter-change = Change
