"""Where people are in a form, kept in SQL so that a restart asks nobody to begin again."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.models import FormState
from core.db import Database

MOST_REMEMBERED = 5_000

Form = tuple[str | None, dict[str, Any]]


class SqlStorage(BaseStorage):
    """aiogram's form storage in the database.

    With one process (SQLite) what was read is remembered: most people are in no form, and every
    update asks.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._sqlite = db.url.get_backend_name() == "sqlite"
        self._remembered: dict[str, Form] = {}

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        _, data = await self._read(key)
        await self._write(key, (name, data))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._read(key))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not isinstance(data, dict):
            raise DataNotDictLikeError(f"data is {type(data).__name__}, not a dict")
        state, _ = await self._read(key)
        await self._write(key, (state, deepcopy(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return deepcopy((await self._read(key))[1])

    async def close(self) -> None:
        """The database belongs to whoever opened it."""

    async def _read(self, key: StorageKey) -> Form:
        name = _name(key)
        if (form := self._remembered.get(name)) is not None:
            return form
        async with self._db.reading() as session:
            found = await session.execute(
                select(FormState.state, FormState.data).where(FormState.key == name)
            )
            row = found.one_or_none()
        form = (row.state, row.data) if row else (None, {})
        self._remember(name, form)
        return form

    async def _write(self, key: StorageKey, form: Form) -> None:
        """Neither a state nor data: no row. The remembered form follows what is committed."""
        name, (state, data) = _name(key), form
        self._remembered.pop(name, None)
        async with self._db.transaction() as session:
            if state is None and not data:
                await session.execute(delete(FormState).where(FormState.key == name))
            else:
                values = {"state": state, "data": data, "changed_at": self._clock()}
                insert = (sqlite if self._sqlite else postgresql).insert(FormState)
                await session.execute(
                    insert.values(key=name, **values).on_conflict_do_update(
                        index_elements=["key"], set_=values
                    )
                )
        self._remember(name, form)

    def _remember(self, name: str, form: Form) -> None:
        if not self._sqlite:
            return
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[name] = form


def _name(key: StorageKey) -> str:
    parts = (
        key.bot_id,
        key.chat_id,
        key.user_id,
        key.thread_id or "",
        key.business_connection_id or "",
        key.destiny,
    )
    return ":".join(map(str, parts))
