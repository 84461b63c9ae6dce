"""A mentor answers: one tap for yes, two for no, and a clear word when it is too late."""

import pytest
from sqlalchemy import select

from mentors.models import Mentor, Offer, PairRule
from tests.chat import Person, Town
from tests.handlers import matching
from tests.handlers.matching import CUP, requests_of


async def asked(town: Town) -> tuple[Person, Person, Person]:
    """A student who asked the engineer, the engineer who has read it, and the lawyer."""
    engineer, lawyer = await matching.pool(town)
    student = town.person("小林", 7)
    await student.says("找导师")
    await student.says(CUP)
    for label in ("看合适的导师", "选1", "第一批客户去哪里找？"):
        await student.presses(label)
    await engineer.reads()
    return student, engineer, lawyer


async def offer(town: Town) -> Offer:
    async with town.db.reading() as session:
        found = await session.scalar(select(Offer).order_by(Offer.id))
        assert found is not None
        return found


async def test_the_card_says_what_why_and_how_long(town: Town) -> None:
    _, engineer, _ = await asked(town)

    (card,) = await engineer.says("/offers")

    assert card.text.startswith("<b>“宠物智能水杯”想请你指导</b>\n已有样机　消费生活、智能硬件")
    assert "“第一批客户去哪里找？”" in card.text
    assert "都有空：周三晚上" in card.text
    assert "还剩 72 小时答复｜另外还可带 1 人" in card.text
    assert "小林" not in card.text
    assert card.rows == [["答应", "先聊 15 分钟"], ["婉拒", "本月不接"]]


async def test_one_tap_accepts_and_a_second_changes_nothing(town: Town) -> None:
    student, engineer, _ = await asked(town)

    (card,) = await engineer.presses("答应")
    assert card.text.startswith("<b>已答应“宠物智能水杯”，谢谢！</b>")
    before = len(await student.reads())
    await engineer.forges("a:offer:1:accept")

    assert before > 0
    assert await student.reads() == []
    assert (await offer(town)).state == "accepted"
    assert (await requests_of(town, student))[0].state == "agreeing"


async def test_a_reason_is_asked_and_stays_private(town: Town) -> None:
    student, engineer, _ = await asked(town)

    reasons, toast = await engineer.presses("婉拒")
    assert toast.text == "选一个原因，只有你和老师看得到。"
    assert (await offer(town)).state == "held"
    assert "不是我的领域" in reasons.buttons
    (done,) = await engineer.presses("不是我的领域")

    assert done.text.startswith("已婉拒")
    kept = await offer(town)
    assert (kept.state, kept.decline_reason) == ("declined", "not_my_field")
    assert not any("领域" in one.text for one in await student.reads())


async def test_going_back_decides_nothing(town: Town) -> None:
    _, engineer, _ = await asked(town)
    await engineer.presses("婉拒")

    (shown,) = await engineer.presses("返回")

    assert shown.rows == [["答应", "先聊 15 分钟"], ["婉拒", "本月不接"]]
    assert (await offer(town)).state == "held"


async def test_nothing_this_month_pauses_the_mentor(town: Town) -> None:
    _, engineer, _ = await asked(town)
    await engineer.says("/offers")

    (done,) = await engineer.presses("本月不接")

    assert done.text.startswith("已婉拒，到 2026-11-30 为止不再给你新的邀请")
    async with town.db.reading() as session:
        paused = await session.scalar(select(Mentor.paused_until).where(Mentor.name == "陈工"))
    assert str(paused) == "2026-11-30"


async def test_a_conflict_keeps_the_two_apart(town: Town) -> None:
    _, engineer, _ = await asked(town)
    await engineer.presses("婉拒")
    await engineer.presses("有利益冲突")

    async with town.db.reading() as session:
        assert len(list(await session.scalars(select(PairRule)))) == 1


@pytest.mark.parametrize("data", ["a:offer:1:accept", "a:offer:1:decline", "fd:1:no_time"])
async def test_after_the_end_the_button_says_what_happened(town: Town, data: str) -> None:
    _, engineer, lawyer = await asked(town)
    await town.later(hours=73)

    seen = await engineer.forges(data)

    alerts = [one.text for one in seen if one.kind == "alert"]
    assert alerts in (
        ["这份邀请已于 11-25 到期，转给下一位了。"],
        ["邀请已到期，转给下一位了。"],
    )
    assert (await offer(town)).state == "expired"
    assert await lawyer.reads() != []


@pytest.mark.parametrize("data", ["a:offer:1:accept", "a:offer:1:decline", "fd:1:no_time"])
async def test_the_offer_of_another_is_not_found(town: Town, data: str) -> None:
    student, _, lawyer = await asked(town)
    await lawyer.says("/offers")

    for person in (lawyer, student):
        (alert,) = await person.forges(data)
        assert alert.kind == "alert"
    assert (await offer(town)).state == "held"


async def test_a_forged_reason_is_refused(town: Town) -> None:
    _, engineer, _ = await asked(town)

    (alert,) = await engineer.forges("fd:1:bribe")

    assert alert.text.startswith("这个按钮已经不能用了")
    assert (await offer(town)).state == "held"


async def test_who_is_no_mentor_or_has_nothing_is_told_so(town: Town) -> None:
    _, lawyer = await matching.pool(town)

    (nobody,) = await town.person().says("/offers")
    (nothing,) = await lawyer.says("/offers")

    assert nobody.text.startswith("你还不是导师")
    assert nothing.text == "现在没有等你答复的申请。"
