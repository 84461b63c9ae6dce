"""A request: picked, worded, sent once, followed, taken back; and why somebody is not listed."""

import pytest
from sqlalchemy import func, select, update

from handlers.mentor_list import packed, unpacked
from mentors.models import MatchRequest, Mentor, PairRule
from tests.chat import Person, Town
from tests.handlers import matching
from tests.handlers.matching import CUP, requests_of

READY = "第一批客户去哪里找？"


async def ready(town: Town) -> Person:
    """A student with a described project who looks at the list."""
    student = town.person("小林", 7)
    await student.says("找导师")
    await student.says(CUP)
    await student.presses("看合适的导师")
    return student


async def count(town: Town) -> int:
    async with town.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(MatchRequest)) or 0


async def test_an_alternate_is_asked_when_the_first_declines(town: Town) -> None:
    engineer, lawyer = await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    (screen,) = await student.presses("备选 周律师")
    assert "备选：周律师。没答应就自动转过去。" in screen.text
    (sent,) = await student.presses(READY)
    assert "自动转给周律师" in sent.text

    await engineer.reads()
    await engineer.presses("婉拒")
    await engineer.presses("近期没时间")

    (moved,) = await student.reads()
    assert "已转给 周律师" in moved.text
    assert "没时间" not in moved.text
    assert len(await lawyer.reads()) == 1
    (request,) = await requests_of(town, student)
    assert request.state == "offering"


async def test_alternates_can_be_taken_back(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    await student.presses("备选 周律师")
    (screen,) = await student.presses("✓ 备选 周律师")
    assert "备选 周律师" in screen.buttons

    await student.presses(READY)
    (request,) = await requests_of(town, student)
    assert len(request.picks) == 1


async def test_own_words_are_sent_as_they_are(town: Town) -> None:
    engineer, _ = await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")

    (sent,) = await student.says("样机做完了，不知道 <第一批> 客户去哪找？")

    assert "想请教：样机做完了，不知道 &lt;第一批&gt; 客户去哪找？" in sent.text
    (letter,) = await engineer.reads()
    assert "&lt;第一批&gt;" in letter.text
    (card,) = await engineer.says("/offers")
    assert "&lt;第一批&gt;" in card.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("😀", "没看到文字。请写一句想请教什么。"),
        ("客" * 5000, "你写了 5000 字，最多 200 字。请只留最想请教的一句。"),
    ],
)
async def test_words_that_cannot_be_asked_are_refused(town: Town, words: str, said: str) -> None:
    await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")

    (shown,) = await student.says(words)

    assert shown.text == said
    assert await count(town) == 0
    await student.says("第一批客户去哪找")
    assert await count(town) == 1


async def test_a_double_tap_and_a_repeated_update_send_once(town: Town) -> None:
    engineer, _ = await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    screen = student._messages()[-1]
    (send,) = [
        button.callback_data
        for row in screen.reply_markup.inline_keyboard  # type: ignore[union-attr]
        for button in row
        if button.text == READY
    ]

    first = await student.forges(send or "", screen)
    await student.forges(send or "", screen)
    await student.repeats()

    assert first[0].text.startswith("<b>已提交</b>")
    assert await count(town) == 1
    assert len(await engineer.reads()) == 1


async def test_words_after_the_tap_do_not_send_again(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    await student.presses(READY)

    await student.says("还有一个问题，工位怎么申请")

    assert await count(town) == 1


async def test_the_second_request_for_one_project_is_explained(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    await student.presses("选2")
    other = student._messages()[-1]
    await student.presses("‹ 返回名单")
    await student.presses("选1")
    await student.presses(READY)

    (alert,) = await student.forges("fk:1:2:anything", other)

    assert alert.kind == "alert"
    assert await count(town) == 1


@pytest.mark.parametrize("picks", ["zz", "0", "-1", "1.2.3.4.5.6", "", "ffffffffffffffff"])
async def test_forged_picks_are_refused(town: Town, picks: str) -> None:
    await matching.pool(town)
    student = await ready(town)

    for data in (f"fa:1:{picks}", f"fk:1:{picks}:anything"):
        (alert,) = await student.forges(data)
        assert alert.kind == "alert"
    (alert,) = await student.forges("fa:1:3e7")
    assert alert.text.startswith("这个按钮已经不能用了")
    (alert,) = await student.forges("fk:1:2:nonsense")
    assert alert.text.startswith("这个按钮已经不能用了")
    assert await count(town) == 0


def test_picks_fit_a_button_and_come_back() -> None:
    assert unpacked(packed([12, 4095, 3])) == [12, 4095, 3]
    assert len(packed([2**31, 2**31, 2**31, 2**31])) < 40


async def test_progress_shows_who_when_and_what_next(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    (none,) = await student.says("/progress")
    assert none.text == "你还没有办理中的事。可以找导师、申请入孵，或直接问我政策。"
    await student.presses("选1")
    await student.presses(READY)

    (card,) = await student.says("/progress")

    assert card.text.split("\n") == [
        "<b>找导师</b>　编号 0001 · 宠物智能水杯",
        "已发给 <b>陈工</b>。",
        "<b>最晚 11-25（周三）10:00 有结果。</b>",
        "没答应或没回音，自动转给周律师，不用你再操作。",
        "想请教：第一批客户去哪里找？",
    ]
    (fresh,) = await student.presses("看进度")
    assert fresh.kind == "toast"


async def test_taken_back_the_mentor_is_told_and_the_button_is_stale(town: Town) -> None:
    engineer, _ = await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    await student.presses(READY)
    await engineer.reads()

    (card, toast) = await student.presses("撤回请求")
    assert "请求已撤回" in card.text
    assert toast.text == "请求已撤回。"
    *_, again = await student.forges("a:match:1:withdraw")
    assert (again.kind, again.text) == ("alert", "请求已撤回。")
    assert "已收回" in (await engineer.reads())[0].text
    *_, late = await engineer.forges("a:offer:1:accept")
    assert "已于 11-22 收回" in late.text or late.kind == "buttons"
    assert (await requests_of(town, student))[0].state == "withdrawn"


async def test_a_request_of_another_is_not_found(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    await student.presses("选1")
    await student.presses(READY)
    other = town.person("小王", 8)
    await other.says("找导师")

    for data in ("a:match:1:withdraw", "a:match:1:ask-human", "fv:1"):
        (alert,) = await other.forges(data)
        assert alert.text == "找不到这条记录，或者它不是你的。"
    assert (await requests_of(town, student))[0].state == "offering"


async def test_a_person_takes_over_a_sent_request(town: Town) -> None:
    await matching.pool(town)
    await matching.staff(town)
    student = await ready(town)
    await student.presses("选1")
    await student.presses(READY)

    card, _ = await student.presses("请老师人工匹配")

    assert "负责人：王老师" in card.text
    assert (await requests_of(town, student))[0].state == "manual"


async def test_none_fits_offers_ways_on(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)

    (shown,) = await student.presses("都不合适")

    assert shown.buttons[:3] == ["改条件", "请老师人工匹配", "为什么没有某位老师"]
    await student.presses("‹ 返回名单")


async def absence(town: Town, student: Person, name: str) -> str:
    await student.presses("为什么没有某位老师")
    (shown,) = await student.says(name)
    return shown.text


async def test_why_not_gives_the_true_reason(town: Town) -> None:
    await matching.pool(town)
    await matching.mentor(town, "李满", 84, **{**matching.HARDWARE, "capacity": 0})
    student = await ready(town)

    assert "名额" in await absence(town, student, "李满")
    assert "名额" in await absence(town, student, "李老师")
    assert "没有“赵某&lt;b&gt;”" in await absence(town, student, "赵某<b>")


async def test_why_not_never_tells_a_private_reason(town: Town) -> None:
    await matching.pool(town)
    student = await ready(town)
    actor = await matching.actor_of(town, student)
    async with town.db.transaction() as session:
        mentor_id = await session.scalar(select(Mentor.id).where(Mentor.name == "陈工"))
        session.add(
            PairRule(
                mentor_id=mentor_id,
                student_id=actor.id,
                reason="relative",
                note="表亲",
                declared_at=town.now,
            )
        )

    said = await absence(town, student, "陈工")

    assert "亲" not in said
    assert "回避" in said


async def test_why_not_asks_which_of_several(town: Town) -> None:
    await matching.pool(town)
    await matching.mentor(town, "陈工二号", 84, **matching.HARDWARE)
    student = await ready(town)
    await student.presses("为什么没有某位老师")
    (which,) = await student.says("陈")
    assert {"陈工", "陈工二号"} <= set(which.buttons)

    (why,) = await student.presses("陈工二号")
    assert "陈工二号" in why.text


async def test_a_busy_day_is_collected_for_the_night(town: Town) -> None:
    await matching.pool(town)
    async with town.db.transaction() as session:
        await session.execute(update(Mentor).where(Mentor.name == "外语导师").values(capacity=1))
    student = await ready(town)
    await student.presses("选1")

    (sent,) = await student.presses(READY)

    assert "今晚 02:00 统一安排" in sent.text
