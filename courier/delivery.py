"""One notice on its way: who gets it where, when it may leave, and what is written down after."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select, update

from core import accounts, outbox
from core.accounts import Account, Address
from core.clock import quiet_until
from core.db import Database, Session
from core.errors import DatabaseBusy, DatabaseUnusable
from core.outbox import Delivery, Notice
from core.texts import Texts
from courier import letters, pacing
from courier.letters import Letter, NoText
from courier.servers import Fate, Outcome, Server

AGAIN_AFTER_S = (1.0, 15.0, 120.0, 900.0)
"""Pauses before what may have arrived is repeated, where repeating is exact."""
RECORDING_PAUSE_S = 0.3

log = logging.getLogger(__name__)

Quiet = tuple[time | None, time | None]


@dataclass(frozen=True, slots=True)
class Ready:
    """A message with its slot: leave for ``chat_id`` ``at`` this moment."""

    notice_id: int
    server: Server
    chat_id: int
    letter: Letter
    key: str
    at: datetime


class Deliveries:
    """What one courier does with the notices it has claimed.

    ``quiet``: the hours in which people who set none of their own get only what is urgent.
    ``counts``: how many ended in which state since the start, and how often one came too late
    for its slot.
    """

    def __init__(
        self,
        db: Database,
        servers: Mapping[str, Server],
        texts: Texts,
        clock: Callable[[], datetime],
        *,
        worker: str,
        quiet: Quiet,
        lease: timedelta,
    ) -> None:
        self._db = db
        self._servers = servers
        self._texts = texts
        self._clock = clock
        self._worker = worker
        self._quiet = quiet
        self._lease = lease
        self.counts: Counter[str] = Counter()

    async def prepare(self, notice_id: int) -> Ready | None:
        """The message of a claimed notice and its slot; None when its turn is not now, or never."""
        async with self._db.transaction() as session:
            notice = await outbox.held(session, notice_id, self._worker)
            if notice is None:
                return None
            now = self._clock()
            account = await session.get(Account, notice.account_id)
            if account is None or account.forgotten_at is not None:
                self._end(notice, Delivery.BLOCKED, "this account was deleted")
                return None
            if not notice.urgent and (until := quiet_until(*self._quiet_hours(account), now)):
                _release(notice, now, until)
                return None
            place = await self._place(session, notice)
            if place is None:
                self._end(notice, Delivery.BLOCKED, "no address of this person is open")
                return None
            channel, chat_id = place
            if (server := self._servers.get(channel)) is None:
                self._end(notice, Delivery.UNKNOWN, f"{channel} is no longer served")
                return None
            try:
                letter = letters.write(self._texts, notice, account.locale)
            except NoText:
                self._end(notice, Delivery.FAILED, f"there is no text {notice.key}")
                return None
            turn = await pacing.reserve(
                session, channel, chat_id, per_second=server.per_second, now=self._clock()
            )
            if not turn.ours:
                _release(notice, now, turn.at)
                return None
            return Ready(notice.id, server, chat_id, letter, _key(notice), turn.at)

    async def carry_out(self, ready: Ready) -> None:
        """Send one message in its slot and write down what became of it."""
        await self._sleep_until(ready.at - timedelta(seconds=pacing.LEAD_S))
        async with self._db.transaction() as session:
            notice = await outbox.held(session, ready.notice_id, self._worker)
            if notice is None:
                return
            now = self._clock()
            outbox.sending(notice, ready.server.name, ready.chat_id, now=now)
            notice.lease_until = now + self._lease
        if not await self._await_slot(ready):
            return
        outcome = await ready.server.send(ready.chat_id, ready.letter, ready.key)
        await self._record(ready, outcome)

    async def fail(self, notice_id: int, problem: str) -> None:
        """Set a notice aside that the program itself cannot handle."""
        async with self._db.transaction() as session:
            if notice := await outbox.held(session, notice_id, self._worker):
                self._end(notice, Delivery.FAILED, problem)

    async def give_back(self, notice_ids: list[int]) -> None:
        """Let others have what was claimed and not begun."""
        async with self._db.transaction() as session:
            for notice_id in notice_ids:
                if notice := await outbox.held(session, notice_id, self._worker):
                    _release(notice, self._clock(), self._clock())

    async def _place(self, session: Session, notice: Notice) -> tuple[str, int] | None:
        if notice.channel and notice.chat_id is not None:
            # A request in doubt may only be repeated where it is recognised.
            return notice.channel, notice.chat_id
        for address in await accounts.addresses(session, notice.account_id):
            if address.blocked_at is None and address.channel in self._servers:
                return address.channel, address.chat_id
        return None

    def _quiet_hours(self, account: Account) -> Quiet:
        own = account.quiet_from, account.quiet_to
        return self._quiet if own == (None, None) else own

    async def _await_slot(self, ready: Ready) -> bool:
        """Wait for the slot; a wider one for whoever comes late. False if it was given back."""
        at, slack_s = ready.at, 0.0
        while True:
            await self._sleep_until(at)
            late = self._clock() - at
            if late <= timedelta(seconds=pacing.LATEST_S + slack_s):
                return True
            slack_s = min(pacing.AHEAD_S, max(pacing.LEAD_S, 2 * slack_s))
            async with self._db.transaction() as session:
                now, name = self._clock(), ready.server.name
                notice = await outbox.held(session, ready.notice_id, self._worker)
                if notice is None:
                    return False
                opens = await pacing.opens_at(session, name, now=now)
                if opens > now:
                    _undo(notice)
                    _release(notice, now, opens)
                    return False
                self.counts["missed slots"] += 1
                at = await pacing.reserve_again(
                    session, name, per_second=ready.server.per_second, now=now, slack_s=slack_s
                )

    async def _record(self, ready: Ready, outcome: Outcome) -> None:
        """Write the outcome down, however long the database does not take it."""
        while True:
            try:
                async with self._db.transaction() as session:
                    await self._settle(session, ready, outcome)
                return
            except (DatabaseBusy, DatabaseUnusable) as error:
                log.warning("notice %s is not marked yet: %s", ready.notice_id, error)
                await asyncio.sleep(RECORDING_PAUSE_S)

    async def _settle(self, session: Session, ready: Ready, outcome: Outcome) -> None:
        now, server = self._clock(), ready.server
        if outcome.fate is Fate.LATER:
            until = now + timedelta(seconds=outcome.pause_s)
            chat_id = None if outcome.whole_channel else ready.chat_id
            await pacing.hold(session, server.name, chat_id, until=until)
        notice = await outbox.held(session, ready.notice_id, self._worker)
        if notice is None:
            await self._settle_late(session, ready, outcome)
            return
        match outcome.fate:
            case Fate.ARRIVED:
                outbox.sent(notice, now=now, message_id=outcome.number)
                self.counts[Delivery.SENT] += 1
            case Fate.REFUSED:
                self._end(notice, Delivery.FAILED, outcome.problem)
            case Fate.DOUBT if server.exact and notice.attempts < outbox.MAX_ATTEMPTS:
                pause_s = AGAIN_AFTER_S[notice.attempts - 1]
                outbox.postpone(notice, now=now, seconds=pause_s, problem=outcome.problem)
            case Fate.DOUBT:
                self._end(notice, Delivery.UNKNOWN, outcome.problem)
            case Fate.SHUT_OUT | Fate.MOVED | Fate.LATER:
                if outcome.fate is Fate.SHUT_OUT:
                    await _shut(session, server.name, ready.chat_id, now=now)
                if outcome.fate is Fate.MOVED:
                    await _move(session, server.name, ready.chat_id, outcome.number, now=now)
                _undo(notice)
                outbox.postpone(notice, now=now, seconds=outcome.pause_s, problem=outcome.problem)

    async def _settle_late(self, session: Session, ready: Ready, outcome: Outcome) -> None:
        """The lease ran out meanwhile and the notice was put in doubt; now it is known."""
        notice = await session.get(Notice, ready.notice_id, with_for_update=True)
        if notice is not None and outcome.fate is Fate.ARRIVED:
            notice.message_id = outcome.number
            outbox.settle(notice, arrived=True, now=self._clock())

    async def _sleep_until(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self._clock()).total_seconds()))

    def _end(self, notice: Notice, state: Delivery, problem: str) -> None:
        """Stop trying, for a reason that staff can read."""
        {
            Delivery.BLOCKED: outbox.blocked,
            Delivery.FAILED: outbox.failed,
            Delivery.UNKNOWN: outbox.unknown,
        }[state](notice, problem)
        self.counts[state] += 1
        if state is not Delivery.BLOCKED:
            log.warning("notice %s is %s: %s", notice.id, state, problem)


def _key(notice: Notice) -> str:
    """What our own server knows the notice by.

    With the moment it was written: a database begun anew, or restored, uses its numbers again,
    and a new notice must not be taken for an old one.
    """
    return f"{notice.idempotency_key}-{notice.created_at.timestamp():.6f}"


def _undo(notice: Notice) -> None:
    """The request surely had no effect: neither an attempt nor a place to come back to."""
    notice.attempts = max(0, notice.attempts - 1)
    notice.channel, notice.chat_id = "", None


def _release(notice: Notice, now: datetime, until: datetime) -> None:
    """Back to the queue unsent, which is no failure however often it happens."""
    notice.attempts = min(notice.attempts, outbox.MAX_ATTEMPTS - 1)
    seconds = (until - now).total_seconds()
    outbox.postpone(notice, now=now, seconds=seconds, problem=notice.problem)


async def _shut(session: Session, channel: str, chat_id: int, *, now: datetime) -> None:
    await session.execute(
        update(Address)
        .where(Address.channel == channel, Address.chat_id == chat_id)
        .values(blocked_at=now)
    )


async def _move(session: Session, channel: str, old: int, new: int, *, now: datetime) -> None:
    """A group became a supergroup, with another id; if that is known already, the old one ends."""
    known = await session.scalar(
        select(Address.id).where(Address.channel == channel, Address.chat_id == new)
    )
    if known is not None:
        await _shut(session, channel, old, now=now)
        return
    await session.execute(
        update(Address)
        .where(Address.channel == channel, Address.chat_id == old)
        .values(chat_id=new)
    )
