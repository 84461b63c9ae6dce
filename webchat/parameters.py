"""Reading a call's parameters from any body that Bot API clients send."""

import json
import math
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.multipart import MultipartResponseWrapper

from webchat.blobs import Blob, Blobs, too_large
from webchat.entities import is_sendable
from webchat.errors import Refused
from webchat.records import Json

# Everything of a call besides its files, and everything with them.
FIELDS_LIMIT = 1024 * 1024
BODY_LIMIT = 128 * 1024 * 1024
MOST_FIELDS = 1000
_CHUNK = 256 * 1024
_INTEGER_LIMIT = 2**52
_TRUE = ("true", "yes", "1")
_NAME = re.compile(r';\s*name="([^"]*)"', re.IGNORECASE)
_BARE_FILENAME = re.compile(r';\s*filename=([^";]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call and lies on disk."""

    name: str | None
    mime: str | None
    blob: Blob


@dataclass(slots=True)
class Parameters:
    """What a call carries; the accessors answer with Telegram's wording what does not fit."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and other values of JSON bodies as they would be written."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | float) else json.dumps(value)

    def optional(self, name: str) -> str | None:
        """A string, None when it is missing or empty."""
        return self.text(name) or None

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; a missing one is the default."""
        return default if not self.has(name) else whole(self.values[name], name)

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number; without a default it has to be there."""
        if not self.has(name):
            if default is None:
                raise Refused(f'Bad Request: parameter "{name}" is required')
            return default
        try:
            value = float(self.values[name])
        except (TypeError, ValueError) as error:
            raise Refused(f'Bad Request: parameter "{name}" must be a number') from error
        if not math.isfinite(value):
            raise Refused(f'Bad Request: parameter "{name}" must be a number')
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Whether it is set: true, yes or 1 in any case."""
        return self.text(name).lower() in _TRUE if self.has(name) else default

    def structure(self, name: str) -> Any:
        """An object or array, sent as itself or as JSON text; None when missing."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        return parse_json(value, name) if isinstance(value, str) else value

    def record(self, name: str) -> Json | None:
        """An object."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise Refused(f'Bad Request: object expected as "{name}"')
        return value

    def array(self, name: str) -> list[Any] | None:
        """An array."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise Refused(f'Bad Request: array expected as "{name}"')
        return value

    def chat(self, name: str = "chat_id") -> int | str:
        """A chat's id or @username."""
        value = self.text(name).strip()
        if not value:
            raise Refused(f"Bad Request: {name} is empty")
        if value.startswith("@"):
            return value
        try:
            return whole(value, name)
        except Refused as refused:
            raise Refused("Bad Request: chat not found") from refused

    def part(self, values: Json) -> "Parameters":
        """The same call's files with the values of an object inside it."""
        return Parameters(values, self.uploads)


def whole(value: Any, name: str) -> int:
    """The value as a whole number of a size that every client can read."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        number = int(value) if isinstance(value, float) and value.is_integer() else None
    else:
        try:
            number = int(value)
        except ValueError:
            number = None
    if number is None or abs(number) > _INTEGER_LIMIT:
        raise Refused(f'Bad Request: parameter "{name}" must be a valid number')
    return number


def parse_json(text: str | bytes, name: str) -> Any:
    """The JSON value; only what can be written again as JSON and UTF-8 is taken."""
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        if "\\u" in text if isinstance(text, str) else b"\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeEncodeError):
            raise Refused("Bad Request: strings must be encoded in UTF-8") from error
        raise Refused(f"Bad Request: can't parse {name} JSON") from error
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


async def read_parameters(request: web.Request, blobs: Blobs) -> Parameters:
    """The parameters of a call from its query and its form, JSON or multipart body.

    Refused with 413 for what is too large and 400 for what cannot be read.
    """
    values: dict[str, Any] = {}
    if request.query_string:
        values = _form(request.query_string.encode("utf-8", "surrogateescape"))
    if not request.body_exists:
        return Parameters(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        if (request.content_length or 0) > BODY_LIMIT:
            raise too_large()
        try:
            reader = await request.multipart()
        except (ValueError, AssertionError) as error:
            raise Refused("Bad Request: can't parse request body") from error
        return await read_multipart(reader, blobs, values)
    if (request.content_length or 0) > FIELDS_LIMIT:
        raise too_large()
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise too_large() from error
    if kind == "application/json":
        content = parse_json(body, "request body") if body.strip() else {}
        if not isinstance(content, dict):
            raise Refused("Bad Request: object expected as request body")
        return Parameters(values | content)
    if kind == "application/x-www-form-urlencoded":
        return Parameters(values | _form(body))
    return Parameters(values)


def _form(body: bytes) -> dict[str, str]:
    try:
        text = body.decode("utf-8")
        return dict(
            parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except UnicodeDecodeError as error:
        raise Refused("Bad Request: strings must be encoded in UTF-8") from error
    except ValueError as error:
        raise Refused("Bad Request: can't parse request body") from error


async def read_multipart(
    reader: MultipartReader | MultipartResponseWrapper, blobs: Blobs, values: dict[str, Any]
) -> Parameters:
    """The fields and files of a multipart body, added to the values."""
    uploads: dict[str, Upload] = {}
    room, total = FIELDS_LIMIT, BODY_LIMIT
    try:
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Refused("Bad Request: can't parse request body")
            name, filename = _names(part)
            if filename is not None:
                blob = await blobs.receive(_chunks(part))
                total -= blob.size
                mime = part.headers.get("Content-Type")
                uploads[name] = Upload(filename or None, mime, blob)
            else:
                content = b"".join([chunk async for chunk in _limited(_chunks(part), room)])
                room -= len(content)
                values[name] = content.decode("utf-8")
            if total < 0 or len(values) + len(uploads) > MOST_FIELDS:
                raise too_large()
    except UnicodeDecodeError as error:
        raise Refused("Bad Request: strings must be encoded in UTF-8") from error
    except (ValueError, AssertionError, RuntimeError, web.HTTPException) as error:
        raise Refused("Bad Request: can't parse request body") from error
    if not all(is_sendable(upload.name or "") for upload in uploads.values()):
        raise Refused("Bad Request: strings must be encoded in UTF-8")
    return Parameters(values, uploads)


def _names(part: BodyPartReader) -> tuple[str, str | None]:
    """The names of a part and of its file, None for a field.

    grammY writes file names bare in any language, which the strict reader drops with all the rest.
    """
    if part.name is not None:
        return part.name, part.filename
    header = part.headers.get("Content-Disposition", "")
    name, filename = _NAME.search(header), _BARE_FILENAME.search(header)
    return name[1] if name else "", filename[1].strip() if filename else None


async def _limited(chunks: AsyncIterator[bytes], room: int) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise too_large()
        yield chunk


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK):
        yield part.decode(chunk) if part.headers.get("Content-Transfer-Encoding") else chunk
