"""Every kind of case of the program, gathered where all packages may be known."""

from typing import Any

from core.kinds import CaseKind
from mentors.kinds import KINDS as MENTORS

KINDS: tuple[CaseKind[Any], ...] = (*MENTORS,)
