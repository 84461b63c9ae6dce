# Finding a mentor: say what is needed, read the list, send the request, follow it; who one is.

error-text-too-long = That is { $length } characters; at most { $limit } fit here. Please shorten it; what you gave before is kept.
error-too-many-choices = At most { $limit }. Take one away before you choose another.
error-too-many-projects = You have { $limit } projects already. Please use one of them.
error-not-offered = This button no longer works. Send /mentor to open it again.

list-comma = {", "}
list-semicolon = {"; "}
moment = { $date } ({ $day }) { $time }

find-step = <b>{ $number }/{ $of } { $question }</b>
find-stage = How far is your project?
find-fields = Which field is it in?
find-needs = What do you most need? (up to 3, the most important first)
find-times = When could you meet a mentor?
find-slots = Tap every time that suits you
find-place = Where, and in which language?
find-one-sentence = Or just type one sentence, such as: “Smart water bowl for pets, prototype done, need first customers, free Wednesday evening”
find-online = Online is fine
find-in-person = In person only
find-untitled = My project
find-title-of-field = A project in { $field }
find-card-stage = Stage: { $value }
find-card-fields = Field: { $value }
find-card-needs = Needs: { $value }
find-card-needs-guessed = Needs: { $value } (my guess; please correct it)
find-card-times = Time: { $value }
find-card-place = How: { $value }
find-card-hint = Change it below, or type another sentence.
find-understood = This is what I understood:
find-not-understood = I found no project and no need in that, so step by step:
find-no-words = I saw no words. Please say in a sentence what you make and what you need.
find-still-missing = Only this is missing, then you get the list:
find-same-project = Is it still this project?
find-or-sentence = Another project? Just type a sentence about it.
find-running = You are looking for a mentor already:
find-has-mentor = Your mentor is <b>{ $name }</b>. You can have one mentor at a time; when that ends you can look again. Send /mentoring for the agreement and meetings.

find-list =
    { $total ->
        [1] <b>1 mentor for you</b>
       *[other] <b>{ $count } mentors for you</b> (of { $total } who suit, best first)
    }
find-row = <b>{ $number } { $name }</b> { $field } | places left: { $left }
find-row-reply =
    { $days ->
        [1] { $hours ->
            [1] {" "}| usually answers within an hour
           *[other] {" "}| usually answers within { $hours } hours
        }
       *[other] {" "}| usually answers within { $days } days
    }
find-row-why = { $why }
find-row-times = free { $times }
short-reason-needs-all = covers { $words }
short-reason-needs = covers { $words }
short-reason-needs-missing = not { $words }
short-reason-needs-none = not { $words }
short-reason-text = close to your project
short-reason-rated = well rated
short-reason-unrated = new mentor
short-reason-industry = knows { $words }
short-reason-industry-missing = not { $words }
short-reason-stage = guided { $words }
short-reason-stage-near = guided { $words }
short-reason-stage-missing = not { $words }
short-reason-campus = can meet on campus
short-reason-online-only = online only
find-nobody =
    <b>No suitable mentor has a place right now.</b>
    Join the waiting list and I ask as soon as there is one; or change what you look for, or let a person help.
find-none-fits = Nobody suits? Change what you look for, or let a person choose for you.
find-whose-name = Whom do you miss? Send me the name.
find-which-name = There are several. Which one?
find-no-such-name = Nobody called “{ $name }” is in the pool. The name may differ, or they are not appointed yet.
find-pick-gone = { $name } cannot take anybody just now. Here is the new list.
find-ask =
    <b>First choice: { $name }</b> { $why }
    Type in one sentence what you want to ask, or tap a ready one; it is sent at once:
find-ask-alternates = Then: { $names }, by itself, if the answer is no.
find-ask-no-alternate = Tap a name below to add an alternate.
find-ask-empty = I saw no words. Please write what you want to ask.

progress-sent = <b>Sent</b>, number { $number } · { $title }
progress-head = <b>Finding a mentor</b>, number { $number } · { $title }
progress-asked =
    <b>{ $names }</b> was asked.
    <b>You know by { $due } at the latest.</b>
progress-next = If the answer is no, or none comes, { $name } is asked. You need not do anything.
progress-next-staff = If the answer is no, or none comes, staff look for somebody. You need not do anything.
progress-tonight = Many are asking today; all are placed together at 02:00 tonight. <b>You know by { $due } at the latest.</b>
progress-waiting = <b>Number { $position }</b> of { $all } on the waiting list; I ask as soon as there is a place.
progress-manual = A person is choosing for you; the program decides nothing.
progress-agreeing = <b>{ $name }</b> said yes; both of you confirm the agreement now.
progress-formed = <b>{ $name }</b> is your mentor.
progress-owner = { $owner } answers <b>by { $due } at the latest.</b>
progress-ask = You ask: { $ask }
progress-fresh = This is how it stands now.

ask-about-funding = How do I find the right investor?
ask-about-patent = How should we protect our invention?
ask-about-customers = Where do we find our first customers?
ask-about-technology = How do we get over our technical hurdle?
ask-about-law = What should we mind in contracts and compliance?
ask-about-team = How do we build the team and split the shares?
ask-about-product = What should the product do next?
ask-about-policy = Which support can we apply for?
ask-about-market = How do we price and promote it?
ask-about-tax = How do we begin with accounts and tax?
ask-about-space = How do we get incubated and use the space?
ask-about-international = How do we go abroad with it?
ask-about-anything = I would like your advice on my project

times-any = any time
times-weekday-evening = Weekday evenings
times-weekday-daytime = Weekday daytime
times-weekend = Weekend
times-weekdays = weekdays
times-weekends = weekend
times-daily = every day
times-span = { $days } { $parts }

button-done = ‹ Done
button-go-on = Next ›
button-skip = Skip ›
button-clear = Clear
button-times-exact = Exact times
button-show-list = Show mentors
button-stage = Stage
button-fields = Field
button-needs = Needs
button-times = Times
button-place = Place and language
button-same-project = Yes, this one
button-new-project = New project
button-change-need = Change
button-pick = Pick { $number }
button-alternate = Then { $name }
button-none-fits = None suits
button-why-not = Why not somebody else?
button-human = Let a person match
button-wait = Waiting list
button-back-to-list = ‹ The list
button-progress = Progress
button-find = Find a mentor
button-find-again = The list again
button-my-profile = About me
button-other-project = For another project
button-change-profile = Change

profile-college = <b>1/5 Which college are you in?</b> Type it, or skip.
profile-grade = <b>2/5 Which year?</b>
profile-campus = <b>3/5 Which campus are you usually on?</b> Type it; it helps to find mentors to meet in person.
profile-lab = <b>4/5 Which research group?</b> Type it; your own supervisor is then left out. None? Skip.
profile-gender = <b>5/5 Gender?</b> Only counted, to see whether matching is fair; shown to nobody, and no part of the ranking.
profile-now = Now: { $value }
profile-no-words = I saw no words. Please type, or tap “Skip”.
profile-done = <b>Saved</b>
profile-line-college = College: { $value }
profile-line-grade = Year: { $value }
profile-line-campus = Campus: { $value }
profile-line-lab = Research group: { $value }
profile-line-gender = Gender: given (only counted)
profile-line-nothing = Nothing given, which is fine.
grade-y1 = 1st year
grade-y2 = 2nd year
grade-y3 = 3rd year
grade-y4 = 4th / 5th year
grade-master = Master
grade-doctor = Doctoral
grade-graduate = Graduated within 5 years
gender-female = Female
gender-male = Male
