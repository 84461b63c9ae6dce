# Filling in a request in chat: one question a message, draft, supplement, preview, handing in.

case-form-step = { $number } of { $of }: { $question }
case-form-known = Now: { $value } (by { $name })
case-form-known-own = Now: { $value }
case-form-unfit = ⚠️ { $reason }
case-form-somebody = a team-mate
case-form-overtaken = Somebody else changed this while you were at it. Have a look first:

case-form-draft = <b>{ $kind } · draft</b>  { $title }
case-form-filled = { $done } answered, { $left } to go: { $names }
case-form-filled-all = All { $done } are answered.
case-form-documents = { $count } more to hand in: { $names }
case-form-documents-all = All documents are there.
case-form-with-basis = { $said } ({ $basis })
case-form-and-more = { $said }  and { $more } more
case-form-and-others = { $names } …
case-form-kept = Every answer is kept at once. Stop whenever you like and go on days later.
case-form-ready = Look it through, then hand it in.

case-form-supplement = <b>{ $number }: { $count } to be supplied</b> ({ $owner })
case-form-reason = Why: { $reason }
case-form-wanted = { $mark } { $name }
case-form-paused = ⏸ The clock stands still. Please supply it by <b>{ $day } 24:00</b>.

case-form-sent = <b>✅ Handed in: { $number }</b>  { $title }
case-form-case = <b>{ $number }</b>  { $title }
case-form-turn = Next: { $who }
case-form-turn-due = Next: { $who }, by { $due } at the latest
case-form-follow = I will tell you when anything changes; /progress shows how it stands.

steps-incubation = Then: documents checked → review → public notice → agreement and seat
steps-booking = Then: approval → your hours
steps-finance = Then: taken on → matching → introduction

case-form-preview = <b>{ $kind }</b>  { $number }
case-form-answer = { $name }: { $value }
case-form-check = Open it and look it through, then hand it in.
case-form-not-ready = Something is still missing; complete it first.
case-form-which-field = Which answer do you want to change?
case-form-field = { $name }: { $value }
case-form-field-open = { $name }: (open)
case-form-later = It is kept. To go on, press below or send /progress.
case-form-sure = <b>Withdraw it for good?</b> ({ $number })
    It is then closed and cannot be reopened; what you filled in can still be read.

case-form-documents-head = <b>Documents</b>  { $number }
case-form-document = { $mark } { $name }: { $state }
case-form-document-refused = { $mark } { $name }: { $state }, { $reason }
case-form-document-optional = { $mark } { $name }: { $state } (optional)
case-form-file-missing = not handed in yet
case-form-file-waiting = handed in, to be looked at
case-form-file-accepted = accepted
case-form-file-refused = sent back

case-form-which = Is this your answer, or a question about policy?
case-form-asked-instead = Taken as a question. Your form is kept; press below to go on with it.
case-form-explain = Explain in a sentence ({ $limit } characters at most); it goes to staff with your request:
case-form-no-words = There are no words in it. Please explain in a sentence.
case-form-note-long = That is { $length } characters, at most { $limit } will do. Please shorten it.

case-form-send =
    Please send “{ $name }”: choose it with the paperclip beside the input.
    { $takes }, one file, { $limit } MB at most; put several pages into one PDF.
case-form-received = ✅ Received “{ $name }”: { $file }
case-form-file = Handed in on { $at }
case-form-photo = your photo
case-form-which-document = { $name } has arrived. Which document is it?
case-form-which-rest = One file for each document, and one is taken already. Which document is { $name }?
case-form-one-file = One file for each document: only the first was taken. Put several pages into one PDF, then press [Replace].
case-form-file-left = Fine, this file was not taken.
case-form-file-late = This document is not taken now; the file was not kept.

button-case-form-belongs = { $name } ({ $case })
button-case-form-none = None of them
button-case-form-answer = My answer
button-case-form-ask = A question
button-case-form-mine = Use mine
button-case-form-theirs = Keep this
button-case-form-previous = ‹ Back
button-case-form-skip = Skip
button-case-form-later = Go on later
button-case-form-resume = Go on
button-case-form-as = Leave it, go on ›
button-case-form-chosen = Done, go on ›
button-case-form-go-on = Go on ({ $left } left)
button-case-form-preview = Look through, hand in
button-case-form-submit = Hand in
button-case-form-supply = Done, send to staff
button-case-form-change = Change
button-case-form-more = More ›
button-case-form-fill = Answer { $name }
button-case-form-fill-again = Change { $name }
button-case-form-upload = Upload { $name }
button-case-form-upload-again = Replace { $name }
button-case-form-documents = Documents { $there }/{ $all }
button-case-form-see = What was filled in
button-case-form-open = Open { $name }
button-case-form-explain = Explain instead
button-case-form-sure = Withdraw it
button-case-form-keep = Not now

error-case-form-words-gone = Your message cannot be found any more. Please send it again.
error-case-form-file-gone = The file cannot be fetched any more. Please send it again.
