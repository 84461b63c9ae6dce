"""Forms: where people are in one survives a restart, and belongs to them alone."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import select

from bot.models import FormState
from bot.storage import SqlStorage
from core.db import Database

KEY = StorageKey(bot_id=4242, chat_id=-1001234567890, user_id=7_000_000_000)


class Report(StatesGroup):
    title = State()


@pytest.fixture
def storage(any_db: Database, now: datetime) -> SqlStorage:
    return SqlStorage(any_db, lambda: now)


async def rows(db: Database) -> list[tuple[str, str | None, dict[str, Any]]]:
    async with db.reading() as session:
        found = await session.execute(select(FormState.key, FormState.state, FormState.data))
        return [(key, state, data) for key, state, data in found]


async def test_form_survives_a_restart(any_url: str, now: datetime) -> None:
    answers = {"题目": "电池😀", "pages": [1, 2.5, None], "nested": {"yes": True}}
    before = Database(any_url)
    form = FSMContext(SqlStorage(before, lambda: now), KEY)
    await form.set_state(Report.title)
    await form.set_data(answers)
    await before.close()

    after = Database(any_url)
    form = FSMContext(SqlStorage(after, lambda: now), KEY)
    found = await form.get_state(), await form.get_data()
    await after.close()

    assert found == (Report.title.state, answers)


async def test_person_in_no_form_has_neither_state_nor_data(storage: SqlStorage) -> None:
    assert (await storage.get_state(KEY), await storage.get_data(KEY)) == (None, {})


async def test_state_and_data_are_changed_apart(storage: SqlStorage) -> None:
    form = FSMContext(storage, KEY)
    await form.set_state("one")
    await form.update_data(a=1)
    await form.update_data({"b": 2})
    await form.set_state("two")

    assert (await form.get_state(), await form.get_data()) == ("two", {"a": 1, "b": 2})
    assert (await form.get_value("a"), await form.get_value("c", 3)) == (1, 3)


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, bot_id=1),
        replace(KEY, chat_id=1),
        replace(KEY, user_id=1),
        replace(KEY, thread_id=1),
        replace(KEY, business_connection_id="x"),
        replace(KEY, destiny="other"),
    ],
)
async def test_form_belongs_to_one_person_in_one_place(
    db: Database, now: datetime, other: StorageKey
) -> None:
    storage = SqlStorage(db, lambda: now)
    await storage.set_state(KEY, "mine")
    await storage.set_state(other, "other")

    states = await storage.get_state(KEY), await storage.get_state(other)
    assert states == ("mine", "other")
    assert len(await rows(db)) == 2


async def test_form_that_ended_leaves_nothing(storage: SqlStorage, any_db: Database) -> None:
    form = FSMContext(storage, KEY)
    await form.set_state(Report.title)
    await form.set_data({"a": 1})
    assert len(await rows(any_db)) == 1

    await form.clear()

    assert await rows(any_db) == []
    assert (await form.get_state(), await form.get_data()) == (None, {})


async def test_what_a_handler_does_with_data_is_not_stored_by_itself(storage: SqlStorage) -> None:
    given: dict[str, Any] = {"list": [1]}
    await storage.set_data(KEY, given)
    given["list"].append(2)
    (await storage.get_data(KEY))["list"].append(3)

    assert await storage.get_data(KEY) == {"list": [1]}


async def test_data_that_cannot_be_stored_changes_nothing(
    storage: SqlStorage, any_db: Database
) -> None:
    await storage.set_data(KEY, {"a": 1})

    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, [("a", 2)])  # type: ignore[arg-type]  # that is the test
    with pytest.raises(Exception, match="not JSON serializable"):
        await storage.set_data(KEY, {"a": object()})

    assert await storage.get_data(KEY) == {"a": 1}
    assert [data for _, _, data in await rows(any_db)] == [{"a": 1}]


async def test_other_bots_on_the_database_see_the_form_at_once(
    postgres: Database, now: datetime
) -> None:
    one, two = SqlStorage(postgres, lambda: now), SqlStorage(postgres, lambda: now)
    assert await two.get_state(KEY) is None

    await one.set_state(KEY, "first")
    seen = await two.get_state(KEY)
    await two.set_state(KEY, "second")

    assert (seen, await one.get_state(KEY)) == ("first", "second")
