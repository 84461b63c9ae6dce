"""What is no text: stickers, voices, pictures, files, places; each gets told what works instead."""

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import Message

from core.texts import Translate
from handlers.addressing import FromPerson, Private
from handlers.replying import respond

KINDS: dict[str, frozenset[ContentType]] = {
    "sticker": frozenset({ContentType.STICKER, ContentType.DICE, ContentType.ANIMATION}),
    "voice": frozenset({ContentType.VOICE, ContentType.AUDIO}),
    "video": frozenset({ContentType.VIDEO, ContentType.VIDEO_NOTE, ContentType.STORY}),
    "photo": frozenset({ContentType.PHOTO, ContentType.LIVE_PHOTO, ContentType.PAID_MEDIA}),
    "document": frozenset({ContentType.DOCUMENT}),
    "place": frozenset({ContentType.LOCATION, ContentType.VENUE}),
    "contact": frozenset({ContentType.CONTACT}),
    "other": frozenset(
        {ContentType.POLL, ContentType.GAME, ContentType.CHECKLIST, ContentType.INVOICE}
    ),
}
"""What people send, by the sentence that answers it; service messages are not among them."""

_KIND_OF = {content: kind for kind, contents in KINDS.items() for content in contents}


async def on_attachment(message: Message, t: Translate) -> None:
    await respond(message, t(f"attachment-{_KIND_OF[ContentType(message.content_type)]}"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_attachment, F.content_type.in_(set(_KIND_OF)), ~F.caption)
    return router
