"""People, their addresses, roles and invites."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import accounts
from core.accounts import Account, Actor, Address, InviteNotValid, Role, RoleGrant
from core.db import Database, Session
from core.errors import NotAllowed, NotFound


async def person(session: Session, now: datetime, chat_id: int, *roles: Role) -> Actor:
    actor = await accounts.identify(
        session, "web", chat_id, name=f"演示 {chat_id}", locale="zh-CN", now=now
    )
    for role in roles:
        await accounts.grant(session, actor.id, role, None, now=now)
    return await accounts.actor_of(session, actor.id)


async def test_identify_opens_one_account_and_finds_it_again(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        first = await person(session, now, 7)
    async with db.transaction() as session:
        again = await accounts.identify(session, "web", 7, name="x", locale="en", now=now)
        other = await accounts.identify(session, "telegram", 7, name="x", locale="en", now=now)

    assert first == again == Actor(first.id, frozenset(), "zh-CN")
    assert other.id != first.id


async def test_identify_two_first_messages_at_once_open_one_account(
    any_db: Database, now: datetime
) -> None:
    async def first_message() -> Actor:
        async with any_db.transaction() as session:
            return await accounts.identify(session, "web", 7, name="x", locale="en", now=now)

    actors = await asyncio.gather(*(first_message() for _ in range(8)))

    assert len(set(actors)) == 1
    async with any_db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 1
        assert await session.scalar(select(func.count()).select_from(Address)) == 1


async def test_identify_reopens_a_blocked_address(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        actor = await person(session, now, 7)
        (address,) = await accounts.addresses(session, actor.id)
        address.blocked_at = now

    async with db.reading() as session:
        assert await accounts.find(session, "web", 7) is None
    async with db.transaction() as session:
        await person(session, now, 7)

    async with db.reading() as session:
        (address,) = await accounts.addresses(session, actor.id)
        assert address.blocked_at is None
        assert await accounts.find(session, "web", 7) == actor


async def test_addresses_put_the_last_used_first_and_blocked_last(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        actor = await person(session, now, 1)
        for chat_id, seen, blocked in [(2, now + timedelta(days=1), None), (3, now, now)]:
            session.add(
                Address(
                    account_id=actor.id,
                    channel="web",
                    chat_id=chat_id,
                    seen_at=seen,
                    blocked_at=blocked,
                )
            )
    async with db.reading() as session:
        assert [a.chat_id for a in await accounts.addresses(session, actor.id)] == [2, 1, 3]


async def test_grant_gives_a_role_once_and_revoke_ends_it(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await person(session, now, 1, Role.STAFF)
        student = await person(session, now, 2)
        await accounts.grant(session, student.id, Role.STUDENT, staff, now=now)
        await accounts.grant(session, student.id, Role.STUDENT, staff, now=now)
        assert (await accounts.actor_of(session, student.id)).roles == {Role.STUDENT}
        assert await accounts.with_role(session, Role.STUDENT) == {student.id}
        await accounts.revoke(session, student.id, Role.STUDENT, staff, now=now)
        assert (await accounts.actor_of(session, student.id)).roles == frozenset()
        grants = await session.scalars(select(RoleGrant).where(RoleGrant.account_id == student.id))
        assert [(g.role, g.granted_by, g.ended_by) for g in grants] == [
            ("student", staff.id, staff.id)
        ]


@pytest.mark.parametrize(
    ("own", "given", "allowed"),
    [
        (Role.STAFF, Role.MENTOR, True),
        (Role.STAFF, Role.ADMIN, False),
        (Role.ADMIN, Role.ADMIN, True),
        (Role.STUDENT, Role.STUDENT, False),
        (Role.MENTOR, Role.STUDENT, False),
    ],
)
async def test_grant_asks_who_gives(
    db: Database, now: datetime, own: Role, given: Role, allowed: bool
) -> None:
    async with db.transaction() as session:
        giver = await person(session, now, 1, own)
        taker = await person(session, now, 2)
        if allowed:
            await accounts.grant(session, taker.id, given, giver, now=now)
        else:
            with pytest.raises(NotAllowed):
                await accounts.grant(session, taker.id, given, giver, now=now)
        assert (given in (await accounts.actor_of(session, taker.id)).roles) is allowed


async def test_grant_to_nobody_is_not_found(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        with pytest.raises(NotFound):
            await accounts.grant(session, 99, Role.STUDENT, None, now=now)


def test_require_takes_any_of_the_roles() -> None:
    actor = Actor(1, frozenset({Role.STAFF}), "en")

    actor.require(Role.HEAD, Role.STAFF)
    with pytest.raises(NotAllowed):
        actor.require(Role.HEAD)


async def test_redeem_gives_the_role_in_any_spelling_and_only_once(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        staff = await person(session, now, 1, Role.STAFF)
        code = await accounts.invite(session, Role.MENTOR, staff, now=now)
        mentor, other = await person(session, now, 2), await person(session, now, 3)
        typed = f" {code.lower().replace('-', ' ')}".translate({ord("a"): "Ａ"})

        assert (await accounts.redeem(session, typed, mentor, now=now)).roles == {Role.MENTOR}
        assert (await accounts.redeem(session, code, mentor, now=now)).roles == {Role.MENTOR}
        with pytest.raises(InviteNotValid):
            await accounts.redeem(session, code, other, now=now)
        grants = list(
            await session.scalars(select(RoleGrant).where(RoleGrant.account_id == mentor.id))
        )
        assert [(g.role, g.granted_by) for g in grants] == [("mentor", staff.id)]


async def test_redeem_refuses_an_expired_and_an_invented_code(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        code = await accounts.invite(session, Role.STUDENT, None, now=now)
        student = await person(session, now, 2)
        for bad, at in [(code, now + accounts.INVITE_LASTS), ("AAAA-BBBB-CCCC", now), ("", now)]:
            with pytest.raises(InviteNotValid):
                await accounts.redeem(session, bad, student, now=at)
        assert (await accounts.redeem(session, code, student, now=now)).roles == {Role.STUDENT}


async def test_redeem_by_two_at_once_serves_one(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        code = await accounts.invite(session, Role.STUDENT, None, now=now)
        people = [await person(session, now, n) for n in (1, 2, 3, 4)]

    async def use(actor: Actor) -> bool:
        try:
            async with any_db.transaction() as session:
                await accounts.redeem(session, code, actor, now=now)
        except InviteNotValid:
            return False
        return True

    assert sorted(await asyncio.gather(*map(use, people))) == [False, False, False, True]


async def test_set_locale_lasts(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        actor = await accounts.set_locale(session, await person(session, now, 1), "en")
    async with db.reading() as session:
        assert actor.locale == (await accounts.actor_of(session, actor.id)).locale == "en"
