"""How well the bundled model proposes questions that ask the same, on questions of our own."""

import numpy as np
import pytest

from knowledge.embeddings import bundled
from staff.clusters import NEAR, best, packed
from staff.library_proposals import VERY_NEAR
from tests.databases import require
from tests.staff.wordings import CHOSEN, MEASURED, pairs


@pytest.mark.parametrize("rows", [CHOSEN, MEASURED], ids=["chosen", "measured"])
def test_the_thresholds_find_most_and_join_little(rows: tuple[tuple[str, ...], ...]) -> None:
    model = bundled()
    require(model is not None, "the bundled model is not installed")
    assert model is not None
    texts, both = pairs(rows)
    vectors = [packed(model.embed_query(text)) for text in texts]
    rows_of = [dict(best(vectors, one, -1, len(vectors))) for one in vectors]
    cosines = np.array([rows_of[a][b] for a, b, _ in both])
    same = np.array([alike for *_, alike in both])

    assert (cosines >= NEAR)[same].mean() >= 0.8
    assert (cosines >= NEAR)[~same].mean() <= 0.02
    # What students see without staff between: rather nothing than the wrong thing.
    assert (cosines >= VERY_NEAR)[~same].sum() <= 2


def test_the_nearest_come_first_and_strange_vectors_are_passed_over() -> None:
    vectors = [
        packed(one) for one in ([1.0, 0.0], [0.6, 0.8], [], [1.0] * 3, [0.0] * 2, [0.0, 1.0])
    ]

    first, second = best(vectors, packed([0.0, 2.0]), 0.5, 5)
    assert (first, second[0]) == ((5, 1.0), 1)
    assert second[1] == pytest.approx(0.8, abs=1e-3)
    assert best(vectors, packed([0.0, 2.0]), 0.5, 1) == [(5, 1.0)]
    assert best([], packed([1.0]), 0.5, 1) == []
