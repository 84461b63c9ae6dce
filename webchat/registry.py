"""Everything kept beside the chats: settings, files, profile, sign-in, repeated calls."""

import json
import sqlite3

from webchat.rows import Json, Rows, StoredFile, dumps


class Registry(Rows):
    """What the server remembers apart from what was said."""

    # Files.

    def put_file(self, file: StoredFile) -> None:
        """Keep what is known of an uploaded file."""
        self.sql.execute(
            "INSERT INTO files (file_id, file_unique_id, kind, sha256, file_path, name, mime, size,"
            " media) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                file.file_id,
                file.file_unique_id,
                file.kind,
                file.sha256,
                file.file_path,
                file.name,
                file.mime,
                file.size,
                dumps(file.media),
            ),
        )

    def file(self, file_id: str) -> StoredFile | None:
        """The file of that id."""
        return _file(self.sql.execute("SELECT * FROM files WHERE file_id = ?", (file_id,)))

    def file_at(self, file_path: str) -> StoredFile | None:
        """The file that getFile gave this path."""
        return _file(self.sql.execute("SELECT * FROM files WHERE file_path = ?", (file_path,)))

    def file_of_chat(self, chat_id: int, file_id: str) -> StoredFile | None:
        """The file, if it was sent in that chat."""
        return _file(
            self.sql.execute(
                "SELECT * FROM files WHERE file_id ="
                " (SELECT file_id FROM chat_files WHERE chat_id = ? AND file_id = ?)",
                (chat_id, file_id),
            )
        )

    def known_hashes(self) -> set[str]:
        """The hashes of all bytes that belong to a file."""
        return {sha256 for (sha256,) in self.sql.execute("SELECT DISTINCT sha256 FROM files")}

    def share_file(self, chat_id: int, file_id: str) -> None:
        """Let the people of the chat fetch the file."""
        self.sql.execute("INSERT OR IGNORE INTO chat_files VALUES (?, ?)", (chat_id, file_id))

    # Commands, menu buttons, profile texts.

    def commands(self, scope: str, language: str) -> list[Json] | None:
        """The commands set for exactly this scope and language."""
        text = self.one(
            "SELECT payload FROM commands WHERE scope = ? AND language = ?", scope, language
        )
        return None if text is None else json.loads(text)

    def set_commands(self, scope: str, language: str, commands: list[Json]) -> None:
        """Replace the commands of exactly this scope and language; none removes them."""
        if commands:
            self.sql.execute(
                "REPLACE INTO commands VALUES (?, ?, ?)", (scope, language, dumps(commands))
            )
        else:
            self.sql.execute(
                "DELETE FROM commands WHERE scope = ? AND language = ?", (scope, language)
            )

    def menu_button(self, chat_id: int) -> Json | None:
        """The menu button set for the chat (0: the default one)."""
        text = self.one("SELECT payload FROM menu_buttons WHERE chat_id = ?", chat_id)
        return None if text is None else json.loads(text)

    def set_menu_button(self, chat_id: int, button: Json | None) -> None:
        """Set the chat's menu button; None goes back to the default."""
        if button is None:
            self.sql.execute("DELETE FROM menu_buttons WHERE chat_id = ?", (chat_id,))
        else:
            self.sql.execute("REPLACE INTO menu_buttons VALUES (?, ?)", (chat_id, dumps(button)))

    def profile_text(self, field: str, language: str) -> str | None:
        """A text of the bot's profile set for exactly this language."""
        text: str | None = self.one(
            "SELECT text FROM profile_texts WHERE field = ? AND language = ?", field, language
        )
        return text

    def set_profile_text(self, field: str, language: str, text: str) -> None:
        """Set a text of the bot's profile; an empty one is removed."""
        if text:
            self.sql.execute("REPLACE INTO profile_texts VALUES (?, ?, ?)", (field, language, text))
        else:
            self.sql.execute(
                "DELETE FROM profile_texts WHERE field = ? AND language = ?", (field, language)
            )

    # Signing in.

    def add_code(
        self,
        code_hash: str,
        *,
        person_id: int | None,
        first_name: str,
        language_code: str | None,
        expires: int,
        now: int,
    ) -> None:
        """Keep the hash of a new sign-in code; expired ones are swept away."""
        self.sql.execute("DELETE FROM sign_in_codes WHERE expires < ?", (now,))
        self.sql.execute(
            "INSERT INTO sign_in_codes VALUES (?, ?, ?, ?, ?, NULL)",
            (code_hash, person_id, first_name, language_code, expires),
        )

    def use_code(self, code_hash: str, *, now: int) -> tuple[int | None, str, str | None] | None:
        """Spend a code: (person_id, first_name, language_code), None if unknown, used or late."""
        row: tuple[int | None, str, str | None] | None = self.sql.execute(
            "UPDATE sign_in_codes SET used = ?"
            " WHERE code_hash = ? AND used IS NULL AND expires >= ?"
            " RETURNING person_id, first_name, language_code",
            (now, code_hash, now),
        ).fetchone()
        return row

    def add_session(self, session_hash: str, person_id: int, *, expires: int, now: int) -> None:
        """Keep the hash of a session; expired ones are swept away."""
        self.sql.execute("DELETE FROM sessions WHERE expires < ?", (now,))
        self.sql.execute(
            "INSERT INTO sessions VALUES (?, ?, ?)", (session_hash, person_id, expires)
        )

    def session_person(self, session_hash: str, *, now: int) -> int | None:
        """Whose session that is, None when it ended."""
        person_id: int | None = self.one(
            "SELECT person_id FROM sessions WHERE session_hash = ? AND expires >= ?",
            session_hash,
            now,
        )
        return person_id

    def end_session(self, session_hash: str) -> None:
        """End a session."""
        self.sql.execute("DELETE FROM sessions WHERE session_hash = ?", (session_hash,))

    # What must not happen twice.

    def kept_result(self, key: str) -> tuple[str, str] | None:
        """(method, result as JSON) of the call that carried this idempotency key."""
        row: tuple[str, str] | None = self.sql.execute(
            "SELECT method, result FROM idempotency_keys WHERE key = ?", (key,)
        ).fetchone()
        return row

    def keep_result(self, key: str, method: str, result: str, *, now: int) -> None:
        """Remember what a call with this idempotency key answered."""
        self.sql.execute(
            "INSERT INTO idempotency_keys VALUES (?, ?, ?, ?)", (key, method, result, now)
        )

    def client_result(self, person_id: int, client_id: str) -> str | None:
        """What an act of the page with this client_id led to."""
        result: str | None = self.one(
            "SELECT result FROM client_ids WHERE person_id = ? AND client_id = ?",
            person_id,
            client_id,
        )
        return result

    def keep_client_result(self, person_id: int, client_id: str, result: str) -> None:
        """Remember what an act of the page led to."""
        self.sql.execute("INSERT INTO client_ids VALUES (?, ?, ?)", (person_id, client_id, result))


def _file(cursor: sqlite3.Cursor) -> StoredFile | None:
    row = cursor.fetchone()
    if row is None:
        return None
    file_id, unique_id, kind, sha256, file_path, name, mime, size, media = row
    return StoredFile(
        file_id, unique_id, kind, sha256, file_path, name, mime, size, json.loads(media)
    )
