"""The bytes of uploaded files on disk, named by their hash, and what can be read off them."""

import asyncio
import errno
import hashlib
import mimetypes
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from webchat.errors import Refused
from webchat.records import StoredFile

UPLOAD_LIMIT = 50 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024

_CHUNK = 256 * 1024
_PATIENCE = 64 * 1024 * 1024
_FOLDERS = {
    "photo": "photos",
    "video": "videos",
    "animation": "animations",
    "audio": "music",
    "voice": "voice",
    "video_note": "video_notes",
    "sticker": "stickers",
}
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


def too_large() -> Refused:
    """The answer to an upload above the limit."""
    return Refused("Request Entity Too Large", status=413, code="file_too_large")


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that were received and lie on disk."""

    sha256: str
    size: int
    path: Path


class Blobs:
    """Keeps bytes under the folder, the same bytes once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self.folder / sha256[:2] / sha256

    async def receive(self, chunks: AsyncIterator[bytes], limit: int = UPLOAD_LIMIT) -> Blob:
        """Keep a stream; a 413 Refused leaves nothing behind when it is longer than the limit.

        What is somewhat too long is read to its end, so that the sender hears the answer.
        """
        digest, size = hashlib.sha256(), 0
        part = self.folder / f"{secrets.token_hex(8)}.part"
        try:
            with part.open("wb") as target:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limit + _PATIENCE:
                        break
                    if size <= limit:
                        digest.update(chunk)
                        await asyncio.to_thread(target.write, chunk)
                if size > limit:
                    raise too_large()
                target.flush()
                await asyncio.to_thread(os.fsync, target.fileno())
            path = self.path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            if not path.exists():
                os.replace(part, path)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise Refused("Insufficient Storage", status=507, code="storage_full") from error
            raise
        finally:
            part.unlink(missing_ok=True)
        return Blob(digest.hexdigest(), size, path)

    def sweep(self, known: set[str]) -> None:
        """Remove what no message ever named: broken uploads and calls that were refused."""
        for path in self.folder.glob("*.part"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob("??/*"):
            if path.name not in known:
                path.unlink(missing_ok=True)


async def chunks_of(source: Path | bytes) -> AsyncIterator[bytes]:
    """The bytes of a file or of memory, in pieces."""
    if isinstance(source, bytes):
        for start in range(0, len(source), _CHUNK):
            yield source[start : start + _CHUNK]
        return
    with source.open("rb") as opened:
        while chunk := await asyncio.to_thread(opened.read, _CHUNK):
            yield chunk


def picture_size(path: Path) -> tuple[int, int, str] | None:
    """Width, height and type of a picture; None when it is none (only the header is read)."""
    try:
        with Image.open(path) as picture:
            mime = Image.MIME.get(picture.format or "", "")
            return picture.width, picture.height, mime
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def catalogue(blob: Blob, kind: str, *, name: str | None, mime: str | None) -> StoredFile:
    """Give received bytes their ids and their path for getFile."""
    if not mime or "/" not in mime:
        mime = mimetypes.guess_type(name or "")[0] or "application/octet-stream"
    suffix = Path(name).suffix if name else ""
    if not suffix.isascii() or not suffix[1:].isalnum() or len(suffix) > 12:
        suffix = ""
    suffix = suffix or _SUFFIXES.get(mime, "")
    number = secrets.token_hex(8)
    unique = hashlib.sha256(f"{kind}:{blob.sha256}".encode()).digest()[:12]
    return StoredFile(
        file_id=urlsafe_b64encode(secrets.token_bytes(36)).decode(),
        file_unique_id=urlsafe_b64encode(unique).decode(),
        kind=kind,
        sha256=blob.sha256,
        file_path=f"{_FOLDERS.get(kind, 'documents')}/file_{number}{suffix}",
        name=name,
        mime=mime,
        size=blob.size,
        media={},
    )
