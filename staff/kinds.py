"""The kinds of cases that staff run, each an instance that the engine can act with."""

from typing import Any

from core.kinds import CaseKind
from staff.applications import APPLICATIONS
from staff.bookings import BOOKINGS
from staff.consulting import CONSULTATIONS
from staff.finance import FINANCES
from staff.stays import STAYS

KINDS: tuple[CaseKind[Any], ...] = (APPLICATIONS, STAYS, BOOKINGS, FINANCES, CONSULTATIONS)
