# Requests for a mentor (student, staff) and offers (mentor): notices, buttons, refusals. Notices are HTML.

match-project-untitled = an untitled project
match-needs-open = nothing in particular
match-fields-open = any
match-stage-open = not stated
match-owner-nobody = nobody named yet
match-mentor-nobody = nobody yet

match-sent-student =
    <b>Your request went to { $mentor }.</b>
    You have an answer by { $due }; without one, the next mentor is asked.
match-moved-student =
    <b>Your request went on to { $mentor }.</b>
    The one before could not take it this time. You have an answer by { $due }; no need to chase.
match-second-student =
    <b>A day without an answer, so { $mentor } was asked as well.</b>
    The first yes counts; the other offer is taken back politely. An answer comes by { $due }.
match-offer-student =
    <b>A place came up: your request went to { $mentor }.</b>
    Project “{ $project }”. You have an answer within 72 hours; without one, the next is asked.
match-wait-student =
    { $staffed ->
        [0] <b>You are number { $position } in line: the mentors who fit are all full.</b>
            The school has named nobody to follow up yet; your request is kept and goes out as soon as there is a place.
       *[other] <b>You are number { $position } in line: the mentors who fit are all full.</b>
            { $owner } will find somebody by { $due }; if a place comes up, your request goes out at once.
    }
match-wait-staff =
    <b>A student waits for a mentor. Please act by { $due }.</b>
    Request { $number }: “{ $project }”, stage: { $stage }, needs: { $needs }
    The mentors who fit are full or were asked already.
match-ask-human-staff =
    <b>A student asks for a match by a person. Please act by { $due }.</b>
    Request { $number }: “{ $project }”, stage: { $stage }, needs: { $needs }
match-again-student =
    <b>It did not work out this time; the request for “{ $project }” goes on.</b>
    The next fitting mentor is being asked. You hear more by { $due }.
match-close-student =
    <b>Staff closed the request for “{ $project }”.</b>
    Try another direction, or ask staff directly. { $note }
match-withdraw-student =
    <b>The request for “{ $project }” is closed.</b>
    A mentor has said yes to you; it is one mentor at a time. You can look again afterwards.
match-withdraw-staff = The student took back request { $number } (“{ $project }”). Nothing more to do.

match-submitted-late-student = Sorry: the request for “{ $project }” has not gone out within 24 hours. You can press [Ask a person].
match-submitted-late-staff = Request { $number } (“{ $project }”) has not gone to a mentor by { $due }. Please have a look.
match-waiting-late-student = Sorry: we promised to find you a mentor by { $due } and have not. You are still in line; the person in charge was reminded.
match-waiting-late-staff = Request { $number } (“{ $project }”) was due by { $due } and is late. Please act now, or tell the student how it stands.
match-manual-late-student = Sorry: we promised a match by a person by { $due } and have not kept it. The person in charge was reminded.
match-manual-late-staff = Request { $number } (“{ $project }”) was to be matched by { $due } and is late. Please act now.

match-now-draft = Not submitted yet.
match-now-submitted = Submitted; being placed.
match-now-offering = With a mentor, waiting for an answer.
match-now-waiting = In line; it goes out as soon as there is a place.
match-now-manual = With staff, who answer within 24 hours.
match-now-agreeing = A mentor said yes; both sides confirm the agreement next.
match-now-formed = You have a mentor.
match-now-withdrawn = The request was taken back.
match-now-closed = The request is closed.

offer-hold-mentor =
    <b>A student would like your advice: “{ $project }”</b>
    Stage: { $stage } · Field: { $fields }
    Needs: { $needs }
    The question: { $ask }
    A place is held for your answer until { $due }. One tap; a no is fine too.
offer-held-reminder-mentor =
    <b>“{ $project }” still waits for your answer</b>
    The question: { $ask }
    { $hours } hours left (until { $due }). If it does not suit, decline, so that the student can ask others.
offer-held-late-mentor = The offer “{ $project }” is past { $due }. Please answer soon.
offer-expire-mentor = The offer “{ $project }” has run out and went to the next mentor. Your place is free again; no answer needed.
offer-withdraw-mentor = The offer “{ $project }” was taken back; no answer needed. Your place is free again. Thank you!

offer-now-held = Waiting for your answer.
offer-now-accepted = Accepted. Next: confirm the agreement.
offer-now-declined = Declined; the student does not learn why.
offer-now-expired = The offer has run out and went to the next mentor.
offer-now-withdrawn = The offer was taken back; no answer needed.

mentor-left-student = { $mentor } is no longer a mentor, sorry. Staff will get in touch and find you another; your agreement and notes are kept.
mentor-left-staff = { $mentor } is no longer a mentor. Relation { $relation } is yours to look after: contact the student, end it or find another mentor.

button-match-submit = Submit
button-match-withdraw = Take back
button-match-ask-human = Ask a person
button-match-offer = Choose a mentor
button-match-close = Close
button-offer-accept = Accept
button-offer-decline = Decline

error-student-places = At most two mentors can be asked at once, and none while you have one.
error-capacity = Places must be between 0 and { $most }.
error-capacity-in-use = { $used } places are in use, so it cannot be { $capacity }. Finish with somebody first.
error-offer-over =
    { $state ->
        [expired] This offer ran out on { $when } and went to the next mentor.
        [withdrawn] This offer was taken back on { $when }; no answer needed.
        [declined] You declined on { $when }; it went to the next mentor.
       *[accepted] This offer was accepted on { $when }.
    }
error-mentor-not-appointed = Your appointment has ended, so you cannot take new students. Please contact staff.
error-request-over =
    { $state ->
        [formed] This request found a mentor on { $when }.
        [closed] Staff closed this request on { $when }.
       *[withdrawn] This request was taken back on { $when }.
    }
error-mentor-to-choose = Choose a mentor first, then send the offer.
error-ask-empty = Write one sentence on what you want to ask, so that the mentor can answer.
error-ask-too-long = You wrote { $length } characters; { $limit } is the most. Keep the one thing you want to ask.
error-picks = Choose at most { $most } mentors, each once.
error-pick-not-possible = { $name } cannot take a new offer now. Look at the list again and choose somebody.
error-has-mentor = A mentor has said yes to you; it is one at a time. You can look again afterwards.
error-too-many-requests = This project is being looked after already, or you have { $most } requests running. See how they stand first.
error-mentor-refused =
    { $reason ->
        [full] { $name } has no free place. Choose somebody else.
        [on_vacation] { $name } is on leave. Choose somebody else.
        [not_accepting] { $name } takes no new students now. Choose somebody else.
        [asked] { $name } was asked for this request before. Choose somebody else.
        [blocked] { $name } and this student are kept apart (on record, or asked lately). Choose somebody else.
       *[other] { $name } and this student have a conflict of interest.
    }
error-mentor-said-yes = A mentor has said yes: confirm the agreement, or say there that it does not suit.
