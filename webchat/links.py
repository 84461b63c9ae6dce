"""Which addresses a link in a message may have."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#].*)?", re.DOTALL)
_SCHEMES = ("http", "https", "tg", "ton", "tonsite")


def checked_link(url: str) -> str | None:
    """The address as it is kept; None when it is none, or of a kind that could do harm."""
    url = url.strip()
    if not url or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme.lower() in _SCHEMES and (parts.netloc or parts.scheme.lower() == "tg"):
        return url if port_is_valid else None
    if _DOMAIN.fullmatch(url):
        return f"http://{url}"
    return None


def link_extra(url: str) -> tuple[str, dict[str, Any]] | None:
    """The entity kind and fields for a link: a person for `tg://user?id=…`, else an address."""
    if url.lower().startswith("tg://user?"):
        wanted = parse_qs(urlsplit(url).query).get("id", [""])[0]
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 16:
            return "text_mention", {"user": {"id": int(wanted)}}
        return None
    checked = checked_link(url)
    return None if checked is None else ("text_link", {"url": checked})
