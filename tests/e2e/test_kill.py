"""No question is lost and no answer doubled while the real bot process is killed."""

from pathlib import Path
from typing import Any

from benchmarks.chaos import (
    Tally,
    bare_tie,
    endure,
    make_plan,
    our_bot,
    own_questions,
    read_books,
    tally,
)
from core.db import Database
from knowledge.library import Library
from tests.e2e.rig import free_port

PERSON = 1001


def _message(number: int, text: str, *, bot: bool = False) -> dict[str, Any]:
    return {"message_id": number, "text": text, "from": {"is_bot": bot}}


def test_tally_tells_lost_doubled_and_strange_messages_apart() -> None:
    questions = [_message(1, "甲"), _message(2, "乙"), _message(3, "丙")]
    answers = [_message(4, "1 甲", bot=True), _message(5, "2 乙", bot=True)]
    clean = [*questions, *answers, _message(6, "3 丙", bot=True)]
    turned = [*questions, answers[0], _message(6, "3 丙", bot=True), _message(7, "2 乙", bot=True)]
    broken = [*questions, *answers, _message(6, "2 乙", bot=True), _message(7, "哎呀", bot=True)]

    assert tally({PERSON: clean}, bare_tie) == Tally(3)
    assert tally({PERSON: broken}, bare_tie) == Tally(3, ("丙",), ("乙",), ("哎呀",))
    assert tally({PERSON: turned}, bare_tie) == Tally(3, late=("乙",))


async def _shelve_one_law(folder: Path) -> None:
    """A library that is not empty is not filled at the first start, which takes seconds."""
    db = Database(f"sqlite:///{(folder / 'mentorbot.sqlite3').as_posix()}")
    try:
        await db.migrate()
        library = await Library.open(db, folder / "index", dense=False)
        assert await library.import_statutes(["专利法"]) == 1
        await library.close()
    finally:
        await db.close()


async def test_killed_bot_answers_every_question_once(tmp_path: Path) -> None:
    plan = make_plan(own_questions(12), people=3, kills=2, seed=4)
    port = free_port()
    await _shelve_one_law(tmp_path)

    trial = await endure(plan, our_bot(port, tmp_path), port, tmp_path)

    books = read_books(tmp_path)
    assert trial.kills == 2
    assert trial.unanswered_at_kills[0] > 0
    assert tally(trial.histories, books.tie) == Tally(12)
    assert (len(books.asked), books.unfinished, books.set_aside) == (12, 0, 0)
