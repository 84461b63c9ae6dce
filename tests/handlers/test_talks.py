"""A short talk before the answer, in chat: a few taps and a place, and a time chosen by one tap."""

import pytest
from sqlalchemy import select

from mentors.models import Offer
from tests.chat import Person, Seen, Town, html_problem
from tests.handlers.test_offers import asked

PLACE = "创业楼 302 <b>或</b> https://meet.example/15"


async def offer(town: Town) -> Offer:
    async with town.db.reading() as session:
        found = await session.scalar(select(Offer).order_by(Offer.id))
        assert found is not None
        return found


async def proposed(town: Town, count: int = 2) -> tuple[Person, Person, Person]:
    """A student who asked, the engineer who proposed ``count`` times, and the lawyer."""
    student, engineer, lawyer = await asked(town)
    await student.reads()
    (screen, _) = await engineer.presses("先聊 15 分钟")
    for label in screen.buttons[:count]:
        (screen, *_) = await engineer.presses(label)
    await engineer.presses("下一步：在哪聊")
    await engineer.says(PLACE)
    return student, engineer, lawyer


def times_of(screen: Seen) -> list[str]:
    return [label for label in screen.buttons if ":" in label]


async def test_from_the_card_to_a_time_and_a_yes(town: Town) -> None:
    student, engineer, _ = await asked(town)
    await student.reads()

    screen, toast = await engineer.presses("先聊 15 分钟")
    assert toast.text == "勾 1 到 3 个时间，学生选一个。"
    times = times_of(screen)
    assert len(times) == 6
    assert "下一步：在哪聊" not in screen.buttons
    await engineer.presses(times[0])
    (screen,) = await engineer.presses(times[2])
    assert [label for label in screen.buttons if label.startswith("✓")] == [
        f"✓ {times[0]}",
        f"✓ {times[2]}",
    ]
    (question,) = await engineer.presses("下一步：在哪聊")
    assert question.text.startswith("在哪聊？发一句话")
    assert (await offer(town)).state == "held"
    (said,) = await engineer.says(PLACE)
    assert said.text.startswith(f"<b>已告诉学生，请他选一个：</b>\n{times[0]}、{times[2]}")
    assert "&lt;b&gt;或" in said.text

    (notice,) = await student.reads()
    assert notice.text.startswith("<b>陈工 想先和你聊 15 分钟")
    assert times[0] in notice.text
    assert times[2] in notice.text
    assert html_problem(notice.text) == ""
    assert notice.buttons == ["选时间", "都不行"]
    (choice,) = await student.presses("选时间")
    assert times_of(choice) == [times[0], times[2]]
    (settled,) = await student.presses(times[2])
    assert settled.text.startswith(f"<b>约好了：{times[2]}，和陈工聊 15 分钟</b>")
    (progress,) = await student.says("/progress")
    assert "和<b>陈工</b>约了" in progress.text

    (told,) = await engineer.reads()
    assert told.text.startswith(f"<b>约好了：{times[2]}，聊 15 分钟</b>")
    assert "小林" not in told.text
    assert told.buttons == ["答应", "婉拒"]
    (card,) = await engineer.says("/offers")
    assert f"已约 {times[2]} 先聊" in card.text
    assert card.rows == [["答应"], ["婉拒", "本月不接"]]
    await engineer.presses("答应")
    assert (await offer(town)).state == "accepted"


async def test_none_of_the_times_goes_back_to_the_mentor(town: Town) -> None:
    student, engineer, _ = await proposed(town)
    (progress,) = await student.says("/progress")
    assert "<b>陈工</b>想先聊 15 分钟再决定，请在 11-25（周三）10:00 前选时间。" in progress.text
    assert progress.rows[0] == ["选时间"]
    await student.presses("选时间")

    (done,) = await student.presses("都不行")

    assert done.text.startswith("<b>已告诉陈工：这几个时间都不行。</b>")
    (told,) = await engineer.reads()
    assert told.buttons == ["答应", "先聊 15 分钟", "婉拒"]
    assert (await offer(town)).state == "held"


async def test_no_more_than_three_times_and_a_way_back(town: Town) -> None:
    _, engineer, _ = await asked(town)
    (screen, _) = await engineer.presses("先聊 15 分钟")
    for label in times_of(screen)[:3]:
        (screen,) = await engineer.presses(label)

    assert len(times_of(screen)) == 3
    (screen,) = await engineer.presses(times_of(screen)[0])
    assert len(times_of(screen)) == 6
    (card,) = await engineer.presses("返回")
    assert card.rows == [["答应", "先聊 15 分钟"], ["婉拒", "本月不接"]]
    assert (await offer(town)).state == "held"


async def test_who_chooses_nothing_is_asked_no_more(town: Town) -> None:
    student, engineer, lawyer = await proposed(town)
    await student.reads()
    await town.later(hours=73)

    (alert,) = await student.forges("a:offer:1:agree")

    assert alert.text.startswith("这次先聊已经取消")
    assert (await offer(town)).state == "withdrawn"
    assert "没有选时间" in (await engineer.reads())[-1].text
    assert await lawyer.reads() != []


@pytest.mark.parametrize(
    "data",
    [
        "a:offer:1:agree",
        "a:offer:1:agree-29666000",
        "a:offer:1:agree-99999999999999",
        "a:offer:1:agree-x",
        "a:offer:1:rearrange",
        "a:offer:9:agree",
        "ft:1:zz:0",
        "ft:1:1.2.3.4.5:1",
        "a:offer:1:talk",
        "a:offer:1:lapse",
    ],
)
async def test_forged_presses_change_nothing(town: Town, data: str) -> None:
    student, engineer, lawyer = await proposed(town)
    town_is = (await offer(town)).state

    stranger = town.person("路人", 55)
    await stranger.says("/offers")
    await lawyer.says("/offers")

    for person in (lawyer, stranger):
        seen = await person.forges(data)
        assert [one.kind for one in seen] == ["alert"]
    if data.startswith("a:offer:1:agree-"):
        (alert,) = await student.forges(data)
        assert alert.kind == "alert"
    if data not in ("a:offer:1:talk",):
        (alert,) = await engineer.forges(data)
        assert alert.kind == "alert"
    assert (await offer(town)).state == town_is == "talking"


@pytest.mark.parametrize("words", ["👍👍", "楼" * 5000, "   "])
async def test_a_place_that_says_nothing_is_asked_for_again(town: Town, words: str) -> None:
    _, engineer, _ = await asked(town)
    (screen, _) = await engineer.presses("先聊 15 分钟")
    await engineer.presses(screen.buttons[0])
    await engineer.presses("下一步：在哪聊")

    await engineer.says(words)
    assert (await offer(town)).state == "held"
    await engineer.says("图书馆一楼咖啡角")

    found = await offer(town)
    assert (found.state, found.talk_place) == ("talking", "图书馆一楼咖啡角")


async def test_the_same_update_twice_proposes_once(town: Town) -> None:
    student, engineer, _ = await proposed(town, 1)

    assert len(await student.reads()) == 1
    await engineer.forges("a:offer:1:talk")
    assert await student.reads() == []
