"""Who owns how much of a company to come: shares proposed by the owner, agreed to by each member.

In percent with two decimals; what is agreed, offered and proposed together is never beyond 100.
"""

from datetime import datetime
from decimal import Decimal

from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Session
from core.errors import DomainError, NotFound, NotPossibleNow
from core.outbox import Param
from students.models import ProjectMember
from students.teams import Member, about_share, as_member, lock_row, rows_of, share_of, titled

WHOLE = Decimal(100)


class SharesBeyondWhole(DomainError):
    """More than 100 % would be given away, counting what waits for a yes; nothing was changed."""

    key = "error-team-shares"


async def shares(session: Session, project_id: int, *, now: datetime) -> Decimal:
    """How much of the company is given away, in percent: what is agreed, offered or proposed.

    Where a member has one share and another is proposed, the larger counts.
    """
    return _given(await rows_of(session, project_id), now)


async def room(session: Session, project_id: int, *, now: datetime, beside: int = 0) -> Decimal:
    """The most that one more may get, or the member whose row is ``beside`` in place of theirs."""
    given = _given(await rows_of(session, project_id), now, beside=beside)
    return max(WHOLE - given, Decimal(0))


async def propose(
    session: Session, actor: Actor, member_id: int, share: Decimal, *, now: datetime
) -> Member:
    """The owner gives a member another share, in percent; it counts when the member agrees.

    The owner's own counts at once, and so does taking a proposal back by proposing the share that
    there is. Raises SharesBeyondWhole, NotPossibleNow for who has not joined, and NotFound for who
    does not own the project.
    """
    share = exact(share)
    project, row = await lock_row(session, member_id)
    if project.account_id != actor.id or row.left_at is not None:
        raise NotFound(id=member_id)
    if row.account_id is None or row.confirmed_at is None:
        raise NotPossibleNow(id=member_id)
    before = share_of(row.equity)
    at_once = row.account_id == actor.id or share == before
    await check_shares(session, project.id, share, now=now, beside=row.id)
    if at_once:
        row.equity, row.proposed = str(share), None
        await outbox.withdraw(session, about_share(row))
    elif share_of(row.proposed) != share:
        row.proposed = str(share)
        await outbox.withdraw(session, about_share(row))
        told: dict[str, Param] = {
            "title": titled(project),
            "before": percent(before or Decimal(0)),
            "after": percent(share),
        }
        look = [Action("teammate", row.id, "look")]
        await outbox.put(
            session,
            row.account_id,
            "team-share",
            told,
            now=now,
            about=about_share(row),
            actions=look,
        )
    await session.flush()
    return as_member(row)


async def answer(
    session: Session, actor: Actor, member_id: int, share: Decimal, *, agrees: bool, now: datetime
) -> None:
    """The member's yes or no to the share that was proposed; the owner hears of it.

    Raises NotPossibleNow when it is not this share that waits for an answer, and NotFound for
    anybody else's.
    """
    project, row = await lock_row(session, member_id)
    if row.account_id != actor.id or row.left_at is not None:
        raise NotFound(id=member_id)
    if row.proposed is None and agrees and share_of(row.equity) == share:
        return
    if share_of(row.proposed) != share:
        raise NotPossibleNow(id=member_id)
    if agrees:
        row.equity = row.proposed or ""
    row.proposed = None
    await outbox.withdraw(session, about_share(row))
    key = "team-share-agreed" if agrees else "team-share-declined"
    told: dict[str, Param] = {"title": titled(project), "name": row.name, "share": percent(share)}
    await outbox.put(session, project.account_id, key, told, now=now)


async def check_shares(
    session: Session, project_id: int, share: Decimal, *, now: datetime, beside: int = 0
) -> None:
    """Raises SharesBeyondWhole when there is no room for ``share`` with those of the others."""
    left = await room(session, project_id, now=now, beside=beside)
    if share > left:
        raise SharesBeyondWhole(left=percent(left))


def exact(share: Decimal) -> Decimal:
    """The share with its two decimals. Raises ValueError for what no share can be."""
    if not 0 <= share <= WHOLE:
        raise ValueError(f"no share of a company: {share}")
    return share.quantize(Decimal("0.01"))


def percent(share: Decimal) -> str:
    """A share as people read it, without a sign: 33.3, 20."""
    return f"{share:.2f}".rstrip("0").rstrip(".")


def is_expired(row: ProjectMember | Member, now: datetime) -> bool:
    """Whether it is an invitation whose time is over; who has joined has no such time."""
    return row.expires_at is not None and row.expires_at <= now


def _given(rows: list[ProjectMember], now: datetime, *, beside: int = 0) -> Decimal:
    """The shares of those who count now; ``beside``: without this one."""
    total = Decimal(0)
    for row in rows:
        if row.id != beside and not is_expired(row, now):
            total += max(share_of(row.equity) or Decimal(0), share_of(row.proposed) or Decimal(0))
    return total
