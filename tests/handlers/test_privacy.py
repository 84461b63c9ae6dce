"""People get a copy of what is kept about them, and have it removed."""

import json

from sqlalchemy import func, select

from core.accounts import Role
from handlers.keyboards import Mine
from students.models import AskedQuestion
from tests.chat import Town

SHARE = "专利许可净收入的奖励比例最低多少"


async def questions_kept(town: Town) -> int:
    async with town.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(AskedQuestion)) or 0


async def test_copy_holds_ones_own_questions_and_nobody_elses(town: Town) -> None:
    student, other = town.person(), town.person("同学", 8)
    await student.says(SHARE)
    await other.says("协议定价要公示几天")
    await student.says("/privacy")

    seen = await student.presses("导出我的数据")

    assert [one.kind for one in seen] == ["file"]
    name, body = town.server.files[-1]
    kept = json.loads(body)
    assert name == "mentorbot-my-data.json"
    assert [row["text"] for row in kept["asked_questions"]] == [SHARE]
    assert len(kept["accounts"]) == 1


async def test_removal_needs_a_second_press_and_can_be_called_off(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.says("/privacy")

    (asking,) = await student.presses("删除我的数据")
    (kept,) = await student.presses("先不删")

    assert asking.buttons == ["确定删除", "先不删"]
    assert (kept.text, kept.buttons) == ("好的，什么也没有删。", [])
    assert await questions_kept(town) == 1


async def test_removal_takes_questions_and_roles_but_not_those_of_others(town: Town) -> None:
    student, other = town.person(), town.person("同学", 8)
    await student.become(Role.STAFF)
    await student.says(SHARE)
    await other.says(SHARE)
    await student.says("/privacy")
    await student.presses("删除我的数据")

    (gone,) = await student.presses("确定删除")
    await student.says("/start")
    await student.says("/privacy")
    await student.presses("导出我的数据")

    assert gone.text == "已删除。以后再来提问，会当作新朋友。"
    assert await questions_kept(town) == 1
    kept = json.loads(town.server.files[-1][1])
    assert "asked_questions" not in kept
    assert "role_grants" not in kept


async def test_wish_pressed_in_a_group_does_nothing_there(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.says("/privacy")

    member = student.in_group()
    await member.says(f"@mentor_demo_bot {SHARE}")

    await member.forges(Mine(wish="forget-sure").pack())

    assert await questions_kept(town) == 2
