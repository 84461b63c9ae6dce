# Questions that a button asks (its label is the question) and the cards they stand on.

ask-student-share = Inventor's share of a licence?
ask-student-owner = Who owns a patent made in the lab?
ask-student-partners = Who owes a partnership's debts?
ask-student-support = Tax relief for graduates' start-ups?
ask-mentor-share = Lowest reward from licence income?
ask-mentor-improve = Who owns later improvements?
ask-mentor-form = Must a licence be in writing?
ask-staff-publicity = What to publicise for agreed prices?
ask-staff-report = Contents of the yearly report?
ask-staff-holiday = When a period ends on a holiday?
ask-staff-approval = May a school license by itself?

examples =
    <b>Try other words: who, does what, where.</b>
    A law and an article work too: 专利法第六条 (Patent Law, art. 6).
    Or press an example:

action-license = I want a licence
action-share = How income is shared
action-mentor = I want a mentor
action-incubation = I want an incubator place
action-competition = I want to compete

next-license =
    <b>Licences cannot be applied for here yet; your wish is kept.</b>
    Know these before you negotiate (press to see the clause):
next-share =
    <b>This cannot be calculated here yet; your wish is kept.</b>
    Sharing rests on these (press to see the clause):
next-competition =
    <b>Competitions cannot be entered here yet; your wish is kept.</b>
    These may help meanwhile (press to see the clause):

ask-license-form = Must a patent licence be in writing?
ask-license-others = May a licensee let others use it?
ask-license-open = Exclusive use of an openly licensed patent?
ask-share-floor = Lowest reward from licence income?
ask-share-equity = Shares for inventors on investment?
ask-share-rule = May a school set its own rule?
ask-advice-support = Guidance for student founders?
ask-advice-machine = May I refuse a machine's decision?
ask-incubation-support = What do incubators provide?
ask-incubation-tax = Tax relief for small firms?
ask-competition-owner = Who owns a joint work's copyright?
ask-competition-novelty = Is an exhibited invention still new?
