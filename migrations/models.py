"""Every module that defines tables, so that all of them can be compared with the scripts."""

import importlib
import importlib.util

from sqlalchemy import MetaData

MODULES = (
    "core.accounts",
    "core.clock",
    "core.history",
    "core.cards",
    "core.outbox",
    "core.timers",
    "core.promises",
    "core.escalation",
    "cases.models",
    "cases.slots",
    "bot.models",
    "knowledge.models",
    "students.models",
    "mentors.models",
    "mentors.hours",
    "transfer.models",
    "staff.models",
    "staff.digest",
    "courier.models",
)


def load() -> MetaData:
    """Import the modules that exist and return the tables they define."""
    from core.db import Base

    for module in MODULES:
        if importlib.util.find_spec(module) is not None:
            importlib.import_module(module)
    return Base.metadata
