"""The staff's queue in chat: counts, cases, steps with what must be asked first, two at once."""

from datetime import timedelta
from typing import Any

import pytest

from core import accounts
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Database
from core.kinds import CaseKind
from knowledge.library import Library
from staff.kinds import KINDS as STAFF_KINDS
from tests.chat import Person, Seen, Town, strict_texts, visible_lines
from tests.staff.pleas import KINDS, Office

ANNA, BRUNO, HEAD, STUDENT = 21, 22, 23, 7


@pytest.fixture
def town(db: Database, library: Library) -> Town:
    return Town(db, library.answerer, kinds=KINDS)


async def actor(town: Town, person: Person, role: Role) -> Actor:
    await person.become(role)
    async with town.db.reading() as session:
        found = await accounts.find(session, town.channel, person.number)
        assert found is not None
        return found


@pytest.fixture
async def office(town: Town) -> Office:
    people = [
        await actor(town, town.person(name, number), role)
        for name, number, role in (
            ("安老师", ANNA, Role.STAFF),
            ("卜老师", BRUNO, Role.STAFF),
            ("何主任", HEAD, Role.HEAD),
            ("演示同学", STUDENT, Role.STUDENT),
        )
    ]
    return Office(town.db, town.now, *people)


def one(seen: list[Seen], kind: str = "edited") -> Seen:
    (found,) = [each for each in seen if each.kind == kind]
    return found


def label(seen: Seen, part: str) -> str:
    return next(each for each in seen.buttons if part in each)


async def test_staff_see_counts_and_the_latest_cases_first(town: Town, office: Office) -> None:
    for number in range(7):
        await office.submitted(f"示范 {number}")
    anna = town.person("安老师", ANNA)
    (first,) = await anna.says("/queue")

    assert first.text.startswith("<b>办理</b>：待办 7 件，我的 0 件\n🔴 0 · 🟡 0 · 🟢 7")
    assert visible_lines(first.text) <= 6
    assert [one_.split()[1] for one_ in first.buttons[:5]] == [
        f"ZJ-2026-000{number}" for number in range(1, 6)
    ]
    after = one(await anna.presses("后面 ›"))
    assert [label_ for label_ in after.buttons if "ZJ" in label_] == [
        after.buttons[0],
        after.buttons[1],
    ]
    await anna.presses("‹ 前面")
    town.wait(days=20)
    late = one(await anna.presses("🔴"))
    assert "🔴 7" in late.text
    assert "逾期" in late.text
    mine = one(await anna.presses("我的"))
    assert "这里没有待办的事" in mine.text
    assert "✓ 我的" in mine.buttons


async def test_filters_by_turn_and_kind(town: Town, office: Office) -> None:
    await office.submitted("甲")
    anna = town.person("安老师", ANNA)
    await anna.says("/queue")
    await anna.presses("更多筛选")
    await anna.presses("负责人")
    empty = one(await anna.presses("更多筛选"))
    assert "✓ 负责人" in empty.buttons
    await anna.presses("✓ 负责人")
    await anna.presses("更多筛选")
    shown = one(await anna.presses("资金对接"))
    assert "资金对接" in shown.text
    assert any("ZJ-2026-0001" in one_ for one_ in shown.buttons)


async def test_a_case_from_taking_to_its_end(town: Town, office: Office) -> None:
    await office.submitted("水质检测")
    anna, student = town.person("安老师", ANNA), town.person("演示同学", STUDENT)
    (first,) = await anna.says("/queue")
    card = one(await anna.presses(label(first, "ZJ-2026-0001")))
    assert visible_lines(card.text) <= 6
    assert "申请人 演示同学 · 经办 没人接" in card.text
    assert "材料 ⏳1" in card.text
    card = one(await anna.presses("接手"))
    assert "经办 安老师" in card.text

    papers = one(await anna.presses("材料"))
    assert "⏳" in papers.text
    await anna.presses("退回")
    papers = one(await anna.says("缺「资金使用」一节"), "message")
    assert "❌" in papers.text
    await anna.presses("‹ 这件事")
    asked = one(await anna.presses("要求补正"))
    ticked = [each for each in asked.buttons if each.startswith("✓")]
    assert len(ticked) == 1
    field = next(each for each in asked.buttons if not each.startswith(("✓", "‹")))
    asked = one(await anna.presses(field))
    assert f"✓ {field}" in asked.buttons
    assert "已选 2 项" in asked.text
    card = one(await anna.says("请补资金使用一节"), "message")
    assert "待申请人补材料" in card.text
    assert "最近：请补资金使用一节" in card.text
    assert any("请补资金使用一节" in each.text for each in await student.reads())

    (toast,) = await anna.presses("提醒对方")
    assert toast.text == "已提醒 1 人。"
    (alert,) = await anna.presses("提醒对方")
    assert alert.kind == "alert"
    assert any("在等你处理" in each.text for each in await student.reads())
    steps = one(await anna.presses("经过"))
    assert "安老师" in steps.text
    assert "请补资金使用一节" in steps.text
    answers = one(await anna.presses("‹ 这件事"))
    answers = one(await anna.presses("填写内容"))
    assert "水质检测" in answers.text
    assert "演示同学" in answers.text


async def test_hands_over_by_button_and_by_name(town: Town, office: Office) -> None:
    await office.taken("水质检测")
    anna, bruno = town.person("安老师", ANNA), town.person("卜老师", BRUNO)
    (first,) = await anna.says("/queue")
    await anna.presses(label(first, "ZJ-2026-0001"))
    names = one(await anna.presses("转交"))
    assert "卜老师" in names.buttons
    assert "安老师" not in names.buttons
    card = one(await anna.presses("卜老师"))
    assert "经办 卜老师" in card.text
    assert any("ZJ-2026-0001" in each.text for each in await bruno.reads())

    (first,) = await bruno.says("/queue")
    await bruno.presses(label(first, "ZJ-2026-0001"))
    await bruno.presses("转交")
    for wrong in ("没有这个人", "老师", "🙂", "<b>安", "演示同学"):
        (refused,) = await bruno.says(wrong)
        assert "只能转给别的老师" in refused.text
    card = one(await bruno.says("安老师"), "message")
    assert "经办 安老师" in card.text


async def test_of_two_who_press_the_later_hears_who_was_first(town: Town, office: Office) -> None:
    await office.submitted("水质检测")
    anna, bruno = town.person("安老师", ANNA), town.person("卜老师", BRUNO)
    for staff in (anna, bruno):
        (first,) = await staff.says("/queue")
        await staff.presses(label(first, "ZJ-2026-0001"))
    await anna.presses("接手")
    seen = await bruno.presses("接手")

    alert = one(seen, "alert")
    assert alert.text.startswith("您晚了一步")
    assert "安老师" in alert.text
    assert "经办 安老师" in one(seen).text
    again = await anna.repeats()
    assert one(again, "alert").text.startswith("您晚了一步")


async def test_a_refusal_is_given_with_its_reason(town: Town, office: Office) -> None:
    case = await office.taken("水质检测")
    anna, student = town.person("安老师", ANNA), town.person("演示同学", STUDENT)
    (first,) = await anna.says("/queue")
    await anna.presses(label(first, "ZJ-2026-0001"))
    await anna.presses("不批准")
    assert await office.state(case) == "checking"
    await anna.says("不属于资金对接")
    assert await office.state(case) == "refused"
    assert any("不属于资金对接" in each.text for each in await student.reads())


async def test_search_after_the_command(town: Town, office: Office) -> None:
    await office.taken("水质检测")
    await office.submitted("别的")
    anna = town.person("安老师", ANNA)
    (found,) = await anna.says("/queue zj-2026-0001")
    assert [each for each in found.buttons if "ZJ" in each] == [found.buttons[0]]
    (found,) = await anna.says("/queue 演示同学")
    assert sum("ZJ" in each for each in found.buttons) == 2
    (found,) = await anna.says("/queue <b>🚀")
    assert "没有找到" in found.text
    (found,) = await anna.says(f"/queue {'长' * 4000}")
    assert "没有找到" in found.text


async def test_words_of_people_are_only_words(town: Town, office: Office) -> None:
    await office.taken("<b>&🚀</i>")
    anna = town.person("安老师", ANNA)
    (first,) = await anna.says("/queue")
    card = one(await anna.presses(label(first, "ZJ-2026-0001")))
    assert "&lt;b&gt;&amp;🚀&lt;/i&gt;" in card.text
    asked = one(await anna.presses("要求补正"))
    (refused,) = await anna.says("请补一份")
    assert "请先选要补的内容" in refused.text
    await anna.presses(asked.buttons[0])
    (refused,) = await anna.says("长" * 4000)
    assert "最多 500 个" in refused.text
    (refused,) = await anna.says("   🙂")
    assert "写明" in refused.text
    card = one(await anna.says("请补 <i>一份</i>"), "message")
    assert "请补 &lt;i&gt;一份&lt;/i&gt;" in card.text


FORGED = (
    "dq:x:y:z:w:9", "dq:all:::nothing:5", "dc:finance:99", "dc:nothing:1", "dp:secret:finance:1",
    "dj:77:1", "dj:77:0", "dn:finance:99", "dh:finance:1:99", "dh:finance:1:7", "da:finance:1:99",
    "a:finance:99:take", "a:finance:1:explode", "a:finance:1:supply", "df:x:y:z:w",
)  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_change_nothing(town: Town, office: Office, data: str) -> None:
    case = await office.taken("水质检测")
    anna = town.person("安老师", ANNA)
    await anna.says("/queue")
    seen = await anna.forges(data)

    assert not any("出错了" in each.text for each in seen)
    assert seen
    assert await office.state(case) == "checking"


@pytest.mark.parametrize("data", FORGED)
async def test_others_see_and_do_nothing(town: Town, office: Office, data: str) -> None:
    case = await office.submitted("水质检测")
    stranger = town.person("路人", 99)
    await stranger.says("/start")
    seen = await stranger.forges(data)

    assert not any("水质检测" in each.text or "出错了" in each.text for each in seen)
    (refused,) = await stranger.says("/queue")
    assert refused.text == "你没有这项权限。"
    (refused,) = await stranger.says("/queue ZJ-2026-0001")
    assert refused.text == "你没有这项权限。"
    assert await office.state(case) == "submitted"


async def test_in_english(town: Town, office: Office) -> None:
    await office.taken("Water")
    head = town.person("Head", 31, language="en")
    await head.become(Role.HEAD)
    (first,) = await head.says("/queue")
    assert first.text.startswith("<b>Cases</b>: 1 open, 0 of them mine")
    card = one(await head.presses(label(first, "ZJ-2026-0001")))
    assert "Applicant 演示同学 · owner 安老师" in card.text
    asked = one(await head.presses(label(card, "Hand")))
    assert "Who gets ZJ-2026-0001" in asked.text


async def test_typed_words_are_questions_again_after_a_while(town: Town, office: Office) -> None:
    case = await office.taken("水质检测")
    anna = town.person("安老师", ANNA)
    (first,) = await anna.says("/queue")
    await anna.presses(label(first, "ZJ-2026-0001"))
    await anna.presses("要求补正")
    town.now += timedelta(hours=1)
    await anna.says("补贴多少")
    assert await office.state(case) == "checking"
    town.restart()
    card = one(await anna.presses("‹ 这件事"))
    assert "ZJ-2026-0001" in card.text


@pytest.mark.parametrize("kind", [kind for kind in STAFF_KINDS if kind.listed])
def test_every_kind_has_its_words_on_the_desk(kind: CaseKind[Any]) -> None:
    texts, workflow = strict_texts(), kind.workflow
    steps = {
        Action(workflow.kind, 1, rule.event).label(texts.has)
        for rule in workflow.rules
        if rule.who & {"staff", "head"}
    }
    turns = {f"queue-turn-{workflow.turn(state)}" for state in workflow.states} - {"queue-turn-"}
    states = {f"state-{workflow.kind}-{state}" for state in workflow.states}

    wanted = {*steps, *turns, *states, f"kind-{workflow.kind}"}
    assert {key for key in wanted if not texts.has(key)} == set()
