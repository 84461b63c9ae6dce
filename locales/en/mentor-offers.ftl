# A mentor reads and answers requests (handlers/offers.py).

offers-no-mentor = You are not a mentor yet, so nothing waits for you. To become one, ask staff.
offers-none = Nothing waits for your answer.
offers-first = { $all } requests wait for you; the { $shown } most urgent first:
offers-head =
    <b>“{ $title }” asks for you</b>
    { $stage } | { $fields }
offers-ask = “{ $ask }”
offers-why = { $why }
offers-times = both free { $times }
offers-left =
    { $places ->
        [0] { $hours } hours left to answer | this is your last place
       *[other] { $hours } hours left to answer | places besides this: { $places }
    }
offers-accepted =
    <b>You said yes to “{ $title }”. Thank you!</b>
    The agreement goes to both of you now; one tap each and it begins.
offers-why-not = Choose a reason; only you and staff see it.
offers-declined = Declined and passed on. The student is not told why. Thank you for answering.
offers-declined-month = Declined; you get no new offers until { $last }. To be back earlier, change it in /profile.
button-offer-month = Nothing this month
