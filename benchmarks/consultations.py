"""How well nearness proposes questions that ask the same: python -m benchmarks.consultations."""

import numpy as np

from knowledge.embeddings import bundled
from staff.clusters import NEAR
from staff.library_proposals import VERY_NEAR
from tests.staff.wordings import CHOSEN, MEASURED, pairs


def main() -> None:
    model = bundled()
    if model is None:
        raise SystemExit("the model is not installed")
    for name, rows in (("chosen", CHOSEN), ("measured", MEASURED)):
        texts, both = pairs(rows)
        vectors = np.array([model.embed_query(text) for text in texts])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = np.array([vectors[a] @ vectors[b] for a, b, _ in both])
        same = np.array([alike for *_, alike in both])
        print(f"{name}: {same.sum()} pairs alike, {(~same).sum()} not")
        for least in (0.88, 0.89, NEAR, 0.91, VERY_NEAR, 0.93):
            found = cosines >= least
            print(
                f"  {least:.2f}: {found[same].mean():.0%} of the alike found,"
                f" {found[~same].mean():.1%} of the others ({(found & ~same).sum()}) with them"
            )


if __name__ == "__main__":
    main()
