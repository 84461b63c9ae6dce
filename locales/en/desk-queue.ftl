# The staff's queue: /queue in chat, “Cases” on the web.
# Refusals are plain text; chat messages are HTML.

error-queue-note-long = That is { $length } characters, at most { $limit } will do. Please be shorter: it is read on a phone.
error-queue-colleague = A case can be handed to another member of the staff only, not to its applicant or to who has it.
error-queue-nobody = This case waits for nobody else, so nobody needs a reminder.
error-queue-reminded = They were reminded today already. You can remind them again tomorrow.
error-queue-many = At most { $limit } cases at once. Please take a few at a time.
error-queue-nothing = Please choose what is to be supplied first, then give the reason.
error-queue-not-done = This one could not be done; we have noted it. The others are not affected.

queue-nudge = A reminder from the staff: <b>{ $number }</b> { $title } waits for you, until { $due } at the latest.
queue-nudge-undated = A reminder from the staff: <b>{ $number }</b> { $title } waits for you.

queue-fact-question = Question
queue-fact-supplement = Added
queue-fact-reply = Reply
queue-fact-seat = Seat
queue-fact-starts = Begins
queue-fact-ends = Ends
