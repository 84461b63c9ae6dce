"""The page's own files: read once, packed, and served under an address that names their content."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    packed: bytes
    mime: str


class Assets:
    """Every file of the folder; pages (`*.html`) are filled in with the address of the others."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(f"{name} {len(content)} ".encode() + content)
        self.base = f"/static/{digest.hexdigest()[:16]}"
        self._pages: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        preload = "\n".join(
            f'<link rel="modulepreload" href="{self.base}/{name}">'
            for name in files
            if name.endswith(".js")
        )
        for name, content in files.items():
            if name.endswith(".html"):
                text = content.decode("utf-8").replace("{static}", self.base)
                self._pages[name] = text.replace("{preload}", preload)
            else:
                suffix = Path(name).suffix
                mime = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "text/plain"
                self._assets[name] = Asset(content, gzip.compress(content, 9), mime)

    def page(self, name: str) -> str:
        """The text of a page; what remains in braces is the caller's to fill in."""
        return self._pages[name]

    async def serve(self, request: web.Request) -> web.Response:
        """`GET /static/{digest}/{name}`: cached for good, since a change changes the address."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None or request.match_info["digest"] != self.base.rpartition("/")[2]:
            raise web.HTTPNotFound(text="There is no such file.")
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        body = asset.content
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", asset.packed
        return web.Response(body=body, content_type=asset.mime, charset="utf-8", headers=headers)
