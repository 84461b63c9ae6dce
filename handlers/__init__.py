"""Chat presentation: what people say and press, what they see; no rule and no query lives here."""

from aiogram import Router

from handlers import (
    ask,
    attachments,
    cases,
    commands,
    errors,
    feedback,
    find_mentor,
    mentoring,
    next_steps,
    offers,
    original,
    privacy,
    stale,
)
from handlers.commands import MENU
from handlers.school import School

__all__ = ["MENU", "School", "setup_routers"]


def setup_routers() -> list[Router]:
    """New routers for one dispatcher, in the order in which they look at an update.

    Handlers take by name: ``db``, ``texts``, ``answerer``, ``clock``, ``school``, ``kinds`` from
    the dispatcher; ``actor``, ``channel``, ``t`` from whoever identified the person.
    """
    return [
        errors.setup(),
        privacy.setup(),
        find_mentor.setup(),
        offers.setup(),
        mentoring.setup(),
        commands.setup(),
        original.setup(),
        feedback.setup(),
        next_steps.setup(),
        attachments.setup(),
        ask.setup(),
        cases.setup(),
        stale.setup(),
    ]
