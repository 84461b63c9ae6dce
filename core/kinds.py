"""Kinds of cases: what the engine must know of one beside its table, and what it then does alone.

A kind is a table (``workflow``), a row (``model``) and what is special about it: who is a party,
what its texts speak of, which rules a step must pass and what else it changes. Acting, reminding
and letting time run out are the same for all.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select

from core import accounts, cards, casework, escalation, outbox, timers, wording
from core.accounts import Actor, Role
from core.cards import Card
from core.casework import CaseMixin, Parties
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DatabaseBusy, DomainError, NotFound
from core.outbox import Param
from core.timers import Timer
from core.workflow import Rule, Workflow

log = logging.getLogger(__name__)

Case = TypeVar("Case", bound=CaseMixin)


class CaseKind(Generic[Case]):
    """One kind of case; a subclass says what is special about it and nothing else."""

    workflow: Workflow
    model: type[Case]
    listed = False
    """Whether its cases have cards, to be found in queues and in people's lists.

    The promises of such a kind's offices escalate when they are broken.
    """

    def cases(self) -> Select[Any]:
        """All its rows; a kind that shares its table with others says which are its own."""
        return select(self.model)

    async def card(self, session: Session, case: Case) -> Card:
        """What lists show of the case; asked of listed kinds only."""
        raise NotImplementedError

    async def parties(self, session: Session, case: Case) -> Parties:
        """Account ids by what they are to the case."""
        raise NotImplementedError

    async def params(self, session: Session, case: Case) -> Mapping[str, Param]:
        """What its notices may speak of, beside the engine's own words."""
        return {}

    async def check(self, session: Session, case: Case, event: str, now: datetime) -> None:
        """Raises the DomainError that forbids ``event`` now; the case is locked."""

    async def done(
        self, session: Session, case: Case, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        """Whatever else the step changes, in the same transaction."""

    async def act(
        self,
        session: Session,
        case: Case,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        """Do ``event``; raises as ``casework.advance`` does, and then nothing may be committed."""

        async def guard() -> None:
            await self.check(session, case, event, now)

        parties = await self.parties(session, case)
        params = await self.params(session, case)
        rule = await casework.advance(
            session,
            case,
            self.workflow,
            event,
            actor,
            parties,
            now=now,
            note=note,
            guard=guard,
            params=params,
            escalates=self.listed,
        )
        await self.done(session, case, rule, actor, now)
        await self.file(session, case, now=now)
        return rule

    async def file(self, session: Session, case: Case, *, now: datetime) -> None:
        """Write the case's card; also to be called when something else it shows has changed."""
        if self.listed:
            timer = await timers.seen(session, self.workflow.kind, case.id)
            card = await self.card(session, case)
            promise = timers.promise_of(timer)
            await cards.keep(session, case, self.workflow, card, promise, now=now)

    async def find(self, session: Session, case_id: int, actor: Actor | None) -> Case:
        """The case, locked. Raises NotFound when there is none or it is none of the actor's."""
        case = await session.get(self.model, case_id, with_for_update=True, populate_existing=True)
        if case is None:
            raise NotFound(id=case_id)
        if actor is not None:
            standing = casework.standing(actor, await self.parties(session, case))
            if not standing:
                raise NotFound(id=case_id)
        return case

    async def seen(self, session: Session, case_id: int, actor: Actor) -> Case:
        """The case, not locked, for blocks that only look. Raises NotFound as ``find`` does."""
        found: Case | None = await session.scalar(self.cases().where(self.model.id == case_id))
        if found is None or not casework.standing(actor, await self.parties(session, found)):
            raise NotFound(id=case_id)
        return found


class Kinds:
    """All kinds of the program, by the word that buttons and timers carry."""

    def __init__(self, kinds: Iterable[CaseKind[Any]]) -> None:
        self._kinds = {kind.workflow.kind: kind for kind in kinds}

    def __getitem__(self, word: str) -> CaseKind[Any]:
        """Raises NotFound for a word that names no kind."""
        if word not in self._kinds:
            raise NotFound(kind=word)
        return self._kinds[word]

    def __iter__(self) -> Iterator[CaseKind[Any]]:
        return iter(self._kinds.values())


@dataclass(frozen=True, slots=True)
class Audit:
    """How many cases there are, and what is wrong with their histories: kind, case, problem."""

    cases: int
    problems: list[dict[str, str | int]]


async def audit(db: Database, kinds: Kinds, *, at_once: int = 200) -> Audit:
    """Walk the history of every case; any later change of a step, a note or a state shows."""
    cases, problems = 0, []
    for kind in kinds:
        last = 0
        while True:
            async with db.reading() as session:
                found = await session.scalars(
                    kind.cases().where(kind.model.id > last).order_by(kind.model.id).limit(at_once)
                )
                batch = list(found)
                for case in batch:
                    wrong = await casework.verify_history(session, case, kind.workflow)
                    problems += [
                        {"kind": kind.workflow.kind, "case": case.id, "problem": problem}
                        for problem in wrong
                    ]
            if not batch:
                break
            cases, last = cases + len(batch), batch[-1].id
    return Audit(cases, problems)


async def keep_time(db: Database, kinds: Kinds, *, now: datetime, limit: int = 50) -> int:
    """Remind, let lapse what is over, and report promises broken; returns how many were dealt with.

    Each in a transaction of its own, so that one that fails holds up no other and comes again.
    """
    async with db.transaction() as session:
        claimed = [timer.id for timer in await timers.due_timers(session, now=now, limit=limit)]
    dealt = 0
    for timer_id in claimed:
        try:
            async with db.transaction() as session:
                dealt += await _deal_with(session, kinds, timer_id, now)
        except (ChangedMeanwhile, DatabaseBusy):
            log.info("timer=%s was overtaken; it comes again", timer_id)
        except Exception:
            log.exception("timer=%s failed; it comes again", timer_id)
    return dealt


async def _deal_with(session: Session, kinds: Kinds, timer_id: int, now: datetime) -> bool:
    timer = await session.get(Timer, timer_id)
    if timer is None or timer.ended_at is not None:
        return False
    kind = kinds[timer.kind]
    try:
        case = await kind.find(session, timer.case_id, None)
    except NotFound:
        timer.ended_at = now
        return True
    await session.refresh(timer, with_for_update=True)
    if timer.ended_at is not None or timer.paused_at is not None or timer.state != case.state:
        return False
    if timer.fired_at is not None:
        return await _climb(session, kind, case, timer, now)
    if not timers.is_over(timer, now):
        reminds = timer.remind_at is not None and timer.remind_at <= now
        if reminds:
            await _remind(session, kind, case, timer, now)
            timers.mark_reminded(timer, now=now)
        return await _climb(session, kind, case, timer, now) or reminds
    if timer.event:
        try:
            async with session.begin_nested():
                await kind.act(session, case, timer.event, None, now=now)
            return True
        except ChangedMeanwhile:
            raise
        except DomainError as refusal:
            # The clock may not: people must. The promise counts as broken, not as forgotten.
            log.warning("timer=%s kind=%s: %s", timer_id, timer.kind, refusal.key)
    if timer.raised is None:
        await _report_late(session, kind, case, timer, now)
    await _climb(session, kind, case, timer, now)
    await timers.mark_fired(session, timer_id, now=now)
    return True


async def _climb(
    session: Session, kind: CaseKind[Any], case: CaseMixin, timer: Timer, now: datetime
) -> bool:
    if timer.raised is None or timer.raise_at is None or timer.raise_at > now:
        return False
    parties, card = await kind.parties(session, case), await kind.card(session, case)
    return await escalation.climb(session, timer, kind.workflow, case, parties, card, now=now)


async def _remind(
    session: Session, kind: CaseKind[Any], case: CaseMixin, timer: Timer, now: datetime
) -> None:
    """Whoever may act; in what an office handles, only those whose turn it is."""
    able = kind.workflow.who_next(case.state)
    who = {kind.workflow.turn(case.state)} if kind.listed else able
    await _tell(session, kind, case, timer, "reminder", who, now)


async def _report_late(
    session: Session, kind: CaseKind[Any], case: CaseMixin, timer: Timer, now: datetime
) -> None:
    """Those who may act hear that they are late, their head with them."""
    await _tell(session, kind, case, timer, "late", kind.workflow.who_next(case.state), now)
    for head in sorted(await accounts.with_role(session, Role.HEAD)):
        await outbox.put(
            session,
            head,
            "case-late-head",
            {"kind": kind.workflow.kind, "case": case.id, "due": timers.promised(timer)},
            now=now,
            dedupe_key=f"timer-{timer.id}-late-head-{head}",
        )


async def _tell(
    session: Session,
    kind: CaseKind[Any],
    case: CaseMixin,
    timer: Timer,
    word: str,
    who: Iterable[str],
    now: datetime,
) -> None:
    workflow = kind.workflow
    parties = await kind.parties(session, case)
    params = {
        **await kind.params(session, case),
        "case": case.id,
        "due": timers.promised(timer),
        "basis": timer.basis,
        wording.KIND: workflow.kind,
        wording.STATE: case.state,
        "hours": max(0, round((timer.due_at - now).total_seconds() / 3600)) if timer.due_at else 0,
    }
    for party in sorted(who):
        for account_id in sorted(parties.get(party, frozenset())):
            await outbox.put(
                session,
                account_id,
                f"{workflow.kind}-{case.state}-{word}-{party}",
                params,
                now=now,
                about=casework.reminders_of(workflow.kind, case.id),
                dedupe_key=f"timer-{timer.id}-{word}-{timer.reminded}-{party}-{account_id}",
                actions=casework.choices(workflow, case, {party}),
            )
