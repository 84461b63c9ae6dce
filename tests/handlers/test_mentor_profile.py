"""A mentor keeps the own profile from the phone."""

import pytest
from sqlalchemy import select

from core.accounts import Role
from mentors.models import Appointment, Mentor
from tests.chat import Person, Seen, Town


async def stored(town: Town) -> Mentor:
    async with town.db.reading() as session:
        return (await session.scalars(select(Mentor))).one()


async def a_mentor(town: Town) -> Person:
    """Somebody with the role and a fresh profile, looking at its card."""
    mentor = town.person("示例导师·陈", 21)
    await mentor.become(Role.MENTOR)
    await mentor.says("/profile")
    await mentor.presses("建立档案")
    return mentor


async def test_a_mentor_fills_in_a_profile_and_asks_for_the_appointment(town: Town) -> None:
    mentor = await a_mentor(town)
    for part, word in (
        ("擅长领域", "人工智能与软件"),
        ("能帮的事", "融资"),
        ("项目阶段", "想法阶段"),
        ("语言", "中文"),
        ("时间", "周三晚上"),
    ):
        await mentor.presses(part)
        (screen, saved) = await mentor.presses(word)
        assert f"✓ {word}" in screen.buttons
        assert (saved.kind, saved.text) == ("toast", "已保存")
        (card,) = await mentor.presses("‹ 返回档案")
    assert card.text.split("\n")[2:4] == ["领域：人工智能与软件", "能帮：融资"]
    assert len(card.text.split("\n")) <= 8

    await mentor.presses("申请聘任")
    await mentor.presses("提交审核")
    row = await stored(town)
    assert (row.tags, row.times, row.appointed) == (["funding"], ["wed-evening"], False)
    async with town.db.reading() as session:
        assert (await session.scalars(select(Appointment.state))).all() == ["checking"]


async def test_a_double_tap_changes_nothing_twice(town: Town) -> None:
    mentor = await a_mentor(town)
    await mentor.repeats()
    await mentor.presses("能帮的事")
    await mentor.forges("pt:tags:law:1")
    again = await mentor.forges("pt:tags:law:1")
    assert [seen.kind for seen in again] == ["toast"]
    assert (await stored(town)).tags == ["law"]


async def typed(mentor: Person, part: str, words: str) -> list[Seen]:
    await mentor.says("/profile")
    await mentor.presses(part)
    return await mentor.says(words)


async def test_a_biography_with_mark_up_is_just_text(town: Town) -> None:
    mentor = await a_mentor(town)
    words = "<b>做过</b> <script>alert(1)</script> & 三家公司"
    await typed(mentor, "简介", words)
    assert (await stored(town)).bio == words
    await mentor.says("/profile")
    (screen,) = await mentor.presses("简介")
    assert "&lt;script&gt;" in screen.text


@pytest.mark.parametrize(
    ("part", "words", "sentence"),
    [
        ("休假", "12月10日到12月1日", "结束日不能早于开始日"),
        ("休假", "下辈子", "结束日不能早于开始日"),
        ("名额", "-1", "0 到 200"),
        ("名额", "1000000000", "0 到 200"),
        ("名额", "很多", "0 到 200"),
        ("简介", "长" * 2001, "最多 2000"),
    ],
)
async def test_what_cannot_be_is_refused_and_may_be_typed_again(
    town: Town, part: str, words: str, sentence: str
) -> None:
    mentor = await a_mentor(town)
    before = await stored(town)
    (answer,) = await typed(mentor, part, words)
    assert sentence in answer.text
    after = await stored(town)
    assert (after.bio, after.capacity, after.vacation_to) == (
        before.bio,
        before.capacity,
        before.vacation_to,
    )
    right = {"休假": "12月1日到12月10日", "名额": "4", "简介": "短"}[part]
    assert (await mentor.says(right))[0].text == "已保存"


async def test_a_vacation_a_pause_and_a_limit_stand_on_the_card(town: Town) -> None:
    mentor = await a_mentor(town)
    (card, _) = await mentor.presses("本月不接")
    assert card.text.endswith("本月不接，到 2026-11-30 为止")
    (card, _) = await mentor.presses("恢复接收")
    assert card.text.endswith("接新学生")
    await mentor.presses("名额")
    await mentor.presses("2 人/月")
    (screen, _) = await mentor.presses("5")
    assert {"✓ 5", "✓ 2 人/月"} <= set(screen.buttons)
    (card,) = await mentor.presses("‹ 返回档案")
    assert card.text.endswith("接新学生，每月最多 2 位")
    assert "在带 0/5 人" in card.text
    _, card = await typed(mentor, "休假", "12-01 到 12-10")
    assert card.text.endswith("休假：2026-12-01 到 2026-12-10，不收新请求")
    await mentor.presses("休假")
    (card, _) = await mentor.presses("取消休假")
    assert card.text.endswith("每月最多 2 位")


async def test_places_are_typed_and_online_is_pressed(town: Town) -> None:
    mentor = await a_mentor(town)
    _, card = await typed(mentor, "地点", "东校区、西校区")
    assert "地点：东校区、西校区、线上" in card.text
    await mentor.presses("地点")
    await mentor.presses("✓ 可以线上谈")
    assert (await stored(town)).online is False


async def test_a_question_is_answered_once_the_screen_is_left(town: Town) -> None:
    mentor = await a_mentor(town)
    await mentor.presses("简介")
    await mentor.presses("‹ 返回档案")
    (answer, *_) = await mentor.says("工位可以免费用多久？")
    assert "已保存" not in answer.text
    assert (await stored(town)).bio == ""


async def test_leaving_is_asked_twice(town: Town) -> None:
    mentor = await a_mentor(town)
    await mentor.presses("申请聘任")
    (question,) = await mentor.presses("退出导师库")
    assert "确定退出" in question.text
    async with town.db.reading() as session:
        assert (await session.scalars(select(Appointment.state))).all() == ["nominated"]
    await mentor.presses("确定退出")
    await mentor.presses("退出导师库")
    await mentor.presses("确定退出")
    async with town.db.reading() as session:
        assert (await session.scalars(select(Appointment.state))).all() == ["retired"]


async def test_strangers_and_forged_buttons_get_nowhere(town: Town) -> None:
    student = town.person()
    await student.become(Role.STUDENT)
    (answer,) = await student.says("/profile")
    assert answer.buttons == ["修改资料", "我的项目"]
    for data in ("pf:industries", "pt:tags:law:1", "pn:capacity:3", "pf:secrets", "pn:begin:"):
        await student.forges(data)
    async with town.db.reading() as session:
        assert (await session.scalars(select(Mentor))).all() == []
    mentor = await a_mentor(town)
    for data in ("pf:secrets", "pn:used:3", "pn:capacity:-1", "pn:away:400", "pt:tags:magic:1"):
        (refused,) = await mentor.forges(data)
        assert refused.kind in ("alert", "message")
    row = await stored(town)
    assert (row.capacity, row.tags, row.vacation_to) == (2, [], None)
