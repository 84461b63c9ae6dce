"""Every question that a button asks is answered by the library as it is shipped."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest

from core.db import Database
from handlers.fixed_questions import NAMES
from knowledge.documents import Answer, Outcome
from knowledge.library import Library
from tests.chat import strict_texts

DAY = date(2026, 11, 22)
ANSWERS = {
    "student-share": "促进科技成果转化法 第四十五条",
    "student-owner": "专利法 第六条",
    "student-partners": "合伙企业法 第三十九条",
    "student-support": "中小企业促进法 第二十五条",
    "mentor-share": "促进科技成果转化法 第四十五条",
    "mentor-improve": "民法典 第八百七十五条",
    "mentor-form": "民法典 第八百六十三条",
    "staff-publicity": "促进科技成果转化法 第十八条",
    "staff-report": "促进科技成果转化法 第二十一条",
    "staff-holiday": "民法典 第二百零三条",
    "staff-approval": "促进科技成果转化法 第十八条",
    "license-form": "民法典 第八百六十三条",
    "license-others": "专利法 第十二条",
    "license-open": "专利法 第五十一条",
    "share-floor": "促进科技成果转化法 第四十五条",
    "share-equity": "促进科技成果转化法 第四十五条",
    "share-rule": "促进科技成果转化法 第四十四条",
    "advice-support": "促进高等学校科技成果转移转化行动计划 第12点",
    "advice-machine": "个人信息保护法 第二十四条",
    "incubation-support": "促进科技成果转化法 第三十二条",
    "incubation-tax": "中小企业促进法 第二十五条",
    "competition-owner": "著作权法 第十四条",
    "competition-novelty": "专利法 第二十四条",
}


@pytest.fixture(scope="module")
def answers(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What the shipped statutes and digests say to every fixed question, searched by words."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copyfile(sqlite_template, folder / "shipped.db")
    texts = strict_texts()

    async def ask() -> dict[str, Answer]:
        db = Database(f"sqlite:///{folder / 'shipped.db'}")
        library = await Library.open(db, folder / "index", dense=False, today=lambda: DAY)
        await library.import_statutes()
        await library.import_digests()
        found = {
            name: await library.answerer.answer(texts.render("zh-CN", f"ask-{name}"), as_of=DAY)
            for name in sorted(NAMES)
        }
        await library.close()
        await db.close()
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize("name", sorted(NAMES))
def test_fixed_question_is_answered_by_its_clause(name: str, answers: dict[str, Answer]) -> None:
    answer = answers[name]

    cited = {f"{one.clause.document} {one.clause.article}" for one in answer.citations}
    assert (answer.outcome, ANSWERS[name] in cited) == (Outcome.ANSWERED, True), cited
