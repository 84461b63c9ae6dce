"""In a group the bot answers who addresses it, shows nothing about anybody, and keeps quiet."""

import pytest
from sqlalchemy import select

from handlers.keyboards import Ask, AskStaff, Examples, NextStep, Rate, Speak
from staff.models import Consultation
from students.models import AskedQuestion, Feedback
from tests.chat import BOT, Town

SHARE = "专利许可净收入的奖励比例最低多少"
ME = f"@{BOT.username}"


@pytest.mark.parametrize(
    "text",
    [f"{ME} {SHARE}", f"{ME}{SHARE}", f"{SHARE} {ME}", f"{SHARE}{ME.upper()}", f"{ME}，{SHARE}"],
)
async def test_mention_is_answered_as_a_reply(town: Town, text: str) -> None:
    (answer,) = await town.person().in_group().says(text)

    assert answer.kind == "reply"
    assert "不低于百分之五十的比例" in answer.text
    assert answer.rows == [["看原文"]]


async def test_reply_to_the_bot_is_answered(town: Town) -> None:
    student = town.person().in_group()
    await student.says(f"{ME} {SHARE}")

    (answer,) = await student.replies("浙江呢")

    assert "不低于百分之七十的比例" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        SHARE,
        f"{ME}x {SHARE}",
        "/foo",
        "/start@other_bot",
        "/语言",
        "/language",
        "/cancel",
        "😀",
        "问" * 5000,
    ],
)
async def test_other_talk_is_left_alone(town: Town, text: str) -> None:
    student = town.person().in_group()

    assert await student.says(text) == []
    async with town.db.reading() as session:
        assert list(await session.scalars(select(AskedQuestion))) == []


async def test_pictures_and_edits_are_left_alone(town: Town) -> None:
    student = town.person().in_group()
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    await student.says(f"{ME} {SHARE}")

    assert await student.edits(f"{ME} 工位免费吗") == []
    assert await student.sends("photo", photo=photo) == []
    assert await student.sends("photo", photo=photo, caption=SHARE) == []


async def test_mention_without_a_question_is_told_what_to_do(town: Town) -> None:
    (answer,) = await town.person().in_group().says(ME)

    assert answer.text == "这条消息里没有文字。请把问题打成一句话发给我。"


@pytest.mark.parametrize("command", ["/start", f"/help{ME}", "/start ABCD-EFGH-JKMN"])
async def test_command_shows_nothing_personal(town: Town, command: str) -> None:
    (answer,) = await town.person().in_group().says(command)

    assert answer.text == "在群里点名问我（@我 或 回复我），我只查条文，不显示任何人的信息。"
    assert answer.rows == []


async def test_invitation_is_not_redeemed_in_a_group(town: Town) -> None:
    from core import accounts
    from core.accounts import Role

    async with town.db.transaction() as session:
        code = await accounts.invite(session, Role.STAFF, None, now=town.now)
    student = town.person()
    await student.in_group().says(f"/start {code}")

    (hello,) = await student.says(f"/start {code}")

    assert "邀请码有效" in hello.text


async def test_anybody_may_open_the_clause_and_go_back(town: Town) -> None:
    asker, other = town.person("学生甲", 7).in_group(), town.person("学生乙", 8).in_group()
    (answer,) = await asker.says(f"{ME} {SHARE}")

    (shown,) = await other.presses("看原文")
    (back,) = await other.presses("返回")

    assert "第八条" in shown.text
    assert (back.text, back.rows) == (answer.text, answer.rows)


@pytest.mark.parametrize(
    "data",
    [
        Rate(question=1, helpful=True),
        AskStaff(question=1),
        NextStep(question=1, action="license"),
        Ask(name="student-share"),
        Examples(),
        Speak(locale="en"),
    ],
    ids=lambda data: data.pack(),
)
async def test_personal_buttons_do_not_work_in_a_group(town: Town, data: Rate) -> None:
    student = town.person().in_group()
    await student.says(f"{ME} {SHARE}")

    (alert,) = await student.forges(data.pack())

    assert alert.kind == "alert"
    assert "已经失效" in alert.text
    async with town.db.reading() as session:
        assert list(await session.scalars(select(Feedback))) == []
        assert list(await session.scalars(select(Consultation))) == []


async def test_talk_in_a_group_and_in_private_have_topics_of_their_own(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    await student.in_group().says(f"{ME} 浙江呢")

    async with town.db.reading() as session:
        questions = list(await session.scalars(select(AskedQuestion).order_by(AskedQuestion.id)))
    assert [question.previous for question in questions] == ["", ""]
    assert questions[0].account_id == questions[1].account_id


async def test_private_question_cannot_be_shown_in_a_group(town: Town) -> None:
    owner, other = town.person("学生甲", 7), town.person("学生乙", 8).in_group()
    await owner.says("工位可以免费使用多久")
    await other.says(f"{ME} {SHARE}")

    (alert,) = await other.forges("b:1")

    assert (alert.kind, alert.text) == ("alert", "找不到这条记录，或者它不是你的。")


@pytest.mark.parametrize("text", [f"{ME} {SHARE}", "/start", "/about", "/new"])
async def test_other_bots_are_not_answered(town: Town, text: str) -> None:
    message = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": -100500, "type": "supergroup", "title": "演示群"},
        "from": {"id": 99, "is_bot": True, "first_name": "别的机器人"},
        "text": text,
    }

    await town.feed({"message": message})

    assert town.server.seen == {}
