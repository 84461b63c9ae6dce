"""The library takes texts in with dates that people gave, and keeps every version."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from core.db import Database
from core.errors import NotFound
from knowledge.documents import Force, Kind, Outcome
from knowledge.library import (
    DateMissing,
    DatesReversed,
    FieldMissing,
    Library,
    NoClauses,
)
from knowledge.loading import EmptyFile, NotText
from knowledge.models import ClauseRow
from knowledge.statutes import StatuteUnknown

TODAY = date(2026, 11, 22)
OLD = """# 演示大学入孵管理办法

第一条 为了支持学生创业，制定本办法。

第二条 入孵团队可以免费使用工位三个月。

第三条 本办法自2001年1月1日起施行。
"""
NEW = OLD.replace("三个月", "六个月")


@pytest.fixture
async def library(db: Database, tmp_path: Path) -> Library:
    return await Library.open(db, tmp_path / "index", dense=False, today=lambda: TODAY)


def write(folder: Path, text: str, name: str = "办法(1999-09-09).md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def add(
    library: Library, path: Path, *, version: str = "2024", start: date | None, **more: object
) -> None:
    fields = {
        "title": "演示大学入孵管理办法",
        "kind": Kind.POLICY,
        "jurisdiction": "本校",
        "source": "演示校发〔2024〕1号",
        "version": version,
        "effective_from": start,
    } | more
    await library.add(path, **fields)  # type: ignore[arg-type]  # the fields are add's own


async def test_added_text_is_answered_from(library: Library, tmp_path: Path) -> None:
    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))

    answer = await library.answerer.answer("入孵团队可以免费使用工位几个月", as_of=TODAY)

    assert [c.quote for c in answer.citations] == ["入孵团队可以免费使用工位六个月。"]
    assert answer.citations[0].clause.document == "演示大学入孵管理办法"


async def test_dates_in_the_text_and_the_name_decide_nothing(
    library: Library, tmp_path: Path
) -> None:
    await add(library, write(tmp_path, NEW), start=date(2027, 3, 1))

    before = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=date(2027, 2, 28))
    after = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=date(2027, 3, 1))

    assert before.citations == ()
    assert after.citations[0].status is Force.NOT_YET


async def test_text_without_a_first_day_is_refused(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, NEW)

    with pytest.raises(DateMissing):
        await add(library, path, start=None)
    assert await library.list() == []

    await add(library, path, start=date(2024, 9, 1))
    assert len(await library.list()) == 1


async def test_unusable_fields_are_refused(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, NEW)
    start = date(2024, 9, 1)

    with pytest.raises(DatesReversed):
        await add(library, path, start=start, effective_to=date(2024, 8, 31))
    with pytest.raises(FieldMissing):
        await add(library, path, start=start, source=" ")
    assert await library.list() == []


async def test_unreadable_files_are_refused(library: Library, tmp_path: Path) -> None:
    start = date(2024, 9, 1)
    picture = tmp_path / "图.png"
    picture.write_bytes(bytes(range(256)) * 40)

    with pytest.raises(NotText):
        await add(library, picture, start=start)
    with pytest.raises(EmptyFile):
        await add(library, write(tmp_path, " \n"), start=start)
    with pytest.raises(NoClauses):
        await add(library, write(tmp_path, "# \n\n---\n"), start=start)
    assert await library.list() == []


async def test_text_in_gbk_is_read(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "gbk.txt"
    path.write_bytes(NEW.encode("gbk"))

    await add(library, path, start=date(2024, 9, 1))

    assert [row.clauses for row in await library.list()] == [3]


async def test_new_version_ends_the_old_one(library: Library, tmp_path: Path) -> None:
    await add(library, write(tmp_path, OLD), version="2020", start=date(2020, 9, 1))
    await add(library, write(tmp_path, NEW), version="2024", start=date(2024, 9, 1))
    question = "入孵团队免费使用工位几个月"

    then = await library.answerer.answer(question, as_of=date(2024, 8, 31))
    now = await library.answerer.answer(question, as_of=TODAY)

    assert ("三个月" in then.text, then.citations[0].status) == (True, Force.EXPIRED)
    assert ("六个月" in now.text, now.citations[0].status) == (True, Force.IN_FORCE)
    assert {r.clause.version for r in now.retrieved} == {"2024"}


async def test_same_text_again_changes_nothing(library: Library, tmp_path: Path) -> None:
    for _ in range(2):
        await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))

    assert [row.published for row in await library.list()] == [True]


async def test_corrected_wording_withdraws_the_earlier_one(
    library: Library, tmp_path: Path
) -> None:
    await add(library, write(tmp_path, OLD), start=date(2024, 9, 1))
    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))

    assert [row.published for row in await library.list()] == [False, True]
    answer = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert "六个月" in answer.text


async def test_removed_document_is_kept_but_not_answered_from(
    library: Library, tmp_path: Path
) -> None:
    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))
    asked = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    key = asked.citations[0].clause.key

    assert await library.remove("演示大学入孵管理办法") == 3

    answer = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert answer.outcome is Outcome.REFUSED
    assert [row.published for row in await library.list()] == [False]
    with pytest.raises(NotFound):
        await library.answerer.page(key, as_of=TODAY)
    with pytest.raises(NotFound):
        await library.remove("演示大学入孵管理办法")


async def test_removed_document_can_come_back(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, NEW)
    await add(library, path, start=date(2024, 9, 1))
    await library.remove("演示大学入孵管理办法")

    await add(library, path, start=date(2024, 9, 1))

    assert [row.published for row in await library.list()] == [True]


async def test_page_has_its_neighbours(library: Library, tmp_path: Path) -> None:
    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))
    answer = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)

    second = await library.answerer.page(answer.citations[0].clause.key, as_of=TODAY)

    assert second.clause.article == "第二条"
    assert (second.status, second.effective_from) == (Force.IN_FORCE, date(2024, 9, 1))
    assert second.previous is not None
    assert second.next is not None
    first = await library.answerer.page(second.previous, as_of=TODAY)
    third = await library.answerer.page(second.next, as_of=TODAY)
    assert (first.clause.article, first.previous, first.next) == (
        "第一条",
        None,
        second.clause.key,
    )
    assert (third.clause.article, third.next) == ("第三条", None)
    with pytest.raises(NotFound):
        await library.answerer.page(10**9, as_of=TODAY)


async def test_digest_steps_back_for_the_document_itself(library: Library, tmp_path: Path) -> None:
    digest = """---
title: 演示大学入孵管理办法
number: 演示校发〔2024〕1号
source: 演示
jurisdiction: 本校
version: 2024
effective_from: 2024-09-01
---
## 第二条
入孵团队可以免费使用工位半年。
"""
    folder = tmp_path / "digests"
    folder.mkdir()
    write(folder, digest, "a.md")
    assert await library.import_digests(folder) == 1
    assert await library.import_digests(folder) == 0
    first = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert first.citations[0].clause.kind is Kind.DIGEST

    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))

    answer = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert answer.citations[0].clause.kind is Kind.POLICY


async def test_statutes_come_with_their_history(library: Library) -> None:
    assert await library.import_statutes(["中华人民共和国商标法", "公司法"]) == 3
    assert await library.import_statutes(["商标法"]) == 0

    rows = [row for row in await library.list() if row.document == "商标法"]
    assert [(row.version, row.effective_from) for row in rows] == [
        ("2019-04-23", date(2019, 11, 1)),
        ("2026-06-26", date(2027, 1, 1)),
    ]
    with pytest.raises(StatuteUnknown):
        await library.import_statutes(["演示法"])


async def test_trademark_law_of_the_day_governs(library: Library) -> None:
    await library.import_statutes(["商标法"])

    today = await library.answerer.answer("商标法第三十九条", as_of=TODAY)
    next_year = await library.answerer.answer("商标法第四十三条", as_of=date(2027, 1, 1))

    assert [c.clause.version for c in today.citations] == ["2019-04-23"]
    assert [c.clause.version for c in next_year.citations] == ["2026-06-26"]
    assert today.citations[0].status is Force.IN_FORCE
    assert next_year.citations[0].status is Force.NOT_YET
    assert {r.clause.version for r in today.retrieved} == {"2019-04-23"}


async def test_what_another_process_adds_is_noticed(
    library: Library, db: Database, tmp_path: Path
) -> None:
    other = await Library.open(db, tmp_path / "other", dense=False)
    await add(other, write(tmp_path, NEW), start=date(2024, 9, 1))

    await library.refresh()

    assert (await library.answerer.status()).clauses == 3


async def test_library_survives_a_lost_index_folder(db: Database, tmp_path: Path) -> None:
    first = await Library.open(db, tmp_path / "one", dense=False)
    await add(first, write(tmp_path, NEW), start=date(2024, 9, 1))
    await first.close()

    again = await Library.open(db, tmp_path / "two", dense=False, today=lambda: TODAY)

    answer = await again.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert "六个月" in answer.text


async def test_words_changed_behind_the_index_are_not_quoted(
    library: Library, db: Database, tmp_path: Path
) -> None:
    await add(library, write(tmp_path, NEW), start=date(2024, 9, 1))
    question = "入孵团队可以免费使用工位几个月"
    before = await library.answerer.answer(question, as_of=TODAY)
    async with db.transaction() as session:
        await session.execute(
            update(ClauseRow)
            .where(ClauseRow.article == "第二条")
            .values(text="入孵团队可以免费使用工位九个月。")
        )

    after = await library.answerer.answer(question, as_of=TODAY)

    assert "六个月" in before.text
    assert (after.outcome, after.reason) == (Outcome.REFUSED, "unproved")
    assert (after.text, after.citations) == ("", ())


async def test_answers_go_on_while_the_library_changes(library: Library, tmp_path: Path) -> None:
    await add(library, write(tmp_path, OLD), version="2020", start=date(2020, 9, 1))
    question = "入孵团队可以免费使用工位几个月"

    answers, *_ = await asyncio.gather(
        asyncio.gather(*(library.answerer.answer(question, as_of=TODAY) for _ in range(20))),
        add(library, write(tmp_path, NEW), version="2024", start=date(2024, 9, 1)),
    )

    assert {"三个月" in answer.text or "六个月" in answer.text for answer in answers} == {True}


async def test_status_of_an_empty_library(library: Library) -> None:
    status = await library.answerer.status()

    assert (status.documents, status.clauses, status.newest) == (0, 0, None)
    answer = await library.answerer.answer("入孵团队免费使用工位几个月", as_of=TODAY)
    assert (answer.outcome, answer.retrieved) == (Outcome.REFUSED, ())
