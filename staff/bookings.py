"""Shared instruments, booked by the hour (action plan, point 19): a kind by configuration alone."""

from cases.requests import RequestKind
from cases.slots import Slots
from core.fields import Field, Kind
from core.forms import Form
from core.workflow import Workflow

INSTRUMENTS = ("printer", "scope", "laser", "microscope", "studio")

BOOKING = Workflow(
    "booking",
    """
# state    | event    | who     | next      | notify  | within | basis
| -         | begin    | student | draft     | -       | -      | plan 19
| draft     | submit   | student | submitted | staff   | 2wd    | plan 19
| draft     | withdraw | student | canceled  | -       | -      | -
| submitted | approve  | staff   | approved  | student | -      | plan 19
| submitted | refuse   | staff   | refused   | student | -      | -
| submitted | withdraw | student | canceled  | staff   | -      | -
| approved  | finish   | staff   | used      | student | -      | -
| approved  | miss     | staff   | missed    | student | -      | -
| approved  | withdraw | student | canceled  | staff   | -      | -
""",
    noted={"refuse"},
)

FORM = Form(
    "booking",
    (
        Field("instrument", Kind.CHOICE, options=INSTRUMENTS),
        Field("day", Kind.DATE, side="future"),
        Field("start", Kind.NUMBER, minimum=8, maximum=21),
        Field("hours", Kind.NUMBER, minimum=1, maximum=4),
        Field("use", limit=200, lines=True),
        Field("trained", Kind.YES_NO),
    ),
)

BOOKINGS = RequestKind(
    BOOKING,
    FORM,
    series="YQ",
    titled="use",
    taking=Slots(
        "instrument", "day", "start", "hours", frozenset({"submitted", "approved", "used"})
    ),
)
