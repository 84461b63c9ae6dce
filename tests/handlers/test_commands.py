"""Greeting by role, help, what the library holds, language, and the ways to begin anew."""

import pytest

from core import accounts
from core.accounts import Role
from handlers import MENU, School
from tests.chat import Town, plain, visible_lines


@pytest.mark.parametrize(
    ("role", "line", "example"),
    [
        (None, "用一句话问创业政策", "学校把专利许可给我，老师能分多少？"),
        (Role.STUDENT, "用一句话问创业政策", "学校把专利许可给我，老师能分多少？"),
        (Role.MENTOR, "学生来问的政策", "成果许可的净收入，奖励比例最低多少？"),
        (Role.STAFF, "答复学生之前", "协议定价要公示什么？"),
        (Role.ADMIN, "答复学生之前", "协议定价要公示什么？"),
    ],
)
async def test_greeting_fits_the_role(
    town: Town, role: Role | None, line: str, example: str
) -> None:
    person = town.person()
    if role:
        await person.become(role)

    (hello,) = await person.says("/start")

    assert hello.text.startswith("<b>你好，我是示例大学的创业导师助手。</b>")
    assert line in hello.text
    assert hello.buttons[0] == example
    assert 3 <= len(hello.buttons) <= 4
    assert visible_lines(hello.text) <= 6


async def test_greeting_of_a_school_without_a_name(town: Town) -> None:
    town.school = School("")
    town.restart()

    (hello,) = await town.person().says("/start")
    (about,) = await town.person().says("/about")

    assert hello.text.startswith("<b>你好，我是创业导师助手。</b>")
    assert about.text.startswith("<b>创业导师助手</b>")


async def test_example_button_asks_its_question(town: Town) -> None:
    student = town.person()
    await student.says("/start")

    (answer,) = await student.presses("学校把专利许可给我，老师能分多少？")

    assert answer.text.startswith("<b>问：学校把专利许可给我，老师能分多少？</b>")
    assert visible_lines(answer.text) <= 6


async def test_example_in_english_asks_the_chinese_question(town: Town) -> None:
    student = town.person(language="en")
    await student.says("/start")

    (answer,) = await student.presses("Inventor's share of a licence?")

    assert answer.text.startswith("<b>Q: Inventor's share of a licence?</b>")
    assert "净收入" in answer.text


async def test_link_with_an_invitation_gives_its_role(town: Town) -> None:
    async with town.db.transaction() as session:
        code = await accounts.invite(session, Role.STAFF, None, now=town.now)
    person = town.person()

    (hello,) = await person.says(f"/start {code}")
    (again,) = await person.repeats()

    assert "邀请码有效，已为你开通：老师（工作人员）。" in hello.text
    assert hello.buttons[0] == "协议定价要公示什么？"
    assert again == hello


@pytest.mark.parametrize(
    "payload", ["nonsense", "ABCD-EFGH-JKMN", "<b>", "x" * 64, "😀", "a b c", "\0\ud800"]
)
async def test_unknown_link_is_no_obstacle(town: Town, payload: str) -> None:
    (hello,) = await town.person().says(f"/start {payload}")

    assert hello.text.startswith("<b>你好，")
    assert len(hello.buttons) == 4
    assert visible_lines(hello.text) <= 6


async def test_invitation_of_somebody_else_is_used_up(town: Town) -> None:
    async with town.db.transaction() as session:
        code = await accounts.invite(session, Role.MENTOR, None, now=town.now)
    await town.person("导师", 7).says(f"/start {code}")

    (hello,) = await town.person("学生", 8).says(f"/start {code}")

    assert "我不认识，或已失效" in hello.text


async def test_about_says_what_is_indexed_and_where_data_stay(town: Town) -> None:
    (about,) = await town.person().says("/about")

    assert about.text.split("\n") == [
        "<b>示例大学 · 创业导师助手</b>",
        "知识库：3 份文件，19 条，更新至 2026-03-01",
        "检索：关键词（这台机器没有语义模型）",
        "只引条文原话并注明是否现行；不是法律意见",
        "提问和反馈存在本校服务器，用来改进知识库",
        "只需提问，不必实名；别发身份证号、健康信息、合同全文",
    ]


async def test_about_on_telegram_says_that_its_servers_are_abroad(town: Town) -> None:
    town.channel = "telegram"

    (about,) = await town.person().says("/about")

    assert "Telegram 的服务器在境外" in about.text


@pytest.mark.parametrize(
    ("command", "alias"),
    [
        ("/start", "/开始"),
        ("/help", "/帮助"),
        ("/about", "/关于"),
        ("/language", "/语言"),
        ("/new", "/新话题"),
        ("/cancel", "/取消"),
    ],
)
async def test_command_has_a_chinese_name(town: Town, command: str, alias: str) -> None:
    student = town.person()

    assert await student.says(alias) == await student.says(command)


async def test_every_command_of_the_menu_answers(town: Town) -> None:
    student = town.person()

    for name in MENU:
        (answer,) = await student.says(f"/{name}")
        assert "不认识" not in answer.text
        assert visible_lines(answer.text) <= 6


@pytest.mark.parametrize("command", ["/foo", "/", "/专利归谁", "/start@other_bot", "/HELPME now"])
async def test_unknown_command_says_what_works(town: Town, command: str) -> None:
    (answer,) = await town.person().says(command)

    assert answer.text == "我不认识这个命令。直接打字提问，或发 /help 看怎么用。"


async def test_language_is_changed_at_once_and_remembered(town: Town) -> None:
    student = town.person()
    (choice,) = await student.says("/language")

    edited, toast = await student.presses("English")
    town.restart()
    (help_text,) = await student.says("/help")

    assert choice.buttons == ["✓ 中文", "English"]
    assert edited.buttons == ["中文", "✓ English"]
    assert toast.text == "I will speak English from now on."
    assert help_text.text.startswith("<b>Just type; one question at a time works best.</b>")


async def test_language_chosen_twice_stays(town: Town) -> None:
    student = town.person()
    await student.says("/language")

    (toast,) = await student.presses("✓ 中文")

    assert toast.text == "以后用中文和你说话。"


@pytest.mark.parametrize(
    ("device", "greeting"),
    [("zh-hans", "你好"), ("zh-TW", "你好"), ("en-GB", "Hello"), ("de", "你好"), ("", "你好")],
)
async def test_first_language_is_the_devices(town: Town, device: str, greeting: str) -> None:
    (hello,) = await town.person(language=device).says("/start")

    assert plain(hello.text).startswith(greeting)


async def test_nothing_can_be_cancelled_when_nothing_is_under_way(town: Town) -> None:
    (answer,) = await town.person().says("/cancel")

    assert answer.text == "现在没有正在进行的步骤，直接打字提问就行。"
