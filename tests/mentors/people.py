"""Mentors, students and projects made up for tests."""

from datetime import datetime
from typing import Any

from core import accounts
from core.accounts import Actor, Role
from core.db import Session
from mentors.models import Mentor
from students.models import Project

_CHATS = iter(range(50_000, 10_000_000))


async def person(session: Session, now: datetime, *roles: Role) -> Actor:
    """A new account with these roles."""
    actor = await accounts.identify(
        session, "web", next(_CHATS), name="演示用户", locale="zh-CN", now=now
    )
    for role in roles:
        await accounts.grant(session, actor.id, role, None, now=now)
    return await accounts.actor_of(session, actor.id)


async def mentor(session: Session, now: datetime, **values: Any) -> Mentor:
    """An appointed mentor with an account, for everything, unless ``values`` say otherwise."""
    if "account_id" not in values:
        values["account_id"] = (await person(session, now, Role.MENTOR)).id
    defaults: dict[str, Any] = {
        "name": "示例导师·陈",
        "tags": ["funding"],
        "industries": ["software"],
        "stages": ["idea", "prototype"],
        "languages": ["zh"],
        "campuses": ["东校区"],
        "times": ["wed-evening"],
        "appointed": True,
        "joined_at": now,
        "changed_at": now,
    }
    made = Mentor(**{**defaults, **values})
    session.add(made)
    await session.flush()
    return made


async def project(session: Session, now: datetime, owner: Actor, **values: Any) -> Project:
    """A project that the mentor above suits, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "account_id": owner.id,
        "source": f"test-{next(_CHATS)}",
        "title": "示例项目",
        "summary": "校园里的二手书交换",
        "stage": "idea",
        "industries": ["software"],
        "tags": ["funding", "law"],
        "languages": ["zh"],
        "campus": "东校区",
        "times": ["wed-evening"],
        "created_at": now,
        "changed_at": now,
    }
    made = Project(**{**defaults, **values})
    session.add(made)
    await session.flush()
    return made
