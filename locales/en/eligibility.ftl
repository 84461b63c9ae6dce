# How each rule of an incubator stands (staff/eligibility.py, staff/figures.py). Plain text, no HTML.

eligible-enrolled-met = The owner studies here
eligible-enrolled-unmet = The owner does not study here
eligible-enrolled-open = The owner's year is not known yet
eligible-team-met = A team of { $people }
eligible-team-unmet = A team of { $people }; at least { $least } are asked for
eligible-adviser-met = There is an adviser
eligible-adviser-unmet = There is no adviser
eligible-equity-met = Students hold { $share } %
eligible-equity-unmet = Students hold { $share } %; at least { $least } % is asked for
eligible-equity-open = No shares of students agreed yet; at least { $least } % is asked for
eligible-stage-met = Stage: { $stage ->
    [idea] an idea
    [prototype] a prototype
    [registered] a registered company
   *[other] revenue
    }
eligible-stage-unmet = Not far enough: { $least ->
    [prototype] a prototype
    [registered] a registered company
   *[other] revenue
    } is asked for
eligible-stage-open = The stage is not known yet: { $least ->
    [idea] an idea
    [prototype] a prototype
    [registered] a registered company
   *[other] revenue
    } is asked for
eligible-document-met = { $words } is there
eligible-document-unmet = { $words } is missing
eligible-registered-met = The company is younger than { $years } years, or not registered
eligible-registered-unmet = The company was registered on { $day }, more than { $years } years ago
eligible-registered-open = When the company was registered is not known; at most { $years } years are allowed
eligible-new-met = No other seat in an incubator
eligible-new-unmet = The team has a seat already
eligible-free-open = { $words } (checked by the staff)

graduate-months-met = Here for { $least } months
graduate-months-unmet = Not here for { $least } months yet
graduate-revenue-met = Revenue so far: { $made } yuan
graduate-revenue-unmet = Revenue so far: { $made } yuan; at least { $least } is asked for
graduate-figures-met = All quarters reported ({ $given }/{ $asked })
graduate-figures-unmet = { $given } of { $asked } quarters reported
graduate-free-open = { $words } (the head judges)
