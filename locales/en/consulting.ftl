# Ask a person: questions, replies, questions that ask the same, the library. Lines are HTML.

command-ask = Write to the staff
error-consultation-empty = There are no words in it. Please say it in a sentence and send it again.
error-consultation-long = That is { $length } characters; at most { $limit } fit here. Please shorten it.
error-consultation-many = You have { $limit } questions waiting for staff. Wait for one answer before the next.
error-consultation-urgent = Urgent can be used { $limit } times a week, and this week's are used. The promised time stays.
error-consultation-own = What you asked, wrote or proposed yourself needs another member of the staff.
error-consultation-basis = An entry needs the clause it rests on. Please type it, e.g. Patent Law article 6.
error-consultation-reviewer = There is no second person who could review it; nothing was submitted.

consultation-own = <b>{ $number }</b> · { $state }
consultation-asked = Question: { $question }
consultation-added = Added: { $words }
consultation-promise = With { $owner }; answer by <b>{ $due }</b> at the latest.
consultation-promise-urgent = Urgent: with { $owner }; answer by <b>{ $due }</b> at the latest.
consultation-nobody = the staff
consultation-uncounted = a day that can be counted once the holidays are announced
consultation-desk = If it cannot wait, please contact: { $desk }
consultation-wanted = Staff would like to know: { $words }
consultation-wanted-due = Please add it by <b>{ $due }</b>; this time does not count for the staff's promise.
consultation-replied = <b>{ $name } replied ({ $day }):</b>
consultation-asked-before = { $number } is with the staff already, answer by { $due }; no need to press again.
consultation-write =
    <b>Write to the staff.</b> One message, at most { $limit } characters.
    Please send no identity numbers or health data. To stop: /cancel
button-ask-staff-last = Hand over: { $question }
consultation-add =
    { $words }
    Type what you want to add, at most { $limit } characters. To stop: /cancel
consultation-added-sent = Your words are with the staff.

consultation-staff = <b>{ $number }</b> · { $asker } · { $state }
consultation-bot = Bot's answer: { $words }
consultation-bot-none = (the bot was not asked)
consultation-bot-refused = (no answer could be proved)
consultation-sources = Basis: { $sources }
consultation-reply-to = <b>Reply to { $asker } ({ $number })</b>
consultation-alike = { $count } more asked something similar. Tick the numbers that really ask the same; one reply reaches them all:
consultation-before = Answered before:
consultation-reply-type = Type the reply, at most { $limit } characters; you will see it before it is sent.
consultation-ticked = Ticked: gets the same reply.
consultation-unticked = Taken out: gets no reply this time.
consultation-preview = <b>Goes to { $asker }:</b> (type it anew to change it)
consultation-preview-all = <b>Goes to { $asker } and others, { $count } in all:</b> (type it anew to change it)
consultation-sent = { $number } is answered; the reply went to { $count }.
consultation-stopped = All right, nothing was sent.
consultation-more-type = { $number }: what should the asker add? Type it, at most { $limit } characters.
consultation-more-sent = { $number }: the asker was asked for more; the promise stands still.
consultation-hand-to = Who takes { $number }?
consultation-no-colleague = There is nobody else on the staff to take it.
consultation-handed = { $number } is now with { $owner }.
consultation-wording-type = { $number }: please put the question in general words, without personal data, at most { $limit } characters. A colleague reviews it.
consultation-proposed = A colleague reviews it now.
consultation-proposal = <b>Proposed for the library ({ $number })</b>
consultation-proposal-basis = On which clauses? Press below, or type the law and the article.
consultation-accepted = Stored, on: { $basis }
consultation-reason-type = { $number }: why is it returned? Type it, at most { $limit } characters.
consultation-returned = Returned to who proposed it.
staff-said = <b>Staff once answered a similar question so</b> (not the words of a clause; please check)
staff-said-by = { $name } · { $day } · basis: { $basis }
consultation-staff-member = Staff

consultation-ask-staff =
    <b>{ $asker } asks the staff ({ $number })</b>
    { $question }
    Bot's answer: { $bot }
    Answer by <b>{ $due }</b>.
consultation-urge-staff =
    <b>Urgent: { $asker } presses for { $number }</b>
    { $question }
    Answer by <b>{ $due }</b>.
consultation-added-staff =
    <b>{ $asker } added to { $number }:</b>
    { $note }
consultation-supply-staff =
    <b>{ $asker } supplied what was asked ({ $number }):</b>
    { $note }
    Answer by <b>{ $due }</b>.
consultation-hand-over-staff =
    <b>Handed to you: a question of { $asker } ({ $number })</b>
    { $question }
    Bot's answer: { $bot }
    Answer by <b>{ $due }</b>.
consultation-withdraw-staff = { $number }: the asker took it back; no answer is needed.
consultation-reopen-staff =
    <b>{ $asker } says it is not solved ({ $number })</b>
    { $question }
    Answer again by <b>{ $due }</b>.
consultation-covered-staff = { $replier } answered your { $number }; no answer is needed.
consultation-alike-staff = { $number }: { $count } more asked something similar; one reply can reach all.
consultation-answered-before-staff = { $number }: something similar was answered before; the same reply may do.
consultation-ask-more-student =
    <b>Staff ask you first ({ $number }):</b>
    { $note }
    Please add it by <b>{ $due }</b>.
consultation-answer-student =
    <b>{ $replier } answered your question ({ $number })</b>
    Question: { $question }
    { $reply1 }{ $reply2 }{ $reply3 }{ $reply4 }
consultation-lapse-student = { $number } was closed, because nothing more came. Press below to go on.
consultation-accept-student = The answer to { $number } entered the question library and will help others. Your name is not in it.
consultation-propose-staff =
    <b>Please review: the reply to { $number } is proposed for the library</b>
    { $question }
    By <b>{ $due }</b>.
consultation-return-staff =
    <b>{ $number } was not stored</b>
    { $note }

consultation-assigned-reminder-staff = { $number } still waits for an answer, by <b>{ $due }</b>: { $question }
consultation-assigned-reminder-student = { $number }: staff are at it; answer by { $due }.
consultation-lacking-reminder-student = { $number } still waits for your words, by <b>{ $due }</b>.
consultation-assigned-late-staff = <b>{ $number } is past its promised time ({ $due }).</b> Please answer: { $question }
consultation-assigned-late-student = { $number } was not answered in time ({ $due }); we are sorry. Staff and their head were reminded.
consultation-lacking-late-student = { $number } is past the time for your words ({ $due }).
consultation-answered-late-staff = { $number } is past its time to confirm ({ $due }).
consultation-answered-late-student = { $number } is past its time to confirm ({ $due }).
consultation-proposed-late-staff = The review of { $number } is past { $due }; please look at it.

consultation-now-assigned = With the staff, waiting for an answer.
consultation-now-lacking = Waiting for the asker's words.
consultation-now-answered = This question is answered already.
consultation-now-proposed = With a colleague, for review.
consultation-now-stored = Stored in the library.
consultation-now-closed = Closed; if it is not solved, go on asking.

button-consultation-answer = Reply
button-consultation-ask-more = Ask for more
button-consultation-hand-over = Hand over
button-consultation-urge = Urgent
button-consultation-withdraw = Take back
button-consultation-supply = Add
button-consultation-add = Add a word
button-consultation-helped = Solved
button-consultation-reopen = Not solved
button-consultation-propose = Propose for library
button-consultation-accept = Review
button-consultation-return = Return
button-consultation-rest = Store on these
button-consultation-send = Send
button-consultation-stop = Not now
button-consultation-same = Use the reply of { $number }
