"""Reviewing and deciding in chat: scored by buttons, brought together, decided with reasons."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from cases import files
from cases.storage import FileStore
from core import accounts
from core.accounts import Actor, Role
from staff.models import Application, Decision, Programme, Review
from students.models import ProjectMember
from tests.cases import papers
from tests.chat import Person, Seen, Town, visible_lines
from tests.staff.panel import RUBRIC, applied


@dataclass(slots=True)
class Team:
    town: Town
    student: Person
    staff: Person
    head: Person
    first: Person
    second: Person
    case: int

    async def state(self) -> str:
        async with self.town.db.reading() as session:
            return (await session.get_one(Application, self.case)).state

    async def reviews(self) -> list[Review]:
        async with self.town.db.reading() as session:
            return list(await session.scalars(select(Review).order_by(Review.id)))


async def actor_of(town: Town, who: Person) -> Actor:
    async with town.db.reading() as session:
        found = await accounts.find(session, town.channel, who.number)
        assert found is not None
        return found


@pytest.fixture
async def team(town: Town) -> Team:
    people = {
        Role.STUDENT: town.person("小林", 7),
        Role.STAFF: town.person("张老师", 8),
        Role.HEAD: town.person("李主任", 9),
    }
    first, second = town.person("甲评审", 11), town.person("乙评审", 12)
    for role, who in [*people.items(), (Role.REVIEWER, first), (Role.REVIEWER, second)]:
        await who.become(role)
    student, staff = people[Role.STUDENT], people[Role.STAFF]
    async with town.db.transaction() as session:
        programme = Programme(name="示范众创空间", rubric=RUBRIC, seats=2, created_at=town.now)
        session.add(programme)
        await session.flush()
        case = await applied(
            session,
            programme.id,
            await actor_of(town, student),
            await actor_of(town, staff),
            town.now,
        )
    return Team(town, student, staff, people[Role.HEAD], first, second, case.id)


async def passed(team: Team) -> None:
    await team.staff.says("/reviews")
    await team.staff.presses("RF-2026-0001：交了 0/0")
    for name in ("甲评审", "乙评审"):
        await team.staff.presses("加评审")
        await team.staff.presses(f"＋ {name}（手上 0 件）")
    await team.staff.presses("材料齐，送评审")


async def scored(who: Person, new: str = "4", points: str = "80") -> list[Seen]:
    await who.reads()
    await who.presses("开始评审")
    await who.presses("创新 ○")
    await who.presses(new)
    return await who.presses(points)


async def handed_in(who: Person, new: str = "4", points: str = "80") -> None:
    await scored(who, new, points)
    await who.presses("提交评审")
    await who.presses("确认提交")


async def to_decide(team: Team) -> None:
    await passed(team)
    await handed_in(team.first)
    await handed_in(team.second, "5", "90")
    await team.head.says("/decisions")


async def forges(who: Person, data: str) -> list[Seen]:
    """A press that nothing offered, on whatever the person sees last."""
    await who.says("/cancel")
    return await who.forges(data)


def alerts(seen: list[Seen]) -> list[str]:
    return [one.text for one in seen if one.kind == "alert"]


async def test_staff_ask_two_and_pass_it_on(team: Team) -> None:
    await team.staff.says("/reviews")
    (panel,) = await team.staff.presses("RF-2026-0001：交了 0/0")
    assert panel.text.startswith("<b>评审小组 RF-2026-0001“演示水杯”</b>（至少 2 位）")
    assert panel.buttons == ["加评审"]

    seen = await forges(team.staff, f"a:incubation:{team.case}:pass")
    assert alerts(seen) == ["先安排至少 2 位没有利益关系的评审，才能送评审。发 /reviews 安排。"]
    await passed(team)

    assert await team.state() == "reviewing"
    (asked,) = await team.first.reads()
    assert "请评审入孵申请 RF-2026-0001" in asked.text
    assert "请在 2026-12-04 前提交" in asked.text
    assert asked.buttons == ["开始评审", "我有利益关系"]


async def test_who_is_tied_is_named_with_the_reason_and_refused(team: Team) -> None:
    tied = (await actor_of(team.town, team.first)).id
    async with team.town.db.transaction() as session:
        case = await session.get_one(Application, team.case)
        session.add(
            ProjectMember(
                project_id=case.project_id,
                account_id=tied,
                role="adviser",
                name="甲评审",
                invited_at=team.town.now,
                confirmed_at=team.town.now,
            )
        )
    await forges(team.staff, f"a:incubation:{team.case}:panel")

    (listed,) = await team.staff.presses("加评审")
    assert "需回避：甲评审，是团队的指导教师" in listed.text
    assert listed.buttons == ["＋ 乙评审（手上 0 件）", "返回"]
    seen = await forges(team.staff, f"a:incubation:{team.case}:panel-add-{tied}")

    assert alerts(seen) == ["需要回避：是团队的指导教师。没有改动任何内容。"]
    assert await team.reviews() == []


async def test_a_review_is_a_few_taps_in_one_message(team: Team) -> None:
    await passed(team)
    await team.first.reads()

    (sheet,) = await team.first.presses("开始评审")
    assert sheet.kind == "edited"
    assert "已打分 0/2 项" in sheet.text
    assert "所有评审都提交前，谁也看不到你的评分。" in sheet.text
    assert sheet.rows == [
        ["创新 ○", "团队 ○"],
        ["看申请", "看附件"],
        ["写评语"],
        ["我有利益关系"],
    ]
    (criterion,) = await team.first.presses("创新 ○")
    assert criterion.text.startswith("<b>1/2 创新</b>（占 30%）")
    assert criterion.rows[0] == ["1", "2", "3", "4", "5"]
    (following,) = await team.first.presses("4")
    assert following.text.startswith("<b>2/2 团队</b>（占 70%）")
    await team.first.presses("返回")
    await team.first.presses("团队 ○")
    (typed,) = await team.first.says("八十五")
    assert "已打分 2/2 项" in typed.text
    assert typed.rows[0] == ["创新 4/5", "团队 85/100"]
    await team.first.presses("写评语")
    (commented,) = await team.first.says("需求真实，<b>渠道</b>不清楚")
    assert "评语：需求真实，&lt;b&gt;渠道&lt;/b&gt;不清楚" in commented.text
    (form,) = await team.first.presses("看申请")
    assert "会提醒喝水的杯子" in form.text
    await team.first.presses("返回")
    (files,) = await team.first.presses("看附件")
    assert files.text == "没有附件。"
    await team.first.presses("返回")
    (sure,) = await team.first.presses("提交评审")
    assert sure.text.startswith("<b>确认提交？</b>")
    (done,) = await team.first.presses("确认提交")

    assert "已提交，不能再改。" in done.text
    (part, _) = await team.reviews()
    assert (part.scores, part.submitted_at) == ({"new": 4, "team": 85}, team.town.now)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("101", "100"),
        ("-1", "0"),
        ("😀", ""),
        ("九十点五", ""),
        ("x" * 5000, ""),
    ],
)
async def test_a_typed_score_that_does_not_fit_is_refused(
    team: Team, words: str, said: str
) -> None:
    await passed(team)
    await team.first.reads()
    await team.first.presses("开始评审")
    await team.first.presses("团队 ○")

    (refused,) = await team.first.says(words)
    assert said in refused.text
    assert (await team.reviews())[0].scores == {}
    (done,) = await team.first.says("９０")

    assert "团队 90/100" in done.buttons


@pytest.mark.parametrize("event", ["set-0-6", "set-0-0", "set-9-3", "set-0", "set-0-x", "score-9"])
async def test_a_forged_score_changes_nothing(team: Team, event: str) -> None:
    await passed(team)
    await team.first.reads()
    (part, _) = await team.reviews()

    await forges(team.first, f"a:review:{part.id}:{event}")

    assert (await team.reviews())[0].scores == {}


async def test_another_reviewers_part_is_not_found(team: Team) -> None:
    await passed(team)
    part, _ = await team.reviews()
    for who in (team.second, team.staff, team.head, team.student):
        for event in ("open", "set-0-5", "submit-sure", "tie-relative", "form", "files"):
            seen = await forges(who, f"a:review:{part.id}:{event}")
            assert alerts(seen) == ["找不到这条记录，或者它不是你的。"], event
        seen = await forges(who, f"rvf:{part.id}:1")
        assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]


async def test_a_repeated_press_hands_in_once(team: Team) -> None:
    await passed(team)
    await handed_in(team.first)
    await handed_in(team.second)
    await team.second.repeats()
    part = (await team.reviews())[1]
    await forges(team.second, f"a:review:{part.id}:submit-sure")

    assert await team.state() == "deciding"
    assert len([one for one in await team.head.reads() if "评审完了" in one.text]) == 1


async def test_a_reviewer_gets_the_files_of_what_they_review_only(team: Team) -> None:
    town = team.town
    student = await actor_of(town, team.student)
    store = FileStore(town.files)
    async with town.db.transaction() as session:
        other = await applied(session, 1, student, await actor_of(town, team.staff), town.now)
        rows = []
        for case, text in ((team.case, "ours"), (other.id, "theirs")):
            stored = await files.keep(
                store, session, papers.pdf(text), "计划书.pdf", ["pdf"], now=town.now
            )
            row = await files.hand_in(
                session, "incubation", case, "plan", stored, "计划书.pdf", student, text, town.now
            )
            rows.append(row.id)
    await passed(team)
    part, _ = await team.reviews()
    await team.first.reads()
    await team.first.presses("开始评审")
    (listed,) = await team.first.presses("看附件")
    assert listed.rows == [["计划书.pdf"], ["返回"]]

    seen = await team.first.presses("计划书.pdf")
    assert [one.kind for one in seen] == ["file"], seen
    assert town.server.files == [("计划书.pdf", papers.pdf("ours"))]
    for who, file in ((team.first, rows[1]), (team.student, rows[0])):
        seen = await forges(who, f"rvf:{part.id}:{file}")
        assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]
    assert len(town.server.files) == 1


async def test_an_interest_is_told_to_staff_who_ask_another(team: Team) -> None:
    await passed(team)
    await team.staff.reads()
    await team.first.reads()

    (asked,) = await team.first.presses("我有利益关系")
    assert asked.rows[0] == ["亲属", "投资或持股"]
    await team.first.presses("别的，自己写")
    (again,) = await team.first.says("🙂")
    assert again.text.startswith("请写一句")
    (done,) = await team.first.says("我是<他>的舅舅")
    assert done.text.startswith("已记录")

    (notice,) = await team.staff.reads()
    assert "甲评审：本人申报了利益关系。我是&lt;他&gt;的舅舅" in notice.text
    assert "现在有 1 位，至少要 2 位" in notice.text
    (panel,) = await team.staff.presses("评审小组")
    assert "✗ 甲评审：本人申报了利益关系（我是&lt;他&gt;的舅舅）" in panel.text
    (part, _) = await team.reviews()
    seen = await forges(team.first, f"a:review:{part.id}:open")
    assert alerts(seen) == ["这份评审已经提交或结束，不能再改。"]


async def test_a_late_reviewer_is_reminded_and_replaced(team: Team) -> None:
    third = team.town.person("丙评审", 13)
    await third.become(Role.REVIEWER)
    await passed(team)
    await handed_in(team.first)
    await team.second.reads()
    await team.town.later(days=10)
    assert ["别忘了评审" in one.text for one in await team.second.reads()] == [True]
    await team.town.later(days=5)

    (panels,) = await team.staff.says("/reviews")
    assert panels.buttons == ["🔴 RF-2026-0001：交了 1/2"]
    (panel,) = await team.staff.presses("🔴 RF-2026-0001：交了 1/2")
    assert "✓ 甲评审 已提交" in panel.text
    assert "🔴 乙评审 超时没提交" in panel.text
    await team.staff.presses("换下 乙评审")
    await team.staff.presses("加评审")
    await team.staff.presses("＋ 丙评审（手上 0 件）")

    assert "不用再评了" in (await team.second.reads())[-1].text
    await handed_in(third)
    assert await team.state() == "deciding"


async def test_a_head_approves_after_judging_what_is_open(team: Team) -> None:
    await to_decide(team)
    (card,) = await team.head.presses("🟢 RF-2026-0001 演示水杯")
    assert "总分 <b>86.5</b>/100（2 位评审）" in card.text
    assert "创新 4.5、团队 85.0" in card.text
    assert "条件：✅2 ❌0 ⚠️1｜还有 2 个名额" in card.text
    assert card.rows == [
        ["看评语", "看申请"],
        ["逐条条件", "写说明"],
        ["同意入孵", "列入候补"],
        ["不同意"],
    ]
    await team.head.presses("同意入孵")
    rules, alert = await team.head.presses("确认并通知")
    assert alert.text.startswith("还有 1 条没有判断")
    assert any(label.startswith("⚠️ 第四条") for label in rules.buttons)
    label = next(label for label in rules.buttons if label.startswith("⚠️"))
    await team.head.presses(label)
    (judged,) = await team.head.presses("✅ 满足")
    assert "⚠️" not in " ".join(judged.buttons)
    await team.head.presses("返回")
    await team.head.presses("同意入孵")
    (done, toast) = await team.head.presses("确认并通知")

    assert toast.text == "正在公示。"
    assert done.buttons == ["看评语", "看申请", "异议成立"]
    assert await team.state() == "publicised"


async def test_a_head_refuses_with_reasons_the_applicant_reads(team: Team) -> None:
    await to_decide(team)
    await team.student.reads()
    await team.head.presses("🟢 RF-2026-0001 演示水杯")
    rules, alert = await team.head.presses("不同意")
    assert alert.text.startswith("请先点出哪一条不满足")
    await team.head.presses(next(label for label in rules.buttons if label.startswith("⚠️")))
    await team.head.presses("❌ 不满足")
    await team.head.presses(next(label for label in rules.buttons if "第三条" in label))
    await team.head.presses("写理由")
    await team.head.says("请换一位")
    await team.head.presses("返回")
    (asked,) = await team.head.presses("不同意")
    assert asked.text.startswith("<b>哪天起可以再申请？</b>")
    assert asked.buttons[1] == "3 个月后（2027-02-22）"
    (past,) = await team.head.says("2020-01-01")
    assert past.buttons == []
    (preview,) = await team.head.says("2027年3月1日")
    assert "2027-03-01 起可以再申请。" in preview.text
    assert await team.state() == "deciding"
    await team.head.presses("确认并通知")

    assert await team.state() == "refused"
    (notice,) = await team.student.reads()
    assert "❌ 第四条 项目真实可行" in notice.text
    assert "✅ 第三条" in notice.text
    assert "请换一位" in notice.text
    assert "2027-03-01" in notice.text
    assert "评审" not in notice.text


async def test_an_objection_brings_it_back(team: Team) -> None:
    await test_a_head_approves_after_judging_what_is_open(team)
    await team.student.reads()
    await team.head.presses("异议成立")
    (again,) = await team.head.says("……")
    assert again.text.startswith("为什么异议成立")
    (done,) = await team.head.says("材料不实")

    assert await team.state() == "deciding"
    assert "同意入孵" in done.buttons
    assert any("材料不实" in one.text for one in await team.student.reads())


@pytest.mark.parametrize(
    "event",
    [
        *("decide", "rules", "rule-0", "rule-set-0-met", "opinions", "answers", "approve"),
        *("approve-sure", "waitlist-sure", "refuse-sure-20270301", "uphold", "rule-note-0"),
    ],
)
async def test_nobody_but_a_head_decides(team: Team, event: str) -> None:
    await to_decide(team)
    for who in (team.student, team.staff, team.first):
        seen = await forges(who, f"a:incubation:{team.case}:{event}")
        assert alerts(seen) == ["你没有这项权限。"], who.name

    async with team.town.db.reading() as session:
        assert list(await session.scalars(select(Decision))) == []
    assert await team.state() == "deciding"


@pytest.mark.parametrize(
    "event", ["rule-9", "rule-set-0-x", "rule-set-9-met", "refuse-sure-20279999", "refuse-from-1"]
)
async def test_a_forged_decision_changes_nothing(team: Team, event: str) -> None:
    await to_decide(team)

    seen = await forges(team.head, f"a:incubation:{team.case}:{event}")

    assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]
    assert await team.state() == "deciding"


async def test_a_button_of_an_earlier_state_says_what_is_now(team: Team) -> None:
    await test_a_head_approves_after_judging_what_is_open(team)
    for event in ("approve-sure", "waitlist-sure", "refuse-sure-20270301"):
        seen = await forges(team.head, f"a:incubation:{team.case}:{event}")
        assert alerts(seen) == ["正在公示。"]
    seen = await forges(team.head, f"a:incubation:{team.case}:approve")
    assert alerts(seen) == ["正在公示。"]
    seen = await forges(team.staff, f"a:incubation:{team.case}:pass")
    assert alerts(seen) == ["正在公示。"]


async def test_scores_are_hidden_from_the_head_until_all_are_in(team: Team) -> None:
    await passed(team)
    await handed_in(team.first, "1", "50")

    (card,) = await forges(team.head, f"a:incubation:{team.case}:decide")
    (opinions,) = await forges(team.head, f"a:incubation:{team.case}:opinions")

    assert "总分" not in card.text
    assert opinions.text == "评审还没有全部提交，现在谁也看不到评分。"


async def test_who_has_nothing_is_told_so(team: Team) -> None:
    (nobody,) = await team.student.says("/reviews")
    (nothing,) = await team.first.says("/评审")
    (none,) = await team.head.says("/decisions")
    (refused,) = await team.student.says("/审批")

    assert nobody.text == "你还不是评审。需要的话请联系工作人员。"
    assert nothing.text == "现在没有要评的申请。"
    assert none.text == "现在没有等你决定的申请。"
    assert refused.text == "你没有这项权限。"


async def test_the_greeting_says_where_their_work_is(team: Team) -> None:
    for who, line in (
        (team.first, "/reviews 我要评的申请"),
        (team.head, "/decisions 等我决定的申请"),
    ):
        for command in ("/start", "/help"):
            (answer,) = await who.says(command)
            assert line in answer.text, command
            assert visible_lines(answer.text) <= 6


async def test_it_speaks_english(town: Town, team: Team) -> None:
    await passed(team)
    reader = town.person("Reviewer", 11, language="en")
    await reader.says("/language")
    await reader.presses("English")
    (asked,) = await reader.reads()
    assert "Please review incubation application RF-2026-0001" in asked.text
    (sheet,) = await reader.presses("Review")
    assert "Nobody sees your scores before all reviews are in." in sheet.text
    assert sheet.rows[0] == ["Novelty ○", "Team ○"]
    await reader.presses("Novelty ○")
    await reader.presses("5")
    await reader.presses("100")
    await reader.presses("Hand in")
    (done,) = await reader.presses("Hand in for good")
    assert "Handed in; it can no longer be changed." in done.text
    await handed_in(team.second)
    head = town.person("Head", 9, language="en")
    await head.says("/language")
    await head.presses("English")
    await head.says("/decisions")
    (card,) = await head.presses("🟢 RF-2026-0001 演示水杯")
    assert "Total <b>90.0</b>/100 (2 reviews)" in card.text
    (opinions,) = await head.presses("Comments")
    assert "<b>Review 1</b>: Novelty" in opinions.text
