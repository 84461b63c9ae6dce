"""Files inside messages: what an upload or a file_id becomes as photo, document or video."""

import asyncio
import io
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from webchat.blobs import PHOTO_LIMIT, Blob, Blobs, catalogue, chunks_of, picture_size
from webchat.entities import clean
from webchat.errors import Refused
from webchat.parameters import Parameters, Upload
from webchat.records import Json, StoredFile
from webchat.store import Store

KINDS = ("photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker")
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")

_SMALL = 320
_NAMES = {"video_note": "VideoNote"}
_MEASURES: dict[str, tuple[str, ...]] = {
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "video_note": ("length", "duration"),
    "audio": ("duration",),
    "voice": ("duration",),
}
_DEFAULT_TYPES = {
    "video": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
}


@dataclass(frozen=True, slots=True)
class Media:
    """What a message says of its file, and the files that are new with it."""

    content: Json
    files: list[StoredFile] = field(default_factory=list)


async def take(
    store: Store, blobs: Blobs, parameters: Parameters, kind: str, value: Any = None
) -> Media:
    """The file that a call names: uploaded with it, or known by its file_id.

    `value` is the name the call gives (`attach://…` or a file_id); without one the parameter
    called like the kind counts. Addresses of the web are not fetched.
    """
    named = parameters.text(kind) if value is None else value
    if not isinstance(named, str):
        raise Refused(f"Bad Request: can't parse {kind}: expected a String")
    upload = parameters.uploads.get(named.removeprefix("attach://"))
    if upload is None and not named:
        upload = parameters.uploads.get(kind)
    if upload is not None:
        return await _new(blobs, parameters, kind, upload)
    if not named:
        raise Refused(f"Bad Request: there is no {kind.replace('_', ' ')} in the request")
    if named.startswith("attach://"):
        raise Refused("Bad Request: attached file is missing in the request")
    if named.startswith(("http://", "https://")):
        raise Refused("Bad Request: failed to get HTTP URL content")
    file = await store.read(lambda records: records.file(named))
    if file is None:
        raise Refused("Bad Request: wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise Refused(f"Bad Request: can't use file of type {_shown(file.kind)} as {_shown(kind)}")
    return Media(file.media)


async def photo(blobs: Blobs, blob: Blob, name: str | None) -> Media:
    """A picture as a photo in two sizes, the last one being exactly what was sent.

    Only its head is checked: a damaged picture stands for its own small size. Refused when it is
    no picture or has impossible measures.
    """
    found = picture_size(blob.path)
    if blob.size > PHOTO_LIMIT:
        raise Refused("Bad Request: file is too big for a photo", code="file_too_large")
    if found is None:
        raise Refused("Bad Request: IMAGE_PROCESS_FAILED")
    width, height, mime = found
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refused("Bad Request: PHOTO_INVALID_DIMENSIONS")
    whole = catalogue(blob, "photo", name=name, mime=mime)
    small = await smaller(blobs, blob) or catalogue(blob, "photo", name=name, mime=mime)
    sizes = [
        _size(small, *(picture_size(blobs.path(small.sha256)) or found)[:2]),
        _size(whole, width, height),
    ]
    content: Json = {"photo": sizes}
    return Media(content, [replace(file, media=content) for file in (small, whole)])


def document(blob: Blob, name: str | None, mime: str | None) -> Media:
    """Any file as a document."""
    file = catalogue(blob, "document", name=name, mime=mime)
    content: Json = {"document": _described(file)}
    return Media(content, [replace(file, media=content)])


async def _new(blobs: Blobs, parameters: Parameters, kind: str, upload: Upload) -> Media:
    if not upload.blob.size:
        raise Refused("Bad Request: file must be non-empty", code="empty_file")
    name = clean(upload.name) if upload.name else None
    if kind == "photo":
        return await photo(blobs, upload.blob, name)
    mime = upload.mime
    if not mime or mime == "application/octet-stream":
        mime = _DEFAULT_TYPES.get(kind)
    file = catalogue(upload.blob, kind, name=name, mime=mime)
    described = _described(file) | _measures(kind, parameters, upload.blob)
    files = [file]
    thumbnail = parameters.text("thumbnail").removeprefix("attach://")
    thumb = parameters.uploads.get(thumbnail or "thumbnail")
    if thumb is not None and (found := picture_size(thumb.blob.path)):
        small = catalogue(thumb.blob, "photo", name=thumb.name, mime=found[2])
        described["thumbnail"] = _size(small, found[0], found[1])
        files.append(replace(small, media={"photo": [described["thumbnail"]]}))
    content: Json = {kind: described}
    if kind == "animation":
        content["document"] = described
    files[0] = replace(file, media=content)
    return Media(content, files)


def _measures(kind: str, parameters: Parameters, blob: Blob) -> Json:
    """What only the sender knows: how long, how wide; this server does not decode films."""
    names = _MEASURES.get(kind, ())
    measures: Json = {name: parameters.integer(name) for name in names}
    if kind == "audio":
        for name in ("performer", "title"):
            if text := parameters.optional(name):
                measures[name] = text
    if kind == "sticker":
        width, height, _ = picture_size(blob.path) or (512, 512, "")
        measures = {"width": width, "height": height, "type": "regular"}
        measures |= {"is_animated": False, "is_video": False}
    return measures


def _described(file: StoredFile) -> Json:
    described: Json = {"file_id": file.file_id, "file_unique_id": file.file_unique_id}
    if file.name and file.kind not in ("voice", "video_note", "sticker"):
        described["file_name"] = file.name
    if file.kind not in ("video_note", "sticker"):
        described["mime_type"] = file.mime
    described["file_size"] = file.size
    return described


def _size(file: StoredFile, width: int, height: int) -> Json:
    ids = {"file_id": file.file_id, "file_unique_id": file.file_unique_id}
    return {**ids, "width": width, "height": height, "file_size": file.size}


async def smaller(blobs: Blobs, blob: Blob) -> StoredFile | None:
    """The picture for a first look, at most 320 pixels wide and high; None when it is damaged."""

    def shrink() -> bytes:
        with Image.open(blob.path) as picture:
            picture.thumbnail((_SMALL, _SMALL))
            out = io.BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=80)
            return out.getvalue()

    try:
        small = await asyncio.to_thread(shrink)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return catalogue(await blobs.receive(chunks_of(small)), "photo", name=None, mime="image/jpeg")


def _shown(kind: str) -> str:
    return _NAMES.get(kind, kind.capitalize())
