"""Sending files, alone and as albums, and asking for them again."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from webchat.blobs import DOWNLOAD_LIMIT
from webchat.errors import Refused
from webchat.hub import Hub
from webchat.media import KINDS, Media, take
from webchat.outgoing import Raw, caption, deliver, deliver_all, envelope
from webchat.parameters import Parameters
from webchat.records import Json

# Which kinds may stand together in one album.
_ALBUMS = ({"photo", "video"}, {"audio"}, {"document"})


def _sender(kind: str) -> Callable[[Hub, Parameters], Awaitable[Raw]]:
    method = "send" + "".join(word.capitalize() for word in kind.split("_"))

    async def send(hub: Hub, parameters: Parameters) -> Raw:
        wrapped = envelope(parameters)
        shown = {} if kind in ("sticker", "video_note") else caption(parameters)
        media = await take(hub.store, hub.blobs, parameters, kind)
        return await deliver(hub, wrapped, method, {**media.content, **shown}, media.files)

    send.__name__ = f"send_{kind}"
    send.__doc__ = f"Bot API {method}."
    return send


def input_media(described: Any, kinds: tuple[str, ...] = KINDS) -> tuple[Json, str]:
    """An InputMedia and its kind, checked."""
    if not isinstance(described, dict):
        raise Refused("Bad Request: can't parse InputMedia: expected an Object")
    kind = described.get("type")
    if kind not in kinds:
        raise Refused("Bad Request: can't parse InputMedia: wrong type")
    return described, str(kind)


async def take_described(
    hub: Hub, parameters: Parameters, described: Any, kinds: tuple[str, ...] = KINDS
) -> Media:
    """The file of an InputMedia with its caption."""
    described, kind = input_media(described, kinds)
    inside = parameters.part(described)
    shown = caption(inside)
    taken = await take(hub.store, hub.blobs, inside, kind, inside.text("media"))
    return Media({**taken.content, **shown}, taken.files)


async def send_media_group(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendMediaGroup."""
    wrapped = envelope(parameters)
    described = parameters.array("media")
    if described is None or not 2 <= len(described) <= 10:
        raise Refused("Bad Request: wrong number of items: an album has 2 to 10")
    kinds = {input_media(item)[1] for item in described}
    if not any(kinds <= allowed for allowed in _ALBUMS):
        raise Refused("Bad Request: these kinds of media can't be sent together as an album")
    taken = [await take_described(hub, parameters, item) for item in described]
    group = {"media_group_id": str(secrets.randbits(53))}
    contents = [{**group, **media.content} for media in taken]
    files = [file for media in taken for file in media.files]
    return await deliver_all(hub, wrapped, "sendMediaGroup", contents, files)


async def get_file(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getFile: where a file can be downloaded, up to 20 MB."""
    file_id = parameters.text("file_id")
    file = await hub.store.read(lambda records: records.file(file_id)) if file_id else None
    if file is None:
        raise Refused("Bad Request: invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise Refused("Bad Request: file is too big", code="file_too_large")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": file.size,
        "file_path": file.file_path,
    }


METHODS = (*(_sender(kind) for kind in KINDS), send_media_group, get_file)
