"""Vectors made beforehand of the texts that most libraries hold, so that nobody waits for them.

``prepared.npz`` is written by ``benchmarks/prepare_vectors.py`` for the default statutes and our
own digests: a hash of each text and its vector in 8 bits (cosines differ by 0.001 at most), not a
word of them. Texts that have changed since are embedded like any other.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Vector = NDArray[np.float32]

FILE = Path(__file__).with_name("prepared.npz")
_KEY_CHARACTERS = 32
_STEPS = 127


def read(model_id: str, wanted: Iterable[str], path: Path = FILE) -> dict[str, Vector]:
    """The prepared vectors of the wanted keys (see ``VectorStore.key``); none if unreadable."""
    try:
        with np.load(path) as held:
            if str(held["model"]) != model_id:
                return {}
            rows = {str(key): row for row, key in enumerate(held["keys"])}
            steps, scales = held["steps"], held["scales"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, BadZipFile) as why:
        log.warning("prepared vectors unreadable: %s", why)
        return {}
    found: dict[str, Vector] = {}
    for key in wanted:
        row = rows.get(key[:_KEY_CHARACTERS])
        if row is not None:
            vector = steps[row].astype(np.float32) * scales[row]
            found[key] = vector / (np.linalg.norm(vector) or 1.0)
    return found


def write(model_id: str, vectors: Mapping[str, Sequence[float]], path: Path = FILE) -> int:
    """Write vectors by key; the number of bytes."""
    keys = sorted(vectors)
    matrix = np.asarray([vectors[key] for key in keys], np.float32)
    scales = np.abs(matrix).max(axis=1) / _STEPS
    np.savez_compressed(
        path,
        model=np.array(model_id),
        keys=np.array([key[:_KEY_CHARACTERS] for key in keys]),
        steps=np.round(matrix / scales[:, None]).astype(np.int8),
        scales=scales,
    )
    return path.stat().st_size
