"""Statutes come from a package's database, whose status column decides nothing."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from knowledge import statutes
from knowledge.force import succession
from knowledge.statutes import Commencement, Part, StatutesMissing, StatuteUnknown, Wanted
from tests.knowledge import laws

NONE: dict[tuple[str, str], Commencement] = {}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return laws.write(
        tmp_path / "laws.db",
        ("中华人民共和国演示法", "2019-04-23", "1983-03-01", "历史版本", ["旧文。", "二。"]),
        ("中华人民共和国演示法", "2026-06-26", "2027-01-01", "现行有效", ["新文。", "二。"]),
        ("中华人民共和国试行法", "2001-01-01", "2001-02-01", "已废止", ["没了。"]),
        ("中华人民共和国大法典", "2020-05-28", "2021-01-01", "现行有效", list("甲乙丙丁戊")),
    )


def test_every_version_is_read_oldest_first(database: Path) -> None:
    found = statutes.read([Wanted("演示法")], path=database, entered=NONE)

    assert [(one.version, one.effective_from, one.confirmed) for one in found] == [
        ("2019-04-23", date(2019, 4, 23), False),
        ("2026-06-26", date(2027, 1, 1), True),
    ]
    assert [clause.text for clause in found[0].clauses] == ["旧文。", "二。"]
    assert found[0].clauses[0].id == "演示法#第一条@2019-04-23"
    assert found[0].clauses[0].heading == "第一章 总则"


def test_entered_commencement_overrides_the_derived_one(database: Path) -> None:
    entered = {("演示法", "2019-04-23"): Commencement(date(2019, 11, 1), "修改决定", True)}

    old, _ = statutes.read([Wanted("演示法")], path=database, entered=entered)

    assert (old.effective_from, old.confirmed) == (date(2019, 11, 1), True)
    assert old.source.endswith("；修改决定")


def test_full_name_is_found_like_the_short_one(database: Path) -> None:
    (old, new) = statutes.read([Wanted("中华人民共和国演示法")], path=database, entered=NONE)

    assert old.title == new.title == "演示法"


def test_parts_limit_a_code_to_some_articles(database: Path) -> None:
    wanted = Wanted("大法典", (Part("上编", 1, 2), Part("下编", 5, 5)))

    (code,) = statutes.read([wanted], path=database, entered=NONE)

    assert [(c.article, c.heading) for c in code.clauses] == [
        ("第一条", "上编 第一章 总则"),
        ("第二条", "上编 第一章 总则"),
        ("第五条", "下编 第一章 总则"),
    ]


def test_repealed_or_unknown_statute_is_refused(database: Path) -> None:
    with pytest.raises(StatuteUnknown):
        statutes.read([Wanted("试行法")], path=database, entered=NONE)
    with pytest.raises(StatuteUnknown):
        statutes.read([Wanted("没有这部法")], path=database, entered=NONE)


def test_broken_or_missing_database_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "laws.db"
    broken.write_bytes(b"no database at all, only bytes" * 100)

    with pytest.raises(StatutesMissing):
        statutes.read([Wanted("演示法")], path=broken, entered=NONE)
    with pytest.raises(StatutesMissing):
        statutes.read([Wanted("演示法")], path=tmp_path / "absent.db", entered=NONE)
    assert not (tmp_path / "absent.db").exists()


def test_database_is_only_read(database: Path) -> None:
    before = database.read_bytes()

    statutes.read([Wanted("演示法")], path=database, entered=NONE)

    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir()] == ["laws.db"]


def test_installed_statutes_give_the_text_of_the_day() -> None:
    old, new = statutes.read([Wanted("商标法")])
    spans = succession([(1, old.effective_from, None), (2, new.effective_from, None)])

    assert (old.version, new.version) == ("2019-04-23", "2026-06-26")
    assert spans[1].until == date(2026, 12, 31)
    assert spans[2].start == date(2027, 1, 1)


def test_installed_default_set_is_complete() -> None:
    found = statutes.read(statutes.default_set())

    assert {one.title for one in found} == {want.title for want in statutes.default_set()}
    assert all(one.clauses for one in found)
    civil = next(one for one in found if one.title == "民法典")
    assert "婚姻" not in "".join(clause.heading for clause in civil.clauses)


def test_entered_commencements_belong_to_installed_versions() -> None:
    with sqlite3.connect(f"{statutes.database().as_uri()}?mode=ro", uri=True) as connection:
        held = set(connection.execute("SELECT law_name, version_date FROM laws"))

    for title, version in statutes.commencements():
        assert (f"中华人民共和国{title}", version) in held
