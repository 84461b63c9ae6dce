# Buttons that cases of all kinds share; a kind's own word is button-kind-event.
button-submit = Submit
button-withdraw = Withdraw
button-take = Take
button-ask-more = Ask for more
button-supply = Supplement
button-hand-over = Hand over
