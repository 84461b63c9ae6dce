"""Every kind of case of the program, gathered where all packages may be known."""

from typing import Any

from core.kinds import CaseKind
from mentors.kinds import KINDS as MENTORS
from staff.kinds import KINDS as STAFF

KINDS: tuple[CaseKind[Any], ...] = (*MENTORS, *STAFF)
