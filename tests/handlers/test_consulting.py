"""A question to the staff in chat: from the button under an answer to the reply and back."""

import pytest
from sqlalchemy import func, select

from core.accounts import Role
from handlers import School
from handlers.keyboards import AskStaff
from staff import clusters
from staff.models import Consultation
from tests.chat import Person, Seen, Town, visible_lines

SHARE = "专利许可净收入的奖励比例最低多少"
UNKNOWN = "海南的入孵团队有补贴吗"
NOT_THEIRS = "找不到这条记录，或者它不是你的。"


@pytest.fixture
async def teacher(town: Town) -> Person:
    person = town.person("示范老师", 9)
    await person.become(Role.STAFF)
    return person


def embed(texts: list[str]) -> list[list[float]]:
    """Alike is what begins with the same character."""
    return [[float(ord(text[0]) % 97 == place) for place in range(97)] for text in texts]


async def look_for_alike(town: Town) -> None:
    while await clusters.embed_missing(town.db, embed, now=town.now):
        pass


async def cases(town: Town) -> list[tuple[str | None, str, str]]:
    async with town.db.reading() as session:
        rows = await session.scalars(select(Consultation).order_by(Consultation.id))
        return [(one.number, one.state, one.text) for one in rows]


def words(seen: list[Seen]) -> str:
    return "\n".join(one.text for one in seen)


async def test_a_refused_question_goes_to_a_person_once(town: Town, teacher: Person) -> None:
    student = town.person()
    await student.says(UNKNOWN)

    buttons, card = await student.presses("问老师")
    town.wait(hours=1)
    (again,) = await student.presses("✓ 问老师")

    assert "✓ 问老师" in buttons.buttons
    assert card.text.split("\n") == [
        "<b>ZX-2026-0001</b> · 等老师答复",
        "问：海南的入孵团队有补贴吗",
        "在 示范老师 手里，最晚 <b>2026-11-23</b> 答复。",
        "不能等的话，请联系：服务站 101 室（演示）",
    ]
    assert card.buttons == ["补一句", "很急", "不问了"]
    assert (again.kind, again.text) == (
        "alert",
        "ZX-2026-0001 已经在老师那里，最晚 2026-11-23 答复，不用再点。",
    )
    assert await cases(town) == [("ZX-2026-0001", "assigned", UNKNOWN)]


async def test_press_delivered_again_is_answered_as_the_first_time(town: Town) -> None:
    student = town.person()
    await student.says(UNKNOWN)
    await student.presses("问老师")
    town.restart()

    seen = await student.repeats()

    assert [one.kind for one in seen] == ["message"]
    assert "ZX-2026-0001" in seen[0].text
    assert len(await cases(town)) == 1


async def test_answered_question_can_go_to_staff_after_a_complaint(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.presses("没用")

    buttons, kept = await student.presses("问老师")

    assert buttons.buttons == ["答非所问", "条文过时", "看不懂", "✓ 问老师"]
    assert "在 老师们 手里" in kept.text


async def test_school_without_a_desk_names_none(town: Town) -> None:
    town.school = School("")
    town.restart()
    student = town.person()
    await student.says(UNKNOWN)

    _, kept = await student.presses("问老师")

    assert "请联系" not in kept.text


async def test_markup_in_words_and_contact_is_shown_as_written(town: Town, teacher: Person) -> None:
    town.school = School("<甲> & 乙", "<a> & b")
    town.restart()
    student = town.person("<i>小萌", 7)

    (card,) = await student.says("/ask <b>粗</b> & 细？")
    (notice,) = await teacher.reads()
    (prompt,) = await teacher.presses("回复")
    (preview,) = await teacher.says("<script> & </b>")
    await teacher.presses("发出")
    (reply,) = await student.reads()

    assert "&lt;a&gt; &amp; b" in card.text
    for one in (notice, prompt):
        assert "&lt;i&gt;小萌" in one.text
        assert "&lt;b&gt;粗&lt;/b&gt; &amp; 细？" in one.text
    for one in (preview, reply):
        assert "&lt;script&gt; &amp; &lt;/b&gt;" in one.text


async def test_staff_reply_and_the_asker_says_whether_it_helped(
    town: Town, teacher: Person
) -> None:
    student = town.person("小萌", 7)
    await student.says(SHARE)
    await student.presses("问老师")

    (notice,) = await teacher.reads()
    assert notice.text.split("\n")[0] == "<b>小萌 问老师（ZX-2026-0001）</b>"
    assert "助手答：" in notice.text
    assert notice.buttons == ["回复", "请他补充", "转交"]
    await teacher.presses("回复")
    first = await teacher.says("第一稿")
    second = await teacher.says("按规定办。")
    assert [one.buttons for one in first + second] == [["发出", "先不办"]] * 2
    assert await student.reads() == []
    (sent,) = await teacher.presses("发出")
    assert sent.text == "ZX-2026-0001 已答复，发给了 1 位同学。"

    (reply,) = await student.reads()
    assert reply.text.split("\n") == [
        "<b>示范老师 答复了你的问题（ZX-2026-0001）</b>",
        f"问：{SHARE}",
        "按规定办。",
    ]
    _, card = await student.presses("没解决")
    assert "最晚 <b>2026-11-23</b> 答复" in card.text
    (back,) = await teacher.reads()
    assert "说还没解决" in back.text
    await teacher.presses("回复")
    await teacher.says("再说一遍。")
    await teacher.presses("发出")
    await student.reads()
    toast, _ = await student.presses("解决了")
    assert toast.text == "已关闭；没解决可以接着问。"
    assert (await cases(town))[0][1] == "closed"


async def test_two_staff_send_one_reply(town: Town, teacher: Person) -> None:
    second = town.person("示范老师乙", 10)
    await second.become(Role.STAFF)
    student = town.person()
    await student.says("/ask 工位怎么换？")
    await teacher.reads()
    await second.says("/help")
    for one in (teacher, second):
        await one.forges("a:consultation:1:answer")
        await one.says(f"{one.name}的答复")

    (sent,) = await second.presses("发出")
    (late,) = await teacher.presses("发出")

    assert sent.text.startswith("ZX-2026-0001 已答复")
    assert (late.kind, late.text) == ("alert", "这个问题已经答复了。")
    (reply,) = await student.reads()
    assert "示范老师乙的答复" in reply.text
    # Who had the case hears that a colleague did it.
    assert "已答复你手里的 ZX-2026-0001" in words(await teacher.reads())


async def test_one_reply_reaches_all_who_asked_the_same(town: Town, teacher: Person) -> None:
    askers = [town.person(f"同学{n}", 20 + n) for n in range(3)]
    for one in askers:
        await one.says(f"/ask 工位怎么换？我是{one.name}")
    await town.person("别人", 30).says("/ask 会议室怎么约？")
    await look_for_alike(town)
    told = words(await teacher.reads())
    assert "ZX-2026-0001：还有 2 位同学问了类似的问题" in told

    (prompt,) = await teacher.forges("a:consultation:1:answer")
    assert "还有 2 位同学问了类似的问题" in prompt.text
    assert "1. 工位怎么换？我是同学1" in prompt.text
    changed, toast = await teacher.presses("1")
    assert changed.rows[0] == ["✓ 1", "2"]
    assert toast.text == "已勾上，会收到同一答复。"
    (preview,) = await teacher.says("去服务站登记。")
    assert "将发给 同学0 等 2 位同学" in preview.text
    await teacher.presses("发出")

    assert ["去服务站登记" in words(await one.reads()) for one in askers] == [True, True, False]
    # The third is offered the same reply.
    (prompt,) = await teacher.forges("a:consultation:3:answer")
    assert "已答过类似的：" in prompt.text
    await teacher.presses("用 ZX-2026-0002 的回复")
    await teacher.presses("发出")
    assert "去服务站登记" in words(await askers[2].reads())
    assert [state for _, state, _ in await cases(town)] == ["answered"] * 3 + ["assigned"]


async def test_staff_ask_for_more_and_hand_over(town: Town, teacher: Person) -> None:
    second = town.person("示范老师乙", 10)
    await second.become(Role.STAFF)
    student = town.person()
    await student.says("/ask 工位怎么换？")
    await teacher.reads()
    await teacher.presses("请他补充")
    await teacher.says("几号楼？")
    (asked,) = await student.reads()
    assert "几号楼？" in asked.text
    assert asked.buttons == ["补充", "不问了"]
    await student.presses("补充")
    (card,) = await student.says("三号楼")
    assert "补充：三号楼" in card.text
    (notice,) = await teacher.reads()
    assert "三号楼" in notice.text
    (choice,) = await teacher.presses("转交")
    assert choice.buttons == ["示范老师乙", "先不办"]
    (done,) = await teacher.presses("示范老师乙")
    assert done.text == "ZX-2026-0001 已转交给 示范老师乙。"
    assert "转交给你" in words(await second.reads())


@pytest.mark.parametrize(
    "wish", ["转人工", "我要人工客服", "问老师", "找老师吧", "/ask", "/问老师"]
)
async def test_a_person_is_asked_for_from_anywhere(town: Town, wish: str) -> None:
    student = town.person()
    await student.says(UNKNOWN)

    (asked,) = await student.says(wish)
    _, card = await student.presses("交给老师：海南的入孵团队有补贴吗")

    assert asked.text.startswith("<b>直接写给老师。</b>")
    assert "ZX-2026-0001" in card.text
    assert [text for *_, text in await cases(town)] == [UNKNOWN]


async def test_words_that_are_none_are_asked_for_again(town: Town) -> None:
    student = town.person()
    await student.says("/ask")
    for typed, said in (
        ("🎉🎉", "没有看到文字。请用一句话写清楚，再发一次。"),
        ("问" * 5000, "写了 5000 字，这里最多 1000 字。请缩短后再发。"),
    ):
        (refused,) = await student.says(typed)
        assert refused.text == said
    assert await cases(town) == []

    (card,) = await student.says("工位怎么换？")

    assert "ZX-2026-0001" in card.text
    assert await student.repeats() != []
    assert len(await cases(town)) == 1


async def test_urgent_is_said_at_once_and_only_twice(town: Town, teacher: Person) -> None:
    student = town.person()
    for number in range(3):
        await student.says(f"/ask 工位{number}怎么换？")
        seen = await student.presses("很急")

        if number < 2:
            assert "很急：在 示范老师 手里，最晚 <b>11-22 14:00</b> 答复。" in seen[0].text
            assert "很急" not in seen[0].buttons
    assert seen[0].text == "一周最多标 2 次“很急”，这周已经用完。问题照原定时间答复。"
    assert words(await teacher.reads()).count("很急：") == 2


@pytest.mark.parametrize(
    "event",
    ["open", "answer", "urge", "add", "supply", "reopen", "helped", "withdraw", "send", "accept",
     "ask-more", "hand-over", "to-1", "tick-1", "same-1", "propose", "rest", "return"],
)  # fmt: skip
async def test_a_stranger_finds_nothing(town: Town, teacher: Person, event: str) -> None:
    await town.person("同学", 8).says("/ask 工位怎么换？")
    await teacher.reads()
    stranger = town.person("学生", 7)
    await stranger.says("/help")

    seen = await stranger.forges(f"a:consultation:1:{event}")

    assert [one.kind for one in seen] == ["alert"]
    assert (await cases(town))[0][1] == "assigned"


@pytest.mark.parametrize(
    "data",
    ["99:open", "1:tick", "1:tick-99", "1:to-99", "1:same-99", "1:send", "1:nonsense", "1:accept"],
)
async def test_forged_buttons_change_nothing(town: Town, teacher: Person, data: str) -> None:
    await town.person("同学", 8).says("/ask 工位怎么换？")
    await teacher.reads()

    seen = await teacher.forges(f"a:consultation:{data}")

    assert [one.kind for one in seen if one.kind != "buttons"] == ["alert"]
    assert (await cases(town))[0][1] == "assigned"


async def test_nobody_asks_staff_with_the_question_of_another(town: Town) -> None:
    await town.person("学生甲", 7).says(SHARE)
    other = town.person("学生乙", 8)
    await other.says("/help")

    (refused,) = await other.forges(AskStaff(question=1).pack())

    assert (refused.kind, refused.text) == ("alert", NOT_THEIRS)
    assert await cases(town) == []


async def test_the_asker_leaves_in_the_middle_of_a_reply(town: Town, teacher: Person) -> None:
    student = town.person()
    await student.says("/ask 工位怎么换？")
    await teacher.reads()
    await teacher.presses("回复")
    await teacher.says("去服务站。")
    await student.says("/privacy")
    await student.presses("删除我的数据")
    await student.presses("确定删除")

    (gone,) = await teacher.presses("发出")

    assert (gone.kind, gone.text) == ("alert", NOT_THEIRS)
    assert "提问人不问了" in words(await teacher.reads())
    async with town.db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Consultation)) == 0


async def test_a_stored_reply_is_shown_where_the_library_has_none(
    town: Town, teacher: Person
) -> None:
    second = town.person("示范老师乙", 10)
    await second.become(Role.STAFF)
    student = town.person("小萌", 7)
    await student.says(UNKNOWN)
    await student.presses("问老师")
    await teacher.reads()
    await teacher.presses("回复")
    await teacher.says("海南另有规定，请问 <服务站>。")
    await teacher.presses("发出")
    await teacher.presses("建议入库")
    (done,) = await teacher.says("海南的团队入孵有没有补贴？")
    assert done.text == "已交给另一位老师审核。"
    (notice,) = await second.reads()
    assert notice.buttons == ["审核", "退回"]
    await second.presses("审核")
    (stored,) = await second.says("示例办法第三条")
    assert stored.text == "已入库，依据：示例办法第三条"
    assert "已收进问题库" in words(await student.reads())
    await look_for_alike(town)

    async def vector(text: str) -> list[float]:
        return embed([text])[0]

    town.dispatcher["embed_question"] = vector
    _, before = await town.person("同学", 8).says("海南的入孵团队能拿补贴吗")

    assert before.text.split("\n") == [
        "<b>老师曾这样答复类似的问题</b>（不是条文原文，请自己核对）",
        "问：海南的团队入孵有没有补贴？",
        "<blockquote expandable>海南另有规定，请问 &lt;服务站&gt;。</blockquote>",
        "示范老师 · 2026-11-22 · 依据：示例办法第三条",
    ]


async def test_english_reads_english(town: Town) -> None:
    teacher = town.person("Demo Teacher", 9, language="en")
    await teacher.become(Role.STAFF)
    student = town.person("Meng", 7, language="en")
    await student.says("/ask How do I change my desk?")
    (notice,) = await teacher.reads()
    await teacher.presses("Reply")
    await teacher.says("At the service desk.")
    await teacher.presses("Send")
    (reply,) = await student.reads()

    assert notice.text.startswith("<b>Meng asks the staff (ZX-2026-0001)</b>")
    assert reply.text.startswith("<b>Demo Teacher answered your question (ZX-2026-0001)</b>")
    assert reply.buttons == ["Solved", "Not solved"]
    assert all(visible_lines(one.text) <= 6 for one in (notice, reply))
