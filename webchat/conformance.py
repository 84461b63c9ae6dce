"""The made-up bot and chats that an external Bot API test suite expects to find."""

from webchat.hub import Hub
from webchat.records import Json, Person, Records

CONFORMANCE_TOKEN = "700000001:FAKE-LOCAL-TOKEN-NOT-REAL-000000001"  # noqa: S105  made up
PERSON = Person(675666224, "Local", "Tester", "local_tester", "en", None, False)
SUPERGROUP: Json = {
    "id": -1001310911135,
    "type": "supergroup",
    "title": ">>> telegram.Bot(test) @local_group",
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


async def seed(hub: Hub) -> None:
    """Make the chats exist; what is there already stays as it is."""
    now = hub.now()

    def work(records: Records) -> None:
        records.put_person(PERSON, now=now)
        for chat in (SUPERGROUP, FORUM, CHANNEL):
            records.put_chat(chat)
            records.put_member(chat["id"], {"status": "creator", "user": PERSON.user()})
            records.put_member(chat["id"], {"status": "administrator", "user": hub.bot})

    await hub.store.write(work)
