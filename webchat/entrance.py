"""Signing in: one-time codes, sessions, and the secret that signs cookies."""

import hashlib
import secrets
from collections.abc import Callable

from webchat.errors import Refused
from webchat.records import Person, Records
from webchat.store import Store

CODE_LIFETIME_S = 15 * 60
# Letters and digits that are not mistaken for one another when read aloud or typed.
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_LENGTH = 12


class Entrance:
    """Who may come in as whom. Of codes and sessions only hashes are kept."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self.store = store
        self._clock = clock

    def now(self) -> int:
        """Seconds since 1970, the unit of every date of the Bot API."""
        return int(self._clock())

    async def create_code(
        self,
        first_name: str,
        language_code: str | None = None,
        expires_s: int = CODE_LIFETIME_S,
        person_id: int | None = None,
    ) -> str:
        """A one-time code for a person: a new one, or the one of that id."""
        letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        now = self.now()

        def work(records: Records) -> None:
            if person_id is not None:
                known_person(records, person_id)
            records.add_code(
                _hash(letters),
                person_id=person_id,
                first_name=first_name,
                language_code=language_code,
                expires=now + expires_s,
                now=now,
            )

        await self.store.write(work)
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

    async def redeem_code(self, code: str) -> int | None:
        """Spend a code and return whose it was; None when it is unknown, used or too old."""
        letters = "".join(c for c in code.upper() if c in _CODE_LETTERS)
        if len(letters) != _CODE_LENGTH:
            return None
        now = self.now()

        def work(records: Records) -> int | None:
            used = records.use_code(_hash(letters), now=now)
            if used is None:
                return None
            person_id, first_name, language_code = used
            if person_id is None:
                person_id = records.next_person_id()
                person = Person(person_id, first_name, None, None, language_code, None, False)
                records.put_person(person, now=now)
            return person_id

        return await self.store.write(work)

    async def secret(self) -> str:
        """The server's own secret, made once and kept: it signs the cookies of the pages."""

        def work(records: Records) -> str:
            kept = records.setting("secret")
            if kept is None:
                kept = secrets.token_urlsafe(48)
                records.set_setting("secret", kept)
            return str(kept)

        return await self.store.write(work)

    async def open_session(self, person_id: int, lifetime_s: int) -> str:
        """Begin a session of the person and return its name."""
        session_id, now = secrets.token_urlsafe(32), self.now()

        def work(records: Records) -> None:
            known_person(records, person_id)
            records.add_session(_hash(session_id), person_id, expires=now + lifetime_s, now=now)

        await self.store.write(work)
        return session_id

    async def session_person(self, session_id: str) -> int | None:
        """Whose session that is; None when it ended or never was."""
        name, now = _hash(session_id), self.now()
        return await self.store.read(lambda records: records.session_person(name, now=now))

    async def end_session(self, session_id: str) -> None:
        """End the session, wherever its cookie still lies."""
        await self.store.write(lambda records: records.end_session(_hash(session_id)))


def known_person(records: Records, person_id: int) -> Person:
    """The person of that id; Refused when there is none."""
    person = records.person(person_id)
    if person is None:
        raise Refused("Bad Request: user not found", code="no_such_person")
    return person


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
