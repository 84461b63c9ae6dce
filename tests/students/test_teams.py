"""Teams: who joins by which link, whose share counts, and what happens when somebody goes."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from core.accounts import Account, Actor
from core.db import Database, Session
from core.errors import DomainError, NotFound, NotPossibleNow
from core.outbox import Notice
from core.privacy import export_person, forget_person
from students import equity, joining, projects, teams
from students.equity import SharesBeyondWhole
from students.joining import InTeamAlready, LinkNotValid
from students.models import Project, ProjectMember
from students.teams import MOST_MEMBERS, Member, NoHeir, OwnerStays, TeamFull
from tests.chat import NOW

LIN, WANG, ZHAO, OTHER = (Actor(number, frozenset(), "zh-CN") for number in (1, 2, 3, 4))
NAMES = {1: "小林", 2: "小王", 3: "小赵", 4: "路人"}
WEEK = timedelta(days=7)


@pytest.fixture
async def people(any_db: Database) -> Database:
    async with any_db.transaction() as session:
        for number, name in NAMES.items():
            session.add(Account(id=number, name=name, locale="zh-CN", created_at=NOW))
    return any_db


async def cup(session: Session) -> int:
    """A project of 小林's."""
    return (await projects.save(session, LIN, "m1", now=NOW, title="示范水杯", stage="idea")).id


async def invited(
    session: Session, project: int, code: str = "code", share: str = "", role: str = "member"
) -> Member:
    amount = Decimal(share) if share else None
    return await joining.invite(
        session, LIN, project, role, amount, code=code, source=code, now=NOW
    )


async def joined(
    session: Session, project: int, who: Actor, share: str = "", role: str = "member"
) -> Member:
    await invited(session, project, f"to {who.id}", share, role)
    await joining.accept(session, who, f"to {who.id}", now=NOW)
    return await row_of(session, project, who)


async def row_of(session: Session, project: int, who: Actor) -> Member:
    found = [m for m in await teams.members(session, project) if m.account_id == who.id]
    assert len(found) == 1
    return found[0]


async def shown(session: Session, project: int) -> list[tuple[str, str, str, bool]]:
    return [
        (m.name, m.role, "" if m.equity is None else str(m.equity), m.confirmed)
        for m in await teams.members(session, project)
    ]


async def told(session: Session, who: Actor) -> list[str]:
    keys = await session.scalars(
        select(Notice.key).where(Notice.account_id == who.id).order_by(Notice.id)
    )
    return list(keys)


async def test_the_owner_is_always_of_the_team(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        assert await shown(session, project) == [("小林", "owner", "", True)]
        assert await session.scalar(select(func.count()).select_from(ProjectMember)) == 0
        for _ in range(2):
            await teams.open_team(session, LIN, project, now=NOW)
        assert await shown(session, project) == [("小林", "owner", "", True)]
        assert await session.scalar(select(func.count()).select_from(ProjectMember)) == 1
        assert await teams.role_in(session, project, LIN.id) == "owner"
        assert await teams.projects_of(session, LIN.id) == {project}


async def test_who_accepts_is_a_member_with_the_share_of_the_link(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project, share="12.50")
        assert await shown(session, project) == [
            ("小林", "owner", "", True),
            ("", "member", "12.50", False),
        ]
        assert await teams.role_in(session, project, WANG.id) is None
        assert await teams.projects_of(session, WANG.id) == set()
    async with people.reading() as session:
        seen = await joining.look(session, WANG, "code", now=NOW)
        assert (seen.title, seen.inviter, seen.role, seen.share) == (
            "示范水杯",
            "小林",
            "member",
            Decimal("12.50"),
        )
    for _ in range(2):
        async with people.transaction() as session:
            await joining.accept(session, WANG, "code", now=NOW)
    async with people.reading() as session:
        assert await shown(session, project) == [
            ("小林", "owner", "", True),
            ("小王", "member", "12.50", True),
        ]
        assert await teams.role_in(session, project, WANG.id) == "member"
        assert await teams.projects_of(session, WANG.id) == {project}
        assert [p.id for p in await teams.own_and_joined(session, WANG)] == [project]
        assert await told(session, LIN) == ["team-joined"]


async def test_a_repeated_invitation_is_one_invitation(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        first = await invited(session, project, share="60")
        assert (await invited(session, project, share="60")).id == first.id
        await joining.accept(session, WANG, "code", now=NOW)
        assert len(await teams.members(session, project)) == 2


async def test_only_the_hash_of_a_code_is_kept_and_never_exported(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project, "a-secret-code")
        await joining.accept(session, WANG, "a-secret-code", now=NOW)
        row = (
            await session.execute(select(ProjectMember).where(ProjectMember.account_id == 2))
        ).one()
        assert row[0].code_hash
        assert "secret" not in row[0].code_hash
        (exported,) = (await export_person(session, WANG.id))["project_members"]
        assert "code_hash" not in exported
        assert exported["name"] == "小王"


async def test_two_people_open_one_link_at_once_and_one_joins(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project, share="10")

    async def accept(who: Actor) -> str:
        try:
            async with people.transaction() as session:
                await joining.accept(session, who, "code", now=NOW)
        except LinkNotValid:
            return "late"
        return "joined"

    assert sorted(await asyncio.gather(*map(accept, (WANG, ZHAO, OTHER)))) == [
        "joined",
        "late",
        "late",
    ]
    async with people.reading() as session:
        assert len(await teams.members(session, project)) == 2


async def test_two_links_of_one_team_let_a_person_in_once(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project, "one")
        await invited(session, project, "two")

    async def accept(code: str) -> str:
        try:
            async with people.transaction() as session:
                await joining.accept(session, WANG, code, now=NOW)
        except InTeamAlready:
            return "in already"
        return "joined"

    assert sorted(await asyncio.gather(accept("one"), accept("two"))) == ["in already", "joined"]


async def test_shares_given_at_once_stay_within_the_whole(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)

    async def invite(code: str) -> str:
        try:
            async with people.transaction() as session:
                await invited(session, project, code, share="60")
        except SharesBeyondWhole as refusal:
            return f"left {refusal.params['left']}"
        return "invited"

    assert sorted(await asyncio.gather(invite("a"), invite("b"))) == ["invited", "left 40"]


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "declined", "unknown"])
async def test_a_link_that_is_over_opens_nothing(people: Database, how: str) -> None:
    at = NOW
    async with people.transaction() as session:
        project = await cup(session)
        one = await invited(session, project, share="10")
        assert (await joining.look(session, WANG, "code", now=NOW)).role == "member"
        match how:
            case "used":
                await joining.accept(session, ZHAO, "code", now=NOW)
            case "expired":
                at += WEEK
            case "withdrawn":
                for _ in range(2):
                    await teams.remove(session, LIN, one.id, now=NOW)
            case "declined":
                for _ in range(2):
                    await joining.decline(session, ZHAO, "code", now=NOW)
        code = "another" if how == "unknown" else "code"
        for refused in (joining.look, joining.accept, joining.decline):
            with pytest.raises(LinkNotValid):
                await refused(session, WANG, code, now=at)
        assert await teams.role_in(session, project, WANG.id) is None
        expected = {"used": ["team-joined"], "declined": ["team-declined"]}
        assert await told(session, LIN) == expected.get(how, [])


async def test_a_link_works_until_its_last_moment(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project)
        await joining.accept(session, WANG, "code", now=NOW + WEEK - timedelta(seconds=1))
        assert await teams.role_in(session, project, WANG.id) == "member"


async def test_who_is_in_the_team_uses_no_link_up(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await joined(session, project, WANG)
        await invited(session, project, "next")
        for who in (LIN, WANG):
            for refused in (joining.look, joining.accept, joining.decline):
                with pytest.raises(InTeamAlready):
                    await refused(session, who, "next", now=NOW)
        await joining.accept(session, ZHAO, "next", now=NOW)
        assert await teams.role_in(session, project, ZHAO.id) == "member"


async def test_an_expired_or_withdrawn_invitation_frees_its_share(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await invited(session, project, "a", share="70")
        withdrawn = await invited(session, project, "b", share="30")
        with pytest.raises(SharesBeyondWhole):
            await invited(session, project, "c", share="0.01")
        await teams.remove(session, LIN, withdrawn.id, now=NOW)
        await invited(session, project, "d", share="30")
        later = NOW + WEEK
        assert await equity.shares(session, project, now=later) == 0
        await joining.invite(
            session, LIN, project, "member", Decimal(100), code="e", source="e", now=later
        )
        assert await equity.shares(session, project, now=later) == 100


async def test_the_share_of_who_joined_counts_for_good(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await joined(session, project, WANG, "40")
        later = NOW + 2 * WEEK
        assert await equity.shares(session, project, now=later) == 40
        assert await equity.room(session, project, now=later) == 60


async def test_another_share_counts_when_the_member_agrees(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        one = await joined(session, project, WANG, "20")
        for _ in range(2):
            await equity.propose(session, LIN, one.id, Decimal(10), now=NOW)
        assert await told(session, WANG) == ["team-share"]
        asked = await row_of(session, project, WANG)
        assert (asked.equity, asked.proposed, asked.confirmed) == (20, 10, False)
        assert await equity.shares(session, project, now=NOW) == 20
        with pytest.raises(NotPossibleNow):
            await equity.answer(session, WANG, one.id, Decimal(30), agrees=True, now=NOW)
        for _ in range(2):
            await equity.answer(session, WANG, one.id, Decimal(10), agrees=True, now=NOW)
        agreed = await row_of(session, project, WANG)
        assert (agreed.equity, agreed.proposed, agreed.confirmed) == (10, None, True)
        assert await told(session, LIN) == ["team-joined", "team-share-agreed"]


async def test_a_share_that_is_declined_stays_as_it_was(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        one = await joined(session, project, WANG, "20")
        await equity.propose(session, LIN, one.id, Decimal(50), now=NOW)
        assert await equity.shares(session, project, now=NOW) == 50
        await equity.answer(session, WANG, one.id, Decimal(50), agrees=False, now=NOW)
        kept = await row_of(session, project, WANG)
        assert (kept.equity, kept.proposed) == (20, None)
        assert await equity.shares(session, project, now=NOW) == 20
        with pytest.raises(NotPossibleNow):
            await equity.answer(session, WANG, one.id, Decimal(50), agrees=True, now=NOW)


async def test_the_owner_sets_the_own_share_and_takes_proposals_back(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        one = await joined(session, project, WANG, "20")
        own = await row_of(session, project, LIN)
        with pytest.raises(SharesBeyondWhole) as refused:
            await equity.propose(session, LIN, own.id, Decimal("80.01"), now=NOW)
        assert refused.value.params == {"left": "80"}
        assert (await equity.propose(session, LIN, own.id, Decimal(60), now=NOW)).equity == 60
        await equity.propose(session, LIN, one.id, Decimal(40), now=NOW)
        with pytest.raises(SharesBeyondWhole):
            await equity.propose(session, LIN, own.id, Decimal(61), now=NOW)
        await equity.propose(session, LIN, one.id, Decimal(20), now=NOW)
        assert await told(session, WANG) == []
        await equity.propose(session, LIN, own.id, Decimal(61), now=NOW)
        assert await equity.shares(session, project, now=NOW) == 81


async def test_an_invitation_and_a_name_have_no_share_to_change(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        waiting = await invited(session, project, share="10")
        named = await joining.name_adviser(
            session, LIN, project, " 示范\n老师 ", source="n", now=NOW
        )
        assert (named.name, named.role, named.confirmed, named.account_id) == (
            "示范 老师",
            "adviser",
            True,
            None,
        )
        for one in (waiting, named):
            with pytest.raises(NotPossibleNow):
                await equity.propose(session, LIN, one.id, Decimal(5), now=NOW)


async def test_who_leaves_is_out_and_everybody_else_is_told(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await joined(session, project, WANG, "30")
        await joined(session, project, ZHAO, role="adviser")
        for _ in range(2):
            await teams.leave(session, WANG, project, now=NOW)
        assert await teams.projects_of(session, WANG.id) == set()
        assert await equity.shares(session, project, now=NOW) == 0
        assert await told(session, LIN) == ["team-joined", "team-joined", "team-left"]
        assert await told(session, ZHAO) == ["team-left"]
        assert await told(session, WANG) == []
        with pytest.raises(NotFound):
            await teams.read(session, WANG, project)
        with pytest.raises(OwnerStays):
            await teams.leave(session, LIN, project, now=NOW)
        with pytest.raises(NotFound):
            await teams.leave(session, OTHER, project, now=NOW)


async def test_who_left_comes_back_by_a_new_link_only(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await joined(session, project, WANG)
        await teams.leave(session, WANG, project, now=NOW)
        with pytest.raises(LinkNotValid):
            await joining.accept(session, WANG, "to 2", now=NOW)
        await invited(session, project, "again", "5")
        await joining.accept(session, WANG, "again", now=NOW)
        assert (await row_of(session, project, WANG)).equity == 5


async def test_the_owner_takes_somebody_out(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        one = await joined(session, project, WANG, "30")
        await joined(session, project, ZHAO)
        with pytest.raises(OwnerStays):
            await teams.remove(session, LIN, (await row_of(session, project, LIN)).id, now=NOW)
        for _ in range(2):
            await teams.remove(session, LIN, one.id, now=NOW)
        assert await teams.role_in(session, project, WANG.id) is None
        assert await told(session, WANG) == ["team-removed"]
        assert await told(session, ZHAO) == ["team-left"]
        assert await told(session, LIN) == ["team-joined", "team-joined"]


async def test_a_project_is_handed_over_to_a_member(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await projects.save(session, WANG, "m1", now=NOW, title="另一个")
        heir = await joined(session, project, WANG)
        adviser = await joined(session, project, ZHAO, role="adviser")
        waiting = await invited(session, project, "waiting")
        for wrong in (adviser, waiting):
            with pytest.raises(NoHeir):
                await teams.hand_over(session, LIN, wrong.id, now=NOW)
        for _ in range(2):
            await teams.hand_over(session, LIN, heir.id, now=NOW)
        assert [(m.name, m.role) for m in await teams.members(session, project)] == [
            ("小王", "owner"),
            ("小林", "member"),
            ("小赵", "adviser"),
            ("", "member"),
        ]
        assert await told(session, WANG) == ["team-handed"]
        assert await told(session, ZHAO) == ["team-handed"]
        await projects.change(session, WANG, project, now=NOW, title="新名字")
        with pytest.raises(NotFound):
            await projects.change(session, LIN, project, now=NOW, title="旧主人")
        await teams.leave(session, LIN, project, now=NOW)


async def test_a_team_has_an_end(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        for number in range(MOST_MEMBERS - 1):
            await invited(session, project, f"c{number}")
        with pytest.raises(TeamFull):
            await invited(session, project, "one more")
        assert len(await teams.members(session, project)) == MOST_MEMBERS


async def test_strangers_and_members_do_nothing_to_a_team(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        one = await joined(session, project, WANG, "10")
        await equity.propose(session, LIN, one.id, Decimal(15), now=NOW)
        before = await shown(session, project)
        for who in (OTHER, ZHAO):
            for refused in (
                lambda who=who: teams.read(session, who, project),
                lambda who=who: teams.open_team(session, who, project, now=NOW),
                lambda who=who: teams.find(session, who, one.id),
                lambda who=who: equity.answer(
                    session, who, one.id, Decimal(15), agrees=True, now=NOW
                ),
            ):
                with pytest.raises(NotFound):
                    await refused()
        for who in (OTHER, WANG):
            for refused in (
                lambda who=who: joining.invite(
                    session, who, project, "member", None, code="x", source="x", now=NOW
                ),
                lambda who=who: joining.name_adviser(
                    session, who, project, "示范老师", source="x", now=NOW
                ),
                lambda who=who: equity.propose(session, who, one.id, Decimal(99), now=NOW),
                lambda who=who: teams.remove(session, who, one.id, now=NOW),
                lambda who=who: teams.hand_over(session, who, one.id, now=NOW),
            ):
                with pytest.raises(NotFound):
                    await refused()
        for number in (0, 999_999):
            with pytest.raises(NotFound):
                await teams.remove(session, LIN, number, now=NOW)
        with pytest.raises(NotFound):
            await teams.members(session, 999_999)
        assert await shown(session, project) == before


@pytest.mark.parametrize("share", ["-1", "100.01", "1e9"])
async def test_what_is_no_share_is_refused(people: Database, share: str) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        with pytest.raises(ValueError, match="no share"):
            await invited(session, project, share=share)
        assert len(await teams.members(session, project)) == 1


async def test_a_forgotten_owner_leaves_the_project_to_the_team(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        alone = (await projects.save(session, LIN, "m2", now=NOW, title="独自的")).id
        await joined(session, project, ZHAO, role="adviser")
        await joined(session, project, WANG)
    async with people.transaction() as session:
        await teams.depart(session, LIN, now=NOW)
        await forget_person(session, LIN.id, now=NOW)
    async with people.reading() as session:
        assert [(m.name, m.role) for m in await teams.members(session, project)] == [
            ("小王", "owner"),
            ("小赵", "adviser"),
        ]
        assert await told(session, WANG) == ["team-handed", "team-left"]
        assert await session.get(Project, alone) is None


async def test_a_forgotten_member_leaves_no_trace(people: Database) -> None:
    async with people.transaction() as session:
        project = await cup(session)
        await joined(session, project, WANG, "30")
    async with people.transaction() as session:
        await teams.depart(session, WANG, now=NOW)
        await forget_person(session, WANG.id, now=NOW)
        assert await shown(session, project) == [("小林", "owner", "", True)]
        assert await session.scalar(select(func.count()).select_from(ProjectMember)) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invite", "accept", "decline", "propose", "agree", "refuse", "leave"]),
        st.integers(2, 4),
        st.decimals(0, 100, places=2),
        st.sampled_from([0, 3, 8]),
    ),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_agreed_shares_are_never_beyond_the_whole(
    people: Database, steps: list[tuple[str, int, Decimal, int]]
) -> None:
    async with people.transaction() as session:
        project = await _fresh(session)
        now, codes = NOW, 0
        for act, number, share, days in steps:
            now += timedelta(days=days)
            codes += act == "invite"
            await _do(session, project, act, Actor(number, frozenset(), "zh-CN"), share, codes, now)
            agreed = sum(
                m.equity or 0 for m in await teams.members(session, project) if m.account_id
            )
            assert agreed <= 100
            assert await equity.shares(session, project, now=now) <= 100


async def _fresh(session: Session) -> int:
    """A project of 小林's that nobody else has joined; those before it are gone."""
    await session.execute(delete(Project))
    return await cup(session)


async def _do(
    session: Session, project: int, act: str, who: Actor, share: Decimal, codes: int, now: datetime
) -> None:
    code = f"code {codes}"
    one = next((m for m in await teams.members(session, project) if m.account_id == who.id), None)
    try:
        match act:
            case "invite":
                await joining.invite(
                    session, LIN, project, "member", share, code=code, source=code, now=now
                )
            case "accept":
                await joining.accept(session, who, code, now=now)
            case "decline":
                await joining.decline(session, who, code, now=now)
            case "propose" if one:
                await equity.propose(session, LIN, one.id, share, now=now)
            case "agree" | "refuse" if one and one.proposed is not None:
                await equity.answer(
                    session, who, one.id, one.proposed, agrees=act == "agree", now=now
                )
            case "leave" if one:
                await teams.leave(session, who, project, now=now)
    except DomainError:
        pass
