# Cohort rounds: staff open one, requests join, a plan is made, somebody else publishes it.

command-rounds = Cohort rounds: open, plan, publish
error-round-title = Please give the round a name of 1 to { $limit } characters.
error-round-empty = This round cannot be planned yet: no request joined, or no suitable mentor has a free place.
error-round-same-person = You made this plan; somebody else must check and publish it.
error-round-not-proved = The plan did not pass the check; nothing was published and nobody was told. Please plan again.
error-round-ranking = The ranking names somebody twice, or a request that is not of this round. Nothing was changed.

round-title = <b>Cohort rounds</b>
round-none = There has been none. Gather the waiting requests and match them at once.
round-line = { $state } · { $title }
round-state-open = open
round-state-planned = to publish
round-state-published = published
round-state-canceled = canceled
round-now-open = Open for requests
round-now-planned = Planned; somebody else must publish it
round-now-published = Published; the offers went out
round-now-canceled = Canceled

round-card = <b>{ $title }</b> · { $state }
round-objective-weight = Matches: best in total
round-objective-stable = Matches: by both sides' rankings (stable)
round-card-members = { $requests } requests joined
round-card-plan = Plan: { $matched } of { $requests } requests matched, { $places } free places
round-card-score = Fit { $mean } on average, { $least } at least; about { $yes } mentors will say yes
round-card-named = { $named } got a mentor they chose themselves
round-card-proved = Check: worked out anew, it agrees with the plan
round-card-not-proved = Check: failed; it cannot be published
round-card-blocking = Pairs who would both rather change: { $blocking }
round-card-planned-by = Planned by { $name }. Somebody else must check and publish it.
round-card-sent = { $sent } offers went out; { $left } requests without a match come first next time
round-card-pending = Still going out: { $count }
round-card-answers = Answers: { $yes } yes · { $no } no · { $open } open
round-pair = { $number }. { $project } ({ $student }) → { $mentor } · fit { $score }
round-pair-reasons = { $reasons }
round-unmatched = Not matched: { $project } ({ $student })
round-unmatched-nobody = No suitable free place: { $project } ({ $student })
round-more = { $count } more lines on the web desk: /desk
round-no-plan = There is no plan yet.
round-joined = { $count } new requests joined.
round-project-untitled = untitled project

button-round-new = New round
button-round-join = Add waiting requests
button-round-plan = Make a plan
button-round-preview = Show plan
button-round-approve = Checked: publish
button-round-cancel = Cancel this round
button-round-back = Back
button-round-weight = Best in total
button-round-stable = By both rankings

round-ask-title = What is this round called? Just type, for example “Autumn camp”. /cancel to leave.
round-ask-objective = How shall “{ $title }” be matched? For both sides' rankings mentors must rank too.

round-approve-staff = <b>Cohort round published:</b> { $title }, { $matched } offers are going out.
match-round-student = The cohort round is out: <b>{ $mentor }</b> was asked for you and answers by { $due }.

round-rank-title = <b>{ $title }</b>: press in the order you wish, the most wanted first.
round-rank-rule = Once you rank, you are matched only among those you pressed; without a ranking fit decides.
round-rank-none = No request in this round suits you for now.
round-rank-no-round = No cohort round needs your ranking now.
round-rank-kept = Kept: place { $place }.
round-rank-dropped = Taken out.
round-rank-chosen = { $place }. { $project }
