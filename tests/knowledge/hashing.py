"""A tiny embedding model for tests: texts with the same pairs of characters are near."""

import zlib

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.lexical import tokens

DIMENSIONS = 256


class HashingEmbeddings(Embeddings):
    """Counts hashed tokens; ``embedded`` lists the documents it was given."""

    model_id = "hashing"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.full(DIMENSIONS, 1e-3)
        for token in tokens(text):
            vector[zlib.crc32(token.encode()) % DIMENSIONS] += len(token)
        return [float(x) for x in vector / np.linalg.norm(vector)]
