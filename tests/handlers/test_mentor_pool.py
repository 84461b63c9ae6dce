"""Staff keep the pool from the chat: import, publish, invite, refuse, export."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from core.accounts import Role
from mentors.models import Appointment, Mentor
from tests.chat import Person, Town
from tests.mentors.test_importing import line, sheet


async def count(town: Town) -> int:
    async with town.db.reading() as session:
        return await session.scalar(select(func.count(Mentor.id))) or 0


async def states(town: Town) -> list[str]:
    async with town.db.reading() as session:
        return list(await session.scalars(select(Appointment.state).order_by(Appointment.id)))


async def staff_member(town: Town) -> Person:
    staff = town.person("演示老师", 31)
    await staff.become(Role.STAFF)
    return staff


async def test_a_file_is_tried_out_then_imported_and_made_public(town: Town) -> None:
    staff = await staff_member(town)
    data = sheet(*(line(number) for number in range(60)))
    (trial,) = await staff.sends_file("导师.csv", data)
    assert "新增 60 位，更新 0 位" in trial.text
    assert trial.buttons == ["导入", "取消"]
    assert await count(town) == 0

    done, overview = await staff.presses("导入")
    assert "导入完成：新增 60 位" in done.text
    assert "全部公示（60 位）" in overview.buttons
    assert await count(town) == 60
    await staff.repeats()
    assert await count(town) == 60

    overview, said = await staff.presses("全部公示（60 位）")
    assert said.text.startswith("60 位导师开始公示")
    assert "公示中 60" in overview.buttons
    assert await states(town) == ["publicised"] * 60
    (page,) = await staff.presses("公示中 60")
    assert "下一页 ›" in page.buttons
    (page,) = await staff.presses("下一页 ›")
    assert "‹ 上一页" in page.buttons

    await town.later(days=9)
    assert await states(town) == ["appointed"] * 60


async def test_bad_rows_are_named_and_nothing_can_be_imported(town: Town) -> None:
    staff = await staff_member(town)
    lines = [line(number) for number in range(2, 1002)]
    lines[10] = line(12, 同时带几人="1000000000")
    lines[20] = line(22, 能帮的事="<b>算命")
    lines[30] = line(32, 姓名="")
    (trial,) = await staff.sends_file("导师.CSV", sheet(*lines))
    assert trial.text.split("\n") == [
        "<b>有 3 行要改</b>，什么都没有导入：",
        "第 12 行「同时带几人」：名额要在 0 到 200 之间。",
        "第 22 行「能帮的事」：没有“&lt;b&gt;算命”这个选项，请从列表里选。",
        "第 32 行「姓名」：这一项没有保存：不能为空，最多 40（现在 0）。",
        "改好后把整个文件再发一次。",
    ]
    assert trial.buttons == []
    await staff.forges("pd:import")
    assert await count(town) == 0


async def test_an_import_may_be_dropped_and_old_buttons_do_nothing(town: Town) -> None:
    staff = await staff_member(town)
    await staff.sends_file("导师.csv", sheet(line(1)))
    await staff.presses("取消")
    (said,) = await staff.forges("pd:import")
    assert "已经处理过了" in said.text
    await staff.sends_file("导师.csv", sheet(line(1)))
    town.wait(minutes=1)
    (answer, *_) = await staff.says("工位可以免费用多久？")
    assert "导入" not in answer.text
    await staff.presses("导入")
    assert await count(town) == 1


async def test_files_that_are_none_and_files_of_others(town: Town) -> None:
    staff = await staff_member(town)
    (refused,) = await staff.sends_file("导师.xlsx", b"PK\x03\x04 nothing")
    assert "读不了" in refused.text
    (refused,) = await staff.sends_file("导师.csv", b"x" * (5 * 2**20 + 1))
    assert "文件太大" in refused.text
    student = town.person()
    await student.become(Role.STUDENT)
    (answer,) = await student.sends_file("导师.csv", sheet(line(1)))
    assert "新增" not in answer.text
    for data in ("pd:import", "pd:export", "pd:register", "pp:appointed:0", "pm:1", "pa:1:invite"):
        (refused, *_) = await student.forges(data)
        assert "没有这项权限" in refused.text
    (refused,) = await student.says("/mentors")
    assert "没有这项权限" in refused.text
    assert await count(town) == 0


async def test_a_mentor_claims_the_imported_profile_by_the_invite(town: Town) -> None:
    staff = await staff_member(town)
    await staff.sends_file("导师.csv", sheet(line(1)))
    await staff.presses("导入")
    await staff.presses("待公示 1")
    (card,) = await staff.presses("示例导师1")
    assert "还没登录" in card.text
    (said,) = await staff.presses("邀请链接")
    code = said.text.split("/start ")[1].split("</code>")[0]

    mentor = town.person("示例导师1", 41)
    (welcome,) = await mentor.says(f"/start {code}")
    assert "导师档案已归您名下" in welcome.text
    (card,) = await mentor.says("/profile")
    assert card.text.startswith("<b>示例导师1</b>")
    thief = town.person("别人", 42)
    (welcome,) = await thief.says(f"/start {code}")
    assert "不认识" in welcome.text
    async with town.db.reading() as session:
        assert await session.scalar(select(Mentor.account_id)) is not None


async def test_a_nominated_mentor_is_returned_with_a_reason(town: Town) -> None:
    staff = await staff_member(town)
    await staff.says("/mentors")
    await staff.presses("新增导师")
    (card,) = await staff.says("演示·周律师，演示律所")
    assert card.text.startswith("<b>演示·周律师</b> 演示律所")
    await staff.presses("提名")
    (refused,) = await staff.presses("提交审核")
    assert "还缺" in refused.text
    await staff.says("/mentors")
    data = sheet(["#1", "演示·周律师", "教育", "法律", "中文", "", "2", ""])
    await staff.sends_file("导师.csv", data)
    await staff.presses("导入")
    await staff.presses("已提名 1")
    await staff.presses("演示·周律师 · 演示律所")
    await staff.presses("提交审核")
    assert await states(town) == ["checking"]
    await staff.presses("退回补充")
    (said,) = await staff.says("请补 <简历>")
    assert said.text == "已提名，等提交"
    assert await states(town) == ["nominated"]
    (late,) = await staff.presses("退回补充")
    assert late.kind in ("alert", "message")
    assert await states(town) == ["nominated"]


async def test_an_export_is_a_file_without_formulas(town: Town) -> None:
    staff = await staff_member(town)
    await staff.sends_file("导师.csv", sheet(line(1, 姓名="=1+1")))
    await staff.presses("导入")
    await staff.presses("导出")
    await staff.presses("模板")
    (name, exported), (_, template) = town.server.files
    assert name == "mentors-2026-11-22.csv"
    assert "'=1+1" in exported.decode("utf-8-sig")
    assert template.decode("utf-8-sig").startswith("编号,姓名")


class _SignIn:
    url = "http://127.0.0.1:8080/?code=ABC&x=1"
    until = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


async def test_staff_hand_out_roles_they_may_grant(town: Town) -> None:
    asked: list[str] = []

    async def sign_in(name: str) -> _SignIn:
        asked.append(name)
        return _SignIn()

    staff = await staff_member(town)
    (which,) = await staff.says("/invite")
    assert which.buttons == ["学生", "导师"]
    town.dispatcher["sign_in"] = sign_in
    await staff.presses("导师")
    (said,) = await staff.says("<李>老师")
    assert asked == ["<李>老师"]
    assert "http://127.0.0.1:8080/?code=ABC&amp;x=1" in said.text
    code = said.text.split("/start ")[1].split("</code>")[0]
    guest = town.person("李老师", 51)
    (welcome,) = await guest.says(f"/start {code}")
    assert "导师" in welcome.text
    (card,) = await guest.says("/profile")
    assert card.buttons == ["建立档案"]

    (refused,) = await staff.forges("pi:admin")
    assert "没有这项权限" in refused.text
    student = town.person()
    await student.become(Role.STUDENT)
    for seen in (await student.says("/invite"), await student.forges("pi:student")):
        assert "没有这项权限" in seen[0].text


async def test_an_invite_without_a_web_chat_is_a_code_alone(town: Town) -> None:
    admin = town.person("管理员", 61)
    await admin.become(Role.ADMIN)
    (which,) = await admin.says("/invite")
    assert which.buttons == [
        "学生",
        "导师",
        "老师（工作人员）",
        "评审",
        "负责人",
        "管理员",
    ]
    await admin.presses("负责人")
    (said,) = await admin.says("演示负责人")
    assert "/start " in said.text
    assert "网页聊天" not in said.text
