# Agreements, meetings, notes and feedback. Cards are HTML lines; names and words are escaped by code.

command-mentoring = My mentoring: meetings, tasks, notes

mentoring-none = You have no mentoring relation yet.
mentoring-none-student = You have no mentor yet. Send /mentor and say in a minute what you need.
mentoring-none-mentor = You have no students now. I tell you at once when somebody asks.
mentoring-list = <b>My mentoring</b> ({ $number })
mentoring-rating = Students gave { $stars } stars on average ({ $count } people; single ratings stay hidden)
mentoring-title = <b>{ $other }</b> · { $project }
mentoring-state-agreeing = Waiting for both to confirm the agreement
mentoring-state-formed = Agreed; the first meeting comes next
mentoring-state-active = Running
mentoring-state-paused = Paused
mentoring-state-renewing = Ending soon; both decide whether to go on
mentoring-state-refused = Did not come about
mentoring-state-lapsed = Did not come about (not confirmed in time)
mentoring-state-ended = Ended early
mentoring-state-completed = Completed
mentoring-terms = { $rhythm } · { $months } months · both keep it confidential
rhythm-7 = Every week
rhythm-14 = Every two weeks
rhythm-28 = Every four weeks
mentoring-goals = Goal: { $goals }
mentoring-until = until { $until }
mentoring-next = Next meeting: { $when } · { $place }
mentoring-proposed = To be confirmed: { $when } · { $place }
mentoring-unreported = Nobody said yet whether you met: { $when }
mentoring-task = · { $task } ({ $owner }{ $due })
mentoring-task-due = , { $day }
mentoring-tasks-more = { $number } more tasks

mentoring-now-agreeing = Waiting for the other side.
mentoring-now-formed = Both agreed; the agreement stands.
mentoring-now-active = The mentoring is running.
mentoring-now-paused = It is paused and can be resumed at any time.
mentoring-now-renewing = It ends soon; both decide whether to go on.
mentoring-now-refused = This agreement did not come about.
mentoring-now-lapsed = Not both confirmed within 3 days, so this agreement did not come about.
mentoring-now-ended = This mentoring is over.
mentoring-now-completed = This mentoring is completed.
mentoring-agreed-before = You agreed already; the other side has to press once.
mentoring-agreed-first = Your yes is kept; the other side has to press once.
mentoring-agreed-both = Both agreed; the agreement stands.
mentoring-changed-sent = The new agreement went to the other side, who has to agree.
mentoring-change-title = <b>Change the agreement</b> (choose, then send it)
mentoring-goals-ask = Write the goal in a sentence or two (at most { $limit } characters). /cancel leaves it.
mentoring-refuse-sure = Really no? Then this agreement is off, and the other side gets only a kind line.
mentoring-refused-self = All right, this agreement is off. Your place is free again; the other side got only a kind line.
mentoring-refused-self-student = All right, this agreement is off. Your request goes on to the next mentor; see /progress
mentoring-kept = All right, nothing was changed.

mentoring-propose-student =
    <b>{ $mentor } agreed to guide you!</b> One step is left: both press Agree once.
    Agreement: { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
    Please press before { $due }.
mentoring-propose-mentor =
    <b>Agreement with { $student }</b> ({ $project })
    Agreement: { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
    Both press Agree once, before { $due }.
mentoring-ok-student =
    { $mentor } agreed; now it is your turn (before { $due }).
    { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
mentoring-ok-mentor =
    { $student } agreed; now it is your turn (before { $due }).
    { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
mentoring-change-student =
    { $mentor } changed the agreement, please look (before { $due }):
    { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
mentoring-change-mentor =
    { $student } changed the agreement, please look (before { $due }):
    { $rhythm } · { $months } months · both keep it confidential
    Goal: { $goals }
mentoring-agree-student = 🎉 The agreement with { $mentor } stands until { $until }. Now arrange the first meeting.
mentoring-agree-mentor = 🎉 The agreement with { $student } stands until { $until }. Now arrange the first meeting.
mentoring-refuse-student = It does not suit { $mentor } this time, so the agreement did not come about. Your request goes on to the next mentor.
mentoring-refuse-mentor = { $student } felt it does not fit this time. Thank you for being willing; your place is free again.
mentoring-lapse-student = The agreement with { $mentor } was not confirmed by both within 3 days. Your request goes on to the next mentor.
mentoring-lapse-mentor = The agreement with { $student } was not confirmed by both within 3 days. Your place is free again.
mentoring-agreeing-reminder-student = Reminder: the agreement with { $mentor } is not confirmed by both yet; it holds until { $due } ({ $hours } hours left). If you pressed already, there is nothing to do.
mentoring-agreeing-reminder-mentor = Reminder: the agreement with { $student } is not confirmed by both yet; it holds until { $due } ({ $hours } hours left). If you pressed already, there is nothing to do.
mentoring-agreeing-late-student = The agreement with { $mentor } is past { $due }; please open it.
mentoring-agreeing-late-mentor = The agreement with { $student } is past { $due }; please open it.

mentoring-pause-student = { $mentor } would like a pause (60 days at most, until { $due }). Meetings ahead are canceled, tasks stay.
mentoring-pause-mentor = { $student } would like a pause (60 days at most, until { $due }). Meetings ahead are canceled, tasks stay.
mentoring-paused-self = Paused for 60 days at most. Meetings ahead are canceled; the other side knows.
mentoring-resume-student = { $mentor } resumed the mentoring. Arrange the next meeting.
mentoring-resume-mentor = { $student } resumed the mentoring. Arrange the next meeting.
mentoring-resumed-self = Resumed; the other side knows. Arrange the next meeting.
mentoring-wake-student = The pause with { $mentor } is over and the mentoring goes on. Arrange the next meeting.
mentoring-wake-mentor = The pause with { $student } is over and the mentoring goes on. Arrange the next meeting.
mentoring-paused-late-student = The pause with { $mentor } is past { $due }; please open it.
mentoring-paused-late-mentor = The pause with { $student } is past { $due }; please open it.

mentoring-near-end-student = The agreement with { $mentor } ends on { $until }. Go on for { $months } months? Both have to say so.
mentoring-near-end-mentor = The agreement with { $student } ends on { $until }. Go on for { $months } months? Both have to say so.
mentoring-renew-wish-student = { $mentor } would go on for { $months } months. And you?
mentoring-renew-wish-mentor = { $student } would like to go on for { $months } months. And you?
mentoring-renew-wished = Your wish to go on is kept; the other side has to press once.
mentoring-renew-student = Renewed with { $mentor } until { $until }.
mentoring-renew-mentor = Renewed with { $student } until { $until }.
mentoring-renewed-both = Both wish to go on: renewed.
mentoring-finish-wish-student = { $mentor } feels it can be completed. If you agree, press Complete.
mentoring-finish-wish-mentor = { $student } feels it can be completed. If you agree, press Complete.
mentoring-finish-wished = Kept; the other side has to press Complete too.
mentoring-finish-student = Your mentoring with { $mentor } is completed, thank you both! Please rate it; the mentor never sees a single rating.
mentoring-finish-mentor = Your mentoring with { $student } is completed, thank you! Please rate it; the student does not see it.
mentoring-finished-both = Both pressed Complete. Thank you!
mentoring-renewing-late-student = Whether to go on with { $mentor } is past { $due }; please open it.
mentoring-renewing-late-mentor = Whether to go on with { $student } is past { $due }; please open it.
mentoring-end-early-student = { $mentor } ended the mentoring. Thank you for your effort. Your next request goes first: /mentor
mentoring-end-early-mentor = { $student } ended the mentoring. Thank you for your effort; your place is free again.
mentoring-end-ask =
    <b>How should it end?</b>
    Goal reached: both press Complete.
    To stop or change the mentor: choose a reason. Only staff see it; the other side gets thanks.
mentoring-end-own = Write the reason in a sentence (at most { $limit } characters); only staff see it. /cancel keeps it running.
mentoring-ended-self = Ended. The other side got thanks; only staff see the reason.
mentoring-ended-self-student = Ended; only staff see the reason. For another mentor send /mentor, you go first.
end-reason-time = No common time
end-reason-direction = New direction
end-reason-fit = Does not fit
end-reason-silent = Not reachable

mentoring-rate-ask = How many stars for this mentoring? { $other } never sees your single rating.
mentoring-rated = Thank you, { $stars } stars are kept. Anything to tell staff privately? If not, just leave it.
mentoring-rated-before = You gave { $stars } stars already, thank you.
mentoring-flag-ask = What should staff know? (At most { $limit } characters, only staff read it.) /cancel leaves it.
mentoring-flagged = Passed on to staff; only they see it.
feedback-flag-staff = Mentoring feedback ({ $mentor } / { $student }), for staff only: { $text }
certificate-sent = Your certificate of hours for { $year }: { $meetings } meetings, { $hours } hours.

meeting-when = { $weekday ->
    [0] Mon
    [1] Tue
    [2] Wed
    [3] Thu
    [4] Fri
    [5] Sat
   *[6] Sun
} { $at }
meeting-no-place = place open
meeting-summary = Mentor meeting: { $mentor } / { $student }
meeting-pick = <b>Meet { $other }</b>: choose a time, one hour each (Beijing time).
meeting-pick-none = There is no time on offer yet. Just type one, such as 11-25 19:00 or Wed 7pm.
meeting-type = Type a time, such as 11-25 19:00, Wed 7pm or tomorrow 15:00. /cancel leaves it.
meeting-type-again = I could not read that time. Write a day and an hour, such as 11-25 19:00 or Wed 7pm; /cancel leaves it.
meeting-proposed-self = Sent to { $other }: <b>{ $when }</b>, to be confirmed. You can set a place or link below.
meeting-confirmed-self = It is settled: { $when } · { $place }. I remind you a day and an hour before.
meeting-canceled-self = Canceled; the other side knows.
meeting-place-ask = Where? Send a place or a meeting link (at most { $limit } characters). /cancel leaves it open.
meeting-place-set = Place kept: { $place }. The other side knows.
meeting-cancel-late = It begins in less than 3 hours; canceling now counts once. Cancel anyway?
meeting-card = <b>{ $when }</b> · { $place }
meeting-with = With { $other } · { $state }
meeting-file = Calendar file: open it to add the meeting to your phone.

meeting-now-proposed = Waiting for the other side.
meeting-now-confirmed = Settled.
meeting-now-canceled = This meeting was canceled.
meeting-now-moved = This meeting was moved.
meeting-now-held = This meeting took place.
meeting-now-missed = This meeting was missed.
meeting-now-unreported = Nobody said whether this meeting took place; it is closed.

meeting-propose-student = { $mentor } suggests a meeting: <b>{ $when }</b> (1 hour) · { $place }
meeting-propose-mentor = { $student } suggests a meeting: <b>{ $when }</b> (1 hour) · { $place }
meeting-confirm-student = { $mentor } confirmed: <b>{ $when }</b> · { $place }. I remind you a day and an hour before.
meeting-confirm-mentor = { $student } confirmed: <b>{ $when }</b> · { $place }. I remind you a day and an hour before.
meeting-cancel-student = { $mentor } canceled the meeting { $when }. /mentoring arranges another.
meeting-cancel-mentor = { $student } canceled the meeting { $when }. /mentoring arranges another.
meeting-lapse-student = Nobody confirmed the meeting { $when } with { $mentor } for 3 days; it is canceled. /mentoring arranges another.
meeting-lapse-mentor = Nobody confirmed the meeting { $when } with { $student } for 3 days; it is canceled. /mentoring arranges another.
meeting-expire-student = { $when } came unconfirmed, so the meeting with { $mentor } does not count. /mentoring arranges another.
meeting-expire-mentor = { $when } came unconfirmed, so the meeting with { $student } does not count. /mentoring arranges another.
meeting-skip-student = { $mentor } says you both agreed not to meet { $when }; it counts against nobody. /mentoring arranges another.
meeting-skip-mentor = { $student } says you both agreed not to meet { $when }; it counts against nobody. /mentoring arranges another.
meeting-no-show-student = { $mentor } is sorry for not coming { $when }. Arrange another time.
meeting-no-show-mentor = { $student } is sorry for not coming { $when }. Arrange another time.
meeting-place-student = The place of the meeting { $when } with { $mentor }: { $place }
meeting-place-mentor = The place of the meeting { $when } with { $student }: { $place }
meeting-proposed-late-student = The meeting { $when } with { $mentor } is still unconfirmed; please open it.
meeting-proposed-late-mentor = The meeting { $when } with { $student } is still unconfirmed; please open it.
meeting-tomorrow-student = Reminder: { $when } with { $mentor } · { $place }. Move it at least 3 hours before.
meeting-tomorrow-mentor = Reminder: { $when } with { $student } · { $place }. Move it at least 3 hours before.
meeting-soon-student = In an hour with { $mentor }: { $when } · { $place }
meeting-soon-mentor = In an hour with { $student }: { $when } · { $place }
meeting-ask-held-student = Did you meet { $mentor } { $when }?
meeting-ask-held-mentor = Did you meet { $student } { $when }?
meeting-ask-again-student = Once more: did you meet { $mentor } { $when }? It closes when nobody says so within a week.
meeting-ask-again-mentor = Once more: did you meet { $student } { $when }? It closes when nobody says so within a week.
meeting-held-self =
    Good, it is kept. Three lines are enough:
    what you talked about / next step / by when
    For example: try it in three shops, 10 opinions by 12-05
meeting-missed-ask = What happened?
meeting-missed-self = Kept. The other side may object within 7 days.
meeting-missed-own = Kept, and the other side knows. Arrange another time.
meeting-skipped-self = All right, it counts against nobody.
meeting-too-early = That can be reported 10 minutes after the start. Please wait a little.

meeting-note-student = { $mentor } noted about { $when }: { $note }
meeting-note-mentor = { $student } noted about { $when }: { $note }
note-ask = What did you talk about { $when }, what comes next, by when (at most { $limit } characters)? /cancel leaves it.
note-kept = Kept; the other side sees it too.
note-kept-task = Kept: next step “{ $task }” · { $owner } · { $due }. I ask when it is due.
note-due-ask = Kept; the other side sees it too. By when is “{ $task }” to be done?
note-flagged = Staff were asked to look at this note; the other side is not told.
note-flagged-staff = { $mentor } and { $student }, meeting { $when }; please look at this note: { $note }
notes-title = <b>Latest notes</b>
notes-none = There are no notes yet. You can write one after a meeting.
notes-line = <b>{ $when }</b> { $author }: { $note }

task-card = “{ $task }” · { $owner } · { $due }
task-no-day = no day set
task-soon = Due tomorrow ({ $due }): “{ $task }”. Is it going well?
task-due = “{ $task }” was set for { $due }. Is it done?
task-done-student = { $mentor } ticked off “{ $task }”.
task-done-mentor = { $student } finished “{ $task }”.
task-finished = Great, it is done, and the other side knows.
task-later = All right, moved to { $due }; I ask again then.
task-handed = Now { $owner } does it: “{ $task }”.
tasks-none = There are no tasks.

strike-reason-no-show = did not come
strike-reason-late-cancel = canceled within 3 hours of the start
strike-given = The meeting { $when } counts once ({ $reason }), { $number } within 30 days. If that is wrong, you may object within { $days } days.
strike-remind = The meeting { $when } counts once ({ $reason }), already { $number } within 30 days. Please cancel 3 hours ahead. If it is wrong, you may object within { $days } days.
strike-pause = The meeting { $when } counts once ({ $reason }), already { $number } within 30 days. New offers pause until { $until }. If it is wrong, you may object within { $days } days.
strike-pause-staff = { $name } missed or canceled late { $number } times within 30 days; new offers are paused. Please get in touch.
strike-appeal-staff = Somebody objects to a missed meeting, please decide: { $appeal }
strike-lifted = Your objection was accepted; that one ({ $reason }) counts no more.
strike-kept = Your objection was not accepted; that one ({ $reason }) still counts. Ask staff if you have questions.
strike-appeal-ask = Please explain (at most { $limit } characters); staff read it. /cancel leaves it.
strike-appealed = Staff will decide, and I tell you.
strike-appealed-before = You objected already; staff will decide.
strike-decided = Settled, and the person is told.

error-mentoring-terms-changed = The agreement was changed. Please look at the new one before you agree.
error-mentoring-terms = Such a rhythm or term cannot be agreed on; please choose from the buttons.
error-mentoring-goals-long = A goal has at most { $limit } characters. Please shorten it.
error-mentoring-reason-long = A reason has at most { $limit } characters. Please shorten it.
error-moment-unclear = I could not read that time. Write a day and an hour, such as 11-25 19:00 or Wed 7pm.
error-meeting-past = That time is over, or less than half an hour away. Please choose another.
error-meeting-term = That time is outside of the agreed term (until { $until }), or the mentoring is not running now.
error-meeting-overlaps = One of you has another meeting then. Please choose another time.
error-meeting-many = { $most } meetings are still ahead. Meet first, then arrange more.
error-meeting-late = It begins in less than { $hours } hours and cannot be moved. If you cannot come, cancel; that counts once.
error-meeting-place = A place or link has at most { $limit } characters.
error-strikes-paused = You missed or canceled late 4 times within 30 days; you can ask for a mentor again from { $until }. If that is wrong, object under the notice.
error-appeal-late = An objection is due within { $days } days, which are over. You can ask staff directly.
error-appeal-text = Please explain in 1 to { $limit } characters.
error-note-text = A note has 1 to { $limit } characters.
error-task-text = A task has 1 to { $limit } characters.
error-task-day = { $day } is over, or more than a year away. Please choose another day.
error-feedback-stars = Please choose 1 to { $most } stars.
error-feedback-flag = Please write 1 to { $limit } characters.
error-certificate-empty = There was no meeting in this time, so there are no hours to certify.
error-certificate-period = The first day must come before the last.

button-mentoring-ok = Agree
button-mentoring-change = Change
button-mentoring-refuse = No
button-mentoring-book = Arrange a time
button-mentoring-open = Open
button-mentoring-pause = Pause
button-mentoring-resume = Resume
button-mentoring-end-early = End
button-mentoring-finish = Complete
button-mentoring-renew = Go on
button-mentoring-rate = Rate
button-mentoring-tasks = Tasks
button-mentoring-notes = Notes
button-mentoring-flag = Tell staff privately
button-mentoring-goals = Change goal
button-mentoring-send = Send
button-mentoring-refuse-sure = Really no
button-mentoring-keep = Not now
button-mentoring-end-own = Own words
button-mentoring-certificate = Certificate of hours
button-meeting-confirm = Yes
button-meeting-cancel = Not then
button-meeting-call-off = Cancel
button-meeting-cancel-sure = Cancel anyway
button-meeting-keep = Keep it
button-meeting-reschedule = Move
button-meeting-hold = We met
button-meeting-no-show = We did not
button-meeting-they-missed = They did not come
button-meeting-i-missed = I could not come
button-meeting-skip = We agreed not to
button-meeting-open = Meeting
button-meeting-place = Set place
button-meeting-ics = Calendar file
button-meeting-note = Note
button-meeting-type = Other time
button-note-flag = Ask staff to look
button-note-week = In a week
button-note-fortnight = In two weeks
button-note-none = No next step
button-strike-appeal = Object
button-strike-lift = Does not count
button-strike-keep = Counts
button-task-done = Done
button-task-later = One more week
button-task-give = Hand over
button-term = { $months } months

mentoring-paused-late-staff = A paused relation was not resumed by { $due } ({ $project }); please look into it.
mentoring-renewing-late-staff = A relation at its end was neither renewed nor ended by { $due } ({ $project }); please look into it.
