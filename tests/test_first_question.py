"""The first question a student asks of a fresh installation, with the library as it ships."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import load
from bot.library import open_library
from core.db import Database
from knowledge.documents import Outcome
from knowledge.embeddings import bundled
from knowledge.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY = date(2026, 11, 22)
FLOOR = "提取不低于百分之五十的比例"


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=[True, False], ids=["meanings", "words"]
)
async def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Library]:
    if request.param and bundled() is None:
        pytest.skip("no embedding model is built for this platform")
    folder: Path = tmp_path_factory.mktemp("installation")
    db = Database(f"sqlite:///{folder}/mentorbot.sqlite3")
    await db.migrate()
    opened = await open_library(load(None, data_dir=folder, knowledge_dense=request.param), db)
    yield opened
    await opened.close()
    await db.close()


@pytest.mark.parametrize(
    "question",
    [
        "学校把专利许可给我，老师能分多少",
        "学校把专利许可给我，老师能分多少？",
        "学校的专利许可给我，老师能分到多少",
    ],
)
async def test_first_question_is_answered_at_once_and_word_for_word(
    library: Library, question: str
) -> None:
    answer = await library.answerer.answer(question, as_of=TODAY)

    assert answer.outcome is Outcome.ANSWERED
    (cited,) = answer.citations
    assert (cited.clause.document, cited.clause.article) == ("促进科技成果转化法", "第四十五条")
    assert cited.quote == cited.clause.text[cited.start : cited.end]
    assert FLOOR in answer.text


async def test_province_follows_the_first_question(library: Library) -> None:
    first = await library.answerer.answer("学校把专利许可给我，老师能分多少", as_of=TODAY)

    answer = await library.answerer.answer("浙江呢", as_of=TODAY, previous=first.asked)

    assert answer.outcome is Outcome.ANSWERED
    cited = [(one.clause.document, one.clause.article) for one in answer.citations]
    assert ("浙江省促进科技成果转化条例", "第三十七条") in cited
    assert "不低于百分之七十的比例" in answer.text


@pytest.mark.parametrize("question", ["今天天气怎么样", "帮我写毕业论文", "附近哪里吃火锅"])
async def test_what_no_clause_answers_is_refused(library: Library, question: str) -> None:
    answer = await library.answerer.answer(question, as_of=TODAY)

    assert answer.outcome is Outcome.REFUSED
    assert answer.citations == ()


async def test_day_before_the_laws_own_texts_is_not_answered_from_another_law(
    library: Library,
) -> None:
    question = "专利权的保护期限是多少年"

    before = await library.answerer.answer(question, as_of=date(2021, 1, 1))
    now = await library.answerer.answer(question, as_of=TODAY)

    assert (before.outcome, before.reason, before.citations) == (Outcome.REFUSED, "history", ())
    assert now.outcome is Outcome.ANSWERED
    assert now.citations[0].clause.article == "第四十二条"
