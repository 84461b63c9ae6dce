"""Opens the policy library of this installation and fills it on its very first use."""

import logging

from bot.config import Settings
from core.db import Database
from knowledge.library import Library

log = logging.getLogger(__name__)


async def open_library(settings: Settings, db: Database) -> Library:
    """The library over ``db``, with the default statutes and our digests if it never held any.

    A document that staff removed stays removed: an empty shelf with a history is not filled.
    """
    library = await Library.open(db, settings.data_dir / "index", dense=settings.knowledge_dense)
    if not await library.list():
        statutes = await library.import_statutes()
        digests = await library.import_digests()
        log.info("the library was empty: took in %d statutes and %d digests", statutes, digests)
    return library
