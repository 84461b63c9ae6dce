"""The kinds of cases of mentors, each an instance that the engine can act with."""

from typing import Any

from core.kinds import CaseKind
from mentors.relations import Mentoring

KINDS: tuple[CaseKind[Any], ...] = (Mentoring(),)
