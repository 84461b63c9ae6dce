# What is common to requests of every kind that has no words of its own.
request-submit-staff =
    <b>New: { $what } { $number }</b>
    “{ $title }”. Please take it up by { $due }.
request-take-student =
    <b>{ $what } { $number }: { $owner } has taken it</b>
    You will hear by { $due } at the latest. Progress: /progress
request-ask-more-student =
    <b>{ $what } { $number } needs more from you</b>
    { $note }
    The clock stands still. Please answer <b>by the end of { $due }</b>; after that it counts as withdrawn.
request-supply-staff =
    <b>{ $what } { $number }: the student has answered</b>
    “{ $title }”. The clock goes on, until { $due } at the latest. { $note }
request-lapse-student =
    <b>{ $what } { $number }: { $now }</b>
    The time for it is over. You can apply again if you need it.
request-withdraw-staff = { $what } { $number } was withdrawn by the applicant.
request-hand-over-staff =
    <b>{ $what } { $number } was handed over</b>
    “{ $title }”, until { $due } at the latest. { $note }
request-step-student =
    <b>{ $what } { $number }: { $now }</b>
    { $note }
    Progress: /progress
request-step-staff =
    <b>{ $what } { $number }: { $now }</b>
    “{ $title }” { $note }
request-step-head =
    <b>{ $what } { $number }: { $now }</b>
    “{ $title }” { $note }
request-reminder-student = <b>{ $what } { $number }: { $now }</b>, by { $due } at the latest. Please remember.
request-reminder-staff = <b>{ $what } { $number }: { $now }</b>, “{ $title }”, by { $due } at the latest.
request-late-student = <b>{ $what } { $number } is later than promised</b> (by { $due }). Staff and their head have been reminded.
request-late-staff = <b>{ $what } { $number } is late</b>: “{ $title }” was promised for { $due }.
request-late-head = <b>{ $what } { $number } is late</b>: “{ $title }” was promised for { $due }. Please press for it or give it to somebody else.
button-approve = Approve
button-refuse = Refuse
button-close = Close
case-why = Please type a reason for “{ $step }”; the other side reads it.
case-done = Done. { $state }
