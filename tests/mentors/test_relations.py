"""The agreement: both confirm the same words, once, however they tap."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import outbox
from core.accounts import Actor
from core.casework import Transition
from core.db import Database, Session
from core.errors import NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from mentors import agreements, relations
from mentors.agreements import GoalsTooLong, Terms, TermsChanged, TermsNotValid
from mentors.models import Offer, Relation
from mentors.relations import Mentoring
from tests.mentors.pairs import Pair, pair, person

TERMS = Terms("找到十家试用客户", 7, 3)


class Ear:
    """Writes down what whoever keeps the places would be told."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []

    async def __call__(self, session: Session, relation: Relation, /, *, now: datetime) -> None:
        self.heard.append((relation.id, relation.state))


async def keys(session: Session, account_id: int) -> list[str]:
    return list(
        await session.scalars(
            select(Notice.key).where(Notice.account_id == account_id).order_by(Notice.id)
        )
    )


async def test_both_are_told_of_the_proposal_with_what_the_student_asked(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        both = await pair(session, now=now)
        relation = await session.get_one(Relation, both.relation_id)
        notices = await outbox.due(session, now=now)
        again = await relations.propose(
            session, await session.get_one(Offer, relation.offer_id), now=now
        )

    assert again.id == relation.id
    assert (relation.state, relation.goals) == ("agreeing", "样机做完了，不知道第一批客户去哪找")
    assert [(n.account_id, n.key, [a.event for a in n.buttons]) for n in notices] == [
        (both.mentor.id, "mentoring-propose-mentor", ["ok", "change", "refuse"]),
        (both.student.id, "mentoring-propose-student", ["ok", "change", "refuse"]),
    ]


async def test_two_yeses_form_the_relation_and_repeating_one_changes_nothing(
    any_db: Database, now: datetime
) -> None:
    ear = Ear()
    kind = Mentoring(on_agree=ear)
    async with any_db.transaction() as session:
        both = await pair(session, now=now)
    states = []
    for actor in (both.student, both.student, both.mentor, both.mentor):
        async with any_db.transaction() as session:
            relation = await agreements.agree(session, kind, both.relation_id, actor, 1, now=now)
            states.append(relation.state)

    assert states == ["agreeing", "agreeing", "formed", "formed"]
    assert (relation.starts_on, relation.ends_on) == (date(2026, 11, 20), date(2027, 5, 20))
    assert ear.heard == [(both.relation_id, "formed")]
    async with any_db.reading() as session:
        steps = [step.event for step in await session.scalars(select(Transition))]
        assert (await keys(session, both.student.id))[-1] == "mentoring-agree-student"
    assert steps == ["propose", "ok", "ok", "agree"]


async def test_both_tapping_at_once_form_it_once(any_db: Database, now: datetime) -> None:
    ear = Ear()
    kind = Mentoring(on_agree=ear)
    async with any_db.transaction() as session:
        both = await pair(session, now=now)

    async def tap(actor_of: str) -> str:
        async with any_db.transaction() as session:
            actor = getattr(both, actor_of)
            return (
                await agreements.agree(session, kind, both.relation_id, actor, 1, now=now)
            ).state

    states = await asyncio.gather(*(tap(side) for side in ("student", "mentor") * 4))

    assert sorted(set(states)) in (["agreeing", "formed"], ["formed"])
    assert ear.heard == [(both.relation_id, "formed")]
    async with any_db.reading() as session:
        steps = [step.event for step in await session.scalars(select(Transition))]
    assert steps == ["propose", "ok", "ok", "agree"]


async def test_a_change_undoes_the_other_yes_and_old_buttons_count_no_more(
    db: Database, now: datetime
) -> None:
    kind = Mentoring()
    async with db.transaction() as session:
        both = await pair(session, now=now)
        await agreements.agree(session, kind, both.relation_id, both.student, 1, now=now)
        changed = await agreements.change(
            session, kind, both.relation_id, both.mentor, TERMS, now=now
        )
        assert (changed.terms_version, changed.student_ok, changed.mentor_ok) == (2, 0, 2)
        same = await agreements.change(session, kind, both.relation_id, both.mentor, TERMS, now=now)
        assert same.terms_version == 2
        told = await session.scalar(select(Notice).where(Notice.key == "mentoring-change-student"))
        assert told is not None
        assert told.params["goals"] == "找到十家试用客户"
    with pytest.raises(TermsChanged):
        async with db.transaction() as session:
            await agreements.agree(session, kind, both.relation_id, both.student, 1, now=now)
    async with db.transaction() as session:
        relation = await agreements.agree(session, kind, both.relation_id, both.student, 2, now=now)
    assert (relation.state, relation.ends_on) == ("formed", date(2027, 2, 20))


async def test_what_may_not_be_agreed_on_is_refused(db: Database, now: datetime) -> None:
    kind = Mentoring()
    async with db.transaction() as session:
        both = await pair(session, now=now)
        stranger = await person(session, 99, "路人", now=now)
    for terms, error in (
        (Terms("目标", 5, 6), TermsNotValid),
        (Terms("目标", 14, 600), TermsNotValid),
        (Terms("长" * 301, 14, 6), GoalsTooLong),
    ):
        with pytest.raises(error):
            async with db.transaction() as session:
                await agreements.change(
                    session, kind, both.relation_id, both.student, terms, now=now
                )
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await agreements.change(session, kind, both.relation_id, stranger, TERMS, now=now)
    async with db.transaction() as session:
        done = await agreements.change(
            session, kind, both.relation_id, both.student, TERMS, now=now
        )
    assert done.term_months == 3


async def _agreed(db: Database, now: datetime, ear: Ear) -> Pair:
    async with db.transaction() as session:
        return await pair(session, now=now)


async def test_silence_lapses_and_whoever_keeps_the_place_hears(
    db: Database, now: datetime
) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await _agreed(db, now, ear)
    await keep_time(db, Kinds([kind]), now=now + timedelta(hours=25))
    async with db.reading() as session:
        assert (await keys(session, both.mentor.id))[-1] == "mentoring-agreeing-reminder-mentor"
    await keep_time(db, Kinds([kind]), now=now + timedelta(hours=73))

    assert ear.heard == [(both.relation_id, "lapsed")]
    with pytest.raises(NotPossibleNow):
        async with db.transaction() as session:
            await agreements.agree(
                session, kind, both.relation_id, both.student, 1, now=now + timedelta(hours=74)
            )


async def test_a_refusal_ends_it_and_a_stranger_sees_nothing(db: Database, now: datetime) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await _agreed(db, now, ear)
    async with db.transaction() as session:
        stranger = await person(session, 99, "路人", now=now)
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await kind.find(session, both.relation_id, stranger)
    async with db.transaction() as session:
        relation = await kind.find(session, both.relation_id, both.student)
        await kind.act(session, relation, "refuse", both.student, now=now)

    assert ear.heard == [(both.relation_id, "refused")]


async def test_the_table_alone_cannot_skip_a_yes(db: Database, now: datetime) -> None:
    kind = Mentoring()
    async with db.transaction() as session:
        both = await pair(session, now=now)

    async def tries(actor: Actor | None) -> None:
        async with db.transaction() as session:
            relation = await kind.find(session, both.relation_id, actor)
            await kind.act(session, relation, "agree", actor, now=now)

    with pytest.raises(NotAllowed):
        await tries(both.mentor)
    with pytest.raises(NotPossibleNow):
        await tries(None)
