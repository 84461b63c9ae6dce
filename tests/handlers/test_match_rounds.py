"""Cohort rounds in chat: staff open, plan, publish; mentors rank; stale presses change nothing."""

import pytest
from sqlalchemy import func, select

from core import accounts
from core.accounts import Role
from core.db import Database
from handlers.round_cards import RankRequest, RoundObjective, ShowRound
from mentors.models import MatchRequest, MatchRound, Mentor, Offer, RoundMember
from tests.chat import Person, Town
from tests.mentors import people


async def staff(town: Town, name: str, number: int) -> Person:
    person = town.person(name, number)
    await person.become(Role.STAFF)
    return person


async def waiting(town: Town, students: int, *, places: int = 1) -> Mentor:
    """A mentor with a chat of their own (number 50), and students who wait."""
    mentor = town.person("导师", 50)
    await mentor.become(Role.MENTOR)
    async with town.db.transaction() as session:
        actor = await accounts.find(session, town.channel, 50)
        assert actor is not None
        made = await people.mentor(
            session, town.now, name="<陈>导师", account_id=actor.id, capacity=places
        )
        for number in range(students):
            student = await people.person(session, town.now, Role.STUDENT)
            project = await people.project(session, town.now, student, title=f"项目<{number}>")
            session.add(
                MatchRequest(
                    student_id=student.id,
                    project_id=project.id,
                    client_key=str(number),
                    state="waiting",
                    picks=[made.id],
                    opened_at=town.now,
                    waiting_since=town.now,
                )
            )
    return made


async def open_round(teacher: Person, way: str = "总体最合适") -> list[str]:
    await teacher.says("/rounds")
    await teacher.presses("开一轮")
    await teacher.says("秋季<营>")
    return [seen.text for seen in await teacher.presses(way)]


async def count(db: Database, table: type[Offer] | type[MatchRound] | type[RoundMember]) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count(table.id))) or 0


async def test_round_goes_from_a_title_to_offers(town: Town) -> None:
    await waiting(town, 2)
    first, second = await staff(town, "甲老师", 31), await staff(town, "乙老师", 32)

    (card,) = await open_round(first)
    planned, toast = await first.presses("试排")
    assert "<b>秋季&lt;营&gt;</b> · 报名中" in card
    assert "已加入 2 个请求" in card
    assert "方案：1 / 2 个请求配上，1 个空位" in planned.text
    assert "核对：已重新计算，与方案一致" in planned.text
    assert toast.text == "已试排，等另一位老师发布"
    assert "核对无误，发布" not in planned.buttons
    assert await count(town.db, Offer) == 0

    preview, *_ = await first.presses("看方案")
    assert "→ &lt;陈&gt;导师 · 契合" in preview.text
    assert "没配上：项目&lt;" in preview.text

    await second.says("/rounds")
    await second.presses("待发布 · 秋季<营>")
    published, toast = await second.presses("核对无误，发布")
    assert "已发布" in published.text
    assert "已发出 1 个邀约，1 个请求没有配上，下次优先" in published.text
    assert toast.text == "已发布，邀约已发出"
    assert await count(town.db, Offer) == 1

    # The first person's card still shows old buttons.
    (late,) = [seen for seen in await first.presses("试排") if seen.kind == "alert"]
    assert late.text
    assert await count(town.db, Offer) == 1


async def test_planner_cannot_publish_even_with_a_forged_button(town: Town) -> None:
    await waiting(town, 1)
    teacher = await staff(town, "甲老师", 31)
    await open_round(teacher)
    await teacher.presses("试排")

    (refusal,) = await teacher.forges("a:round:1:approve")

    assert (refusal.kind, "另一位老师" in refusal.text) == ("alert", True)
    assert await count(town.db, Offer) == 0


async def test_double_tap_and_repetition_open_one_round(town: Town) -> None:
    await waiting(town, 1)
    teacher = await staff(town, "甲老师", 31)
    await open_round(teacher)
    await teacher.repeats()
    await teacher.forges(RoundObjective(word="weight").pack())

    assert await count(town.db, MatchRound) == 1
    joined = await teacher.forges("rj:1")
    assert "新加入 0 个请求。" in [seen.text for seen in joined]
    assert await count(town.db, RoundMember) == 1


async def test_round_without_requests_offers_no_plan_and_refuses_one(town: Town) -> None:
    teacher = await staff(town, "甲老师", 31)
    await teacher.says("/rounds")
    await teacher.presses("开一轮")
    await teacher.says("空的一轮")
    card, *_ = await teacher.presses("总体最合适")

    assert "试排" not in card.buttons
    (refusal,) = await teacher.forges("a:round:1:plan")
    assert "还排不了" in refusal.text


async def test_long_title_is_refused_and_the_form_waits_on(town: Town) -> None:
    teacher = await staff(town, "甲老师", 31)
    await teacher.says("/rounds")
    await teacher.presses("开一轮")
    (refusal,) = await teacher.says("很长" * 30)
    (asked,) = await teacher.says("春季营")

    assert "1 到 40 个字" in refusal.text
    assert asked.buttons == ["总体最合适", "按双方志愿"]


async def test_cancel_leaves_the_form_and_questions_are_answered_again(town: Town) -> None:
    teacher = await staff(town, "甲老师", 31)
    await teacher.says("/rounds")
    await teacher.presses("开一轮")
    await teacher.says("/cancel")
    answered = await teacher.says("专利许可净收入的奖励比例最低多少")

    assert "名字" not in answered[0].text
    assert await count(town.db, MatchRound) == 0


@pytest.mark.parametrize("role", [None, Role.STUDENT])
async def test_rounds_are_not_for_students(town: Town, role: Role | None) -> None:
    student = town.person()
    if role:
        await student.become(role)
    (refusal,) = await student.says("/rounds")
    assert "无权" in refusal.text or "权限" in refusal.text or "不能" in refusal.text, refusal.text
    for data in (
        ShowRound(id=1).pack(),
        "ro",
        RoundObjective(word="weight").pack(),
        "rj:1",
        "a:round:1:plan",
        "rk:1:1",
    ):
        seen = await student.forges(data)
        assert [one.kind for one in seen] in (["alert"], ["toast"]), data
    assert await count(town.db, MatchRound) == 0


async def test_mentor_ranks_requests_of_a_stable_round(town: Town) -> None:
    await waiting(town, 2)
    first, second = await staff(town, "甲老师", 31), await staff(town, "乙老师", 32)
    await open_round(first, "按双方志愿")
    mentor = town.person("导师", 50)

    await mentor.says("/rounds")
    ballot, *_ = await mentor.presses("秋季<营>")
    assert sorted(ballot.buttons) == ["项目<0>", "项目<1>"]
    _, toast = await mentor.presses("项目<1>")
    assert toast.text == "已记下：第 1 位。"
    again, toast = await mentor.presses("项目<0>")
    assert again.buttons == ["✓ 1. 项目<1>", "✓ 2. 项目<0>"]
    _, toast = await mentor.presses("✓ 2. 项目<0>")
    assert toast.text == "已去掉。"

    planned, _ = await first.presses("试排")
    assert "双方都更想换的组合：0 对" in planned.text
    assert "1 个是学生自己选的导师" in planned.text
    await second.says("/rounds")
    await second.presses("待发布 · 秋季<营>")
    await second.presses("核对无误，发布")

    async with town.db.reading() as session:
        offer = (await session.scalars(select(Offer))).one()
        request = await session.get_one(MatchRequest, offer.request_id)
    assert request.client_key == "1"


async def test_ballot_ignores_requests_of_other_rounds(town: Town) -> None:
    await waiting(town, 1)
    teacher = await staff(town, "甲老师", 31)
    await open_round(teacher, "按双方志愿")
    mentor = town.person("导师", 50)
    await mentor.says("/rounds")
    (refusal,) = await mentor.forges(RankRequest(round=1, request=99).pack())
    (unknown,) = await mentor.forges(RankRequest(round=7).pack())

    assert "什么也没有改" in refusal.text
    assert unknown.kind == "alert"


async def test_desk_link_is_for_staff_and_only_where_it_is_served(town: Town) -> None:
    teacher, student = await staff(town, "甲老师", 31), town.person()
    (unserved,) = await teacher.says("/desk")
    town.dispatcher["desk_url"] = "https://desk.example"
    (link,) = await teacher.says("/desk")
    (refused,) = await student.says("/desk")

    assert unserved.text == "网页工作台没有开启，请找管理员。"
    assert "https://desk.example/enter?code=" in link.text
    assert "15 分钟内有效" in link.text
    assert "enter?code" not in refused.text
