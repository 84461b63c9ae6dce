"""The state tables of what staff run: incubation and stay, consultations, bookings, finance help.

The basis names the school's own rule where the rule is the school's ("rules 3" is the third rule of
the programme), and the point of the action plan otherwise.
"""

from core.workflow import Workflow

INCUBATION = Workflow(
    "incubation",
    """
# state      | event    | who     | next       | notify        | within | basis
| -          | begin    | student | draft      | -             | -      | plan 5
| draft      | submit   | student | submitted  | staff         | 2wd    | plan 5
| draft      | close    | system  | missed     | student       | -      | -
| draft      | withdraw | student | withdrawn  | -             | -      | -
| missed     | ask-time | student | extending  | staff         | 3wd    | plan 5
| missed     | reopen   | staff   | draft      | student       | -      | -
| extending  | reopen   | staff   | draft      | student       | -      | -
| extending  | decline  | staff   | missed     | student       | -      | -
| submitted  | take     | staff   | checking   | student       | 5wd    | plan 5
| submitted  | withdraw | student | withdrawn  | staff         | -      | -
| checking   | ask-more | staff   | lacking    | student       | 10d    | -
| checking   | pass     | staff   | reviewing  | student       | 10wd   | plan 5
| checking   | hand-over | staff head | checking | staff       | rest   | -
| checking   | withdraw | student | withdrawn  | staff         | -      | -
| lacking    | supply   | student | checking   | staff         | rest   | -
| lacking    | lapse    | clock   | lapsed     | student staff | -      | -
| lacking    | withdraw | student | withdrawn  | staff         | -      | -
| reviewing  | reviewed | system  | deciding   | head          | 5wd    | -
| reviewing  | hand-over | staff head | reviewing | staff      | rest   | -
| reviewing  | withdraw | student | withdrawn  | staff         | -      | -
| deciding   | approve  | head    | publicised | student staff | 7d     | -
| deciding   | waitlist | head    | waitlisted | student       | -      | -
| deciding   | refuse   | head    | refused    | student       | -      | -
| deciding   | withdraw | student | withdrawn  | staff         | -      | -
| waitlisted | approve  | head    | publicised | student staff | 7d     | -
| waitlisted | withdraw | student | withdrawn  | staff         | -      | -
| publicised | clear    | clock   | signing    | student staff | 20d    | -
| publicised | uphold   | head    | deciding   | student       | 5wd    | -
| signing    | agree    | student | countersigning | staff     | 5wd    | plan 5
| signing    | lapse    | clock   | forgone    | student staff | -      | -
| signing    | withdraw | student | withdrawn  | staff         | -      | -
| countersigning | sign | staff   | admitted   | student staff | -      | plan 5
| countersigning | withdraw | student | withdrawn | staff      | -      | -
""",
    reminders={"lacking": ("-5d", "-1d"), "signing": ("-10d", "-3d")},
    turns={
        "missed": "student",
        "reviewing": "reviewer",
        "publicised": "clock",
        "signing": "student",
    },
    noted={"decline"},
)

STAY = Workflow(
    "stay",
    """
# state   | event    | who          | next      | notify        | within | basis
| -        | admit    | system       | staying   | -             | -      | plan 5
| staying  | warn     | staff system | warned    | student staff | 30d    | -
| staying  | extend   | head         | extended  | student       | -      | -
| staying  | graduate | head         | graduated | student       | -      | -
| staying  | leave    | student head | left      | student staff | -      | -
| warned   | mend     | staff        | staying   | student       | -      | -
| warned   | leave    | student head | left      | student staff | -      | -
| extended | warn     | staff system | warned    | student staff | 30d    | -
| extended | graduate | head         | graduated | student       | -      | -
| extended | leave    | student head | left      | student staff | -      | -
""",
    noted={"warn"},
)

CONSULTATION = Workflow(
    "consultation",
    """
# state    | event     | who     | next     | notify  | within | basis
| -         | ask       | student | assigned | staff   | 1wd    | plan 12
| assigned  | answer    | staff   | answered | student | 7d     | -
| assigned  | ask-more  | staff   | lacking  | student | 10d    | -
| assigned  | hand-over | staff   | assigned | staff   | rest   | -
| assigned  | urge      | student | assigned | staff   | 4h     | plan 12
| assigned  | withdraw  | student | closed   | staff   | -      | -
| lacking   | supply    | student | assigned | staff   | rest   | -
| lacking   | withdraw  | student | closed   | staff   | -      | -
| lacking   | lapse     | clock   | closed   | student | -      | -
| answered  | helped    | student | closed   | -       | -      | -
| answered  | reopen    | student | assigned | staff   | 1wd    | -
| answered  | propose   | staff   | proposed | staff   | 5wd    | -
| answered  | close     | clock   | closed   | -       | -      | -
| proposed  | accept    | staff   | stored   | student | -      | -
| proposed  | return    | staff   | answered | staff   | 7d     | -
| closed    | reopen    | student | assigned | staff   | 1wd    | -
""",
    reminders={"assigned": ("-8h",), "lacking": ("-5d", "-1d")},
    turns={"answered": "student"},
)
