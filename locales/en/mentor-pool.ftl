# The mentor pool: appointment, recusal, import, invites. Notices are HTML, refusals are not.

error-pair-rule = The recusal was not saved: choose a reason, keep the note within 500 characters, and let it end no earlier than today.
error-mentor-text = This was not saved: it may not be empty, and { $limit } is the most (it has { $length }).
error-mentor-word = There is no choice called “{ $word }”; please pick one from the list.
error-mentor-monthly = Students a month must be between 0 and { $most }; nothing was saved.
error-mentor-vacation = The vacation was not saved: it may end neither before it begins nor before today.
error-mentor-exists = This number or account already has a mentor's profile.
error-mentor-incomplete = The profile of { $name } still lacks a field, something to help with or a language. Fill these in, then submit.
error-appointment-open = The appointment is already under way.
error-appointment-evidence = The note may have { $limit } characters at most.

appointment-nominate-staff = Newly nominated mentor: <b>{ $name }</b> ({ $organisation }). It can be submitted once the profile is complete.
appointment-submit-staff = Please check the papers of mentor <b>{ $name }</b> ({ $organisation }) by { $due }.
appointment-return-mentor = Your papers were returned; please complete them and submit again. { $note }
appointment-pass-mentor = Checked. Your nomination is public until { $due }; without objections you are then appointed.
appointment-register-mentor = The university has put you forward as a mentor. This is public until { $due }; without objections you are then appointed.
appointment-publicity = Nominations of mentors are public from today. To object, send /mentors and look at the public list.
appointment-uphold-mentor = An objection was upheld, so there is no appointment this time. { $note } Please contact the university with any question.
appointment-appoint-mentor = <b>You are appointed as a mentor</b> until { $due }. Send /profile at any time to change your profile or enter a vacation.
appointment-lapse-mentor = Your term is over, so you get no new requests for now; your present students stay with you. The university handles the renewal.
appointment-lapse-staff = The term of mentor <b>{ $name }</b> is over; please decide on a renewal.
appointment-leave-mentor = You have left the mentor pool and get no new requests. Thank you for all you gave.
appointment-leave-staff = Mentor <b>{ $name }</b> has left the pool; please find somebody for the students who are left.
appointment-renew-mentor = Your appointment is renewed until { $due }.
appointment-appointed-reminder-mentor = Your term ends on { $due }. The university handles the renewal; you need do nothing.
appointment-appointed-reminder-staff = The term of mentor <b>{ $name }</b> ends on { $due }; please consider a renewal.
appointment-appointed-late-mentor = Your term is over; the university is handling it.
appointment-appointed-late-staff = The term of mentor <b>{ $name }</b> is over, but could not be ended automatically; please look at it.
appointment-checking-late-staff = The papers of mentor <b>{ $name }</b> are past the time promised for checking; please see to them.
appointment-publicised-late-head = The publicity of mentor <b>{ $name }</b> is over, but the appointment could not be made automatically; please look at it.

appointment-now-nominated = nominated, to be submitted
appointment-now-checking = submitted, being checked
appointment-now-publicised = public, open to objections
appointment-now-appointed = appointed
appointment-now-expired = term over
appointment-now-retired = left the pool
appointment-now-rejected = objection upheld, not appointed

button-appointment-submit = Submit
button-appointment-leave = Leave the pool
button-appointment-return = Return
button-appointment-pass = Pass and publish
button-appointment-uphold = Uphold objection
button-appointment-renew = Renew for 3 years

absence-own = This is your own mentor profile; it is never proposed to yourself.
absence-private = { $name } cannot be paired with you under the rules on recusal; staff can tell you more.
absence-asked = You have already asked { $name }; nobody is asked twice within three months.
absence-not-in-pool = { $name } is not under appointment now.
absence-not-accepting = { $name } takes no new students now.
absence-on-vacation = { $name } is away or has paused this month.
absence-full = { $name } has no free place.
absence-no-language = { $name } and you have no language in common.
absence-no-time = { $name } and you have no free time in common; other times may help.
absence-campus = { $name } does not come to your campus and does not meet online.
absence-listed = { $name } is on your list.
absence-others = { $name } would do, but others suit this need better at the moment.
