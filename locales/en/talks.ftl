# A short talk before a mentor answers (handlers/talks.py), and its notices. Notices are HTML.

offer-talk-student =
    <b>{ $mentor } would like to talk for 15 minutes before deciding.</b>
    Times: { $times }
    Where: { $place }
    Choose one by { $due }, or I ask the next mentor. No phone number is needed.
offer-agree-mentor =
    <b>Settled: { $at }, 15 minutes</b>
    Project “{ $project }”, where: { $place }
    Please answer after the talk, by { $due }. Your place stays held.
offer-rearrange-mentor =
    <b>None of your times suits the student of “{ $project }”</b>
    Propose others, accept, or decline. Please answer by { $due }.
offer-lapse-mentor = The student of “{ $project }” chose no time, so I asked the next mentor. Your place is free again; no answer needed.

offer-talking-reminder-student =
    <b>{ $mentor } waits for you to choose a time for 15 minutes</b>
    Times: { $times }
    { $hours } hours left (until { $due }). If none suits, press “None suits”.
offer-talking-reminder-mentor =
    <b>The student of “{ $project }” has not chosen a time yet</b>
    { $hours } hours left (until { $due }). You may propose other times, or answer now.
offer-talking-late-student = The time to choose ended on { $due }. Please choose soon.
offer-talking-late-mentor = The student of “{ $project }” chose no time by { $due }. Please answer soon.
offer-arranged-reminder-mentor =
    <b>Have you talked with the student of “{ $project }”?</b>
    It was set for { $at }. { $hours } hours left to answer (until { $due }).
offer-arranged-late-mentor = The offer “{ $project }” is past { $due }. Please answer soon.

offer-now-talking = A talk is proposed; the student chooses a time.
offer-now-arranged = A talk is arranged; the mentor answers after it.

button-offer-talk = Talk 15 min first
button-offer-agree = Choose a time
button-offer-rearrange = None suits
button-talk-again = Other times
button-talk-place = Next: where

talk-pick-times = Tick 1 to { $most } times; the student chooses one.
talk-ask-place = Where? Type one sentence: a place, or the link of an online meeting (at most { $limit } characters). No phone number is needed.
talk-proposed =
    <b>The student is asked to choose one:</b>
    { $times }
    Where: { $place }
    They choose by { $due }. You may answer at any time (/offers).
talk-choose =
    <b>15 minutes with { $name }: choose a time (Beijing time)</b>
    Where: { $place }
talk-choose-none =
    <b>The times that { $name } proposed have passed.</b>
    Press “None suits” to ask for others or an answer. The place was: { $place }
talk-agreed =
    <b>Settled: { $at }, 15 minutes with { $name }</b>
    Where: { $place }
    The mentor answers after the talk; you hear of it at once.
talk-rearranged =
    <b>{ $name } knows that none of the times suits you.</b>
    They propose others or answer, by { $due } at the latest.

offers-talking = You proposed a talk; the student chooses: { $times }
offers-arranged = A talk is set for { $at }; where: { $place }
progress-talking = <b>{ $name }</b> would like 15 minutes with you before deciding. Please choose a time by { $due }.
progress-arranged = You talk with <b>{ $name }</b> at { $at }; where: { $place }

error-talk-to-choose = Choose times and a place before proposing a talk.
error-talk-times = Choose 1 to { $most } times, each more than half an hour and at most { $hours } hours from now.
error-talk-place = Say in one sentence where: a place, or the link of a meeting (at most { $limit } characters).
error-talk-over =
    { $state ->
        [held] The mentor was asked for other times or an answer; there is nothing to choose now.
        [arranged] The time is settled. Send /progress to see it.
        [accepted] The mentor has said yes; no talk is needed any more.
       *[other] This talk is off, and I am asking the next mentor. Send /progress to see how it stands.
    }
error-talk-time-gone = This time cannot be chosen any more. Please choose another.
