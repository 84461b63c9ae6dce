# Reasons for a suggestion, as the student and the mentor read them, gaps included
# (mentors/reasons.py).

reason-and = {", "}

reason-needs-all = Offers all you asked for: { $words }
reason-needs = Can help with: { $words }
reason-needs-missing = Does not mention: { $words }; somebody else could cover that
reason-needs-none = Does not mention { $words }
reason-text = The profile is close to your project
reason-rated = Rated well by earlier students
reason-unrated = New mentor, not rated by students yet
reason-industry = Knows your field: { $words }
reason-industry-missing = Mentions no experience in: { $words }
reason-stage = Has helped projects at your stage: { $words }
reason-stage-near = Has helped projects at a similar stage: { $words }
reason-stage-missing = Mentions no projects at your stage: { $words }
reason-campus = Can meet on your campus
reason-online-only = Does not come to your campus, online only

reason-asked-for = Would like your help with: { $words }
reason-asked-beyond = Also needs { $words }, which your profile does not list; another mentor may help there
reason-asked-text = The project is close to your profile
reason-asked-industry = The project is in a field you know: { $words }
reason-asked-stage = Stage of the project: { $words }
reason-asked-campus = The student is on a campus you come to
