"""What an application to an incubator asks; most of it is known from project and profile."""

from core.fields import Field, Kind
from core.forms import Form
from mentors.vocabulary import Stage
from students.profiles import LONGEST_WORDS, Grade
from students.projects import LONGEST_SUMMARY, LONGEST_TITLE
from students.teams import LONGEST_NAME

MOST_SEATS = 6

FORM = Form(
    "incubation",
    (
        Field("title", limit=LONGEST_TITLE),
        Field("summary", limit=LONGEST_SUMMARY, lines=True),
        Field("stage", Kind.CHOICE, options=tuple(map(str, Stage)), words="stage"),
        Field("grade", Kind.CHOICE, options=tuple(map(str, Grade)), words="grade"),
        Field("college", limit=LONGEST_WORDS),
        Field("adviser", required=False, limit=LONGEST_NAME),
        Field("registered", Kind.YES_NO),
        Field("founded", Kind.DATE, side="past", only_if=("registered", True)),
        Field("seats", Kind.NUMBER, minimum=1, maximum=MOST_SEATS),
        Field("funding", Kind.MONEY),
        Field("contact", limit=60),
    ),
)
"""``founded`` is the day on which the company was registered."""
