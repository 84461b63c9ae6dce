"""What is kept about one person: a copy for them, and its removal when they ask.

Nothing is listed here. Every foreign key to an account says by its ON DELETE what happens to the
row when that person is forgotten: CASCADE, the row goes; SET NULL, it stays without the person;
RESTRICT, it stays as it is, because a case of others or the record of an office rests on it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Table, delete, select, update

from core import history
from core.accounts import Account, RoleGrant
from core.db import Base, Session
from core.errors import NotFound

PERSON = "accounts.id"


async def export_person(session: Session, account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that names the person, by table, as JSON can hold it; secrets are left out.

    Raises NotFound.
    """
    if await session.get(Account, account_id) is None:
        raise NotFound(id=account_id)
    found: dict[str, list[dict[str, Any]]] = {}
    own = select(Account.__table__).where(Account.__table__.c.id == account_id)
    found["accounts"] = [_portable(row) for row in (await session.execute(own)).mappings()]
    for table, keys in sorted(_tables().items(), key=lambda pair: pair[0].name):
        open_columns = [column for column in table.columns if not column.info.get("secret")]
        mine = [table.c[key.parent.name] == account_id for key in keys]
        condition = mine[0]
        for other in mine[1:]:
            condition = condition | other
        rows = await session.execute(select(*open_columns).where(condition))
        if kept := [_portable(row) for row in rows.mappings()]:
            found[table.name] = kept
    return found


async def forget_person(session: Session, account_id: int, *, now: datetime) -> None:
    """Remove what names the person, as each table provides; afterwards their chats are unknown.

    Open cases are not asked about: end or hand over those first. Raises NotFound.
    """
    account = await session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(id=account_id)
    await history.blank_notes(session, account_id)
    for table in reversed(Base.metadata.sorted_tables):
        for key in _tables().get(table, []):
            mine = table.c[key.parent.name] == account_id
            if key.ondelete == "CASCADE":
                await session.execute(delete(table).where(mine))
            elif key.ondelete == "SET NULL":
                await session.execute(update(table).where(mine).values({key.parent.name: None}))
    await session.execute(
        update(RoleGrant)
        .where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
        .values(ended_at=now)
    )
    account.name = ""
    account.quiet_from = account.quiet_to = None
    account.forgotten_at = now
    await session.flush()


def _tables() -> dict[Table, list[ForeignKey]]:
    """The tables that name people, each with its foreign keys to accounts."""
    return {table: keys for table in Base.metadata.tables.values() if (keys := list(_keys(table)))}


def _keys(table: Table) -> Iterator[ForeignKey]:
    return (key for key in table.foreign_keys if key.target_fullname == PERSON)


def _portable(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime | time) else value
        for name, value in row.items()
    }
