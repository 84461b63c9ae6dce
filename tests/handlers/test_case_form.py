"""Forms in chat: asked step by step, kept at once, filled by several, handed in, supplemented."""

import asyncio
from pathlib import Path

import pytest

from cases.models import Request
from core import history
from core.accounts import Role
from core.actions import Action
from core.db import Database
from core.fields import Value
from handlers import case_form
from handlers.form_buttons import AskField, Give, OpenForm, Sure
from knowledge.library import Library
from tests.cases import papers
from tests.chat import Person, Seen, Town, plain, visible_lines
from tests.handlers.pleas import Pleas, actor_of, shown, town_of

FILLED: dict[str, Value] = {
    "what": "智能水杯",
    "stage": "prototype",
    "wants": ["desk"],
    "seats": 2,
    "money": "35000.00",
    "since": "2026-12-01",
    "joint": False,
    "note": None,
}


@pytest.fixture
def pleas() -> Pleas:
    return Pleas()


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locales") / "all"


@pytest.fixture
def town(db: Database, library: Library, locales: Path, tmp_path: Path, pleas: Pleas) -> Town:
    return town_of(db, library.answerer, locales, tmp_path / "files", pleas)


async def begun(
    person: Person, pleas: Pleas, answers: dict[str, Value] | None = None, source: str = "1"
) -> int:
    """A draft with these answers, its card in the person's chat."""
    town, actor = person.town, await actor_of(person)
    async with town.db.transaction() as session:
        case = await pleas.begin(session, actor, source, now=town.now)
        for key, value in (answers or {}).items():
            await pleas.answer(session, actor, case.id, key, value, now=town.now)
        t = town.texts.reader(actor.locale)
        page = await case_form.overview(session, pleas, case, actor, town.texts, t, now=town.now)
    shown(person, page)
    return case.id


async def stored(town: Town, case: int) -> Request:
    async with town.db.reading() as session:
        return await session.get_one(Request, case)


def texts(seen: list[Seen]) -> str:
    return "\n".join(plain(one.text) for one in seen)


async def test_a_form_is_asked_one_question_a_message_and_kept_at_once(
    town: Town, pleas: Pleas
) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)

    (asked,) = await student.presses("继续填（还差 8 项）")
    assert plain(asked.text) == "第 1/8：这间房用来做什么？"
    (asked,) = await student.says("智能水杯")
    assert plain(asked.text) == "第 2/8：项目在哪一步？"
    assert (await stored(town, case)).form == {"what": "智能水杯"}
    (asked,) = await student.presses("有样机")
    assert asked.kind == "edited"
    assert plain(asked.text).startswith("第 3/8：需要什么")
    (asked,) = await student.presses("工位")
    assert "✓ 工位" in asked.buttons
    (asked,) = await student.presses("选好了，继续 ›")
    assert asked.buttons[:6] == ["1", "2", "3", "4", "5", "6"]
    await student.presses("2")
    (asked,) = await student.says("三万五")
    assert plain(asked.text) == "第 6/8：哪天开始用？"
    await student.says("12月1日")
    await student.presses("否")
    (card,) = await student.presses("跳过")

    assert (await stored(town, case)).form == FILLED
    assert "已填 8 项，都齐了" in plain(card.text)
    assert "上传 计划书" in card.buttons


async def test_a_condition_met_asks_one_question_more(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    filled = {k: v for k, v in FILLED.items() if k not in ("joint", "note")}
    await begun(student, pleas, filled)
    await student.presses("继续填（还差 2 项）")

    (asked,) = await student.presses("是")

    assert plain(asked.text) == "第 1/2：合用的团队叫什么？"


async def test_what_does_not_fit_is_said_and_asked_again(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas, {"what": "智能水杯"})
    for key, words, sentence in (
        ("what", "😀😀", "没看到文字"),
        ("what", "字" * 5000, "最多 50 字"),
        ("stage", "飞船", "没有这一项"),
        ("wants", "工位 实验室 资金", "最多选 2 项"),
        ("seats", "九", "不能超过 6"),
        ("seats", "两个半", "请只发一个数"),
        ("money", "很多", "没看懂是多少钱"),
        ("money", "-5", "不能少于 0"),
        ("since", "2020-01-01", "已经过去了"),
        ("since", "2月30日", "日历上没有这一天"),
        ("joint", "也许", "请回答"),
    ):
        await student.forges(AskField(kind="plea", case=case, field=key, of=9).pack())
        (seen,) = await student.says(words)
        assert sentence in plain(seen.text), words
        assert "这是提问" in seen.buttons

    assert (await stored(town, case)).form == {"what": "智能水杯"}
    (seen,) = await student.says("没有")
    assert (await stored(town, case)).form == {"what": "智能水杯", "joint": False}


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("seats", "３", 3),
        ("seats", "六个", 6),
        ("money", "￥３５,０００", "35000.00"),
        ("money", "三万五", "35000.00"),
        ("stage", "2", "prototype"),
        ("stage", "有样机", "prototype"),
        ("what", "<b>水杯</b> & 'x'", "<b>水杯</b> & 'x'"),
    ],
)
async def test_words_are_taken_as_people_write_them(
    town: Town, pleas: Pleas, key: str, words: str, value: Value
) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)

    await student.forges(AskField(kind="plea", case=case, field=key, of=9).pack())
    await student.says(words)

    assert (await stored(town, case)).form == {key: value}
    await student.forges(AskField(kind="plea", case=case, field=key).pack())


async def test_the_form_goes_on_after_days_and_a_restart(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.presses("继续填（还差 8 项）")
    await student.says("智能水杯")
    town.restart()
    town.wait(days=9)

    (asked,) = await student.presses("有样机")

    assert plain(asked.text).startswith("第 3/8")
    assert (await stored(town, case)).form == {"what": "智能水杯", "stage": "prototype"}


async def test_typed_words_are_a_question_again_after_a_day(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.presses("继续填（还差 8 项）")
    town.wait(hours=25)

    await student.says("入孵团队有免费工位吗")

    assert (await stored(town, case)).form == {}


async def test_stopping_keeps_what_was_answered(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.presses("继续填（还差 8 项）")
    await student.says("智能水杯")

    (later,) = await student.presses("先存着，稍后填")
    assert later.buttons == ["接着填"]
    await student.says("入孵团队有免费工位吗")

    assert (await stored(town, case)).form == {"what": "智能水杯"}
    (card,) = await student.presses("接着填")
    assert "已填 1 项，还差 7 项：阶段、需要、工位数等" in plain(card.text)


async def test_back_shows_the_answer_and_leaves_it(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, {"what": "智能水杯"})
    await student.presses("继续填（还差 7 项）")

    (asked,) = await student.presses("‹ 上一步")
    assert "现在是：智能水杯" in plain(asked.text)
    (asked,) = await student.presses("不改，继续 ›")

    assert plain(asked.text) == "第 1/7：项目在哪一步？"


async def test_any_answer_is_changed_from_the_card(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas, FILLED)

    (listed,) = await student.presses("修改")
    assert "工位数：2" in listed.buttons
    (asked,) = await student.presses("工位数：2")
    assert "✓ 2" in asked.buttons
    (card,) = await student.presses("4")

    assert "都齐了" in plain(card.text)
    assert (await stored(town, case)).form["seats"] == 4


async def test_a_repeated_message_answers_once(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.forges(AskField(kind="plea", case=case, field="seats", of=8).pack())
    await student.says("2")

    (asked,) = await student.repeats()

    assert (await stored(town, case)).form == {"seats": 2}
    assert plain(asked.text).endswith("这间房用来做什么？")


async def test_the_last_answer_repeated_is_no_question(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    filled = {k: v for k, v in FILLED.items() if k != "what"}
    await begun(student, pleas, filled)
    await student.presses("继续填（还差 1 项）")
    await student.says("智能水杯")

    (card,) = await student.repeats()

    assert "草稿" in plain(card.text)


async def test_a_button_pressed_twice_answers_once(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.forges(AskField(kind="plea", case=case, field="wants", of=8).pack())
    await student.presses("实验室")

    await student.repeats()

    assert (await stored(town, case)).form == {"wants": ["lab"]}


async def test_members_see_who_answered_and_nothing_is_overwritten_unseen(
    town: Town, pleas: Pleas
) -> None:
    owner, member = town.person("王同学"), town.person("李同学", 8)
    case = await begun(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    ask = AskField(kind="plea", case=case, field="seats", of=8).pack()
    shown(member, ("-", None))
    await owner.forges(ask)
    await member.forges(ask)
    await owner.presses("4")

    (seen,) = await member.presses("6")
    assert "4（王同学 填的）" in plain(seen.text)
    assert (await stored(town, case)).form == {"seats": 4}
    await member.presses("换成我的")
    assert (await stored(town, case)).form == {"seats": 6}

    (seen,) = await owner.forges(ask)
    assert "6（李同学 填的）" in plain(seen.text)


async def test_typed_words_do_not_overwrite_unseen(town: Town, pleas: Pleas) -> None:
    owner, member = town.person("王同学"), town.person("李同学", 8)
    case = await begun(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    ask = AskField(kind="plea", case=case, field="what", of=8).pack()
    shown(member, ("-", None))
    await member.forges(ask)
    await owner.forges(ask)
    await owner.says("智能水杯")

    (seen,) = await member.says("<i>水质检测</i>")
    assert "智能水杯（王同学 填的）" in plain(seen.text)
    assert (await stored(town, case)).form == {"what": "智能水杯"}
    await member.presses("换成我的")
    assert (await stored(town, case)).form == {"what": "<i>水质检测</i>"}


async def test_what_a_member_overtook_can_be_kept(town: Town, pleas: Pleas) -> None:
    owner, member = town.person("王同学"), town.person("李同学", 8)
    case = await begun(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    ask = AskField(kind="plea", case=case, field="seats").pack()
    shown(member, ("-", None))
    await member.forges(ask)
    await owner.forges(ask)
    await owner.presses("4")
    await member.presses("6")

    (card,) = await member.presses("保留这个")

    assert "草稿" in plain(card.text)
    assert (await stored(town, case)).form == {"seats": 4}


async def test_who_left_the_team_fills_no_more(town: Town, pleas: Pleas) -> None:
    owner, member = town.person("王同学"), town.person("李同学", 8)
    case = await begun(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    shown(member, ("-", None))
    await member.forges(AskField(kind="plea", case=case, field="what", of=8).pack())
    pleas.team = set()

    (seen,) = await member.says("水质检测")

    assert "不是你的" in seen.text
    assert (await stored(town, case)).form == {}
    await member.says("入孵团队有免费工位吗")  # nothing waits any more


async def test_a_question_while_a_number_is_waited_for_can_be_asked(
    town: Town, pleas: Pleas
) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.forges(AskField(kind="plea", case=case, field="seats", of=8).pack())
    await student.says("工位要付费吗")

    seen = await student.presses("这是提问")
    assert "接着填" in seen[0].buttons
    assert len(seen) == 2
    (asked,) = await student.presses("接着填")

    assert "需要工位几个" in plain(asked.text)
    assert (await stored(town, case)).form == {}


async def test_words_with_a_question_mark_may_be_either(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.presses("继续填（还差 8 项）")

    (which,) = await student.says("谁来付水费？")
    assert which.buttons == ["这是回答", "这是提问"]
    assert (await stored(town, case)).form == {}
    await student.presses("这是回答")

    assert (await stored(town, case)).form == {"what": "谁来付水费？"}


async def handed_in(person: Person, pleas: Pleas) -> int:
    case = await begun(person, pleas, FILLED)
    await person.presses("上传 计划书")
    await person.sends_file("计划书.pdf", papers.pdf())
    return case


async def test_everything_is_seen_before_it_is_handed_in(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await handed_in(student, pleas)

    (preview,) = await student.presses("看一遍，提交")
    seen = plain(preview.text)
    assert "用途：智能水杯" in seen
    assert "资金：35,000 元" in seen
    assert "⏳ 计划书" in seen
    assert "备注：（没填）" in seen
    (sent,) = await student.presses("提交")

    assert plain(sent.text).split("\n") == [
        "✅ 已提交 PL-2026-0001　智能水杯",
        "已提交，等老师接手。",
        "下一步：老师，最晚 2026-11-24",
        "接着：材料审查 → 分配",
        "有变化我会告诉你，也可随时发 /progress 看进度。",
    ]
    assert sent.buttons == ["看进度", "看填的内容", "材料 1/2", "撤回"]
    assert (await stored(town, case)).state == "submitted"


async def test_an_unfinished_form_is_not_handed_in(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas, FILLED)

    await student.presses("修改")
    card, alert = await student.forges(Action("plea", case, "submit").pack())

    assert (alert.kind, alert.text) == ("alert", "还差 1 项，补齐后才能提交。")
    assert "计划书" in plain(card.text)
    assert (await stored(town, case)).state == "draft"


async def test_an_old_button_says_what_the_form_has_become(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await handed_in(student, pleas)
    await student.presses("看一遍，提交")
    await student.presses("提交")

    old = Give(kind="plea", case=case, field="seats", value="5", seen="", of=3)
    for button in (old, AskField(kind="plea", case=case, field="seats")):
        seen = await student.forges(button.pack())
        assert seen[-1].text == "已提交，等老师接手。"
    seen = await student.forges(Action("plea", case, "submit").pack())
    assert (seen[-1].kind, seen[-1].text) == ("alert", "已提交，等老师接手。")
    found = await stored(town, case)
    assert (found.form["seats"], found.number) == (2, "PL-2026-0001")


async def test_withdrawing_asks_once_whether_that_is_meant(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await handed_in(student, pleas)
    await student.presses("看一遍，提交")
    await student.presses("提交")

    (sure,) = await student.presses("撤回")
    assert sure.buttons == ["确定撤回", "先不撤"]
    await student.presses("先不撤")
    assert (await stored(town, case)).state == "submitted"
    await student.presses("撤回")
    (gone,) = await student.presses("确定撤回")

    assert "申请已撤回" in plain(gone.text)
    assert (await stored(town, case)).state == "withdrawn"
    seen = await student.forges(Sure(kind="plea", case=case, event="withdraw").pack())
    assert seen[-1].kind == "alert"


async def test_sure_does_nothing_but_withdraw(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await handed_in(student, pleas)

    (refused,) = await student.forges(Sure(kind="plea", case=case, event="submit").pack())

    assert refused.kind == "alert"
    assert (await stored(town, case)).state == "draft"


async def lacking(town: Town, pleas: Pleas, student: Person, *wanted: str) -> int:
    """A request that staff sent back for these, the notice in the student's chat."""
    case = await handed_in(student, pleas)
    await student.presses("看一遍，提交")
    await student.presses("提交")
    teacher = town.person("张老师", 9)
    await teacher.become(Role.STAFF)
    staff = await actor_of(teacher)
    async with town.db.transaction() as session:
        found = await pleas.find(session, case, staff)
        await pleas.act(session, found, "take", staff, now=town.now)
        await pleas.ask_more(session, staff, case, wanted, "缺「资金<使用>」一节", now=town.now)
    await student.forges(OpenForm(kind="plea", case=case).pack())
    return case


async def test_a_supplement_asks_for_what_is_wanted_alone(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await lacking(town, pleas, student, "plan", "seats")

    await student.presses("填 工位数")
    (card,) = await student.presses("返回")
    assert plain(card.text).split("\n") == [
        "PL-2026-0001 需要补正 2 项（张老师）",
        "原因：缺「资金<使用>」一节",
        "○ 工位数",
        "○ 计划书",
        "⏸ 办理时限已暂停，请在 12-02 24:00 前补。",
    ]
    await student.presses("填 工位数")
    (card,) = await student.presses("3")
    assert "✅ 工位数" in plain(card.text)
    await student.presses("上传 计划书")
    (card,) = await student.sends_file("新计划书.pdf", papers.pdf("more"))
    (sent,) = await student.presses("补好了，交给老师")

    assert "老师在审材料" in plain(sent.text)
    assert "张老师" in plain(sent.text)
    found = await stored(town, case)
    assert (found.state, found.form["seats"]) == ("checking", 3)


async def test_what_was_not_asked_for_stays_as_submitted(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await lacking(town, pleas, student, "seats")

    await student.forges(
        Give(kind="plea", case=case, field="joint", value="1", seen="", of=1).pack()
    )

    assert (await stored(town, case)).form["joint"] is False


async def test_a_supplement_may_be_explained(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await lacking(town, pleas, student, "plan")
    await student.presses("说明情况")
    for words, sentence in (("😀", "没看到文字"), ("字" * 501, "最多 500 字")):
        (refused,) = await student.says(words)
        assert sentence in refused.text

    (sent,) = await student.says("原件就这些页 <b>")
    assert "老师在审材料" in plain(sent.text)
    await student.repeats()

    async with town.db.reading() as session:
        steps = await history.steps(session, "plea", case)
    assert [(one.event, one.note) for one in steps][-1] == ("supply", "原件就这些页 <b>")
    assert len([one for one in steps if one.event == "supply"]) == 1


async def test_a_supplement_too_late_says_so(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await lacking(town, pleas, student, "seats")
    await student.presses("填 工位数")
    await town.later(days=11)

    seen = await student.presses("3")

    assert seen[-1].text == "没有按时补正，申请已结束。"
    assert (await stored(town, case)).form["seats"] == 2


async def test_nobody_else_reaches_a_form(town: Town, pleas: Pleas) -> None:
    student, other = town.person("小萌"), town.person("路人", 8)
    case = await begun(student, pleas, FILLED)
    await other.says("/start")

    for button in (
        OpenForm(kind="plea", case=case),
        AskField(kind="plea", case=case, field="what"),
        Give(kind="plea", case=case, field="seats", value="3", seen=""),
        Sure(kind="plea", case=case, event="withdraw"),
        Action("plea", case, "submit"),
        OpenForm(kind="match", case=case),
        OpenForm(kind="plea", case=2**53 - 1),
    ):
        (refused,) = await other.forges(button.pack())
        assert (refused.kind, refused.text) == ("alert", "找不到这条记录，或者它不是你的。")
    assert (await stored(town, case)).form == FILLED


async def test_a_forged_value_is_refused(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)

    for field, value in (("seats", "9"), ("stage", "moon"), ("wants", "desk"), ("joint", "2")):
        button = Give(kind="plea", case=case, field=field, value=value, seen="")
        (refused,) = await student.forges(button.pack())
        assert refused.kind == "alert", field
    (refused,) = await student.forges(
        Give(kind="plea", case=case, field="what", value="~", seen="").pack()
    )
    assert refused.text == "这一项要填，不能跳过。"
    await student.forges(Give(kind="plea", case=case, field="gone", value="1", seen="").pack())
    assert (await stored(town, case)).form == {}


async def test_no_more_are_chosen_than_may_be(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await begun(student, pleas)
    await student.forges(AskField(kind="plea", case=case, field="wants", of=8).pack())
    await student.presses("工位")
    await student.presses("实验室")

    (refused,) = await student.presses("资金")
    assert refused.text == "选了 3 项，最多选 2 项。"
    await student.presses("✓ 工位")

    assert (await stored(town, case)).form == {"wants": ["lab"]}
    (refused,) = await student.presses("✓ 实验室")
    assert refused.text == "这一项要填，不能跳过。"


async def test_every_screen_fits_a_phone(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await handed_in(student, pleas)
    await student.presses("看一遍，提交")
    await student.presses("提交")

    assert [one.text for one in town.server.seen[7] if visible_lines(one.text) > 7] == []


async def test_english_readers_are_asked_in_english(town: Town, pleas: Pleas) -> None:
    student = town.person("Sam", language="en")
    case = await begun(student, pleas)

    (asked,) = await student.presses("Go on (8 left)")
    assert plain(asked.text) == "1 of 8: What is the room for?"
    await student.says("a smart cup")
    await student.presses("A prototype")
    (asked,) = await student.presses("‹ Back")
    assert "Now: A prototype" in plain(asked.text)
    await student.forges(AskField(kind="plea", case=case, field="seats", of=8).pack())
    (refused,) = await student.says("many")
    assert "A question" in refused.buttons
    await student.forges(AskField(kind="plea", case=case, field="money", of=8).pack())
    await student.says("１２,０００")

    assert (await stored(town, case)).form == {
        "what": "a smart cup", "stage": "prototype", "money": "12000.00",
    }  # fmt: skip


async def test_a_prefilled_draft_takes_few_taps(town: Town, pleas: Pleas) -> None:
    """The issue's bound: twelve from a prefilled draft to the number."""
    student = town.person("小萌")
    prefilled = {k: v for k, v in FILLED.items() if k not in ("seats", "money", "since", "note")}
    case = await begun(student, pleas, prefilled)
    before = student.acts

    await student.presses("继续填（还差 4 项）")
    await student.presses("4")
    await student.says("3万")
    await student.says("下周三")
    await student.presses("跳过")
    await student.presses("上传 计划书")
    await student.sends_file("计划书.pdf", papers.pdf())
    await student.presses("看一遍，提交")
    await student.presses("提交")

    assert (await stored(town, case)).number == "PL-2026-0001"
    assert student.acts - before == 9


@pytest.fixture(params=["sqlite", "postgresql"])
def towns(request: pytest.FixtureRequest, library: Library, locales: Path, tmp_path: Path) -> Town:
    """The same town on each engine."""
    name = "db" if request.param == "sqlite" else "postgres"
    database: Database = request.getfixturevalue(name)
    pleas: Pleas = request.getfixturevalue("pleas")
    return town_of(database, library.answerer, locales, tmp_path / "files", pleas)


async def test_two_who_hand_in_at_once_get_one_number(towns: Town, pleas: Pleas) -> None:
    owner, member = towns.person("王同学"), towns.person("李同学", 8)
    case = await handed_in(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    shown(member, ("-", None))
    submit = Action("plea", case, "submit").pack()

    seen = await asyncio.gather(owner.forges(submit), member.forges(submit))

    assert sorted(any("✅ 已提交" in one.text for one in each) for each in seen) == [False, True]
    assert {one.text for each in seen for one in each if one.kind == "alert"} <= {
        "已提交，等老师接手。",
        "刚刚有人先处理了，请重新查看。",
    }
    async with towns.db.reading() as session:
        steps = await history.steps(session, "plea", case)
    assert [one.event for one in steps] == ["begin", "submit"]


async def test_members_answering_at_once_lose_nothing(towns: Town, pleas: Pleas) -> None:
    owner, member = towns.person("王同学"), towns.person("李同学", 8)
    case = await begun(owner, pleas)
    pleas.team = {(await actor_of(member)).id}
    shown(member, ("-", None))

    def give(field: str, value: str) -> str:
        return Give(kind="plea", case=case, field=field, value=value, seen="").pack()

    await asyncio.gather(
        owner.forges(give("seats", "2")), member.forges(give("stage", "idea")),
        owner.forges(give("joint", "0")), member.forges(give("wants", "+lab")),
    )  # fmt: skip

    assert (await stored(towns, case)).form == {
        "seats": 2, "stage": "idea", "joint": False, "wants": ["lab"],
    }  # fmt: skip
