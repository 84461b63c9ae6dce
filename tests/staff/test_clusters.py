"""How well the bundled model proposes questions that ask the same, on questions of our own."""

import numpy as np
import pytest

from knowledge.embeddings import bundled
from staff.clusters import NEAR, best, unit
from staff.library_proposals import VERY_NEAR
from tests.databases import require
from tests.staff.wordings import CHOSEN, MEASURED, pairs


@pytest.mark.parametrize("rows", [CHOSEN, MEASURED], ids=["chosen", "measured"])
def test_the_thresholds_find_most_and_join_little(rows: tuple[tuple[str, ...], ...]) -> None:
    model = bundled()
    require(model is not None, "the bundled model is not installed")
    assert model is not None
    texts, both = pairs(rows)
    vectors = np.array([unit(model.embed_query(text)) for text in texts])
    cosines = np.array([vectors[a] @ vectors[b] for a, b, _ in both])
    same = np.array([alike for *_, alike in both])

    assert (cosines >= NEAR)[same].mean() >= 0.8
    assert (cosines >= NEAR)[~same].mean() <= 0.02
    # What students see without staff between: rather nothing than the wrong thing.
    assert (cosines >= VERY_NEAR)[~same].sum() <= 2


def test_the_nearest_come_first_and_strange_vectors_are_passed_over() -> None:
    vectors = [[1.0, 0.0], [0.6, 0.8], [], [1.0, 0.0, 0.0], [0.0, 1.0]]

    assert best(vectors, [0.0, 2.0], 0.5, 5) == [(4, 1.0), (1, 0.8)]
    assert best(vectors, [0.0, 2.0], 0.5, 1) == [(4, 1.0)]
    assert best([], [1.0], 0.5, 1) == []
