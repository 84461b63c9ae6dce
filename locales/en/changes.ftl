# Changes of rules, documents, rubrics, windows, promised times and holidays: proposed by one person, approved by a head who is another.

command-changes = Changes of rules and promised times
error-change-decided =
    { $state ->
        [approved] This change was approved and holds already.
        [withdrawn] This change was taken back by who proposed it.
       *[refused] This change was refused already.
    }
error-change-stale = What this would replace has been changed since it was proposed. Nothing was done; please propose it anew.
error-change-same-person = A change must be approved by another head than its proposer. Nothing was done.
error-change-nothing = That is how it is already; there is nothing to change.
error-change-reason = The reason is too long; { $limit } characters at most.
error-change-not-valid = This change cannot hold. Nothing was done.
error-change-words = Something is missing, or longer than { $limit } characters.
error-change-number = Please give a whole number from { $least } to { $most }.
error-change-moment = That is no day or time. Write 2027-03-01 or 2027-03-01 09:00.
error-window-order = A window closes after it opens, within a year.
error-window-past = That moment is over. A window cannot be closed in the past.
error-window-opened = This window has opened; when it opened can no longer be changed.
error-window-over = This window has closed. Please open another one.
error-calendar-day-twice = { $day } is there twice, or both off and worked on. A year has at most 80 special days here.
error-calendar-day-year = { $day } is no day of { $year }.
error-calendar-year = Only calendars from { $least } to { $most } can be changed.
error-change-row =
    Row { $row } is wrong: { $what ->
        [key] it has no key
        [kind] there is no such rule, or its number is missing
        [names] it has no name
        [contents] a sort of file is unknown
        [least] say how much at least
        [years] say how many years
        [document] name the document's key
        [weight] a weight is above 0, a scale ends at 5 or 100
       *[other] please check it
    }. Nothing was done.
error-change-many = At most { $limit } rows.
error-change-key-twice = The key "{ $name }" is there twice.
error-rubric-in-use = { $count } applications are being reviewed; the rubric can change when they are done.

change-subject-promise = Promised time
change-subject-window = Application window
change-subject-rules = Conditions
change-subject-documents = Documents
change-subject-rubric = Rubric
change-subject-programme = Incubator
change-subject-calendar = Holidays

change-proposed =
    <b>{ $who }</b> proposes a change: { $what } { $name }
    Reason: { $reason }
    Please compare before you decide.
change-approved = ✅ Your change was approved and holds now: { $what } { $name }
change-refused =
    Your change was refused: { $what } { $name }
    Reason: { $note }
change-window-draft = Applications to <b>{ $name }</b> now close at <b>{ $closes }</b>. Your draft is kept; please submit it before then.
change-state-waiting = waiting
change-state-approved = in force
change-state-refused = refused
change-state-withdrawn = taken back
change-card = <b>{ $what }</b> · { $state }
change-card-by = Proposed by { $who } at { $at }. Reason: { $reason }
change-card-decided = Decided by { $who } at { $at }. { $note }
change-line = · { $name }: { $before } → <b>{ $after }</b>
change-lines-more = …and { $count } more; see the desk for all.
change-list = <b>Changes that wait for a head</b> ({ $count })
change-list-none = No change waits for a head. To propose one, send /desk and open "Changes".
change-ask-note = Please say in a sentence why not ({ $limit } characters at most); the proposer reads it. /cancel leaves it.
change-done-approved = Approved; it holds now
change-done-refused = Refused; the proposer is told why
change-done-withdrawn = Taken back
change-own-waits = You proposed this; another head must approve it.
button-change-look = Compare
button-change-approve = Approve
button-change-refuse = Refuse
button-change-withdraw = Take back
button-change-list = ‹ All changes

change-window-opens = Opens
change-window-closes = Closes
change-day-worked = worked ({ $name })
change-day-off = off ({ $name })
change-year = Year complete
change-year-complete = complete
change-year-open = not complete
change-source = Source
change-yes = yes
change-no = no
change-needed = required
change-not-needed = optional
change-field-name = Name
change-field-name-en = English name
change-field-seats = Seats
change-field-seat-prefix = Prefix of seats
change-field-stay-months = Months of stay
change-field-active = Takes applications
change-rule-enrolled = Owner is a student
change-rule-team = People in the team
change-rule-adviser = Has an adviser
change-rule-equity = Students' shares
change-rule-stage = Stage of the venture
change-rule-document = Document handed in
change-rule-registered = Age of the company
change-rule-new = Not in an incubator
change-rule-free = Checked by staff
change-rule-hard = needed to apply
change-rule-soft = warning only
change-criterion = { $name }, weight { $weight }, out of { $most }

desk-changes = Changes
desk-changes-waiting = Waiting for approval
desk-changes-decided = Earlier changes
desk-changes-none = None.
desk-changes-how = One person proposes, a head who is another approves. What was promised to applicants stays.
desk-change-before = Before
desk-change-after = After
desk-change-what = What
desk-change-by = Proposed by
desk-change-reason = Reason
desk-change-note = Why not
desk-change-send = Propose
desk-change-decided-by = Decided by
desk-change-edited = set by the school
desk-change-period-hint = Write 72h for hours, 10d for days, 5wd for working days, 3mo for months; a year at most.
desk-change-new-window = Open a new window
desk-change-new-programme = New incubator
desk-change-edit = Change
desk-change-rows-hint = Rows without a kind or key are dropped. At most 20 rows.
desk-change-days-off = Days off (one a line: 2027-01-01 New Year; several: 2027-10-01 to 2027-10-07 National Day)
desk-change-days-worked = Make-up working days (in the same way)
desk-change-year-all = All special days of this year are here; deadlines may be counted by them
desk-change-column-kind = Kind
desk-change-column-value = Value
desk-change-column-basis = Clause
desk-change-column-hard = Needed
desk-change-column-key = Key
desk-change-column-zh = Chinese name
desk-change-column-en = English name
desk-change-column-required = Required
desk-change-column-contents = Sorts of file (with spaces)
desk-change-column-weight = Weight
desk-change-column-most = Out of
change-subject-articles = Words of the rules
change-policy = Title of the rules
desk-change-column-number = Number
desk-change-approve-note = It holds at once when you approve. Please compare first.
desk-change-value-hint = "Value" is a number of people, a percentage, years, a document's key, or a stage: idea / prototype / registered / revenue; for a student owner, yes lets graduates of five years count. Other kinds have none.
