# How cases stand, for the people they are about.
progress-nothing = Nothing of yours is being handled. You can look for a mentor, apply to the incubator, or just ask me about policy.
progress-list = <b>My matters</b> ({ $count } open)
progress-line = { $mark } { $name } · { $state }
progress-case = <b>{ $kind }</b>  { $number } · { $title }
progress-no-number = numbered when submitted
progress-state = Now: <b>{ $state }</b>
progress-turn = Next: { $who }
progress-due = { $mark } By <b>{ $due }</b>, { $left } left
progress-late = { $mark } Was promised for { $due }; it is late, and they have been reminded
progress-paused = ⏸ The clock stands still and goes on after the supplement
progress-uncounted = ⚪ The day can be counted once the public holidays are announced
progress-basis = Basis: { $basis }
progress-steps = What happened
progress-step = { $at } { $state }
progress-step-by = , { $by }
progress-step-note = : { $note }
unit-working-days = { $count ->
    [one] 1 working day
   *[other] { $count } working days
}
unit-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
length-h = within { $count } hours
length-d = within { $count } days
length-wd = within { $count } working days
length-mo = within { $count } months
party-student = you (the applicant)
party-staff = staff
party-reviewer = the reviewers
party-head = the head of office
party-clock = goes on by itself when the time is over
party-mentor = the mentor
steps-head = <b>{ $kind }: who handles each step</b>
steps-line = · { $state }: { $party }, { $within } ({ $basis })
steps-no-time = no time limit
steps-no-basis = the school's own procedure
button-steps = Who decides

# What can be asked for.
services-head = <b>Services</b>: choose one and fill it in step by step; you can stop at any time and go on later.
services-line = · { $kind }: { $about }
about-booking = shared instruments by the hour, one person at a time
about-finance = introductions for loans, investors and subsidies; nobody is promised money
button-open-form = Open the form

# The story of a venture.
venture-head = What happened to <b>{ $title }</b>, the latest first
venture-nothing = Nothing yet. Once you look for a mentor or apply to the incubator, every step is kept here.
venture-line = · { $day } { $what }: { $state }
venture-match = mentor
venture-mentoring = mentoring
venture-table = Record of the venture: { $count } entries, for any spreadsheet program.
venture-column-at = time
venture-column-what = matter
venture-column-number = number
venture-column-state = how it stands
button-venture-table = Take the record
