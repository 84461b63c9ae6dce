"""People, chats, messages, and what pages and the bot are still to be told of them."""

import json
from typing import Any

from webchat.rows import Event, Json, Person, Rows, Update, dumps


class ChatLog(Rows):
    """Who chats with whom and what was said."""

    # People, chats and who is in them.

    def person(self, person_id: int) -> Person | None:
        """The person of that id."""
        row = self.sql.execute(
            "SELECT person_id, first_name, last_name, username, language_code, role, is_demo"
            " FROM people WHERE person_id = ?",
            (person_id,),
        ).fetchone()
        return None if row is None else _person(row)

    def demo_people(self) -> list[Person]:
        """The fictional people of the demo."""
        rows = self.sql.execute(
            "SELECT person_id, first_name, last_name, username, language_code, role, is_demo"
            " FROM people WHERE is_demo ORDER BY person_id"
        )
        return [_person(row) for row in rows]

    def put_person(self, person: Person, *, now: int) -> None:
        """Add the person, or bring what is known of them up to date, with their private chat."""
        self.sql.execute(
            "INSERT INTO people (person_id, first_name, last_name, username, language_code, role,"
            " is_demo, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET first_name = excluded.first_name,"
            " last_name = excluded.last_name, username = excluded.username,"
            " language_code = excluded.language_code, role = excluded.role,"
            " is_demo = excluded.is_demo",
            (
                person.person_id,
                person.first_name,
                person.last_name,
                person.username,
                person.language_code,
                person.role,
                person.is_demo,
                now,
            ),
        )
        chat: Json = {"id": person.person_id, "type": "private", "first_name": person.first_name}
        for name in ("last_name", "username"):
            if value := getattr(person, name):
                chat[name] = value
        self.put_chat(chat)
        self.put_member(person.person_id, {"status": "member", "user": person.user()})

    def next_person_id(self) -> int:
        """An id that nobody has; the demo keeps the small ones."""
        return max(int(self.one("SELECT max(person_id) FROM people") or 0), 10_000) + 1

    def chat(self, chat_id: int | str) -> Json | None:
        """The chat by id or by @username."""
        if isinstance(chat_id, str):
            text = self.one("SELECT payload FROM chats WHERE username = ?", chat_id.lower())
        else:
            text = self.one("SELECT payload FROM chats WHERE chat_id = ?", chat_id)
        return None if text is None else json.loads(text)

    def put_chat(self, chat: Json) -> None:
        """Add the chat, or replace what is told about it."""
        username = chat.get("username")
        self.sql.execute(
            "INSERT INTO chats (chat_id, payload, username) VALUES (?, ?, ?)"
            " ON CONFLICT (chat_id) DO UPDATE SET payload = excluded.payload,"
            " username = excluded.username",
            (chat["id"], dumps(chat), None if username is None else f"@{username.lower()}"),
        )

    def pinned(self, chat_id: int) -> list[int]:
        """The ids of the pinned messages, the last pinned one last."""
        pinned: list[int] = json.loads(
            self.one("SELECT pinned FROM chats WHERE chat_id = ?", chat_id)
        )
        return pinned

    def set_pinned(self, chat_id: int, message_ids: list[int]) -> None:
        """Replace the list of pinned messages."""
        self.sql.execute(
            "UPDATE chats SET pinned = ? WHERE chat_id = ?", (dumps(message_ids), chat_id)
        )

    def put_member(self, chat_id: int, member: Json) -> None:
        """Add or replace a Bot API ChatMember."""
        self.sql.execute(
            "REPLACE INTO members VALUES (?, ?, ?)", (chat_id, member["user"]["id"], dumps(member))
        )

    def members(self, chat_id: int) -> list[Json]:
        """Every ChatMember of the chat."""
        rows = self.sql.execute(
            "SELECT payload FROM members WHERE chat_id = ? ORDER BY person_id", (chat_id,)
        )
        return [json.loads(text) for (text,) in rows]

    # Messages, and the events by which pages follow them.

    def next_message_id(self, chat_id: int) -> int:
        """The next id of the chat; never given twice, deleted messages included."""
        return int(
            self.one(
                "UPDATE chats SET last_message_id = last_message_id + 1 WHERE chat_id = ?"
                " RETURNING last_message_id",
                chat_id,
            )
        )

    def skip_message_ids(self, chat_id: int, last: int) -> None:
        """Let the chat's next message come after that id."""
        self.sql.execute(
            "UPDATE chats SET last_message_id = max(last_message_id, ?) WHERE chat_id = ?",
            (last, chat_id),
        )

    def message(self, chat_id: int, message_id: int) -> Json | None:
        """The message as it now is; None when there is none or it was deleted."""
        text = self.one(
            "SELECT payload FROM messages WHERE chat_id = ? AND message_id = ?", chat_id, message_id
        )
        return None if text is None else json.loads(text)

    def add_message(self, message: Json) -> str:
        """Keep a new message, make it known and return its JSON."""
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        text = dumps(message)
        self.sql.execute("INSERT INTO messages VALUES (?, ?, ?)", (chat_id, message_id, text))
        self.add_event(chat_id, "message", message, message_id)
        return text

    def change_message(self, message: Json) -> str:
        """Replace a message, make the change known and return its JSON."""
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        text = dumps(message)
        self.sql.execute(
            "UPDATE messages SET payload = ? WHERE chat_id = ? AND message_id = ?",
            (text, chat_id, message_id),
        )
        self.add_event(chat_id, "edited", self._with_reactions(message), message_id)
        return text

    def set_reactions(self, chat_id: int, message_id: int, reactions: list[Json]) -> None:
        """Replace the bot's reactions to a message and make that known to pages."""
        message = self.message(chat_id, message_id)
        if message is None:
            return
        self.sql.execute(
            "REPLACE INTO reactions VALUES (?, ?, ?)", (chat_id, message_id, dumps(reactions))
        )
        self.add_event(chat_id, "edited", self._with_reactions(message), message_id)

    def _with_reactions(self, message: Json) -> Json:
        reactions = self.one(
            "SELECT payload FROM reactions WHERE chat_id = ? AND message_id = ?",
            message["chat"]["id"],
            message["message_id"],
        )
        return _for_page(message, reactions)

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Forget what a message said (its id stays taken) and make that known."""
        self.sql.execute(
            "UPDATE messages SET payload = NULL WHERE chat_id = ? AND message_id = ?",
            (chat_id, message_id),
        )
        self.sql.execute(
            "DELETE FROM reactions WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
        )
        self.add_event(chat_id, "deleted", {"message_id": message_id}, message_id)

    def history(self, chat_id: int, before: int | None, limit: int) -> list[Json]:
        """The last messages of the chat (before that id), oldest first, with reactions."""
        rows = self.sql.execute(
            "SELECT m.payload, r.payload FROM messages m"
            " LEFT JOIN reactions r ON r.chat_id = m.chat_id AND r.message_id = m.message_id"
            " WHERE m.chat_id = ? AND m.message_id < ? AND m.payload IS NOT NULL"
            " ORDER BY m.message_id DESC LIMIT ?",
            (chat_id, before if before is not None else 2**62, limit),
        ).fetchall()
        return [_for_page(json.loads(text), reactions) for text, reactions in reversed(rows)]

    def add_event(
        self, chat_id: int, kind: str, payload: Json, message_id: int | None = None
    ) -> None:
        """Number a change that people of the chat (0: of every chat) see."""
        cursor = self.sql.execute(
            "INSERT INTO events (chat_id, kind, message_id) VALUES (?, ?, ?)",
            (chat_id, kind, message_id),
        )
        self.news.append(Event(int(cursor.lastrowid or 0), chat_id, kind, payload))

    def last_seq(self) -> int:
        """The number of the newest event of any chat."""
        return int(self.one("SELECT max(seq) FROM events") or 0)

    def events(self, chat_id: int, after: int, limit: int) -> list[Event]:
        """Events of the chat after a number, in order, messages as they now are.

        A message that was deleted since appears only by its `deleted` event.
        """
        rows = self.sql.execute(
            "SELECT e.seq, e.chat_id, e.kind, e.message_id, m.payload, r.payload FROM events e"
            " LEFT JOIN messages m ON m.chat_id = e.chat_id AND m.message_id = e.message_id"
            " LEFT JOIN reactions r ON r.chat_id = e.chat_id AND r.message_id = e.message_id"
            " WHERE e.chat_id IN (?, 0) AND e.seq > ? AND"
            " (m.payload IS NOT NULL OR e.kind NOT IN ('message', 'edited'))"
            " ORDER BY e.seq LIMIT ?",
            (chat_id, after, limit),
        )
        found = []
        for seq, chat, kind, message_id, text, reactions in rows:
            if kind in ("message", "edited"):
                payload = _for_page(json.loads(text), reactions)
            else:
                payload = {} if message_id is None else {"message_id": message_id}
            found.append(Event(seq, chat, kind, payload))
        return found

    # Polls that close by themselves.

    def add_poll(self, chat_id: int, message_id: int, closes: int) -> None:
        """Remember when a poll is to be closed."""
        self.sql.execute("INSERT INTO polls VALUES (?, ?, ?)", (chat_id, message_id, closes))

    def next_closing(self) -> int | None:
        """When the next poll is to be closed."""
        closes: int | None = self.one("SELECT min(closes) FROM polls")
        return closes

    def polls_due(self, now: int) -> list[tuple[int, int]]:
        """(chat id, message id) of the polls to close by now."""
        rows = self.sql.execute("SELECT chat_id, message_id FROM polls WHERE closes <= ?", (now,))
        return list(rows)

    def forget_poll(self, chat_id: int, message_id: int) -> None:
        """The poll is closed."""
        self.sql.execute(
            "DELETE FROM polls WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
        )

    # Updates: what the bot has not confirmed yet.

    def queue_update(self, kind: str, content: Json, *, now: int) -> None:
        """Put an update into the bot's queue, unless it asked not to get that kind."""
        allowed = self.setting("allowed_updates")
        if allowed and kind not in allowed:
            return
        text = dumps(content)
        cursor = self.sql.execute(
            "INSERT INTO updates (kind, payload, created) VALUES (?, ?, ?)", (kind, text, now)
        )
        number = int(cursor.lastrowid or 0)
        payload = f'{{"update_id":{number},"{kind}":{text}}}'
        self.news.append(Update(number, kind, payload))

    def updates(self) -> list[Update]:
        """Everything unconfirmed, oldest first."""
        rows = self.sql.execute("SELECT update_id, kind, payload FROM updates ORDER BY update_id")
        return [
            Update(number, kind, f'{{"update_id":{number},"{kind}":{text}}}')
            for number, kind, text in rows
        ]

    def confirm_updates(self, before: int) -> None:
        """Forget the updates with a smaller id."""
        self.sql.execute("DELETE FROM updates WHERE update_id < ?", (before,))

    # Callback queries.

    def add_callback(
        self, callback_id: str, person_id: int, client_id: str | None, *, now: int
    ) -> None:
        """Remember a pressed button until it is answered."""
        self.sql.execute(
            "INSERT INTO callbacks (callback_id, person_id, client_id, created)"
            " VALUES (?, ?, ?, ?)",
            (callback_id, person_id, client_id, now),
        )

    def answer_callback(self, callback_id: str, *, since: int) -> tuple[int, str | None] | None:
        """Mark the query answered: who pressed and their client_id, or None.

        None when it is unknown, answered already or was pressed before `since`.
        """
        row: tuple[int, str | None] | None = self.sql.execute(
            "UPDATE callbacks SET answered = 1"
            " WHERE callback_id = ? AND NOT answered AND created >= ?"
            " RETURNING person_id, client_id",
            (callback_id, since),
        ).fetchone()
        return row


def _for_page(message: Json, reactions: str | None) -> Json:
    """A message as pages get it: with the bot's reactions, which the Bot API does not return."""
    found = json.loads(reactions) if reactions else []
    return {**message, "reactions": found} if found else message


def _person(row: tuple[Any, ...]) -> Person:
    person_id, first_name, last_name, username, language_code, role, is_demo = row
    return Person(person_id, first_name, last_name, username, language_code, role, bool(is_demo))
