"""My project in the chat: its card in a few taps, people who join by links, agreed shares."""

import os
import re
from pathlib import Path

import pytest

from core.accounts import Actor
from students import projects, teams
from students.models import Project
from tests.chat import Person, Seen, Town, html_problem, visible_lines
from tests.handlers import matching

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "team"


async def begun(town: Town, language: str = "zh-hans") -> Person:
    """小林 with a project that has a name."""
    lin = town.person("小林", 7, language=language)
    await lin.says("/project")
    await lin.presses("新建项目" if language == "zh-hans" else "New project")
    await lin.says("示范水杯")
    return lin


def payload(seen: list[Seen]) -> str:
    """What the message to forward says to send."""
    found = re.search(r"team_[\w-]+", seen[-1].text)
    assert found, seen
    return found[0]


async def link(lin: Person, role: str = "成员", share: str = "") -> str:
    await lin.says("/project")
    await lin.presses("邀请成员")
    await lin.presses(role)
    return payload(await (lin.says(share) if share else lin.presses("先不写股权")))


async def with_wang(town: Town, share: str = "20%") -> tuple[Person, Person]:
    lin, wang = await begun(town), town.person("小王", 8)
    await wang.says(f"/start {await link(lin, share=share)}")
    await wang.presses("加入")
    await lin.reads()
    return lin, wang


async def kept(town: Town) -> tuple[Project, list[teams.Member]]:
    async with town.db.reading() as session:
        (project,) = await projects.own(session, Actor(1, frozenset(), "zh-CN"))
        return project, await teams.members(session, project.id)


async def test_a_project_is_described_in_a_few_taps(town: Town) -> None:
    lin = await begun(town)
    await lin.presses("改介绍")
    await lin.says("给<宠物>用的智能水杯")
    await lin.presses("改阶段")
    await lin.presses("已有样机")
    await lin.presses("改领域")
    await lin.presses("智能硬件")
    await lin.presses("‹ 返回项目")
    await lin.presses("改需要")
    await lin.presses("找客户")
    (card,) = await lin.presses("‹ 返回项目")

    assert card.text.split("\n") == [
        "<b>示范水杯</b>",
        "给&lt;宠物&gt;用的智能水杯",
        "阶段：已有样机 · 领域：智能硬件",
        "想解决：找客户",
        "团队：小林（负责人）",
    ]
    project, people = await kept(town)
    assert (project.stage, project.industries, project.tags) == (
        "prototype",
        ["smart_hardware"],
        ["customers"],
    )
    assert [(one.name, one.role) for one in people] == [("小林", "owner")]


async def test_the_way_of_an_invitation(town: Town) -> None:
    lin = await begun(town)
    await lin.presses("邀请成员")
    await lin.presses("成员")
    ready, forward = await lin.says("12.5%")
    assert "转发给对方" in ready.text
    assert forward.text.startswith("小林邀请你加入创业项目“示范水杯”，角色：成员。")
    assert forward.buttons == []

    wang = town.person("小王", 8)
    (opened,) = await wang.says(f"/start {payload([forward])}")
    assert opened.text.split("\n") == [
        "<b>小林邀请你加入“示范水杯”</b>",
        "角色：成员",
        "股权：12.5%（点“加入”就是同意）",
        "加入后，团队里的人能看到你的名字；随时可以退出。",
    ]
    assert opened.buttons == ["加入", "不加入"]
    (welcome,) = await wang.presses("加入")
    assert welcome.text == "你已加入“示范水杯”。以后发 /project 就能看到。"
    (card,) = await wang.presses("看项目")
    assert "团队：小林（负责人）、小王（成员） 12.5%" in card.text
    assert card.rows == [["团队与股权", "退出团队"], ["经历", "‹ 我的项目"]]
    (notice,) = await lin.reads()
    assert notice.text == "小王加入了“示范水杯”，角色：成员。发 /project 看团队。"


async def test_the_whole_way_in_english(town: Town) -> None:
    lin = await begun(town, "en")
    await lin.presses("Invite")
    await lin.presses("Member")
    forward = await lin.says("12.5%")
    wang = town.person("Wang", 8, language="en")
    (opened,) = await wang.says(f"/start {payload(forward)}")
    assert opened.text.split("\n")[:3] == [
        "<b>小林 invites you to join “示范水杯”</b>",
        "Role: member",
        "Share: 12.5% (by joining you agree to it)",
    ]
    await wang.presses("Join")
    (notice,) = await lin.reads()
    assert notice.text == "Wang joined “示范水杯” as member. Send /project to see the team."
    await lin.says("/project")
    await lin.presses("Team and shares")
    await lin.presses("2 Wang")
    await lin.presses("Change share")
    await lin.says("10%")
    (asked,) = await wang.reads()
    assert asked.buttons == ["Look"]
    await wang.presses("Look")
    team, _ = await wang.presses("I agree")
    assert "2 Wang (member) 10%" in team.text
    await lin.reads()
    await wang.says("/project")
    await wang.presses("Leave the team")
    (done,) = await wang.presses("Yes, leave")
    assert done.text == "You have left this project."
    (left,) = await lin.reads()
    assert left.text == "Wang left the team of “示范水杯”."
    assert not re.search(
        "[\u4e00-\u9fff]", town.transcript().replace("示范水杯", "").replace("小林", "")
    )


async def test_a_project_without_a_name_has_words_for_that(town: Town) -> None:
    lin, wang = town.person("小林", 7), town.person("Wang", 8, language="en")
    await lin.says("找导师")
    await lin.presses("已有样机")
    await wang.says(f"/start {await link(lin)}")
    await wang.presses("Join")
    assert town.server.seen[8][0].text.startswith("<b>小林 invites you to join “My project”</b>")
    assert (await lin.reads())[0].text.startswith("Wang加入了“我的项目”")


async def test_a_link_for_telegram_is_an_address(town: Town) -> None:
    town.channel = "telegram"
    lin = await begun(town)
    code = await link(lin)
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", code)  # what a deep link may carry
    forward = lin.town.server.seen[7][-1]
    assert f"https://t.me/mentor_demo_bot?start={code}" in forward.text


async def test_a_repeated_update_invites_once_with_the_same_link(town: Town) -> None:
    lin = await begun(town)
    await lin.presses("邀请成员")
    await lin.presses("成员")
    (_, first) = await lin.presses("先不写股权")
    seen = await lin.repeats()
    assert payload(seen) == payload([first])
    _, people = await kept(town)
    assert len(people) == 2


async def test_joining_twice_joins_once(town: Town) -> None:
    lin = await begun(town)
    wang = town.person("小王", 8)
    await wang.says(f"/start {await link(lin)}")
    await wang.presses("加入")
    await wang.repeats()
    _, people = await kept(town)
    assert [one.name for one in people] == ["小林", "小王"]
    assert len(await lin.reads()) == 1


async def test_no_is_told_and_uses_the_link_up(town: Town) -> None:
    lin = await begun(town)
    code, wang, other = await link(lin), town.person("小王", 8), town.person("小赵", 9)
    await wang.says(f"/start {code}")
    (done,) = await wang.presses("不加入")
    assert done.text == "好，没有加入。已告诉邀请你的人。"
    (notice,) = await lin.reads()
    assert notice.text.startswith("小王没有接受“示范水杯”的邀请（成员）")
    (late,) = await other.says(f"/start {code}")
    assert late.text.startswith("这个邀请链接已失效")


async def test_a_used_or_expired_or_broken_link_says_so(town: Town) -> None:
    lin, wang = await with_wang(town)
    other = town.person("小赵", 9)
    code = await link(lin)
    await other.says(f"/start {code}")
    await town.later(days=7)
    (late,) = await other.presses("加入")
    assert late.kind == "alert"
    assert late.text.startswith("这个邀请链接已失效")
    for args in (code, code[:-3], "team_", "team_😀", "team_" + "x" * 4000, "team_<b>"):
        (answer,) = await other.says(f"/start {args}")
        assert answer.text.startswith("这个邀请链接已失效"), args
    _, people = await kept(town)
    assert [one.name for one in people if one.account_id] == ["小林", "小王"]
    (list_,) = await wang.says("/project")
    assert "小王（成员） 20%" in list_.text


async def test_owner_and_members_do_not_use_a_link_up(town: Town) -> None:
    lin, wang = await with_wang(town)
    code = await link(lin)
    for person in (lin, wang):
        (answer,) = await person.says(f"/start {code}")
        assert answer.text.startswith("你已经在这个团队里了")
    other = town.person("小赵", 9)
    await other.says(f"/start {code}")
    await other.presses("加入")
    _, people = await kept(town)
    assert len(people) == 3


async def test_a_withdrawn_link_opens_nothing(town: Town) -> None:
    lin = await begun(town)
    code = await link(lin, share="30%")
    await lin.presses("团队与股权")
    await lin.presses("2 邀请")
    team, toast = await lin.presses("撤回邀请")
    assert toast.text == "已经移出。"
    assert "股权合计 0%" in team.text
    (late,) = await town.person("小王", 8).says(f"/start {code}")
    assert late.text.startswith("这个邀请链接已失效")


async def test_shares_never_add_up_beyond_the_whole(town: Town) -> None:
    lin, _ = await with_wang(town, share="70%")
    await lin.says("/project")
    await lin.presses("邀请成员")
    await lin.presses("成员")
    (refused,) = await lin.says("30.01%")
    assert refused.text == "合计会超过 100%，现在还能分 30%。什么都没改。"
    assert (await lin.says("30%"))[-1].text.startswith("小林邀请你")
    _, people = await kept(town)
    assert [str(one.equity) for one in people] == ["None", "70.00", "30.00"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("很多", "没看懂是百分之几"),
        ("😀", "没看懂是百分之几"),
        ("0.3", "0.3 是指 0.3% 还是 30%？"),
        ("101%", "太大了"),
        ("-5%", "太小了"),
        ("1.234%", "小数太多了"),
        ("<b>10</b>", "没看懂是百分之几"),
        ("1" * 5000, "没看懂是百分之几"),
    ],
)
async def test_a_share_that_is_none_is_asked_again(town: Town, typed: str, answer: str) -> None:
    lin = await begun(town)
    await lin.presses("邀请成员")
    await lin.presses("成员")
    (refused,) = await lin.says(typed)
    assert refused.text.startswith(answer)
    assert len((await kept(town))[1]) == 1
    assert (await lin.says("百分之十"))[-1].text.startswith("小林邀请你")


async def test_another_share_waits_for_the_member(town: Town) -> None:
    lin, wang = await with_wang(town)
    await lin.says("/project")
    await lin.presses("团队与股权")
    await lin.presses("2 小王")
    await lin.presses("改股权")
    asked, team = await lin.says("10")
    assert asked.text == "已经问小王了，本人同意后才算数。"
    assert "2 小王（成员） 20% → 10%，等本人同意" in team.text
    (notice,) = await wang.reads()
    assert notice.text == ("“示范水杯”的负责人想把你的股权从 20% 改成 10%。你同意后才算数。")
    (look,) = await wang.presses("看一看")
    assert look.buttons[:2] == ["同意", "不同意"]
    await wang.presses("不同意")
    (told,) = await lin.reads()
    assert told.text == "小王没有同意在“示范水杯”里的股权 10%，股权没有变。"
    (late,) = await wang.forges(f"a:teammate:{(await kept(town))[1][1].id}:agree-1000")
    assert late.kind == "alert"
    assert str((await kept(town))[1][1].equity) == "20.00"


async def test_a_yes_to_an_older_proposal_agrees_to_nothing(town: Town) -> None:
    lin, wang = await with_wang(town)
    number = (await kept(town))[1][1].id

    async def propose(share: str) -> None:
        await lin.forges(f"a:teammate:{number}:share")
        await lin.says(share)

    await propose("10")
    await wang.reads()
    await wang.presses("看一看")
    await propose("5")
    (late,) = await wang.presses("同意")
    assert late.text == "这件事已经处理过了，现在不能这样做。"
    await wang.reads()
    await wang.presses("看一看")
    await wang.presses("同意")
    assert str((await kept(town))[1][1].equity) == "5.00"


async def test_the_own_share_counts_at_once(town: Town) -> None:
    lin, _ = await with_wang(town)
    await lin.says("/project")
    await lin.presses("团队与股权")
    await lin.presses("1 小林")
    await lin.presses("改股权")
    (team,) = await lin.says("60%")
    assert "1 小林（负责人） 60%" in team.text
    assert "股权合计 80%，还剩 20%" in team.text


async def test_who_leaves_is_gone_and_the_team_is_told(town: Town) -> None:
    lin, wang = await with_wang(town)
    await wang.says("/project")
    (sure,) = await wang.presses("退出团队")
    assert sure.buttons == ["确定退出", "‹ 返回团队"]
    (done,) = await wang.presses("确定退出")
    await wang.repeats()
    assert done.text == "你已退出这个项目。"
    (told,) = await lin.reads()
    assert told.text == "小王离开了“示范水杯”的团队。"
    (nothing,) = await wang.says("/project")
    assert nothing.text.startswith("你还没有项目")
    assert len((await kept(town))[1]) == 1


async def test_the_owner_takes_somebody_out_or_hands_the_project_over(town: Town) -> None:
    lin, wang = await with_wang(town)
    zhao = town.person("小赵", 9)
    await zhao.says(f"/start {await link(lin)}")
    await zhao.presses("加入")
    await lin.says("/project")
    await lin.presses("团队与股权")
    await lin.presses("3 小赵")
    await lin.presses("移出团队")
    await lin.presses("确定移出")
    assert [one.text for one in await zhao.reads()] == [
        "你已不在“示范水杯”的团队里。有疑问请联系项目负责人。"
    ]
    assert "小赵离开了" in (await wang.reads())[-1].text
    await lin.presses("2 小王")
    await lin.presses("交给这位负责")
    team, toast = await lin.presses("确定交出")
    await lin.repeats()
    assert toast.text == "已经交出。"
    assert "1 小王（负责人） 20%" in team.text
    assert "2 小林（成员）" in team.text
    (told,) = await wang.reads()
    assert told.text == "“示范水杯”的负责人由小林改为小王。"
    (card,) = await wang.says("/project")
    assert "改名称" in card.buttons
    (card,) = await lin.says("/project")
    assert "改名称" not in card.buttons


async def test_an_adviser_may_be_a_name_only(town: Town) -> None:
    lin = await begun(town)
    await lin.presses("邀请成员")
    await lin.presses("指导教师")
    await lin.presses("不在线上，只写名字")
    (empty,) = await lin.says("😀")
    assert empty.text.startswith("没看到文字")
    (done,) = await lin.says("示范<老师>")
    assert done.text == "记下了：指导教师示范&lt;老师&gt;。"
    (team,) = await lin.presses("团队与股权")
    assert "2 示范&lt;老师&gt;（指导教师）" in team.text
    await lin.presses("2 示范<老师>")
    await lin.presses("移出团队")
    await lin.presses("确定移出")
    assert len((await kept(town))[1]) == 1


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("😀", "没看到文字"), ("名" * 31, "写了 31 字"), ("名" * 5000, "写了")],
)
async def test_a_name_that_is_none_is_asked_again(town: Town, typed: str, answer: str) -> None:
    lin = town.person("小林", 7)
    await lin.says("/project")
    await lin.presses("新建项目")
    (refused,) = await lin.says(typed)
    assert refused.text.startswith(answer)
    (card,) = await lin.says("<b>水杯</b>")
    assert card.text.startswith("<b>&lt;b&gt;水杯&lt;/b&gt;</b>")


async def test_several_projects_are_chosen_from(town: Town) -> None:
    lin = await begun(town)
    await lin.presses("‹ 我的项目")
    await lin.presses("新建项目")
    await lin.says("第二个")
    (which,) = await lin.says("/project")
    assert which.rows == [["第二个"], ["示范水杯"], ["新建项目"]]
    (card,) = await lin.presses("示范水杯")
    assert card.text.startswith("<b>示范水杯</b>")


async def test_the_profile_leads_to_the_projects(town: Town) -> None:
    lin = await begun(town)
    (profile,) = await lin.says("/profile")
    assert profile.text.startswith("<b>我的资料</b>")
    (which,) = await lin.presses("我的项目")
    assert which.rows == [["示范水杯"], ["新建项目"]]


async def test_strangers_and_forged_buttons_get_nowhere(town: Town) -> None:
    lin, wang = await with_wang(town)
    await link(lin)
    before = await kept(town)
    project, row = before[0].id, before[1][1].id
    stranger = town.person("路人", 9)
    await stranger.says("/project")
    owners = [
        f"a:team:{project}:{event}"
        for event in ("title", "line", "stage-idea", "fields-energy", "needs-law", "invite")
    ] + [f"a:team:{project}:as-member", f"a:team:{project}:named", f"jk:{project}:member"]
    owners += [f"a:teammate:{row}:{event}" for event in ("out-sure", "heir-sure", "revoke")]
    inside = [f"a:team:{project}:{event}" for event in ("card", "people", "quit", "quit-sure")]
    inside += [f"a:teammate:{row}:{event}" for event in ("look", "share", "agree-1000", "out")]
    for data in owners + inside:
        (refused,) = await stranger.forges(data)
        assert (refused.kind, refused.text) == ("alert", "找不到这条记录，或者它不是你的。"), data
    for data in owners:
        (refused,) = await wang.forges(data)
        assert refused.kind == "alert", data
    for data in ("a:team:999:card", "a:teammate:999:look", "a:teammate:0:out-sure", "jl:x:1"):
        (refused,) = await lin.forges(data)
        assert refused.kind == "alert", data
    for data in ("a:team:1:stage-moon", "a:team:1:as-owner", "jk:1:owner", "a:team:1:fly"):
        (refused,) = await lin.forges(data)
        assert refused.kind == "alert", data
    after = await kept(town)
    assert after[1] == before[1]
    assert after[0].changed_at == before[0].changed_at


async def test_a_forgotten_owner_leaves_the_project_to_the_team(town: Town) -> None:
    lin, wang = await with_wang(town)
    await lin.says("/privacy")
    await lin.presses("删除我的数据")
    await lin.presses("确定删除")
    assert [one.text for one in await wang.reads()] == [
        "“示范水杯”的负责人由小林改为小王。",
        "小林离开了“示范水杯”的团队。",
    ]
    (card,) = await wang.says("/project")
    assert "团队：小王（负责人） 20%" in card.text
    assert "改名称" in card.buttons


async def test_nothing_of_it_happens_in_a_group(town: Town) -> None:
    lin = await begun(town)
    code = await link(lin)
    wang = town.person("小王", 8).in_group()
    for words in ("/project", f"/start {code}"):
        for seen in await wang.says(words):
            assert "示范水杯" not in seen.text


async def test_the_way_of_a_team_word_for_word(town: Town) -> None:
    """After a wanted change: RECORD_GOLDEN=1 pytest tests/handlers/test_team.py."""
    lin = await begun(town)
    for label in ("改阶段", "已有样机", "邀请成员", "成员"):
        await lin.presses(label)
    code = payload(await lin.says("20%"))
    wang = town.person("小王", 8)
    await wang.says(f"/start {code}")
    await wang.presses("加入")
    await lin.reads()
    await lin.says("/project")
    await lin.presses("团队与股权")
    for label in ("2 小王", "改股权"):
        await lin.presses(label)
    await lin.says("15%")
    await wang.reads()
    await wang.presses("看一看")
    await wang.presses("同意")
    await lin.reads()
    await wang.presses("退出团队")
    await wang.presses("确定退出")
    await lin.reads()

    text = town.transcript().replace(code, "team_CODE")
    path = GOLDEN / "walk.txt"
    if os.environ.get("RECORD_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
    for seen in (one for chat in town.server.seen.values() for one in chat):
        assert not html_problem(seen.text) or seen.kind in ("toast", "alert")
        assert visible_lines(seen.text) <= 6


async def test_a_request_can_be_followed_after_the_project_was_handed_over(town: Town) -> None:
    await matching.pool(town)
    lin = town.person("小林", 7)
    await lin.says("找导师")
    await lin.says(matching.CUP)
    await lin.presses("看合适的导师")
    await lin.presses("选1")
    await lin.says("第一批客户去哪找")
    wang = town.person("小王", 8)
    await wang.says(f"/start {await link(lin)}")
    await wang.presses("加入")
    await lin.says("/project")
    for label in ("团队与股权", "2 小王", "交给这位负责", "确定交出"):
        await lin.presses(label)
    (card, *_) = await lin.says("/progress")
    assert "宠物智能水杯" in card.text
    await lin.says("/project")
    await lin.presses("退出团队")
    await lin.presses("确定退出")
    (card, *_) = await lin.says("/progress")
    assert "宠物智能水杯" in card.text
