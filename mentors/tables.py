"""The state tables of mentors: appointment, request, offer, relation, meeting, cohort round.

``system`` is the program acting for the parties by these same tables; ``clock`` is the end of a
promised time. Plan 10 and 12 are the points of the action plan that ask for pairs of mentor and
student and for a national pool of mentors.
"""

from core.workflow import Workflow

APPOINTMENT = Workflow(
    "appointment",
    """
# state    | event    | who          | next       | notify       | within | basis
| -         | nominate | mentor staff | nominated  | staff        | -      | plan 12
| -         | register | staff        | publicised | mentor       | 7d     | plan 12
| nominated | submit   | mentor staff | checking   | staff        | 10wd   | plan 12
| nominated | leave    | mentor staff | retired    | mentor       | -      | -
| checking  | return   | staff        | nominated  | mentor       | -      | -
| checking  | pass     | staff        | publicised | mentor       | 7d     | plan 12
| publicised| uphold   | head         | rejected   | mentor       | -      | -
| publicised| appoint  | clock        | appointed  | mentor       | 36mo   | plan 12
| appointed | lapse    | clock        | expired    | mentor staff | -      | -
| appointed | leave    | mentor staff | retired    | mentor staff | -      | -
| expired   | renew    | staff        | appointed  | mentor       | 36mo   | plan 12
| expired   | leave    | mentor staff | retired    | mentor staff | -      | -
""",
    reminders={"appointed": ("-60d",)},
)

MATCH = Workflow(
    "match",
    """
# state    | event     | who            | next      | notify         | within | basis
| -         | begin     | student        | draft     | -              | -      | plan 10
| draft     | submit    | student        | submitted | -              | 24h    | plan 10
| draft     | withdraw  | student        | withdrawn | -              | -      | -
| submitted | offer     | system staff   | offering  | -              | -      | plan 10
| submitted | wait      | system         | waiting   | student staff  | 24h    | plan 10
| submitted | ask-human | student        | manual    | staff          | 24h    | -
| submitted | withdraw  | student system | withdrawn | student        | -      | -
| offering  | again     | system         | submitted | -              | 24h    | plan 10
| offering  | match     | system         | agreeing  | -              | -      | plan 10
| offering  | ask-human | student        | manual    | staff          | 24h    | -
| offering  | withdraw  | student system | withdrawn | student        | -      | -
| waiting   | offer     | system staff   | offering  | student        | -      | plan 10
| waiting   | ask-human | student        | manual    | staff          | 24h    | -
| waiting   | close     | staff          | closed    | student        | -      | -
| waiting   | withdraw  | student system | withdrawn | student        | -      | -
| manual    | offer     | staff          | offering  | student        | -      | plan 10
| manual    | close     | staff          | closed    | student        | -      | -
| manual    | withdraw  | student system | withdrawn | student staff  | -      | -
| agreeing  | settle    | system         | formed    | -              | -      | plan 10
| agreeing  | again     | system         | submitted | student        | 24h    | plan 10
| agreeing  | withdraw  | system         | withdrawn | -              | -      | -
""",
)

OFFER = Workflow(
    "offer",
    """
# state   | event     | who          | next      | notify  | within | basis
| -        | hold      | system staff | held      | mentor  | 72h    | plan 10
| held     | accept    | mentor       | accepted  | -       | -      | plan 10
| held     | talk      | mentor       | talking   | student | 72h    | -
| held     | decline   | mentor       | declined  | -       | -      | -
| held     | expire    | clock        | expired   | mentor  | -      | -
| held     | withdraw  | system       | withdrawn | mentor  | -      | -
| talking  | agree     | student      | arranged  | mentor  | 72h    | -
| talking  | rearrange | student      | held      | mentor  | rest   | -
| talking  | accept    | mentor       | accepted  | -       | -      | plan 10
| talking  | talk      | mentor       | talking   | student | rest   | -
| talking  | decline   | mentor       | declined  | -       | -      | -
| talking  | lapse     | clock        | withdrawn | mentor  | -      | -
| talking  | withdraw  | system       | withdrawn | mentor  | -      | -
| arranged | accept    | mentor       | accepted  | -       | -      | plan 10
| arranged | decline   | mentor       | declined  | -       | -      | -
| arranged | expire    | clock        | expired   | mentor  | -      | -
| arranged | withdraw  | system       | withdrawn | mentor  | -      | -
""",
    reminders={"held": ("24h", "48h"), "talking": ("24h", "48h"), "arranged": ("48h",)},
)
OPEN_OFFER = ("held", "talking", "arranged")
"""An offer in one of these holds a place of the mentor and one of the student's two."""

MENTORING = Workflow(
    "mentoring",
    """
# state    | event     | who                  | next      | notify         | within | basis
| -         | propose   | system               | agreeing  | student mentor | 72h    | plan 10
| agreeing  | ok        | student mentor       | agreeing  | student mentor | 72h    | plan 10
| agreeing  | change    | student mentor       | agreeing  | student mentor | 72h    | -
| agreeing  | agree     | system               | formed    | -              | -      | plan 10
| agreeing  | refuse    | student mentor       | refused   | student mentor | -      | -
| agreeing  | lapse     | clock                | lapsed    | student mentor | -      | -
| formed    | begin     | system               | active    | -              | -      | -
| formed    | near-end  | system               | renewing  | -              | 14d    | -
| formed    | end-early | student mentor staff | ended     | -              | -      | -
| active    | pause     | student mentor       | paused    | student mentor | 60d    | -
| active    | near-end  | system               | renewing  | -              | 14d    | -
| active    | finish    | staff system         | completed | -              | -      | -
| active    | end-early | student mentor staff | ended     | -              | -      | -
| paused    | resume    | student mentor       | active    | -              | -      | -
| paused    | wake      | clock                | active    | -              | -      | -
| paused    | finish    | staff system         | completed | -              | -      | -
| paused    | end-early | student mentor staff | ended     | -              | -      | -
| renewing  | renew     | system               | active    | -              | -      | plan 10
| renewing  | finish    | clock staff system   | completed | -              | -      | -
| renewing  | end-early | student mentor staff | ended     | -              | -      | -
""",
    reminders={"agreeing": ("24h", "48h")},
)

MEETING = Workflow(
    "meeting",
    """
# state    | event      | who            | next       | notify         | within | basis
| -         | propose    | student mentor | proposed   | student mentor | 72h    | -
| proposed  | confirm    | student mentor | confirmed  | -              | -      | -
| proposed  | cancel     | student mentor | canceled   | student mentor | -      | -
| proposed  | lapse      | clock          | canceled   | student mentor | -      | -
| proposed  | expire     | system         | canceled   | student mentor | -      | -
| proposed  | drop       | system         | canceled   | -              | -      | -
| confirmed | reschedule | student mentor | moved      | -              | -      | -
| confirmed | cancel     | student mentor | canceled   | student mentor | -      | -
| confirmed | hold       | student mentor | held       | -              | -      | -
| confirmed | skip       | student mentor | canceled   | student mentor | -      | -
| confirmed | no-show    | student mentor | missed     | -              | -      | -
| confirmed | close      | system         | unreported | -              | -      | -
| confirmed | drop       | system         | canceled   | -              | -      | -
""",
)

ROUND = Workflow(
    "round",
    """
# state   | event   | who    | next      | notify | within | basis
| -        | open    | staff  | open      | -      | -      | plan 10
| open     | plan    | staff  | planned   | -      | -      | -
| open     | cancel  | staff  | canceled  | -      | -      | -
| planned  | plan    | staff  | planned   | -      | -      | -
| planned  | approve | staff head | published | staff | -   | plan 10
| planned  | cancel  | staff  | canceled  | -      | -      | -
""",
)

TABLES = (APPOINTMENT, MATCH, OFFER, MENTORING, MEETING, ROUND)
