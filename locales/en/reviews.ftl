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
error-conflicted = A conflict of interest: { review-tie }. Nothing was changed.

error-review-too-few = Assign at least { $fewest } reviewers without a conflict first.
error-decision-needed = Give the reasons rule by rule first: send /decisions and open this application.
error-decision-too-soon = The last decision says that you may apply again from { $day }. Your draft stays; submit it then.
