# What staff look at in /mentors: conflicts, objections, words meant for staff. All of it is HTML.

button-oversight-conflicts = Conflicts
button-oversight-appeals = Objections { $count }
button-oversight-flags = For staff { $count }
button-oversight-new = Declare one
button-oversight-back = ‹ Back
button-oversight-no-note = No note
button-oversight-lift = Lift
button-oversight-lift-sure = Really lift
button-oversight-seen = Seen
button-oversight-seen-flags = Seen ones
button-oversight-new-flags = New ones

oversight-conflicts = <b>Pairs kept apart now</b>, the newest first. Only staff see the reasons.
oversight-no-conflicts = No pair is kept apart. Members of one research group are, without being declared.
oversight-pair = <b>{ $mentor } × { $student }</b> (mentor × student)
oversight-reason = Reason: { $reason }
oversight-blocked = not paired, no reason given
oversight-note = Note: { $note }
oversight-by = Declared by { $name } on { $on }
oversight-by-nobody = somebody who has left
oversight-until = Until { $until }
oversight-over = Ended on { $until }
oversight-lift-sure = The two may be paired again then. Are you sure? The record is kept.
oversight-lifted = Lifted.
oversight-declared = <b>Declared. These two will not be paired.</b>
oversight-taken-back = The open offer between them was taken back; the request went to the next mentor.
oversight-related = The two have a relation at present. It does not end by itself: please talk to both.
oversight-ask-mentor = Which mentor? Send a name, a part of it, or the number.
oversight-mentor-chosen = Mentor: <b>{ $name }</b>
oversight-ask-student = Which student? Send a name, a part of it, or the number of a request.
oversight-ask-reason = For what reason? Only staff see it.
oversight-ask-note = Send a sentence about it (at most 500 characters), or press “No note”.
oversight-note-again = Please say it in words, at most { $limit } characters.
oversight-which = Who of these? If none, send another name.
oversight-no-mentor = No mentor is called “{ $words }”. Send another part of the name.
oversight-no-student = Nobody found for “{ $words }”. Send another part of the name, or the number of a request.
oversight-nameless = Student { $id }
oversight-appeals = <b>Objections to decide: { $count }</b>, the longest waiting first.
oversight-no-appeals = No objection waits for you.
oversight-appeal =
    <b>{ $name }</b> objects to { $at } ({ $reason }):
    { $appeal }
oversight-flags-new = <b>Words meant for staff</b>, the newest first.
oversight-flags-new-none = Nothing new to look at.
oversight-flags-seen = <b>Seen</b>, the newest first.
oversight-flags-seen-none = Nothing was marked as seen yet.
oversight-flag-note =
    <b>{ $mentor } / { $student }</b>, note of a meeting ({ $at }):
    { $text }
oversight-flag-feedback =
    <b>{ $mentor } / { $student }</b>, said in private at the end ({ $at }):
    { $text }
oversight-flag-done = Marked as seen.
