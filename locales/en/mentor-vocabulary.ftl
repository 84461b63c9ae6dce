# The fixed words for what a project needs and a mentor offers (mentors/vocabulary.py).

stage-idea = idea
stage-prototype = prototype
stage-registered = registered company
stage-revenue = earning revenue

industry-smart-hardware = smart hardware
industry-software = AI and software
industry-biomed = biomedicine
industry-materials = new materials
industry-energy = energy and environment
industry-agriculture = agriculture
industry-education = education
industry-culture = culture and creative work
industry-consumer = consumer goods
industry-manufacturing = manufacturing
industry-finance = finance
industry-social = social enterprise
industry-transport = transport and space
industry-other = another industry

need-funding = funding
need-patent = patents
need-customers = finding customers
need-technology = technology
need-law = law
need-team = team
need-product = product
need-policy = policy
need-market = market and brand
need-tax = finance and tax
need-space = incubation space
need-international = going abroad

mentor-kind-practice = practice mentor
mentor-kind-training = training mentor
mentor-kind-review = review mentor

mentor-origin-campus = university
mentor-origin-enterprise = company
mentor-origin-investor = investor
mentor-origin-legal = lawyer
mentor-origin-alumni = alumni

speaks-zh = Chinese
speaks-en = English

weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday

daytime-morning = morning
daytime-afternoon = afternoon
daytime-evening = evening

decline-no-time = no time at present
decline-not-my-field = not my field
decline-conflict = conflict of interest
decline-too-early = the project is too early
decline-unclear = the request is unclear
decline-other = another reason

conflict-same-lab = same research group
conflict-judge = judge of the contest entered
conflict-inventor = inventor or licensee of the result
conflict-competitor = invested in a competitor
conflict-relative = declared relative
conflict-other = another interest
