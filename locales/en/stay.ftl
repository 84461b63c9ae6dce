# Teams in the incubator (staff/stays.py): notices and states. Notices are HTML.

stay-admit-student =
    <b>“{ $title }” has moved into { $programme }, seat { $seat }.</b>
    The stay ends on { $until }. I will tell you 60 days before.
stay-warn-student =
    <b>“{ $title }” has been warned.</b>
    { $note }
    Please put it right by { $due } and tell the staff.
stay-warn-staff = “{ $title }” (seat { $seat }) is warned, to be settled by { $due }. { $note }
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
