"""The kinds of cases of mentors, each an instance that the engine can act with."""

from typing import Any

from core.kinds import CaseKind
from mentors import requests
from mentors.appointments import APPOINTMENTS
from mentors.cascade import MATCHES, OFFERS
from mentors.meetings import MEETINGS
from mentors.relations import Mentoring
from mentors.rounds import ROUNDS

KINDS: tuple[CaseKind[Any], ...] = (
    APPOINTMENTS,
    MATCHES,
    OFFERS,
    ROUNDS,
    Mentoring(on_end=requests.relation_ended, on_agree=requests.relation_agreed),
    MEETINGS,
)
