"""Questions put to a person of the staff: asked, routed, answered for all who ask the same.

A case is found by its number (ZX-2026-0001), goes to the member of the staff with the fewest open
ones, and is answered within the time its table promises.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases.numbers import next_number
from core import accounts, casework, history, outbox, timers
from core.accounts import Account, Actor, Role
from core.actions import Action
from core.db import Session
from core.errors import NotFound, NotPossibleNow
from staff import library_proposals
from staff.consulting import (
    CONSULTATIONS,
    KIND,
    TooManyOpen,
    UrgentTooOften,
    WordsTooMany,
    checked,
    cut,
    fewest_open,
    names_of,
    question_of,
)
from staff.models import Consultation
from staff.tables import CONSULTATION
from students import questions
from students.models import AskedQuestion, StaffQuestion

__all__ = ["CONSULTATIONS", "View", "add", "adopt", "answer", "ask", "ask_more", "colleagues",
           "hand_over", "leave", "of_question", "urge", "view", "write"]  # fmt: skip

SERIES = "ZX"
MOST_QUESTION = 1000
MOST_REPLY = 3000
MOST_NOTE = 500
MOST_SUPPLEMENT = 3000
MOST_OPEN = 10
"""Open questions of one person; more would hold up everybody else's."""
MOST_URGENT = 2
URGENT_IN = timedelta(days=7)
OPEN = ("assigned", "lacking")


async def ask(
    session: Session, actor: Actor, question_id: int, source: str, *, now: datetime
) -> Consultation:
    """The case of a question of the actor's, opened if there is none yet.

    ``source`` is the update of the press: the case keeps the one that opened it.
    Raises NotFound for anybody else's question, TooManyOpen; nothing is opened then.
    """
    question = await questions.own(session, question_id, actor)
    await _alone(session, actor.id)
    if known := await of_question(session, question.id):
        return known
    await _require_room(session, actor)
    return await _open(
        session, actor, _words(question), now=now, question_id=question.id, source=source
    )


async def write(
    session: Session, actor: Actor, text: str, source: str, *, now: datetime
) -> Consultation:
    """Put a question that was never asked the library to the staff.

    ``source`` names the update that wrote it; the same update opens no second case. Raises
    WordsMissing, WordsTooMany, TooManyOpen.
    """
    words = checked(text, MOST_QUESTION)
    await _alone(session, actor.id)
    known: Consultation | None = await session.scalar(
        select(Consultation).where(Consultation.asker_id == actor.id, Consultation.source == source)
    )
    if known is not None:
        return known
    await _require_room(session, actor)
    return await _open(session, actor, words, now=now, source=source)


async def adopt(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Open a case for questions that were only noted for staff before there were cases.

    Their time counts from now. To be called at every start; returns how many were opened.
    """
    notes = await session.scalars(
        select(StaffQuestion)
        .outerjoin(Consultation, Consultation.question_id == StaffQuestion.question_id)
        .where(Consultation.id.is_(None))
        .order_by(StaffQuestion.id)
        .limit(limit)
    )
    opened = 0
    for note in notes.all():
        actor = await accounts.actor_of(session, note.account_id)
        question = await questions.own(session, note.question_id, actor)
        await _alone(session, actor.id)
        if await of_question(session, question.id) is None:
            await _open(session, actor, _words(question), now=now, question_id=question.id)
            opened += 1
    return opened


async def of_question(session: Session, question_id: int) -> Consultation | None:
    """The case that a question of the log was made, if it was."""
    found: Consultation | None = await session.scalar(
        select(Consultation).where(Consultation.question_id == question_id)
    )
    return found


async def urge(session: Session, actor: Actor, case_id: int, *, now: datetime) -> Consultation:
    """Let the asker call the case urgent: a shorter promise, ``MOST_URGENT`` times a week.

    Raises UrgentTooOften, NotPossibleNow when it is urgent already.
    """
    await _alone(session, actor.id)
    case = await CONSULTATIONS.find(session, case_id, actor)
    if case.asker_id != actor.id:
        raise NotFound(id=case_id)
    if case.urged_at is not None:
        raise NotPossibleNow(kind=KIND, state=case.state, event="urge")
    used = await session.scalar(
        select(func.count())
        .select_from(Consultation)
        .where(Consultation.asker_id == actor.id, Consultation.urged_at > now - URGENT_IN)
    )
    if (used or 0) >= MOST_URGENT:
        raise UrgentTooOften(limit=MOST_URGENT)
    case.urged_at = now
    await CONSULTATIONS.act(session, case, "urge", actor, now=now)
    return case


async def add(
    session: Session, actor: Actor, case_id: int, text: str, *, now: datetime
) -> Consultation:
    """Add the asker's words: what staff asked for, or a remark while the answer is awaited.

    Raises WordsMissing, WordsTooMany, NotPossibleNow once it is answered.
    """
    words = checked(text, MOST_QUESTION)
    case = await CONSULTATIONS.find(session, case_id, actor)
    if case.asker_id != actor.id:
        raise NotFound(id=case_id)
    if case.state not in OPEN:
        raise NotPossibleNow(kind=KIND, state=case.state, event="add")
    lines = case.supplement.split("\n\n") if case.supplement else []
    if words not in lines:
        joined = "\n\n".join([*lines, words])
        if len(joined) > MOST_SUPPLEMENT:
            raise WordsTooMany(length=len(joined), limit=MOST_SUPPLEMENT)
        case.supplement = joined
    if case.state == "lacking":
        await CONSULTATIONS.act(session, case, "supply", actor, now=now, note=words)
        return case
    parties = await CONSULTATIONS.parties(session, case)
    for account_id in sorted(parties["staff"]):
        await outbox.put(
            session,
            account_id,
            "consultation-added-staff",
            {**await CONSULTATIONS.params(session, case), "note": cut(words, 500)},
            now=now,
            dedupe_key=f"{KIND}-{case.id}-added-{len(case.supplement)}-{account_id}",
            about=f"{KIND}-{case.id}",
            actions=casework.choices(CONSULTATION, case, {"staff"}),
        )
    await session.flush()
    return case


async def answer(
    session: Session, actor: Actor, case_id: int, text: str, *, now: datetime
) -> list[Consultation]:
    """Reply to a case and to all open ones that staff found to ask the same; the asked one first.

    Raises WordsMissing, WordsTooMany, OwnQuestion, and NotPossibleNow when the asked one was
    answered meanwhile; nobody is told anything then.
    """
    actor.require(Role.STAFF)
    words = checked(text, MOST_REPLY)
    reached = await _cluster(session, case_id)
    target = reached.pop(case_id)
    CONSULTATION.step(target.state, "answer", {"staff"})
    others = [one for one in reached.values() if one.state == "assigned"]
    for case in (target, *(one for one in others if one.asker_id != actor.id)):
        case.reply, case.replied_by, case.replied_at = words, actor.id, now
        case.owner_id = case.owner_id or actor.id
        await CONSULTATIONS.act(session, case, "answer", actor, now=now)
        if case.owner_id != actor.id:
            await outbox.put(
                session,
                case.owner_id,
                "consultation-covered-staff",
                await CONSULTATIONS.params(session, case),
                now=now,
                dedupe_key=f"{KIND}-{case.id}-{case.steps}-covered",
            )
    return [target, *(one for one in others if one.replied_at == now)]


async def ask_more(
    session: Session, actor: Actor, case_id: int, text: str, *, now: datetime
) -> Consultation:
    """Ask the asker for more, in words they read; the promise stands still meanwhile."""
    actor.require(Role.STAFF)
    words = checked(text, MOST_NOTE)
    case = await CONSULTATIONS.find(session, case_id, actor)
    await CONSULTATIONS.act(session, case, "ask-more", actor, now=now, note=words)
    return case


async def hand_over(
    session: Session, actor: Actor, case_id: int, to: int, *, now: datetime
) -> Consultation:
    """Give the case to another member of the staff. Raises NotFound for anybody else."""
    actor.require(Role.STAFF)
    case = await CONSULTATIONS.find(session, case_id, actor)
    if to not in await accounts.with_role(session, Role.STAFF) - {case.asker_id, case.owner_id}:
        raise NotFound(id=to)
    case.owner_id = to
    await CONSULTATIONS.act(session, case, "hand-over", actor, now=now)
    return case


async def leave(session: Session, actor: Actor, *, now: datetime) -> None:
    """Before an account is forgotten: its open questions end, its cases go to a colleague.

    Call it in the transaction that forgets the account.
    """
    await _alone(session, actor.id)
    own = await session.scalars(
        select(Consultation)
        .where(Consultation.asker_id == actor.id, Consultation.state.in_(OPEN))
        .order_by(Consultation.id)
        .with_for_update()
    )
    for case in own.all():
        await outbox.withdraw(session, f"{KIND}-{case.id}")
        await CONSULTATIONS.act(session, case, "withdraw", actor, now=now)
    await library_proposals.reviewer_leaves(session, actor, now=now)
    had = await session.scalars(
        select(Consultation)
        .where(Consultation.owner_id == actor.id, Consultation.state.in_(OPEN))
        .order_by(Consultation.id)
        .with_for_update()
    )
    for case in had.all():
        case.owner_id = await fewest_open(session, {case.asker_id, actor.id})
        if case.state == "assigned" and case.owner_id is not None and Role.STAFF in actor.roles:
            await CONSULTATIONS.act(session, case, "hand-over", actor, now=now)
        else:
            await CONSULTATIONS.file(session, case, now=now)


@dataclass(frozen=True, slots=True)
class View:
    """A case with what is needed to show it to ``side``.

    ``due`` is as ``timers.promised`` writes it; ``wanted`` what staff asked the asker for.
    """

    case: Consultation
    side: str
    asker: str
    owner: str
    replier: str
    question: AskedQuestion | None
    due: str
    urgent: bool
    wanted: str
    choices: list[Action]


async def view(session: Session, actor: Actor, case_id: int) -> View:
    """The case for its asker or for staff; writes nothing. Raises NotFound for anybody else."""
    case = await session.get(Consultation, case_id, populate_existing=True)
    if case is None:
        raise NotFound(id=case_id)
    standing = casework.standing(actor, await CONSULTATIONS.parties(session, case))
    sides = [side for side in ("student", "staff") if side in standing]
    if not sides:
        raise NotFound(id=case_id)
    names = await names_of(session, case.asker_id, case.owner_id, case.replied_by)
    timer = await timers.seen(session, KIND, case.id)
    return View(
        case,
        sides[0],
        names.get(case.asker_id, ""),
        names.get(case.owner_id or 0, ""),
        names.get(case.replied_by or 0, ""),
        await question_of(session, case),
        timers.promised(timer) if timer else "",
        timer is not None and timer.started_at == case.urged_at,
        await _wanted(session, case),
        casework.choices(CONSULTATION, case, {sides[0]}),
    )


async def colleagues(session: Session, actor: Actor, case_id: int) -> list[tuple[int, str]]:
    """Who else of the staff could take the case, with their names."""
    actor.require(Role.STAFF)
    case = await session.get(Consultation, case_id)
    if case is None:
        raise NotFound(id=case_id)
    able = await accounts.with_role(session, Role.STAFF) - {case.asker_id, case.owner_id}
    return sorted((await names_of(session, *able)).items())


async def _open(
    session: Session,
    actor: Actor,
    text: str,
    *,
    now: datetime,
    question_id: int | None = None,
    source: str | None = None,
) -> Consultation:
    case = Consultation(
        asker_id=actor.id,
        owner_id=await fewest_open(session, {actor.id}),
        question_id=question_id,
        source=source,
        text=text,
        supplement="",
        reply="",
        number=await next_number(session, SERIES, now=now),
        opened_at=now,
    )
    await CONSULTATIONS.act(session, case, "ask", actor, now=now)
    return case


def _words(question: AskedQuestion) -> str:
    """What was asked; a follow-up (浙江呢) as it was understood, with the topic it leans on."""
    leans = question.previous and len(question.asked) > len(question.text)
    return question.asked if leans else question.text


async def _wanted(session: Session, case: Consultation) -> str:
    if case.state != "lacking":
        return ""
    steps = await history.steps(session, KIND, case.id)
    return next((step.note for step in reversed(steps) if step.event == "ask-more"), "")


async def _alone(session: Session, account_id: int) -> None:
    """Let one act of this person at a time open or hurry cases, on however many devices."""
    await session.get(Account, account_id, with_for_update=True)


async def _require_room(session: Session, actor: Actor) -> None:
    waiting = await session.scalar(
        select(func.count())
        .select_from(Consultation)
        .where(Consultation.asker_id == actor.id, Consultation.state.in_(OPEN))
    )
    if (waiting or 0) >= MOST_OPEN:
        raise TooManyOpen(limit=MOST_OPEN)


async def _cluster(session: Session, case_id: int) -> dict[int, Consultation]:
    """The case and the open ones that ask the same, locked in the order of their ids."""
    cluster = await session.scalar(
        select(Consultation.cluster_id).where(Consultation.id == case_id)
    )
    same = Consultation.cluster_id == cluster if cluster is not None else Consultation.id == case_id
    rows = await session.scalars(
        select(Consultation)
        .where((Consultation.id == case_id) | (same & Consultation.state.in_(OPEN)))
        .order_by(Consultation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {case.id: case for case in rows}
    if case_id not in found:
        raise NotFound(id=case_id)
    return found
