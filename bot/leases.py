"""Leases: what only one process may do at a time, when several bots share a database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from bot.models import Lease
from core.db import Database

LASTS = timedelta(seconds=60)


class Leases:
    """The leases of one process; one that is not renewed for a minute goes to whoever asks."""

    def __init__(self, db: Database, *, owner: str, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._owner = owner
        self._clock = clock
        self._held: dict[str, datetime] = {}
        self._alone = db.url.get_backend_name() == "sqlite"

    async def hold(self, name: str) -> bool:
        """Whether this process has the lease now, taking or renewing it where possible.

        Writes only when a held lease is half over; on SQLite, which has one bot, never.
        """
        now = self._clock()
        if self._alone or now < self._held.get(name, now) - LASTS / 2:
            return True
        until = now + LASTS
        dialect = postgresql if self._db.url.get_backend_name() == "postgresql" else sqlite
        taking = dialect.insert(Lease).values(name=name, owner=self._owner, until=until)
        statement = taking.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": self._owner, "until": until},
            where=or_(Lease.owner == self._owner, Lease.until < now),
        ).returning(Lease.name)
        async with self._db.transaction() as session:
            held = (await session.execute(statement)).one_or_none() is not None
        if held:
            self._held[name] = until
        else:
            self._held.pop(name, None)
        return held

    async def release_all(self) -> None:
        """Let others begin at once."""
        if self._alone or not self._held:
            return
        async with self._db.transaction() as session:
            await session.execute(delete(Lease).where(Lease.owner == self._owner))
        self._held.clear()
