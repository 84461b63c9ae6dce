"""The middle of the web chat: what people do reaches the bot, what the bot does reaches people."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from webchat.blobs import Blob, Blobs, chunks_of, picture_size
from webchat.closing import Closing
from webchat.entities import clean, detect, utf16_length
from webchat.entrance import Entrance, known_person
from webchat.errors import Refused
from webchat.keyboards import callback_data
from webchat.media import PHOTO_TYPES, Media, document, photo, smaller
from webchat.profile import bot_commands, menu_for
from webchat.records import Event, Json, News, Person, Records, StoredFile
from webchat.store import Store
from webchat.streams import Streams, Subscription
from webchat.updates import UpdateQueue
from webchat.webhook import Webhook

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CLIENT_ID_LIMIT = 64

DEMO_PEOPLE = (
    (1001, "学生小萌（演示）", "student"),
    (1002, "导师阿创（演示）", "mentor"),
    (1003, "老师小策（演示）", "staff"),
    (1004, "评审阿评（演示）", "reviewer-1"),
    (1005, "评审阿审（演示）", "reviewer-2"),
    (1006, "负责人阿衡（演示）", "head"),
)


class Hub(Entrance):
    """Everything a page may ask for; a page's act carries a `client_id` and happens once.

    `person_says`, `person_uploads` and `person_presses` raise Refused and then changed nothing.
    """

    def __init__(
        self,
        store: Store,
        *,
        token: str,
        name: str = "Mentorbot",
        username: str = "mentorbot",
        demo: bool = False,
        public_url: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(store, clock)
        self.token = token
        self.demo = demo
        self.public_url = public_url
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.updates = UpdateQueue(store)
        self.blobs = Blobs(store.files)
        self.streams = Streams()
        self.webhook = Webhook(store, self.updates, self.now)
        self.polls = Closing(store, clock)

    async def start(self) -> None:
        """Take up what the store kept; in the demo make sure its people exist."""
        self.store.on_commit = self._tell
        await self.updates.load()
        known = await self.store.read(lambda records: records.known_hashes())
        await asyncio.to_thread(self.blobs.sweep, known)
        if self.demo:
            now = self.now()

            def seed(records: Records) -> None:
                for person_id, name, role in DEMO_PEOPLE:
                    person = Person(person_id, name, None, None, "zh-hans", role, True)
                    if records.person(person_id) != person:
                        records.put_person(person, now=now)

            await self.store.write(seed)
        await self.webhook.start()
        await self.polls.start()

    async def stop(self) -> None:
        """Stop what runs by itself and end every live connection and long poll."""
        await self.webhook.stop()
        await self.polls.stop()
        self.updates.close()
        self.streams.close()

    def _tell(self, news: list[News]) -> None:
        for item in news:
            if isinstance(item, Event):
                self.streams.tell(item.chat_id, item)
            else:
                self.updates.append(item)

    # What a person does.

    async def person_says(
        self, person_id: int, *, text: str, client_id: str, reply_to: int | None = None
    ) -> Json:
        """Send a text as the person and return the Message.

        Refused: `empty`, `too_long` (over 4096 UTF-16 units), `no_such_message` (reply_to).
        """
        text = clean(text).strip()
        if not text:
            raise Refused("Bad Request: message text is empty", code="empty")
        if utf16_length(text) > TEXT_LIMIT:
            raise Refused("Bad Request: message is too long", code="too_long")
        content: Json = {"text": text}
        if entities := detect(text):
            content["entities"] = entities
        return await self._person_sends(person_id, content, client_id, reply_to=reply_to)

    async def person_uploads(
        self,
        person_id: int,
        *,
        filename: str,
        mime: str | None,
        path_or_stream: Path | bytes | AsyncIterator[bytes],
        client_id: str,
        caption: str = "",
    ) -> Json:
        """Send a file as the person (a picture as a photo) and return the Message.

        Refused: `file_too_large` (over 50 MB), `empty_file`, `caption_too_long`.
        """
        caption = clean(caption).strip()
        if utf16_length(caption) > CAPTION_LIMIT:
            raise Refused("Bad Request: message caption is too long", code="caption_too_long")
        if done := await self._already_sent(person_id, client_id):
            return done
        source = path_or_stream
        chunks = chunks_of(source) if isinstance(source, Path | bytes) else source
        blob = await self.blobs.receive(chunks)
        if not blob.size:
            raise Refused("Bad Request: file must be non-empty", code="empty_file")
        name = clean(Path(filename.replace("\\", "/")).name)[-120:] or "file"
        sent = await self._taken(blob, name, mime)
        content: Json = dict(sent.content)
        if caption:
            content["caption"] = caption
            if entities := detect(caption):
                content["caption_entities"] = entities
        return await self._person_sends(person_id, content, client_id, files=sent.files)

    async def _taken(self, blob: Blob, name: str, mime: str | None) -> Media:
        """A person's file: a photo where that is possible, else a document."""
        picture = picture_size(blob.path)
        if picture and picture[2] in PHOTO_TYPES and await smaller(self.blobs, blob):
            with contextlib.suppress(Refused):
                return await photo(self.blobs, blob, name)
        return document(blob, name, mime)

    async def person_presses(
        self, person_id: int, *, message_id: int, data: str, client_id: str
    ) -> str:
        """Press an inline button of a message and return the id of the callback query.

        Refused as `no_such_button` when the message does not (or no longer) carry that button,
        so nobody can press what they were not shown.
        """
        _check_client_id(client_id)
        callback_id = str(secrets.randbits(62))
        now = self.now()

        def work(records: Records) -> str:
            if (done := records.client_result(person_id, client_id)) is not None:
                return done
            person = known_person(records, person_id)
            message = records.message(person_id, message_id)
            if message is None or data not in callback_data(message):
                raise Refused("Bad Request: BUTTON_DATA_INVALID", code="no_such_button")
            records.keep_client_result(person_id, client_id, callback_id)
            records.add_callback(callback_id, person_id, client_id, now=now)
            query = {
                "id": callback_id,
                "from": person.user(),
                "message": message,
                "chat_instance": str(person_id),
                "data": data,
            }
            records.queue_update("callback_query", query, now=now)
            return callback_id

        return await self.store.write(work)

    async def _already_sent(self, person_id: int, client_id: str) -> Json | None:
        _check_client_id(client_id)

        def look(records: Records) -> Json | None:
            done = records.client_result(person_id, client_id)
            return None if done is None else _sent(records, person_id, int(done))

        return await self.store.read(look)

    async def _person_sends(
        self,
        person_id: int,
        content: Json,
        client_id: str,
        *,
        reply_to: int | None = None,
        files: Sequence[StoredFile] = (),
    ) -> Json:
        _check_client_id(client_id)
        now = self.now()

        def work(records: Records) -> Json:
            if (done := records.client_result(person_id, client_id)) is not None:
                return _sent(records, person_id, int(done))
            person = known_person(records, person_id)
            message: Json = {
                "message_id": 0,
                "from": person.user(),
                "chat": records.chat(person_id),
                "date": now,
            }
            if reply_to is not None:
                replied = records.message(person_id, reply_to)
                if replied is None:
                    raise Refused(
                        "Bad Request: message to be replied not found", code="no_such_message"
                    )
                replied.pop("reply_to_message", None)
                message["reply_to_message"] = replied
            message["message_id"] = records.next_message_id(person_id)
            message |= content
            records.add_message(message)
            for file in files:
                records.put_file(file)
                records.share_file(person_id, file.file_id)
            records.keep_client_result(person_id, client_id, str(message["message_id"]))
            records.queue_update("message", message, now=now)
            return message

        return await self.store.write(work)

    # What a page shows.

    def subscribe(self, person_id: int, after: int | None = None) -> Subscription:
        """The person's live connection: stored events after that number, then what happens.

        Without `after` only what happens from now on. A reader that is too slow finds the
        iteration ended and `dropped` set, and subscribes again with the last `seq` it saw.
        """

        async def payload(event: Event) -> Json:
            if event.kind == "commands":
                return await self.commands(person_id)
            return event.payload

        return Subscription(self.streams, self.store, person_id, after, payload)

    async def history(self, person_id: int, before: int | None = None, limit: int = 50) -> Json:
        """`{"messages": oldest first, "last_seq"}`, the last ones or those before a message."""
        limit = max(1, min(limit, 200))

        def look(records: Records) -> Json:
            seq = records.last_seq()
            return {"messages": records.history(person_id, before, limit), "last_seq": seq}

        return await self.store.read(look)

    async def commands(self, person_id: int) -> Json:
        """`{"commands", "menu"}` as the Bot API decides them for this person."""

        def look(records: Records) -> Json:
            person = known_person(records, person_id)
            return {
                "commands": bot_commands(records, person_id, person.language_code or ""),
                "menu": menu_for(records, person_id),
            }

        return await self.store.read(look)

    async def person(self, person_id: int) -> Person | None:
        """The person of that id."""
        return await self.store.read(lambda records: records.person(person_id))

    async def people(self) -> list[Person]:
        """The fictional people of the demo; nobody outside it."""
        if not self.demo:
            return []
        return await self.store.read(lambda records: records.demo_people())

    async def file_for(self, person_id: int, file_id: str) -> tuple[StoredFile, Path] | None:
        """A file of the person's chat and where its bytes lie."""
        file = await self.store.read(lambda records: records.file_of_chat(person_id, file_id))
        return None if file is None else (file, self.blobs.path(file.sha256))


def _check_client_id(client_id: str) -> None:
    if not 0 < len(client_id) <= CLIENT_ID_LIMIT or not client_id.isascii():
        raise Refused("Bad Request: client_id is invalid", code="bad_client_id")


def _sent(records: Records, person_id: int, message_id: int) -> Json:
    """The message as it now is; when it was deleted, at least its id and chat."""
    message = records.message(person_id, message_id)
    return message or {"message_id": message_id, "chat": records.chat(person_id), "date": 0}
