"""The finance desk: loans, investors, subsidies (action plan, points 12 and 20), by configuration.

It introduces and promises nobody money; what may be passed on is what the applicant agreed to.
"""

from cases.documents import Document
from cases.requests import RequestKind
from core.fields import Field, Kind
from core.forms import Form
from core.workflow import Workflow

FINANCE = Workflow(
    "finance",
    """
# state     | event     | who        | next       | notify        | within | basis
| -          | begin     | student    | draft      | -             | -      | plan 20
| draft      | submit    | student    | submitted  | staff         | 2wd    | plan 20
| draft      | withdraw  | student    | withdrawn  | -             | -      | -
| submitted  | take      | staff      | checking   | student       | 10wd   | plan 20
| submitted  | withdraw  | student    | withdrawn  | staff         | -      | -
| checking   | ask-more  | staff      | lacking    | student       | 10d    | -
| checking   | introduce | staff      | introduced | student       | 30d    | plan 20
| checking   | refuse    | staff      | refused    | student       | -      | -
| checking   | hand-over | staff head | checking   | staff         | rest   | -
| checking   | withdraw  | student    | withdrawn  | staff         | -      | -
| lacking    | supply    | student    | checking   | staff         | rest   | -
| lacking    | lapse     | clock      | lapsed     | student staff | -      | -
| lacking    | withdraw  | student    | withdrawn  | staff         | -      | -
| introduced | close     | staff      | closed     | student       | -      | -
""",
    reminders={"lacking": ("-5d", "-1d")},
    noted={"introduce", "refuse", "close"},
)

FORM = Form(
    "finance",
    (
        Field("sort", Kind.CHOICE, options=("loan", "investment", "subsidy")),
        Field("amount", Kind.MONEY, minimum=1000),
        Field("purpose", limit=300, lines=True),
        Field("registered", Kind.YES_NO),
        Field("consent", Kind.YES_NO),
    ),
)

FINANCES = RequestKind(
    FINANCE,
    FORM,
    series="ZJ",
    titled="purpose",
    agreed={"introduce": "consent"},
    documents=(
        Document("plan", label="document-finance-plan"),
        Document("deck", only_if=("sort", "investment"), label="document-finance-deck"),
        Document("licence", only_if=("registered", True), label="document-finance-licence"),
    ),
)
