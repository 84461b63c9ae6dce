"""The made-up bot and chats that an external Bot API test suite expects to find."""

from dataclasses import replace

from webchat.blobs import catalogue, chunks_of
from webchat.hub import Hub
from webchat.records import Json, Person, Records, StoredFile

CONFORMANCE_TOKEN = "700000001:FAKE-LOCAL-TOKEN-NOT-REAL-000000001"  # noqa: S105  made up
PERSON = Person(675666224, "PTB", "Test user", "local_tester", "en", None, False)
SUPERGROUP: Json = {
    "id": -1001310911135,
    "type": "supergroup",
    "title": ">>> telegram.Bot(test) @local_conformance_bot",
    "username": "local_group",
}
FORUM: Json = {
    "id": -1001838004577,
    "type": "supergroup",
    "title": "Local forum",
    "is_forum": True,
}
CHANNEL: Json = {
    "id": -1001000000001,
    "type": "channel",
    "title": "Local channel",
    "username": "local_channel",
}


OTHER_BOT: Json = {
    "id": 700000002,
    "is_bot": True,
    "first_name": "Other local bot",
    "username": "other_local_bot",
}
# The suite deletes message 1 and expects that it is out of reach.
FIRST_MESSAGE_ID = 1000
# The suite forwards this video of the channel, which comes in one more quality.
VIDEO_MESSAGE_ID = 375821


async def seed(hub: Hub) -> None:
    """Make the chats exist; what is there already stays as it is."""
    now = hub.now()
    blob = await hub.blobs.receive(chunks_of(b"not a film, but bytes to download" * 64))
    film = catalogue(blob, "video", name="film.mp4", mime="video/mp4")
    quality = catalogue(blob, "video", name="film.mp4", mime="video/mp4")
    measures = {"width": 464, "height": 848}

    def ids(file: StoredFile) -> Json:
        return {"file_id": file.file_id, "file_unique_id": file.file_unique_id}

    video = {
        **ids(film),
        **measures,
        "duration": 3,
        "file_size": film.size,
        "qualities": [{**ids(quality), **measures, "codec": "h264", "file_size": quality.size}],
    }
    shown: Json = {"video": {**ids(quality), **measures, "duration": 3, "file_size": quality.size}}

    def work(records: Records) -> None:
        if records.person(PERSON.person_id) is not None:
            return
        records.put_person(PERSON, now=now)
        for chat in (SUPERGROUP, FORUM, CHANNEL):
            records.put_chat(chat)
            records.put_member(chat["id"], {"status": "creator", "user": PERSON.user()})
            for bot in (hub.bot, OTHER_BOT):
                records.put_member(chat["id"], {"status": "administrator", "user": bot})
        for chat_id in (PERSON.person_id, SUPERGROUP["id"], FORUM["id"], CHANNEL["id"]):
            records.skip_message_ids(chat_id, FIRST_MESSAGE_ID)
        records.put_file(replace(film, media={"video": video}))
        records.put_file(replace(quality, media=shown))
        records.skip_message_ids(CHANNEL["id"], VIDEO_MESSAGE_ID)
        records.add_message(
            {
                "message_id": VIDEO_MESSAGE_ID,
                "sender_chat": CHANNEL,
                "chat": CHANNEL,
                "date": now,
                "video": video,
            }
        )

    await hub.store.write(work)
