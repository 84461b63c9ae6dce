"""A question gets its clause, once, with the topic of the talk; never twice for one update."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from students.models import AskedQuestion
from tests.chat import Seen, Town, plain

SHARE = "专利许可净收入的奖励比例最低多少"


async def kept(town: Town) -> list[AskedQuestion]:
    async with town.db.reading() as session:
        return list(await session.scalars(select(AskedQuestion).order_by(AskedQuestion.id)))


def quotation(seen: list[Seen]) -> str:
    """The words quoted in the only message of a reply."""
    (message,) = seen
    return plain(message.text.partition("<blockquote")[2].partition(">")[2].partition("<")[0])


async def test_question_is_answered_with_the_words_of_its_clause(town: Town) -> None:
    student = town.person()

    seen = await student.says(SHARE)

    assert "不低于百分之五十的比例" in quotation(seen)
    assert "第八条" in seen[0].text
    assert "现行有效 · 查询日 2026-11-22" in seen[0].text
    assert seen[0].text.endswith("知识库更新至 2026-03-01")
    assert "看原文" in seen[0].buttons


async def test_typing_is_shown_before_the_answer(town: Town) -> None:
    await town.person().says(SHARE)

    assert [seen.kind for seen in town.server.seen[7]] == ["action", "message"]


async def test_question_is_kept_with_its_answer(town: Town) -> None:
    await town.person().says(f"  {SHARE}\0 ")

    (question,) = await kept(town)
    assert (question.text, question.channel, question.chat_id) == (SHARE, "web", 7)
    assert "不低于百分之五十" in question.citations[0]["text"]
    assert question.retrieved
    assert question.as_of.isoformat() == "2026-11-22"


async def test_day_of_an_answer_is_shanghais(town: Town) -> None:
    town.wait(hours=14, minutes=1)

    seen = await town.person().says(SHARE)

    assert "查询日 2026-11-23" in seen[0].text


async def test_update_delivered_again_shows_the_kept_answer_and_asks_nothing_new(
    town: Town,
) -> None:
    student = town.person()
    first = await student.says(SHARE)
    town.restart()

    again = await student.repeats()

    assert again == first
    assert len(await kept(town)) == 1


async def test_follow_up_keeps_the_topic(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    seen = await student.says("浙江呢")

    assert "不低于百分之七十的比例" in quotation(seen)
    assert [question.previous for question in await kept(town)] == ["", SHARE]


async def test_follow_up_keeps_the_topic_over_a_restart(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    town.restart()

    assert "不低于百分之七十的比例" in quotation(await student.says("浙江呢"))


@pytest.mark.parametrize("command", ["/new", "/start", "/新话题"])
async def test_topic_ends_with_a_command(town: Town, command: str) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.says(command)

    await student.says("浙江呢")

    assert [question.previous for question in await kept(town)] == ["", ""]


async def test_topic_ends_after_half_an_hour(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    town.wait(minutes=29)
    await student.says("浙江呢")
    town.wait(minutes=31)

    await student.says("浙江呢")

    assert [bool(question.previous) for question in await kept(town)] == [False, True, False]


async def test_topics_of_two_people_are_apart(town: Town) -> None:
    await town.person("学生甲", 7).says(SHARE)

    await town.person("学生乙", 8).says("浙江呢")

    assert [question.previous for question in await kept(town)] == ["", ""]


async def test_several_questions_are_answered_one_after_the_other(town: Town) -> None:
    seen = await town.person().says(
        "工位可以免费使用多久？协议定价要公示几天？导师最多带几个团队？"
    )

    assert [plain(one.text).split("\n")[0].split("？")[0] for one in seen] == [
        "1/3 问：工位可以免费使用多久",
        "2/3 问：协议定价要公示几天",
        "3/3 问：导师最多带几个团队",
    ]
    assert [question.repeated for question in await kept(town)] == ["1/3", "2/3", "3/3"]


async def test_fourth_question_of_a_message_is_sent_back(town: Town) -> None:
    seen = await town.person().says("甲吗？乙吗？丙吗？丁吗？")

    assert len(seen) == 4
    assert seen[-1].text == "一次最多答 3 个问题，其余的请再发一次。"
    assert len(await kept(town)) == 3


async def test_second_question_of_a_message_follows_the_first(town: Town) -> None:
    await town.person().says(f"{SHARE}？浙江呢？")

    first, second = await kept(town)
    assert second.previous == first.asked


async def test_edited_question_is_not_answered_anew(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    seen = await student.edits("工位可以免费使用多久")

    assert [one.text for one in seen] == [
        "你改了上一条消息；我不改已答的内容。请把改好的问题再发一次。"
    ]
    assert len(await kept(town)) == 1


async def test_edit_that_changes_nothing_is_passed_over(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    assert await student.edits(SHARE) == []


async def test_edited_command_is_passed_over(town: Town) -> None:
    student = town.person()
    await student.says("/help")

    assert await student.edits(SHARE) == []


async def test_region_of_the_school_goes_with_every_question(town: Town) -> None:
    town.school = replace(town.school, region="浙江")
    town.restart()

    (seen,) = await town.person().says(SHARE)

    assert "国家 · " in seen.text
    assert "浙江 · " in seen.text


async def test_english_reader_gets_english_around_chinese_words(town: Town) -> None:
    (seen,) = await town.person(language="en").says(SHARE)

    assert "不低于百分之五十的比例" in seen.text
    assert "in force · as of 2026-11-22" in seen.text
    assert "official Chinese wording" in seen.text
    assert "Full clause" in seen.buttons


async def test_markup_in_a_question_is_shown_as_typed(town: Town) -> None:
    (first, _) = await town.person().says("<b>工位</b> 免费吗 & 多久？*公示*几天？")

    assert "&lt;b&gt;工位&lt;/b&gt; 免费吗 &amp; 多久？" in first.text
