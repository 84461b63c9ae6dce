"""Finding a mentor: from a few words to a sent request, by presses or by one sentence."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.accounts import Role
from handlers.keyboards import NextStep
from handlers.need_cards import GoTo, Say, ShowCard, ShowList, Step
from mentors import reasons
from mentors.models import Mentor
from students import projects
from students.models import ActionWish, AskedQuestion, Project
from tests.chat import Person, Town, strict_texts
from tests.handlers import matching
from tests.handlers.matching import CUP, HARDWARE, requests_of
from tests.mentors.pool import Market

FORM = ("已有样机", "智能硬件", "找客户", "专利", "下一步 ›", "工作日晚上")


async def project_of(town: Town, student: Person) -> list[Project]:
    actor = await matching.actor_of(town, student)
    async with town.db.reading() as session:
        return await projects.own(session, actor)


async def test_eight_presses_lead_to_a_sent_request(town: Town) -> None:
    await matching.pool(town)
    student = town.person("小林", 7)
    await student.says("我要找导师")
    presses = (*FORM, "选1", "第一批客户去哪里找？")

    for label in presses:
        shown = await student.presses(label)

    assert len(presses) <= 8
    assert len(FORM) <= 6
    assert shown[0].text.startswith("<b>已提交</b>")
    assert "已发给 <b>陈工</b>" in shown[0].text
    assert "最晚 11-25（周三）10:00 有结果" in shown[0].text
    (request,) = await requests_of(town, student)
    assert (request.state, request.ask) == ("offering", "第一批客户去哪里找？")


async def test_one_sentence_needs_three_presses(town: Town) -> None:
    await matching.pool(town)
    student = town.person("小林", 7)
    await student.says("找导师")

    (card,) = await student.says(CUP)
    assert "宠物智能水杯" in card.text
    assert "领域：消费生活、智能硬件" in card.text
    assert "想解决：找客户" in card.text
    assert "时间：周三晚上" in card.text

    for label in ("看合适的导师", "选1", "第一批客户去哪里找？"):
        await student.presses(label)
    (request,) = await requests_of(town, student)
    assert request.state == "offering"


@pytest.mark.parametrize(
    "words", ["/mentor", "/导师", "找导师", "我想找导师。", "帮我找一位创业导师", "Find a mentor"]
)
async def test_a_few_words_begin(town: Town, words: str) -> None:
    (shown,) = await town.person().says(words)

    assert shown.text.startswith("<b>1/4")


async def test_more_words_are_a_question(town: Town) -> None:
    seen = await town.person().says("找导师要满足什么条件")

    assert not any(one.text.startswith("<b>1/4") for one in seen)


async def test_the_button_under_an_answer_begins_and_is_counted(town: Town) -> None:
    student = town.person()
    await student.says("专利许可净收入的奖励比例最低多少")
    async with town.db.transaction() as session:
        await session.execute(update(AskedQuestion).values(action="mentor"))

    (shown,) = await student.forges(NextStep(question=1, action="mentor").pack())

    assert shown.text.startswith("<b>1/4")
    async with town.db.reading() as session:
        wishes = list(await session.scalars(select(ActionWish.action)))
    assert wishes == ["mentor"]


async def test_every_answer_is_kept_over_a_restart(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    for label in FORM:
        await student.presses(label)
        town.restart()

    (project,) = await project_of(town, student)
    assert project.title == "智能硬件项目"
    assert (project.stage, project.industries, project.tags, len(project.times)) == (
        "prototype",
        ["smart_hardware"],
        ["customers", "patent"],
        5,
    )
    await student.presses("选1")
    town.restart()
    (sent,) = await student.says("想请教怎么找到第一批宠物店客户")
    assert sent.text.startswith("<b>已提交</b>")


async def test_every_step_can_be_left_out_or_gone_back_to(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    (shown,) = await student.presses("跳过 ›")
    assert shown.text.startswith("<b>2/4")
    await student.presses("智能硬件")
    (shown,) = await student.presses("返回")
    assert shown.text.startswith("<b>2/4")
    assert "✓ 智能硬件" in shown.buttons
    (shown,) = await student.presses("返回")
    assert shown.text.startswith("<b>1/4")
    await student.presses("跳过 ›")
    await student.presses("下一步 ›")
    await student.presses("跳过 ›")

    (shown,) = await student.presses("跳过 ›")

    assert shown.text.startswith("只差这一项")
    assert "你的项目在哪一步" in shown.text


async def test_second_fields_and_needs_are_toggled_within_limits(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says("我们做宠物智能水杯，想找第一批客户，样机有了")
    await student.presses("改领域")
    await student.presses("教育")
    (alert,) = await student.presses("金融")
    assert alert.kind == "alert"
    assert "最多选 3 个" in alert.text
    await student.presses("✓ 教育")
    await student.presses("‹ 好了")
    await student.presses("改需要")
    await student.presses("专利")
    await student.presses("✓ 找客户")

    (project,) = await project_of(town, student)
    assert project.industries == ["consumer", "smart_hardware"]
    assert project.tags == ["patent"]


async def test_times_place_and_language_can_be_exact(town: Town) -> None:
    await matching.mentor(town, "陈工", 81, campuses=["东校区"], **HARDWARE)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    await student.presses("改时间")
    await student.presses("选具体时间")
    await student.presses("周六上午")
    await student.presses("✓ 周三晚上")
    await student.presses("‹ 好了")
    await student.presses("改地点和语言")
    await student.presses("东校区")
    await student.presses("英文")
    (place,) = await student.presses("✓ 线上也可以")
    assert {"✓ 东校区", "✓ 英文", "✓ 中文", "线上也可以"} <= set(place.buttons)

    (project,) = await project_of(town, student)
    assert (project.times, project.campus, project.online_ok) == (["sat-morning"], "东校区", False)
    assert project.languages == ["zh", "en"]


async def test_the_stored_project_is_offered_again(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)

    (shown,) = await student.says("找导师")
    assert shown.text.startswith("还是这个项目吗？")
    assert "宠物智能水杯" in shown.text

    (listed,) = await student.presses("还是这个项目")
    assert listed.text.startswith("<b>为你找到 2 位</b>")


async def test_another_project_begins_anew(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    await student.says("找导师")
    await student.presses("新项目")
    await student.presses("想法阶段")

    assert [one.stage for one in await project_of(town, student)] == ["idea", "prototype"]


async def test_only_what_a_sentence_left_out_is_asked(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")

    (shown,) = await student.says("我们做宠物智能水杯，想找第一批客户")
    assert "你的项目在哪一步？" in shown.text
    await student.presses("已有样机")
    (listed,) = await student.presses("都可以")

    assert listed.text.startswith("<b>为你找到")


async def test_a_second_sentence_adds_to_the_first(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says("我们做宠物智能水杯，样机有了")
    await student.says("想申请专利，周末有空")

    (project,) = await project_of(town, student)
    assert (project.title, project.stage, project.tags) == ("宠物智能水杯", "prototype", ["patent"])
    assert project.times[0] == "sat-morning"


async def test_the_list_says_why_and_what_is_not_covered(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP + "，也想申请专利")

    (listed,) = await student.presses("看合适的导师")

    assert "<b>1 陈工</b>　智能硬件｜余2位" in listed.text
    assert "擅长找客户；周三晚上有空；不含专利" in listed.text
    assert listed.rows[0] == ["选1", "选2"]
    assert "请老师人工匹配" in listed.buttons
    buttons, asked = await student.presses("选1")
    assert buttons.buttons == []
    assert "能帮你：找客户；熟悉消费生活、智能硬件；没有写到：专利" in asked.text


@pytest.mark.parametrize(
    ("hours", "said"), [(5.5, "｜余2位｜通常 6 小时内回复\n"), (40.0, "｜余2位｜通常 2 天内回复\n")]
)
async def test_the_list_says_how_soon_a_mentor_usually_answers(
    town: Town, hours: float, said: str
) -> None:
    await matching.pool(town)
    async with town.db.transaction() as session:
        engineer = await session.scalar(select(Mentor.id).where(Mentor.name == "陈工"))
        assert engineer is not None
        market = Market(session, town.now)
        for _ in range(3):
            request = await market.request(
                await market.account(), ago=timedelta(days=9), state="withdrawn"
            )
            await market.offer(
                request,
                engineer,
                ago=timedelta(days=9),
                state="declined",
                answered_after=timedelta(hours=hours),
            )
    student = town.person()
    await student.says("找导师")
    await student.says(CUP + "，也想申请专利")

    (listed,) = await student.presses("看合适的导师")

    lines = [line for line in listed.text.splitlines() if line.startswith("<b>")][-2:]
    (known,) = [line for line in lines if "陈工" in line]
    (new,) = [line for line in lines if "周律师" in line]
    assert f"{known}\n".endswith(said)
    assert "通常" not in new


def test_every_reason_has_its_short_form() -> None:
    source = Path(reasons.__file__).read_text("utf-8")
    keys = set(re.findall(r'Reason\(\s*"(reason-[a-z-]+)"', source))

    told = {key for key in keys if not key.startswith("reason-asked")}
    assert len(told) > 10
    assert [key for key in sorted(told) if not strict_texts().has(f"short-{key}")] == []


async def test_nobody_fits_and_the_waiting_list_has_a_place(town: Town) -> None:
    teacher = await matching.staff(town)
    first, second = town.person("小林", 7), town.person("小王", 8)
    for position, student in enumerate((first, second), 1):
        await student.says("找导师")
        await student.says(CUP)
        (nobody,) = await student.presses("看合适的导师")
        assert nobody.text.startswith("<b>现在没有合适又有空的导师。</b>")
        (waiting,) = await student.presses("排队候补")
        assert f"候补<b>第 {position} 位</b>" in waiting.text
        assert "负责人：王老师，<b>最晚 11-23（周一）10:00 给你答复。" in waiting.text

    told = await teacher.reads()
    assert len(told) == 2
    assert "有学生等导师" in told[0].text


async def test_a_person_can_always_choose_instead(town: Town) -> None:
    await matching.pool(town)
    teacher = await matching.staff(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    await student.presses("看合适的导师")

    (shown,) = await student.presses("请老师人工匹配")

    assert "已交给老师人工匹配" in shown.text
    (request,) = await requests_of(town, student)
    assert (request.state, request.picks) == ("manual", [])
    assert "人工匹配" in (await teacher.reads())[0].text


async def test_who_has_a_mentor_is_told_the_limit(town: Town) -> None:
    engineer, _ = await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    for label in ("看合适的导师", "选1", "第一批客户去哪里找？"):
        await student.presses(label)
    await engineer.says("/offers")
    await engineer.presses("答应")

    (shown,) = await student.says("找导师")

    assert shown.text.startswith("你的导师是 <b>陈工</b>。同一时间只能有一位导师")


async def test_who_is_looking_already_sees_how_it_stands(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    for label in ("看合适的导师", "选1", "第一批客户去哪里找？"):
        await student.presses(label)

    running, card = await student.says("/mentor")

    assert running.text == "你已经在找导师了："
    assert running.buttons == ["为别的项目找"]
    assert "已发给 <b>陈工</b>" in card.text


async def test_a_title_of_the_field_follows_it_until_there_is_a_better_one(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.presses("想法阶段")
    await student.presses("智能硬件")
    await student.presses("返回")
    await student.presses("教育")
    await student.presses("✓ 智能硬件")
    assert [one.title for one in await project_of(town, student)] == ["教育项目"]

    await student.says("我们做课程助教，想找投资人")
    assert [one.title for one in await project_of(town, student)] == ["课程助教"]
    await student.presses("改领域")
    await student.presses("金融")
    assert [one.title for one in await project_of(town, student)] == ["课程助教"]


# Bad input


@pytest.mark.parametrize("words", ["😀", "！！！", "1️⃣"])
async def test_no_words_are_no_need(town: Town, words: str) -> None:
    student = town.person()
    await student.says("找导师")

    (shown,) = await student.says(words)

    assert shown.text == "没看到文字。请用一句话说说项目和想解决的事。"
    assert await project_of(town, student) == []


async def test_five_thousand_characters_are_refused_and_nothing_is_lost(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)

    (shown,) = await student.says("样机" * 2500)

    assert shown.text == "写了 5000 字，这里最多 300 字。请缩短后再发，之前的都还在。"
    (project,) = await project_of(town, student)
    assert project.summary == CUP
    await student.says("想申请专利")
    assert (await project_of(town, student))[0].tags == ["patent"]


async def test_markup_stays_text(town: Town) -> None:
    student = town.person()
    await student.says("找导师")

    (shown,) = await student.says("我们做<b>智能水杯</b>&<a href='x'>，样机有了，想找客户")

    assert "<b>&lt;b&gt;智能水杯&lt;/b&gt;&amp;" in shown.text


async def test_what_says_nothing_leads_to_the_steps(town: Town) -> None:
    student = town.person()
    await student.says("找导师")

    (shown,) = await student.says("随便聊聊")

    assert shown.text.startswith("这句话里没看出项目和需要")
    assert "想法阶段" in shown.buttons


async def test_a_policy_question_in_the_form_gets_its_answer(town: Town) -> None:
    student = town.person()
    await student.says("找导师")

    seen = await student.says("工位可以免费使用多久？")

    assert any("六个月" in one.text for one in seen)
    (card,) = await student.says(CUP)
    assert card.text.startswith("我是这样理解的")


async def test_typed_words_are_questions_again_after_half_an_hour(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    town.wait(minutes=31)

    await student.says(CUP)

    assert await project_of(town, student) == []


async def test_cancel_ends_the_form_and_keeps_the_project(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)

    (shown,) = await student.says("/cancel")

    assert shown.text.startswith("好，先停在这里")
    await student.says("样机有了，想找投资人")
    assert [one.tags for one in await project_of(town, student)] == [["customers"]]


@pytest.mark.parametrize(
    "data",
    [
        Say(project=0, step=Step.STAGE, value="unicorn").pack(),
        Say(project=0, step=Step.FIELDS, value="idea").pack(),
        Say(project=0, step=Step.TIMES, value="wed-evening").pack(),
        Say(project=0, step=Step.SLOTS, value="wed").pack(),
        Say(project=0, step=Step.PLACE, value="deadbeef").pack(),
    ],
)
async def test_a_forged_answer_changes_nothing(town: Town, data: str) -> None:
    student = town.person()
    await student.says("找导师")

    (alert,) = await student.forges(data)

    assert (alert.kind, alert.text) == (
        "alert",
        "这个按钮已经不能用了。请发 /mentor 重新打开。",
    )
    assert await project_of(town, student) == []


@pytest.mark.parametrize(
    "data",
    [
        Say(project=1, step=Step.STAGE, value="revenue").pack(),
        GoTo(project=1, step=Step.STAGE).pack(),
        ShowCard(project=1).pack(),
        ShowList(project=1).pack(),
        ShowList(project=999).pack(),
        "fa:1:1",
        "fh:1:0",
        "fu:1",
        "fy:1:1",
        "fk:1:1:anything",
    ],
)
async def test_the_project_of_another_is_not_found(town: Town, data: str) -> None:
    await matching.pool(town)
    owner, other = town.person("小林", 7), town.person("小王", 8)
    await owner.says("找导师")
    await owner.says(CUP)
    await other.says("找导师")

    (alert,) = await other.forges(data)

    assert (alert.kind, alert.text) == ("alert", "找不到这条记录，或者它不是你的。")
    assert (await project_of(town, owner))[0].stage == "prototype"
    assert await requests_of(town, other) == []


@pytest.mark.parametrize("data", ["fs:x:stage:idea:0", "fs:0:nowhere:idea:0", "fa:1", "fk:1:1"])
async def test_a_broken_button_is_called_stale(town: Town, data: str) -> None:
    student = town.person()
    await student.says("找导师")

    (alert,) = await student.forges(data)

    assert alert.kind == "alert"


async def test_double_taps_and_repeated_updates_make_one_project(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    message = student._messages()[-1]
    first = Say(project=0, step=Step.STAGE, value="prototype").pack()
    await student.forges(first, message)
    await student.forges(first, message)
    await student.repeats()

    (project,) = await project_of(town, student)
    assert project.stage == "prototype"


async def test_a_sentence_delivered_twice_makes_one_project(town: Town) -> None:
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    await student.repeats()

    assert len(await project_of(town, student)) == 1


async def test_a_mentor_who_studies_is_never_their_own_mentor(town: Town) -> None:
    await matching.pool(town)
    both = await matching.mentor(town, "刘学长", 83, **HARDWARE)
    await both.become(Role.STUDENT)
    await both.says("找导师")
    await both.says(CUP)

    (listed,) = await both.presses("看合适的导师")
    assert "陈工" in listed.text
    assert "刘学长" not in listed.text
    await both.presses("为什么没有某位老师")
    (why,) = await both.says("刘学长")
    assert "自己" in why.text


async def test_groups_get_nothing_personal(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    group = student.in_group()
    await group.says("大家好")

    assert await group.says("/mentor") == []
    assert await group.says("/progress") == []
    assert await group.says("/offers") == []
    assert not any("水杯" in one.text for one in town.server.seen.get(group.chat_id, []))


async def test_an_english_reader_finds_a_mentor(town: Town) -> None:
    await matching.pool(town)
    student = town.person("Lin", 7, language="en")
    await student.says("find a mentor")
    await student.says("A smart water bowl for pets, prototype done, need customers")
    (listed,) = await student.presses("Show mentors")
    assert listed.text.startswith("<b>2 mentors for you</b>")
    await student.presses("Pick 1")

    (sent,) = await student.presses("Where do we find our first customers?")

    assert "You know by 11-25 (Wed" in sent.text


async def test_somebody_who_filled_up_meanwhile_is_told_of(town: Town) -> None:
    await matching.pool(town)
    student = town.person()
    await student.says("找导师")
    await student.says(CUP)
    await student.presses("看合适的导师")
    async with town.db.transaction() as session:
        await session.execute(update(Mentor).where(Mentor.name == "陈工").values(accepting=False))

    seen = await student.presses("选1")

    assert seen[0].text == "陈工刚刚不能接新学生了，请看新的名单。"
    assert "周律师" in seen[1].text
    assert "陈工" not in seen[1].text
