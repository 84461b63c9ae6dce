"""The values of the web chat's rows and the transaction they are read and written in."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


def dumps(value: Any) -> str:
    """JSON as it is stored and sent: no needless spaces, characters as themselves."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Event:
    """A change that people see in a chat; chat 0 concerns every chat."""

    seq: int
    chat_id: int
    kind: str
    payload: Json


@dataclass(frozen=True, slots=True)
class Update:
    """Something the bot is to be told; `payload` is the finished JSON of a Bot API Update."""

    update_id: int
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was uploaded; `media` is what messages say of it besides name, type and size."""

    file_id: str
    file_unique_id: str
    kind: str
    sha256: str
    file_path: str
    name: str | None
    mime: str
    size: int
    media: Json


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who chats; `role` is only for display."""

    person_id: int
    first_name: str
    last_name: str | None
    username: str | None
    language_code: str | None
    role: str | None
    is_demo: bool

    def user(self) -> Json:
        """The Bot API User."""
        user: Json = {"id": self.person_id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                user[name] = value
        return user


News = Event | Update


class Rows:
    """The database inside one transaction; `news` collects what to tell once it is committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection
        self.news: list[News] = []

    def one(self, sql: str, *parameters: Any) -> Any:
        row = self.sql.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def setting(self, name: str) -> Any:
        """The stored value, or None."""
        text = self.one("SELECT value FROM settings WHERE name = ?", name)
        return None if text is None else json.loads(text)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a value under the name; None forgets it."""
        if value is None:
            self.sql.execute("DELETE FROM settings WHERE name = ?", (name,))
        else:
            self.sql.execute("REPLACE INTO settings VALUES (?, ?)", (name, dumps(value)))
