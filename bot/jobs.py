"""What the bot does by the clock: clean up what is no longer needed, and say how it is doing."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import delete, func, select

from bot.leases import Leases
from bot.middlewares import Timing
from bot.models import FormState, InboxUpdate, State
from bot.polling import Poller
from bot.worker import Worker
from cases.form_cases import drop_files
from cases.storage import FileStore, sweep
from core.db import Database
from core.kinds import Kinds, keep_time
from mentors import daily, embedding, learning, nightly, round_offers
from mentors.embedding import Embed
from staff import clusters, digest, escalation
from staff import daily as incubators

log = logging.getLogger(__name__)

CLEAN_EVERY_S = 3600.0
CLEAN_AT_ONCE = 1_000
FAILED_KEPT = timedelta(days=30)
FORMS_KEPT = timedelta(days=30)
REPORT_EVERY_S = 300.0
TIME_EVERY_S = 5.0
MENTORING_EVERY_S = 60.0
OFFICE_EVERY_S = 60.0
SWEEP_EVERY_S = 3600.0
UNNAMED_KEPT = timedelta(days=1)
"""How long bytes lie that no case came to name: longer than any sending takes."""
CLUSTERS_EVERY_S = 15.0


async def clean_up(db: Database, *, now: datetime, kept: timedelta) -> int:
    """Delete finished updates after ``kept``, failed ones and forgotten forms after a month.

    Works in small transactions, so that nobody waits long. Returns how many updates went.
    """
    old = (InboxUpdate.finished_at < now - kept) & (InboxUpdate.state == State.DONE)
    failed = InboxUpdate.finished_at < now - max(kept, FAILED_KEPT)
    gone = 0
    while True:
        some = select(InboxUpdate.id).where(old | failed).limit(CLEAN_AT_ONCE)
        async with db.transaction() as session:
            ids = list(await session.scalars(some))
            await session.execute(delete(InboxUpdate).where(InboxUpdate.id.in_(ids)))
        gone += len(ids)
        if len(ids) < CLEAN_AT_ONCE:
            break
    async with db.transaction() as session:
        await session.execute(delete(FormState).where(FormState.changed_at < now - FORMS_KEPT))
    return gone


async def keep_clean(
    db: Database, leases: Leases, clock: Callable[[], datetime], *, kept: timedelta
) -> None:
    """Clean up every hour, by one process of several, until cancelled."""
    while True:
        if await leases.hold("clean"):
            gone = await clean_up(db, now=clock(), kept=kept)
            if gone:
                log.info("cleaned up %s finished updates", gone)
        await asyncio.sleep(CLEAN_EVERY_S)


async def keep_files(
    db: Database, leases: Leases, store: FileStore, kinds: Kinds, clock: Callable[[], datetime]
) -> None:
    """Remove what never reached a case or whose case is gone, hourly, by one process of several."""
    while True:
        if await leases.hold("files"):
            try:
                await drop_files(db, kinds, now=clock())
                removed = await sweep(store, db, UNNAMED_KEPT)
            except Exception:
                log.exception("sweeping files failed; it comes again")
            else:
                if removed:
                    log.info("removed %s files that no case names", removed)
        await asyncio.sleep(SWEEP_EVERY_S)


async def keep_promises(db: Database, kinds: Kinds, clock: Callable[[], datetime]) -> None:
    """Remind of promised times and let them run out, until cancelled; several bots may do so."""
    while True:
        if await keep_time(db, kinds, now=clock()) == 0:
            await asyncio.sleep(TIME_EVERY_S)


_PARTS = (nightly.keep, daily.keep_up, round_offers.keep, learning.refit, incubators.keep)


async def keep_mentoring(db: Database, clock: Callable[[], datetime], embed: Embed | None) -> None:
    """Once a minute what time brings to mentors, teams and students, until cancelled.

    What fails is logged and comes again a minute later; it holds up nothing else.
    """
    while True:
        for part in _PARTS:
            try:
                await part(db, now=clock())
            except Exception:
                log.exception("%s failed; it comes again", part.__module__)
        if embed is not None:
            try:
                while await embedding.embed_missing(db, embed, now=clock()):
                    pass
            except Exception:
                log.exception("embedding failed; it comes again")
        await asyncio.sleep(MENTORING_EVERY_S)


async def keep_office(db: Database, clock: Callable[[], datetime]) -> None:
    """Once a minute what time brings to staff and heads, until cancelled.

    What fails is logged and comes again a minute later; several bots may do so.
    """
    while True:
        for part in (escalation.report_pauses, digest.send):
            try:
                await part(db, now=clock())
            except Exception:
                log.exception("%s failed; it comes again", part.__module__)
        await asyncio.sleep(OFFICE_EVERY_S)


async def keep_clusters(db: Database, clock: Callable[[], datetime], embed: Embed) -> None:
    """Look whether new questions to the staff ask the same as others, until cancelled."""
    while True:
        try:
            while await clusters.embed_missing(db, embed, now=clock()):
                pass
        except Exception:
            log.exception("clusters failed; they come again")
        await asyncio.sleep(CLUSTERS_EVERY_S)


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is doing: for the log, for an operator, for a monitor."""

    channels: Mapping[str, str]
    waiting: int
    working: int
    failed: int
    oldest_s: float
    outcomes: Mapping[str, int]
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "channels": dict(self.channels),
            "inbox": {
                "waiting": self.waiting,
                "working": self.working,
                "failed": self.failed,
                "oldest_s": self.oldest_s,
            },
            "outcomes": dict(self.outcomes),
            "handling_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
        }


async def health(
    db: Database,
    pollers: Iterable[Poller],
    workers: Iterable[Worker],
    timing: Timing,
    *,
    now: datetime,
) -> Health:
    """A snapshot; figures of handling are of this process's last few hundred updates."""
    async with db.reading() as session:
        open_rows = await session.execute(
            select(InboxUpdate.state, func.count(), func.min(InboxUpdate.received_at))
            .where(InboxUpdate.finished_at.is_(None))
            .group_by(InboxUpdate.state)
        )
        found = {state: (number, oldest) for state, number, oldest in open_rows}
        failed = await session.scalar(
            select(func.count())
            .select_from(InboxUpdate)
            .where(InboxUpdate.finished_at.is_not(None), InboxUpdate.state == State.FAILED)
        )
    outcomes: dict[str, int] = {}
    for worker in workers:
        for outcome, number in worker.outcomes.items():
            outcomes[outcome] = outcomes.get(outcome, 0) + number
    times = [seconds * 1000 for seconds in timing.seconds]
    cuts = quantiles(times, n=20) if len(times) > 1 else [0.0] * 19
    oldest = min((first for _, first in found.values()), default=now)
    return Health(
        channels={poller.channel.name: str(poller.condition) for poller in pollers},
        waiting=found.get(State.PENDING, (0, now))[0],
        working=found.get(State.WORKING, (0, now))[0],
        failed=failed or 0,
        oldest_s=round((now - oldest).total_seconds(), 1),
        outcomes=outcomes,
        p50_ms=round(cuts[9], 1),
        p95_ms=round(cuts[18], 1),
    )
