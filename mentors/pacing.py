"""When students' picks are sent: at once, a second one beside the first, or together at night."""

import numpy as np

from mentors.candidates import Floats
from mentors.ranking import ASKING_COST

HOLD_H = 72.0
"""How long a request holds a place; then silence counts as a no."""
REMIND_H = (24.0, 48.0)
HEDGE_AFTER_H = 24.0
"""After so much silence one second request may go out beside the first."""
NIGHT_H = 2.0
"""The hour, in Shanghai, at which collected picks are assigned together."""
BUSY_SHARE = 0.10
MOST_REQUESTS = 8
"""Requests one need may send before staff take it over."""
MOST_OPEN = 2
WISH = 0.2
"""What the student's own first choice of a list counts beside the score."""


def is_busy(new_and_waiting: int, free_places: int) -> bool:
    """Whether so many seek so few places that picks are better decided together at night.

    ``new_and_waiting`` are the needs of the last 24 hours and those that wait for somebody.
    """
    return new_and_waiting > BUSY_SHARE * free_places


def wish(position: int, named: int) -> float:
    """What naming a mentor at this position (0 the first) of ``named`` adds to the score.

    Near the mean of order statistics: the first of five is as far above the middle as the fifth
    below it, and a list of one says nothing.
    """
    return WISH * (1.0 - 2.0 * (position + 0.5) / named) if named else 0.0


def night_weights(scores: Floats, chances: Floats, wishes: Floats) -> Floats:
    """The weight of each pair in the assignment of a night: what asking is expected to bring.

    0 and below is never asked, as on a list.
    """
    return np.asarray(chances * (scores + wishes) - ASKING_COST)
