"""A town with a small made-up pool of mentors, for conversations about finding one."""

from typing import Any

from core import accounts
from core.accounts import Actor, Role
from mentors.models import MatchRequest, Mentor
from tests.chat import Person, Town

CUP = "我们做宠物智能水杯，样机有了，想找第一批客户，周三晚上有空"
HARDWARE: dict[str, Any] = {
    "industries": ["smart_hardware", "consumer"],
    "stages": ["prototype"],
    "tags": ["customers", "product"],
    "times": ["wed-evening"],
}
LAWYER: dict[str, Any] = {
    "industries": ["consumer"],
    "stages": ["idea", "prototype"],
    "tags": ["patent", "law"],
}


async def actor_of(town: Town, person: Person) -> Actor:
    """The person as the system knows them, known from now on."""
    async with town.db.transaction() as session:
        return await accounts.identify(
            session, town.channel, person.number, name=person.name, locale="zh-CN", now=town.now
        )


async def mentor(
    town: Town, name: str, number: int, *, spare: bool = False, **columns: Any
) -> Person:
    """Somebody of the pool who can be reached; ``spare``: places that fit nobody."""
    person = town.person(name, number)
    await person.become(Role.MENTOR)
    actor = await actor_of(town, person)
    values: dict[str, Any] = {"capacity": 2, "languages": ["zh"], "appointed": True, **columns}
    if spare:
        values |= {"capacity": 200, "languages": ["en"]}
    async with town.db.transaction() as session:
        session.add(
            Mentor(
                account_id=actor.id,
                name=name,
                joined_at=town.now,
                changed_at=town.now,
                **values,
            )
        )
    return person


async def pool(town: Town) -> tuple[Person, Person]:
    """An engineer and a lawyer; places in another language keep the days quiet."""
    await mentor(town, "外语导师", 89, spare=True)
    engineer = await mentor(town, "陈工", 81, **HARDWARE)
    lawyer = await mentor(town, "周律师", 82, **LAWYER)
    return engineer, lawyer


async def staff(town: Town) -> Person:
    person = town.person("王老师", 90)
    await person.become(Role.STAFF)
    return person


async def requests_of(town: Town, student: Person) -> list[MatchRequest]:
    from mentors import requests

    actor = await actor_of(town, student)
    async with town.db.reading() as session:
        return await requests.own(session, actor)
