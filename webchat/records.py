"""All rows of the web chat under one name, inside one transaction."""

from webchat.chatlog import ChatLog
from webchat.registry import Registry
from webchat.rows import Event, Json, News, Person, StoredFile, Update, dumps

__all__ = ["Event", "Json", "News", "Person", "Records", "StoredFile", "Update", "dumps"]


class Records(ChatLog, Registry):
    """What a piece of work given to the store reads and writes."""
