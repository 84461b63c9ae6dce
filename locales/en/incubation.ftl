# The application to an incubator (staff/applications.py): notices, states, form. Notices are HTML.

error-incubation-leader = Only the project's owner can do this. Please ask them to press it.

error-incubation-full = All seats are taken, so nobody else can be admitted now. There is the waiting list.
error-incubation-seat = Seat { $seat } is taken or does not exist. Please choose another.
error-incubation-days = More time can be 1 to { $most } days.
error-programme-no-window = No window for applications is open, and the next is not known yet.
error-programme-not-yet = The window opens on { $day }. You can fill everything in already.
error-programme-closed = The window closed at the end of { $day }; nothing can be submitted. Everything is kept, and you can ask for more time.

incubation-seat-open = (given by the staff)
incubation-unconfirmed = { $people } people of the team have not confirmed yet; ask them to, or change it under /project


incubation-submit-staff =
    <b>New incubation application { $number }</b>
    “{ $title }” · { $programme }. Please take it by { $due }.
incubation-close-student =
    <b>“{ $title }” was not submitted in time.</b>
    The window of { $programme } has closed. Everything you filled in is kept; you can ask for more time.
incubation-ask-time-staff =
    <b>More time asked for: “{ $title }”</b>
    { $programme }; it was not submitted by the end of { $until }. Please answer by { $due }.
incubation-decline-student =
    <b>“{ $title }” gets no more time.</b>
    { $note }
    Everything is kept and can be used when the next window opens.
incubation-extending-late-staff = The wish for more time for “{ $title }” should have been answered by { $due }.
incubation-reopen-student =
    <b>You can submit “{ $title }” again.</b>
    Extended until the end of { $until }; everything is still there.
incubation-take-student =
    <b>{ $owner } has taken { $number }.</b>
    Your documents are checked by { $due } at the latest.
incubation-withdraw-staff = { $number } “{ $title }” was withdrawn by its applicant; nothing more to do.
incubation-ask-more-student =
    <b>{ $number } needs something more</b> ({ $owner })
    { $note }
    The check is paused. Please answer <b>by the end of { $due }</b>.
incubation-pass-student =
    <b>{ $number } is complete and goes to review.</b>
    Reviewed by { $due } at the latest; then the head decides.
incubation-hand-over-staff = <b>{ $number } “{ $title }” is now yours.</b> Due by { $due }. { $note }
incubation-supply-staff =
    <b>{ $number } “{ $title }” was completed.</b>
    The time runs on; due by { $due }. { $note }
incubation-lapse-student =
    { $number ->
        [one] <b>“{ $title }” has ended.</b>
       *[other] <b>{ $number } “{ $title }” has ended.</b>
    }
    What was asked for did not come in time, which counts as given up. Everything is kept; you can apply again.
incubation-lapse-staff = { $number } “{ $title }” ended by itself: nothing came in time.
incubation-reviewed-head = <b>{ $number } “{ $title }” is reviewed; please decide by { $due }.</b>
incubation-approve-student =
    <b>{ $number } is to be admitted and is made public.</b>
    Until the end of { $due }; without an objection you can then sign.
incubation-approve-staff = { $number } “{ $title }” is to be admitted; public until the end of { $due }.
incubation-waitlist-student =
    <b>{ $number } is on the waiting list.</b>
    It passed, but all seats are taken for now; you hear at once when one is free.
    { $reasons }
incubation-seat-free-head =
    <b>A seat is free; first on the waiting list: { $number } “{ $title }”</b>
    Please decide whether to admit them.
incubation-refuse-student =
    <b>{ $number } was not admitted this time.</b>
    { $reasons }
    You may apply again from { $again }.
incubation-clear-student =
    <b>🎉 { $number } is admitted.</b>
    Nobody objected. Once signed, seat { $seat } of { $programme } is yours; it is kept until { $due }.
    The project's owner confirms the agreement.
incubation-clear-staff = { $number } “{ $title }”: no objection; the applicant confirms until { $due }.
incubation-uphold-student =
    <b>An objection to { $number } was upheld; it is decided anew.</b>
    { $note }
    By { $due } at the latest.
incubation-agree-staff =
    <b>{ $number } “{ $title }” has confirmed the agreement and waits for you.</b>
    Please check the seat and sign by { $due }.
incubation-sign-student =
    <b>Signed. Welcome to { $programme }!</b>
    Seat { $seat }. Each quarter I will ask three figures: people, revenue, funding.
incubation-sign-staff = { $number } “{ $title }” is signed, seat { $seat }.

incubation-lacking-reminder-student =
    <b>Please remember to complete { $number }</b>
    Without it the application ends by itself after { $due }.
incubation-signing-reminder-student =
    <b>Please remember to sign { $number }</b>
    Without it the seat goes to another team after { $due }.

incubation-submitted-late-student = Sorry: { $number } should have been taken by { $due }. The staff have been reminded.
incubation-submitted-late-staff = { $number } “{ $title }” should have been taken by { $due }; it is late.
incubation-checking-late-student = Sorry: the documents of { $number } should have been checked by { $due }. The head has been reminded.
incubation-checking-late-staff = { $number } “{ $title }” should have been checked by { $due }; it is late.
incubation-checking-late-head = The check of { $number } “{ $title }” is late ({ $due }). Please urge it or hand it over.
incubation-lacking-late-student = The time to complete { $number } ({ $due }) is over; please do so at once or tell the staff.
incubation-reviewing-late-student = Sorry: { $number } should have been reviewed by { $due }. The head has been reminded.
incubation-reviewing-late-staff = { $number } “{ $title }” should have been reviewed by { $due }. Please urge or replace a reviewer.
incubation-reviewing-late-head = The review of { $number } “{ $title }” is late ({ $due }). Please urge it or hand it over.
incubation-deciding-late-student = Sorry: { $number } should have been decided by { $due }. The head has been reminded.
incubation-deciding-late-head = { $number } “{ $title }” should have been decided by { $due }; it is late.
incubation-publicised-late-head = The public notice of { $number } “{ $title }” is over ({ $due }) but could not be ended; please see to it.
incubation-signing-late-student = The time to sign { $number } ({ $due }) is over; please speak to the staff.
incubation-countersigning-late-student = Sorry: { $number } should have been signed by { $due }. The head has been reminded.
incubation-countersigning-late-staff = { $number } “{ $title }” should have been signed by { $due }; it is late.

incubation-now-draft = Not submitted yet; you can go on.
incubation-now-missed = Not submitted in time; everything is kept, and you can ask for more time.
incubation-now-extending = Waiting for the staff to answer about more time.
incubation-now-submitted = Submitted; a person of the staff will take it.
incubation-now-checking = The documents are being checked.
incubation-now-lacking = Waiting for the applicant; the time stands still.
incubation-now-lapsed = Not completed in time; counts as withdrawn.
incubation-now-reviewing = Under review.
incubation-now-deciding = The head decides.
incubation-now-waitlisted = On the waiting list.
incubation-now-publicised = Public for objections.
incubation-now-signing = The applicant has to confirm the agreement.
incubation-now-countersigning = The applicant has confirmed; the staff sign.
incubation-now-admitted = Admitted.
incubation-now-refused = Not admitted this time.
incubation-now-forgone = Not signed in time; given up.
incubation-now-withdrawn = Withdrawn.

button-incubation-reopen = Give more time
button-incubation-ask-time = Ask for more time
button-incubation-decline = No more time
button-incubation-pass = Complete, to review
button-incubation-approve = Admit
button-incubation-waitlist = Waiting list
button-incubation-refuse = Do not admit
button-incubation-uphold = Objection upheld
button-incubation-agree = Confirm agreement
button-incubation-sign = Sign

field-incubation-title = Project
field-incubation-summary = Product and plan
field-incubation-stage = Stage
field-incubation-grade = Owner's year
field-incubation-college = Owner's college
field-incubation-adviser = Adviser
field-incubation-registered = Company registered
field-incubation-founded = Registered on
field-incubation-seats = Seats wanted
field-incubation-funding = Funds needed
field-incubation-contact = Contact

ask-incubation-title = What is the project called?
ask-incubation-summary = What do you make, for whom, and how will you go about it? A few sentences.
ask-incubation-stage = How far is the project?
ask-incubation-grade = Which year is the owner in?
ask-incubation-college = Which college is the owner of?
ask-incubation-adviser = Who is your adviser? Skip if there is none.
ask-incubation-registered = Is a company registered?
ask-incubation-founded = When was it registered? (the date on the business licence)
ask-incubation-seats = How many seats do you need?
ask-incubation-funding = About how much money do you need? (yuan; 0 for none)
ask-incubation-contact = How can we reach the owner? (phone or WeChat)

command-incubate = apply for a place in an incubator
enter-none = There is no incubator to apply to at present. When there is, it opens here.
enter-which-project = <b>Which project applies?</b>
enter-which-programme = <b>Apply to which one?</b>
enter-ask-title = <b>Give the project a name first</b> (up to 30 characters); you can change it any time.
enter-no-words = I see no words. What is the project called?
enter-rules = <b>First see whether you qualify</b> (by { $policy }):
enter-rule = { $words } ({ $basis })
enter-more-rules = { $count } more under [Read the rules]
enter-window-open = Applications until <b>the end of { $day }</b>
enter-window-next = Applications open on <b>{ $day }</b>; you can fill it in already
enter-window-none = When applications open next is not known yet
enter-articles = <b>{ $policy }</b>
enter-missed =
    <b>“{ $title }” was not submitted in time</b>
    Applications to { $programme } ended with { $day }.
enter-missed-kept = Everything you filled in is kept.
enter-missed-waiting = Your wish for more time has arrived; the staff will answer.
enter-next-window = You can also use it for the next time (opens on { $day }).
enter-how-many-days = How many more days from today? It ends at 24:00 of the last.
enter-extended = Extended until the end of { $day }; the applicant is told.
enter-agreement = <b>Agreement with { $programme }</b>
enter-agreement-terms =
    · Seat { $seat } for { $months } months, for this team alone
    · Three figures each quarter: people, revenue, funding
    · Keep the rules of safety and secrecy; tell the staff before you leave early
enter-agreed = ✅ Agreed. Once the staff have signed you can move in; I will tell you.
enter-which-seat =
    <b>Which seat for “{ $title }”?</b>
    They asked for { $wanted } places; the first is kept for them.
enter-signed = ✅ { $number } is signed, seat { $seat }.
button-enter-new = New project
button-enter-fill = Go on, keep a draft
button-enter-ask = Ask a person
button-enter-words = Read the rules
button-enter-anew = Apply next time
button-enter-agreed = I agree, sign
