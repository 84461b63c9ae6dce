# Forms: what is said to an answer that will not do, and how answers are shown
# (core/answers.py, core/forms.py). Plain text, no HTML.

form-left-open = (left open)
form-yes = Yes
form-no = No
form-money = { $amount } yuan
form-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

error-form-value = This answer cannot be used; please put it another way.
error-form-needed = This one is needed and cannot be skipped.
error-form-no-words = I see no words. Please write it in one sentence.
error-form-long = That is { $length } characters; at most { $limit } fit here. Please shorten it and send it again.
error-form-short = That is only { $length } characters; at least { $limit } are needed. Please say a little more.
error-form-number = I could not read the number. Please send just one, such as 12 or 十二.
error-form-money = I could not read the amount. Please send just one, such as 35000 or 3.5万.
error-form-percent = I could not read the percentage. Please send just one, such as 30%.
error-form-percent-unclear = Does { $given } mean { $given }% or { $times }%? Please send it again with the % sign.
error-form-small = That is too small; it must be at least { $minimum }.
error-form-large = That is too large; it must be at most { $maximum }. Are there too many zeros?
error-form-places = Too many decimals; at most { $places } are possible.
error-form-whole = This must be a whole number, without decimals.
error-form-date = I could not read the day. Please write it like { $year }-03-15 or 15 March { $year }.
error-form-no-such-day = No calendar has that day; please look again.
error-form-past = { $given } is over. Please give today ({ $today }) or a later day.
error-form-ahead = { $given } is still to come. Please give today ({ $today }) or an earlier day.
error-form-far = { $given } is very far away; is the year right?
error-form-option = There is no such choice. Please press a button, or send a number from 1 to { $most }.
error-form-options = You chose { $count }; at most { $limit } are possible.
error-form-yes-no = Please answer yes or no.
form-heard = This was received and dealt with a moment ago. Progress: /progress
