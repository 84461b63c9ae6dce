"""The tables of the web chat and the steps that bring an older database up to date."""

import sqlite3

# Every step is run once, in order; `PRAGMA user_version` counts the steps already taken.
STEPS: tuple[str, ...] = (
    """
    CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE people (
        person_id INTEGER PRIMARY KEY,
        first_name TEXT NOT NULL,
        last_name TEXT,
        username TEXT,
        language_code TEXT,
        role TEXT,
        is_demo INTEGER NOT NULL DEFAULT 0,
        created INTEGER NOT NULL
    );
    CREATE TABLE chats (
        chat_id INTEGER PRIMARY KEY,
        payload TEXT NOT NULL,
        username TEXT UNIQUE,
        last_message_id INTEGER NOT NULL DEFAULT 0,
        pinned TEXT NOT NULL DEFAULT '[]'
    );
    CREATE TABLE members (
        chat_id INTEGER NOT NULL,
        person_id INTEGER NOT NULL,
        payload TEXT NOT NULL,
        PRIMARY KEY (chat_id, person_id)
    ) WITHOUT ROWID;
    CREATE TABLE messages (
        chat_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        payload TEXT,
        PRIMARY KEY (chat_id, message_id)
    ) WITHOUT ROWID;
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message_id INTEGER
    );
    CREATE INDEX events_by_chat ON events (chat_id, seq);
    CREATE TABLE updates (
        update_id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        created INTEGER NOT NULL
    );
    CREATE TABLE files (
        file_id TEXT PRIMARY KEY,
        file_unique_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        file_path TEXT NOT NULL UNIQUE,
        name TEXT,
        mime TEXT NOT NULL,
        size INTEGER NOT NULL,
        media TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE chat_files (
        chat_id INTEGER NOT NULL,
        file_id TEXT NOT NULL,
        PRIMARY KEY (chat_id, file_id)
    ) WITHOUT ROWID;
    CREATE TABLE callbacks (
        callback_id TEXT PRIMARY KEY,
        person_id INTEGER NOT NULL,
        client_id TEXT,
        created INTEGER NOT NULL,
        answered INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE commands (
        scope TEXT NOT NULL,
        language TEXT NOT NULL,
        payload TEXT NOT NULL,
        PRIMARY KEY (scope, language)
    ) WITHOUT ROWID;
    CREATE TABLE menu_buttons (
        chat_id INTEGER PRIMARY KEY,
        payload TEXT NOT NULL
    );
    CREATE TABLE profile_texts (
        field TEXT NOT NULL,
        language TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (field, language)
    ) WITHOUT ROWID;
    CREATE TABLE sign_in_codes (
        code_hash TEXT PRIMARY KEY,
        person_id INTEGER,
        first_name TEXT NOT NULL,
        language_code TEXT,
        expires INTEGER NOT NULL,
        used INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE sessions (
        session_hash TEXT PRIMARY KEY,
        person_id INTEGER NOT NULL,
        expires INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE idempotency_keys (
        key TEXT PRIMARY KEY,
        method TEXT NOT NULL,
        result TEXT NOT NULL,
        created INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE client_ids (
        person_id INTEGER NOT NULL,
        client_id TEXT NOT NULL,
        result TEXT NOT NULL,
        PRIMARY KEY (person_id, client_id)
    ) WITHOUT ROWID;
    CREATE TABLE polls (
        chat_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        closes INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    ) WITHOUT ROWID;
    CREATE TABLE reactions (
        chat_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        payload TEXT NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    ) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that this database has not taken yet, each in a transaction of its own.

    Raises ValueError when the database was written by a newer server.
    """
    (taken,) = connection.execute("PRAGMA user_version").fetchone()
    if taken > len(STEPS):
        raise ValueError(f"schema {taken} is newer than {len(STEPS)}")
    for number, step in enumerate(STEPS[taken:], start=taken + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")
