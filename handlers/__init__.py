"""Chat presentation: what people say and press, what they see; no rule and no query lives here."""

from aiogram import Router

from handlers import (
    appointment_steps,
    ask,
    ask_staff,
    attachments,
    case_files,
    case_form,
    cases,
    changes,
    commands,
    consulting,
    deciding,
    desk_link,
    errors,
    feedback,
    find_mentor,
    form_words,
    forms,
    incubation,
    invites,
    match_rounds,
    matching_by_hand,
    mentor_pool,
    mentor_profile,
    mentoring,
    next_steps,
    offers,
    opened_cases,
    original,
    oversight,
    privacy,
    progress,
    queue,
    review_panels,
    reviewing,
    services,
    stale,
    stays,
    talks,
    team,
    venture,
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
        ask_staff.setup(),
        venture.setup(),
        team.setup(),
        progress.setup(),
        services.setup(),
        incubation.setup(),
        stays.setup(),
        cases.reasons(),
        find_mentor.setup(),
        offers.setup(),
        talks.setup(),
        matching_by_hand.setup(),
        match_rounds.setup(),
        mentor_profile.setup(),
        mentor_pool.setup(),
        oversight.setup(),
        appointment_steps.setup(),
        invites.setup(),
        desk_link.setup(),
        queue.setup(),
        changes.setup(),
        mentoring.setup(),
        consulting.setup(),
        reviewing.setup(),
        review_panels.setup(),
        deciding.setup(),
        case_form.setup(),
        form_words.setup(),
        case_files.setup(),
        commands.setup(),
        original.setup(),
        feedback.setup(),
        next_steps.setup(),
        attachments.setup(),
        forms.setup(),
        ask.setup(),
        opened_cases.setup(),
        queue.steps(),
        cases.setup(),
        stale.setup(),
    ]
