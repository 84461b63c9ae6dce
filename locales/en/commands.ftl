# Greeting, help, what the library holds, language. Lines are HTML; a message has six at most.

command-start = Begin
command-help = How it works
command-mentor = Find a mentor
command-progress = Follow my request
command-services = services: instruments, funding
command-about = What is in the library, and up to when
command-language = Language / 语言
command-privacy = My data: export or delete
command-new = Change the topic
command-cancel = Stop what is under way

start = <b>Hello, I am the start-up mentor assistant of { $school }.</b>
start-unnamed = <b>Hello, I am the start-up mentor assistant.</b>
start-student =
    Ask about start-up policy in one sentence; I answer only in a clause's own words.
    When nothing proves an answer I say so and do not guess.
    { can-student }
start-mentor =
    Look up the exact clause before you advise a student.
    When nothing proves an answer I say so and do not guess.
    { can-mentor }
start-staff =
    Look up the exact clause, and whether it is in force, before you reply.
    When nothing proves an answer I say so and do not guess.
    { can-staff }
can-student = /mentor find a mentor · /progress your requests · /mentoring your mentor
can-mentor = /offers to answer · /mentoring your students · /profile your profile
can-staff = /queue cases · /requests to arrange · /mentors the pool · /rounds match a cohort · /invite hand out invites · /desk the web desk
start-try = Press an example or just type:
start-unknown-link = I do not know that link, or it has expired; you can ask all the same:
start-invited = Your invitation is valid, you now act as: { $role }. Just type:
start-group = Ask me in this group by @ or by replying to me: I quote clauses and show nothing about anybody.
role-student = student
role-mentor = mentor
role-staff = staff
role-reviewer = reviewer
role-head = head of office
role-admin = administrator

help =
    <b>Just type; one question at a time works best.</b>
    A follow-up may be short, such as “浙江呢” (and in Zhejiang?); /new changes the topic
    Press [Full clause] to see it whole, [Ask a person] or /ask for an answer from staff
    { $can }
    /about tells what is in the library · /language switches language
    Please send no ID numbers, health data or contract texts

about-title = <b>{ $school } · start-up mentor assistant</b>
about-title-unnamed = <b>Start-up mentor assistant</b>
about-library = Library: { $documents } documents, { $clauses } clauses, up to { $date }
about-dense-ready = Search: by words and by meaning, ready
about-dense-indexing = Search: by words for now; by meaning { $done }/{ $all }, switched on when done
about-dense-absent = Search: by words (this machine has no language model for meaning)
about-law = Clauses are quoted word for word with their force; this is no legal advice
about-data = Questions and feedback stay on the school's server, to improve the library
about-data-telegram = Questions and feedback stay on the school's server; Telegram's servers are abroad
about-minimum = Just ask, no real name needed; send no ID numbers, health data or contract texts

language = 请选择语言。 / Choose a language.
language-chosen = I will speak English from now on.

new-topic = Fine, a new topic. Your next sentence stands by itself.
canceled = All right, stopped here. What you filled in is kept; carry on whenever you like.
nothing-to-cancel = Nothing is under way; just type a question.
command-unknown = I do not know this command. Just type a question, or send /help.

privacy =
    <b>What is kept:</b> what you are called, language, roles, chat address, and your questions with answers and feedback.
    No ID or phone numbers. Raw messages are cleared a few days after they were handled.
privacy-web = Messages on the chat page stay on the school's chat server; ask its administrator to clear them.
privacy-telegram = Messages in Telegram stay on its own servers abroad; delete them in the app.
button-my-copy = Export my data
button-forget-me = Delete my data
my-copy = Everything this system keeps about you (JSON).
forget-sure =
    <b>Delete for good?</b>
    Questions, answers, feedback and roles are removed and cannot be restored, and so are questions still waiting for staff.
button-forget-sure = Delete
button-forget-not = Keep
forgotten = Deleted. If you ask again, we start as strangers.
not-forgotten = Fine, nothing was deleted.
