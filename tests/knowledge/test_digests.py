"""Digests are our own words with front matter; what they lack is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from knowledge import digests
from knowledge.digests import DigestIncomplete
from knowledge.documents import Grade, Kind
from knowledge.statutes import POLICIES

FULL = """---
title: 演示省成果条例
number: 演示字〔2020〕1号
source: 演示公报
jurisdiction: 演示
version: 2020-05-01
effective_from: 2020-06-01
---
## 第三条 · 奖励
奖励不低于七成。
第二句。
## 第四条 {B}
修补过的话。
! 残缺 片段
## 第五条 {C}
! 只剩 片段
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "digest.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_digest_gives_one_clause_for_each_article(tmp_path: Path) -> None:
    digest = digests.read(write(tmp_path, FULL))

    assert (digest.title, digest.jurisdiction) == ("演示省成果条例", "演示")
    assert (digest.effective_from, digest.effective_to) == (date(2020, 6, 1), None)
    assert digest.confirmed
    assert [(c.article, c.heading, c.grade, c.text, c.residue) for c in digest.clauses] == [
        ("第三条", "奖励", Grade.A, "奖励不低于七成。\n第二句。", ""),
        ("第四条", "", Grade.B, "修补过的话。", "残缺 片段"),
        ("第五条", "", Grade.C, "", "只剩 片段"),
    ]
    assert {c.kind for c in digest.clauses} == {Kind.DIGEST}


def test_digest_is_marked_in_its_version(tmp_path: Path) -> None:
    digest = digests.read(write(tmp_path, FULL))

    assert digest.version == "2020-05-01 摘要"
    assert digest.clauses[0].id == "演示省成果条例#第三条@2020-05-01 摘要"


@pytest.mark.parametrize("field", digests.NEEDED)
def test_digest_without_a_needed_line_is_refused(tmp_path: Path, field: str) -> None:
    lines = [line for line in FULL.splitlines() if not line.startswith(f"{field}:")]

    with pytest.raises(DigestIncomplete) as refused:
        digests.read(write(tmp_path, "\n".join(lines)))

    assert refused.value.params == {"name": "digest.md", "field": field}


def test_digest_with_an_unreadable_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DigestIncomplete):
        digests.read(write(tmp_path, FULL.replace("2020-06-01", "2020年6月")))


def test_text_without_front_matter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DigestIncomplete):
        digests.read(write(tmp_path, "# 只有正文\n\n第一条 没有日期。"))


def test_own_digests_can_be_read_and_say_where_they_come_from() -> None:
    found = [digests.read(path) for path in sorted(POLICIES.glob("*.md"))]

    assert len(found) >= 11
    for digest in found:
        assert digest.clauses
        assert digest.source
        ids = [clause.id for clause in digest.clauses]
        assert len(set(ids)) == len(ids)
        for clause in digest.clauses:
            assert (clause.grade is Grade.C) == (not clause.text), clause.id
