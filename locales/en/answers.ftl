# How an answer, a refusal and a whole clause are shown. Lines are HTML.

source = 《{ $document }》{ $article }
source-digest = Digest ·《{ $document }》{ $article }
source-mended = 《{ $document }》{ $article } (wording mended)
place-nation = National
place-campus = This school
answer-governs = <b>{ $place } · { $source }</b>
answer-governs-limit = <b>{ $place } · { $source }: { $limit }</b>
answer-force = { $force } · as of { $date }
answer-forces = First { $first }, second { $second } · as of { $date }
answer-cited = { $source } · { $force } · as of { $date }
closest = <b>The closest clause; it may not answer your question</b>
closest-aside = { " " }(the closest clause; it may not answer)
closest-place = <b>The closest clause; it may not answer your question: places differ, please name the province</b>
closest-region = <b>The closest clause; it may not answer your question: that place is not in the library</b>
closest-amount = <b>The closest clause; it may not answer your question: it names no amount</b>
answer-refused = <b>Nothing in the library proves an answer, so I do not guess.</b>
answer-repeats = <b>Q: { $question }</b>
answer-repeats-numbered = <b>{ $number } Q: { $question }</b>
answer-footer = Quoted in the official Chinese wording · library up to { $date }
answer-footer-plain = Library up to { $date }
answer-no-date = (no documents yet)

force-in-force = in force
force-not-yet = not yet in force
force-expired = no longer in force
force-unknown = first day of force not confirmed

refused-nothing = No clause speaks of this directly. Try other words, or leave it to staff.
refused-region = The library does not yet hold the rules of that place.
refused-damaged = The text that speaks of this is damaged and cannot be quoted.
refused-ends = The document in the library breaks off at this point.
refused-amount = Amounts depend on place and date; please name the province and the time.
refused-scope = This is no question of start-up policy; I cannot help with it.
refused-history = The library has no proved version for that time.
refused-article = The library does not hold that article; please check the law and the number.
refused-unproved = What was found did not pass the word-for-word check, so it is not quoted.

button-original = Full clause
button-helpful = Helpful
button-useless = Not helpful
button-ask-staff = Ask a person
button-examples = Other words / examples

original-title = <b>《{ $title }》{ $article }</b>
original-part = ({ $number }/{ $of })
original-force = { $force } · official Chinese wording
original-force-since = { $force } · since { $since } · official Chinese wording
original-digest = Digest: our own words, not the original
original-mended = Wording mended by staff
original-damaged = The original is damaged here and cannot be quoted.
button-clause-before = ‹ Previous
button-clause-after = Next ›
button-part-before = ‹ Page back
button-part-after = Next page ›
button-back = Back
button-other-source = Other source
button-stale = This button no longer works; nothing was changed. Please ask again.

rated-helpful = Thank you, noted: helpful.
rated-useless = Noted: not helpful. What was wrong?
complaint-beside = Beside the point
complaint-outdated = Out of date
complaint-hard = Hard to read
complained = Noted: { $complaint }. Thank you.
