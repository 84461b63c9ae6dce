"""A pool from a spreadsheet: all or nothing, every bad row named, updated by number."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import spreadsheets
from core.accounts import Role
from core.db import Database, Session
from core.errors import NotAllowed
from core.texts import Texts
from mentors import importing, rows
from mentors.importing import ImportNotClean
from mentors.models import Mentor
from mentors.rows import ColumnsMissing
from tests.mentors import people

TEXTS = Texts(Path(__file__).parents[2] / "locales", strict=True)
HEAD = ["编号", "姓名", "擅长领域", "能帮的事", "语言", "方便的时间", "同时带几人", "简介"]


def sheet(*lines: list[str], head: list[str] = HEAD, encoding: str = "gbk") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([head, *lines])
    return written.getvalue().encode(encoding)


def line(number: int, **cells: str) -> list[str]:
    values = {
        "编号": f"T{number}",
        "姓名": f"示例导师{number}",
        "擅长领域": "人工智能与软件、教育",
        "能帮的事": "融资，法律",
        "语言": "中文/English",
        "方便的时间": "周三晚上；sat-morning",
        "同时带几人": "3",
        "简介": "<b>做过</b> 三家公司",
    }
    return list({**values, **cells}.values())


async def count(session: Session) -> int:
    return await session.scalar(select(func.count(Mentor.id))) or 0


async def test_three_bad_rows_among_a_thousand_are_named_and_nothing_is_stored(
    any_db: Database, now: datetime
) -> None:
    lines = [line(number) for number in range(2, 1002)]
    lines[10] = line(12, 同时带几人="-1")
    lines[500] = line(502, 能帮的事="融资、算命")
    lines[900] = line(12)
    table = await spreadsheets.read(sheet(*lines))
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        trial = await importing.try_out(session, staff, table, TEXTS)
        found = [(bad.row, bad.column, bad.problem.key) for bad in trial.bad]
        assert found == [
            (12, "同时带几人", "error-capacity"),
            (502, "能帮的事", "error-mentor-word"),
            (902, "编号", "error-import-twice"),
        ]
        assert trial.bad[1].problem.params["word"] == "算命"
        with pytest.raises(ImportNotClean) as refused:
            await importing.store(session, staff, table, TEXTS, now=now)
        assert refused.value.params == {"count": 3}
    async with any_db.transaction() as session:
        assert await count(session) == 0
        for row, good in ((10, 12), (500, 502), (900, 902)):
            lines[row] = line(good)
        table = await spreadsheets.read(sheet(*lines))
        done = await importing.store(session, staff, table, TEXTS, now=now)
        assert (done.new, done.changed, done.same) == (1000, 0, 0)
    async with any_db.reading() as session:
        assert await count(session) == 1000
        one = (await session.scalars(select(Mentor).where(Mentor.number == "T12"))).one()
    assert (one.name, one.industries, one.tags) == (
        "示例导师12",
        ["software", "education"],
        ["funding", "law"],
    )
    assert (one.languages, one.times) == (["zh", "en"], ["wed-evening", "sat-morning"])
    assert (one.capacity, one.bio) == (3, "<b>做过</b> 三家公司")
    assert (one.appointed, one.account_id) == (False, None)


async def test_the_same_file_again_changes_nothing_and_a_new_one_updates(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        table = await spreadsheets.read(sheet(line(1), line(2)))
        await importing.store(session, staff, table, TEXTS, now=now)
        again = await importing.store(session, staff, table, TEXTS, now=now)
        assert (again.new, again.changed, again.same) == (0, 0, 2)

        changed = await spreadsheets.read(sheet(line(1, 姓名="新名字", 简介=""), line(3)))
        done = await importing.store(session, staff, changed, TEXTS, now=now)
        assert (done.new, done.changed, done.same) == (1, 1, 0)
        one = (await session.scalars(select(Mentor).where(Mentor.number == "T1"))).one()
        assert (one.name, one.bio) == ("新名字", "<b>做过</b> 三家公司")
        assert await count(session) == 3


async def test_places_in_use_are_not_taken_away_by_a_file(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        await people.mentor(session, now, number="T1", capacity=4, used=3)
        for capacity, problems in (("2", ["error-capacity-in-use"]), ("3", [])):
            table = await spreadsheets.read(sheet(line(1, 同时带几人=capacity)))
            trial = await importing.try_out(session, staff, table, TEXTS)
            assert [bad.problem.key for bad in trial.bad] == problems


@pytest.mark.parametrize(
    ("cells", "column", "key"),
    [
        ({"编号": ""}, "编号", "error-mentor-text"),
        ({"编号": "#9"}, "编号", "error-mentor-word"),
        ({"姓名": "长" * 41}, "姓名", "error-mentor-text"),
        ({"同时带几人": "1000000000"}, "同时带几人", "error-capacity"),
        ({"同时带几人": "两个"}, "同时带几人", "error-import-number"),
        ({"方便的时间": "半夜"}, "方便的时间", "error-mentor-word"),
        ({"简介": "长" * 2001}, "简介", "error-mentor-text"),
    ],
)
async def test_every_kind_of_bad_cell_is_named(
    db: Database, now: datetime, cells: dict[str, str], column: str, key: str
) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        table = await spreadsheets.read(sheet(line(1), line(2, **cells)))
        trial = await importing.try_out(session, staff, table, TEXTS)

    assert [(bad.row, bad.column, bad.problem.key) for bad in trial.bad] == [(3, column, key)]


async def test_english_headings_and_columns_of_no_use(db: Database, now: datetime) -> None:
    head = ["Number", "NAME*", "Fields", "remarks", "monthly_limit", "Online"]
    data = sheet(["T1", "Sample Chen", "Education", "x", "0", "no"], head=head, encoding="utf-8")
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        trial = await importing.store(session, staff, await spreadsheets.read(data), TEXTS, now=now)
        one = (await session.scalars(select(Mentor))).one()
        assert trial.ignored == ["remarks"]
        assert (one.industries, one.monthly_limit, one.online) == (["education"], 0, False)

        nameless = await spreadsheets.read(sheet(["T1"], head=["编号"]))
        with pytest.raises(ColumnsMissing):
            await importing.try_out(session, staff, nameless, TEXTS)


async def test_an_export_can_be_edited_and_imported_again(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        await people.mentor(session, now, number="T1", name="=cmd|' /C calc'!A0", bio="多\n行")
        await people.mentor(session, now, name="无编号", monthly_limit=3, online=False)
        for locale in ("zh-CN", "en"):
            data = await importing.export(session, staff, TEXTS, locale)
            assert "'=cmd" in data.decode("utf-8-sig")
            table = await spreadsheets.read(data)
            trial = await importing.try_out(session, staff, table, TEXTS)
            assert (trial.new, trial.changed, trial.same) == (0, 0, 2), trial
            assert (trial.bad, trial.ignored) == ([], [])
        for forbidden in (
            importing.export(session, student, TEXTS, "en"),
            importing.try_out(session, student, table, TEXTS),
            importing.store(session, student, table, TEXTS, now=now),
        ):
            with pytest.raises(NotAllowed):
                await forbidden


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_template_imports_cleanly(db: Database, now: datetime, locale: str) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        table = await spreadsheets.read(importing.template(TEXTS, locale))
        trial = await importing.try_out(session, staff, table, TEXTS)
    assert (trial.new, trial.bad, trial.ignored) == (1, [], [])


def test_no_word_contains_what_separates_words() -> None:
    for field, known in rows.spellings(TEXTS).items():
        for spelling in known:
            assert "\n" not in spelling.translate(rows.SEPARATORS), (field, spelling)
