# Reviews of and decisions on incubation applications. Notices are HTML.

review-tie =
    { $tie ->
        [member] is a member of the team
        [adviser] is the team's adviser
        [namesake] has the name of the team's adviser
        [same_lab] is of the same research group as a member
        [mentor] mentors this team now
        [relative] is on record as a relative
        [inventor] is a joint inventor
        [competitor] competes or works with the team
        [judge] is on record as a judge to be kept apart
        [blocked] is on record as not to be paired
        [declared] declared an interest
        [replaced] was replaced
       *[other] is on record with an interest
    }
error-conflicted =
    { $tie ->
       *[other] A conflict of interest: { review-tie }. Nothing was changed.
    }

can-reviewer = /reviews to review
can-head = /decisions to decide

error-review-too-few = Assign at least { $fewest } reviewers without a conflict first: send /reviews.
error-decision-needed = Give the reasons rule by rule first: send /decisions and open this application.
error-decision-too-soon = The last decision says that you may apply again from { $day }. Your draft stays; submit it then.
error-review-too-many = An application has at most { $most } reviewers.
error-review-incomplete = { $open } criteria have no score yet. Score them, then hand in.
error-review-over = This review was handed in or has ended; it cannot be changed.
error-scores-hidden = Not all reviews are in, so nobody can see any score yet.
error-not-reviewer = That person is no reviewer. Give them an invitation for reviewers first.
error-score = This takes a whole number from { $least } to { $most }.
error-decision-rules-open = { $open } rules are not judged yet, or lack a word on why an exception is fine. Go through them.
error-decision-reason = Say first which rule is not met. If it is the reviews, add a sentence why.
error-decision-again = The day from which they may apply again must come after today and within { $months } months.

review-asked =
    <b>Please review incubation application { $number }</b>
    “{ $title }”, due by { $due }.
    Nobody sees your scores before all reviews are in.
review-reminder = <b>Remember to review { $number } “{ $title }”</b>, due by { $due }.
review-over = { $number } “{ $title }” needs no review any more. Thank you.
review-recused =
    <b>{ $number } has lost a reviewer</b>
    { $name }: { $tie }. { $reason }
    { $left } are left and at least { $fewest } are needed. Please ask another.
button-review-open = Review
button-review-interest = I have an interest
button-incubation-panel = Reviewers

reviews-nobody = You are no reviewer yet. Ask the staff if you should be.
reviews-none = There is nothing to review now.
reviews-mine = <b>{ $open } to review</b> ({ $count } in all; tap to open)
button-review-one = { $number } { $title }
button-review-again = ✓ { $number } { $title }
panels-none = No application needs reviewers now.
panels-head = <b>Reviews</b> ({ $count }; tap to assign or replace)
button-panel-one = { $number }: { $done } of { $asked } in
button-panel-late = 🔴 { $number }: { $done } of { $asked } in

review-head = <b>Review { $number } “{ $title }”</b>
review-due = Please hand in by { $due }.
review-due-late = It was due by { $due }; please hand in soon.
review-hidden = Nobody sees your scores before all reviews are in.
review-done = { $done } of { $all } scored
review-comment = Comment: { $words }
review-no-comment = (none)
review-handed-in = Handed in; it can no longer be changed.
review-recused-self = You may not review this application: the reviewer { $tie }. Staff have been told and will ask another. Thank you.
review-declared = Noted; you need not review this application. Staff have been told and will ask another. Thank you.
review-score = { $name }: { $points }/{ $most }
review-criterion = <b>{ $place }/{ $count } { $name }</b> ({ $share }%)
review-scale =
    { $most ->
        [5] { $least } is lowest, { $most } highest.
       *[other] { $least } to { $most }. Tap one, or send a number.
    }
review-now = It is { $points } now.
review-answer = <b>{ $name }</b>: { $value }
review-files = <b>Files</b> (tap to get one)
review-file = File: { $name }
review-files-none = There are no files.
review-sure = <b>Hand it in?</b> It cannot be changed afterwards.
review-interest = <b>What ties you to this team?</b> Once you choose, you no longer review it. Only staff can see this.
review-interest-relative = A relative
review-interest-stake = Investment or shares
review-interest-partner = We work together
review-interest-rival = We compete
review-ask-comment = Write your comment (up to { $limit } characters). Heads will read it, without your name, once all are in.
review-ask-interest = Say in a sentence what ties you (up to { $limit } characters). Only staff can see this.
review-total = Total <b>{ $total }</b>/100 ({ $count } reviews)
review-opinion = <b>Review { $place }</b>: { $points }

button-review-form = Application
button-review-files = Files
button-review-comment = Comment
button-review-submit = Hand in
button-review-submit-sure = Hand in for good
button-review-unscored = { $name } ○
button-review-scored = { $name } { $points }/{ $most }
button-review-interest-own = In my own words

panel-head = <b>Reviewers of { $number } “{ $title }”</b> (at least { $fewest })
panel-empty = Nobody has been asked yet.
panel-in = ✓ { $name }: in
panel-open = ○ { $name }: not in yet
panel-late = 🔴 { $name }: late
panel-recused = ✗ { $name }: { $tie }
panel-note = ({ $note })
panel-choose = <b>Who shall review?</b>
panel-nobody = Nobody can be asked. Give somebody suitable an invitation for reviewers first.
panel-tied = Conflict: { $name } { $tie }
panel-asked = Assigned
panel-replaced = Replaced
button-panel-add = Add a reviewer
button-panel-ask = + { $name } (has { $busy })
button-panel-replace = Replace { $name }

decision-lines =
    { $first }
    { $rest }
decision-words = { $zh ->
   *[other] { $en }
    }
decision-reason-met = ✅ { $basis }{ $words }
decision-reason-unmet = ❌ { $basis }{ $words }
decision-reason-open = ⚠️ { $basis }{ $words }
decision-note = 　{ $note }
decision-remark = Remark: { $remark }
decision-again = You may apply again from { $day }.
decision-rule-review = The reviews

decisions-none = Nothing waits for your decision.
decisions-head = <b>{ $count } for you to look at</b>
button-decision-deciding = { $mark } { $number } { $title }
button-decision-waitlisted = Waiting: { $number } { $title }
button-decision-publicised = Public: { $number } { $title }
decision-head = <b>{ $number } “{ $title }”</b>
decision-until = { $state } Due by { $due }.
decision-counted = Rules: ✅{ $met } ❌{ $unmet } ⚠️{ $open } | { $places } places left
decision-tied = You are tied to this team; another head must decide.
decision-tied-why = <b>You may not decide this</b>: the head { $tie }. Another head must.
decision-rules = <b>Rule by rule</b> (tap one to judge it; the applicant reads the reasons)
decision-ask-note = What do you want to tell the applicant about this rule? (up to { $limit } characters)
decision-ask-remark = What else do you want to tell the applicant? (up to { $limit } characters)
decision-ask-objection = Why does the objection hold? The applicant reads it. (up to { $limit } characters)
decision-ask-again = <b>From when may they apply again?</b> Tap one, or send a day.
decision-sure-approve = <b>Approve { $number } “{ $title }” and make it public?</b> The applicant reads:
decision-sure-waitlist = <b>Put { $number } “{ $title }” on the waiting list?</b> The applicant reads:
decision-sure-refuse = <b>Refuse { $number } “{ $title }”?</b> The applicant reads:
button-decision-opinions = Comments
button-decision-rules = Rules
button-decision-remark = Remark
button-decision-note = Give a reason
button-decision-met = ✅ Met
button-decision-unmet = ❌ Not met
button-decision-months = In { $months } months ({ $day })
button-decision-sure = Decide and tell
