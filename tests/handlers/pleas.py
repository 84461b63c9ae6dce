"""A kind of request made for tests, with a field of every sort, its texts, and a town for it."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cases.documents import Document
from cases.models import Request
from cases.requests import RequestKind
from core import accounts
from core.accounts import Actor
from core.db import Database, Session
from core.fields import Field, Kind
from core.forms import Form
from core.kinds import Kinds
from core.texts import Texts
from core.workflow import Workflow
from handlers.form_cards import Page
from knowledge.answering import Answerer
from tests.chat import LOCALES, Person, Town

FORM = Form(
    "plea",
    (
        Field("what", limit=50),
        Field("stage", Kind.CHOICE, options=("idea", "prototype")),
        Field("wants", Kind.CHOICES, options=("desk", "lab", "cash"), limit=2),
        Field("seats", Kind.NUMBER, minimum=1, maximum=6),
        Field("money", Kind.MONEY),
        Field("since", Kind.DATE, side="future"),
        Field("joint", Kind.YES_NO),
        Field("partner", only_if=("joint", True), limit=30),
        Field("note", required=False, limit=200, lines=True),
    ),
)
TABLE = """
| -         | begin    | student | draft     | -       | -    | -
| draft     | submit   | student | submitted | staff   | 2wd  | rules 1
| draft     | withdraw | student | withdrawn | -       | -    | -
| submitted | take     | staff   | checking  | student | 5wd  | rules 2
| submitted | withdraw | student | withdrawn | staff   | -    | -
| checking  | ask-more | staff   | lacking   | student | 10d  | -
| lacking   | supply   | student | checking  | staff   | rest | -
| lacking   | lapse    | clock   | lapsed    | student | -    | -
| checking  | pass     | staff   | done      | student | -    | -
"""
TEXTS = {
    "zh-CN": """
kind-plea = 用房申请
steps-plea = 接着：材料审查 → 分配
plea-now-draft = 还没提交。
plea-now-submitted = 已提交，等老师接手。
plea-now-checking = 老师在审材料。
plea-now-lacking = 等你补正。
plea-now-lapsed = 没有按时补正，申请已结束。
plea-now-withdrawn = 申请已撤回。
plea-now-done = 已办好。
field-plea-what = 用途
field-plea-stage = 阶段
field-plea-wants = 需要
field-plea-seats = 工位数
field-plea-money = 资金
field-plea-since = 入驻日
field-plea-joint = 合作
field-plea-partner = 合作方
field-plea-note = 备注
field-plea-plan = 计划书
field-plea-card = 学生证
ask-plea-what = 这间房用来做什么？
ask-plea-stage = 项目在哪一步？
ask-plea-wants = 需要什么？最多选 2 项
ask-plea-seats = 需要工位几个？
ask-plea-money = 已有多少资金？
ask-plea-since = 哪天开始用？
ask-plea-joint = 和别的团队合用吗？
ask-plea-partner = 合用的团队叫什么？
ask-plea-note = 还有要说的吗？
option-stage-idea = 只有想法
option-stage-prototype = 有样机
option-wants-desk = 工位
option-wants-lab = 实验室
option-wants-cash = 资金
plea-submit-staff = 新申请 { $case }
plea-take-student = 老师已接手，最晚 { $due }
plea-ask-more-student = 请补正：{ $note }
plea-supply-staff = 已补正：{ $note }
plea-withdraw-staff = 已撤回
plea-lapse-student = 没有按时补正
plea-pass-student = 已办好
button-plea-submit = 提交
button-plea-withdraw = 撤回
button-plea-take = 接手
button-plea-supply = 交回
button-plea-ask-more = 要补正
button-plea-pass = 通过
""",
    "en": """
kind-plea = Room request
plea-now-draft = Not handed in yet.
plea-now-submitted = Handed in.
plea-now-withdrawn = Withdrawn.
field-plea-what = Use
field-plea-stage = Stage
field-plea-wants = Needs
field-plea-seats = Seats
field-plea-money = Money
field-plea-since = From
field-plea-joint = Shared
field-plea-partner = Partner
field-plea-note = Note
ask-plea-what = What is the room for?
ask-plea-stage = How far is the project?
ask-plea-wants = What do you need?
ask-plea-seats = How many seats?
ask-plea-joint = Shared with another team?
ask-plea-note = Anything else?
field-plea-plan = Plan
field-plea-card = Student card
option-wants-desk = A desk
option-wants-lab = A lab
option-wants-cash = Money
ask-plea-money = How much money is there?
ask-plea-since = From which day?
option-stage-idea = An idea
option-stage-prototype = A prototype
button-plea-withdraw = Withdraw
""",
}
DOCUMENTS = (
    Document("plan", label="field-plea-plan", basis="rules 6"),
    Document("card", required=False, label="field-plea-card"),
)


class Pleas(RequestKind):
    """As any kind by configuration, and with a team."""

    def __init__(self) -> None:
        super().__init__(
            Workflow("plea", TABLE), FORM, series="PL", titled="what", documents=DOCUMENTS
        )
        self.team: set[int] = set()

    async def people(self, session: Session, case: Request) -> set[int]:
        return self.team


@cache
def _texts(folder: Path) -> Texts:
    for locale in ("zh-CN", "en"):
        shutil.copytree(LOCALES / locale, folder / locale)
        (folder / locale / "plea.ftl").write_text(TEXTS[locale], "utf-8")
    return Texts(folder, strict=True)


def town_of(db: Database, answerer: Answerer, folder: Path, files: Path, pleas: Pleas) -> Town:
    """A town whose only kind of case is this one."""
    return Town(db, answerer, texts=_texts(folder), kinds=Kinds([pleas]), files=files)


async def actor_of(person: Person) -> Actor:
    """Who the person is to the services, known from now on."""
    town = person.town
    async with town.db.transaction() as session:
        return await accounts.identify(
            session,
            town.channel,
            person.number,
            name=person.name,
            locale=town.texts.negotiate(person.language),
            now=town.now,
        )


def shown(person: Person, page: Page) -> None:
    """Let a page stand in the person's chat, as another handler would send it."""
    text, markup = page
    rows: Iterator[list[tuple[str, str]]] = (
        [(button.text, button.callback_data or "") for button in row]
        for row in (markup.inline_keyboard if markup else [])
    )
    person.town.server.deliver(person.town.bot, person.chat_id, text, list(rows))
