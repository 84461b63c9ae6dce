"""The story of a venture: every step of its cases in one list, for its team and nobody else."""

from pathlib import Path

import pytest

from core.actions import Action
from tests.chat import Seen, Town
from tests.handlers.incubator import Place, fill_in


@pytest.fixture
async def place(town: Town, tmp_path: Path) -> Place:
    town.files = tmp_path / "files"
    town.restart()
    place = await Place(town).open()
    return await place.known()


def said(seen: list[Seen]) -> str:
    return "\n".join(one.text for one in seen)


async def test_tells_each_step_to_the_whole_team(town: Town, place: Place) -> None:
    await place.student.says("我想入驻众创空间")
    await place.student.presses("继续填，先存草稿")
    await fill_in(place)
    await place.staff.reads()
    await place.staff.presses("接手")

    for who in (place.student, place.member()):
        await who.says("/project")
        story = said(await who.presses("经历"))
        steps = [line for line in story.splitlines() if line.startswith("·")]
        assert steps == [
            "· 11-16 入孵申请 RF-2026-0001：正在材料审查。",
            "· 11-16 入孵申请 RF-2026-0001：已提交，等老师接手。",
            "· 11-16 入孵申请 RF-2026-0001：还没有提交，可以继续填。",
        ]

    table = said(await place.student.presses("导出档案"))
    assert "3 条记录" in table


async def test_a_venture_without_cases_says_so(place: Place) -> None:
    await place.student.says("/project")

    assert "还没有经历" in said(await place.student.presses("经历"))


async def test_others_read_nothing(town: Town, place: Place) -> None:
    other = town.person("外人", 99)
    await other.says("/start")

    for event in ("story", "table"):
        seen = await other.forges(Action("team", place.project, event).pack())
        assert "智能水杯" not in said(seen)
        assert [one.kind for one in seen] == ["alert"]
