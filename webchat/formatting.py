"""From what a bot sends (text, parse_mode, entities) to a message's text and its entities."""

from typing import Any

from webchat.entities import Entity, detect, is_sendable, utf16_length
from webchat.errors import Refused
from webchat.html_markup import ParseError, parse_html
from webchat.links import checked_link
from webchat.markdown import parse_markdown, parse_markdown_v2
from webchat.spans import CODE, HIDDEN, QUOTES, SPLITTABLE, Span, by_place, tidy

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
_GIVEN = SPLITTABLE | QUOTES | CODE | HIDDEN
# A text is refused unparsed when it could never fit: tags and escapes add little.
RAW_LIMIT = 64 * 1024
MOST_ENTITIES = 100


def format_text(
    text: str,
    parse_mode: str | None = None,
    entities: list[Any] | None = None,
    *,
    limit: int,
    too_long: str = "message is too long",
) -> tuple[str, list[Entity]]:
    """The text and entities of a message, at most `limit` UTF-16 units long after parsing.

    A parse mode wins over given entities; those after the first hundred are passed over. Links,
    mentions, hashtags and commands that the text shows by itself are added.
    """
    if not is_sendable(text):
        raise Refused("Bad Request: strings must be encoded in UTF-8")
    if len(text) > RAW_LIMIT:
        raise Refused(f"Bad Request: {too_long}", code="too_long")
    spans: list[Span] = []
    if parse_mode:
        parser = _PARSERS.get(parse_mode.lower())
        if parser is None:
            raise Refused("Bad Request: unsupported parse_mode")
        try:
            text, spans = parser(text)
        except ParseError as error:
            raise Refused(f"Bad Request: can't parse entities: {error}") from error
    elif entities:
        spans = _given(text, entities)
    text, spans = tidy(text, sorted(spans, key=by_place)[:MOST_ENTITIES])
    if utf16_length(text) > limit:
        raise Refused(f"Bad Request: {too_long}", code="too_long")
    return text, detect(text, to_entities(text, spans))


def to_entities(text: str, spans: list[Span]) -> list[Entity]:
    """The spans as Bot API entities, offsets and lengths in UTF-16 units."""
    if not spans:
        return []
    places = _places(text)
    return [
        {
            "type": span.kind,
            "offset": places[span.start],
            "length": places[span.end] - places[span.start],
            **span.extra,
        }
        for span in sorted(spans, key=by_place)
    ]


def _places(text: str) -> list[int]:
    """Where each character (and the end) stands in UTF-16 units."""
    if text.isascii():
        return list(range(len(text) + 1))
    places, place = [0], 0
    for character in text:
        place += 2 if character > "\uffff" else 1
        places.append(place)
    return places


def _given(text: str, entities: list[Any]) -> list[Span]:
    """Entities a bot computed itself, checked against the text."""
    index = {place: number for number, place in enumerate(_places(text))}
    last = max(index)
    spans = []
    for entity in entities:
        kind, offset, length = _fields(entity)
        if kind not in _GIVEN or not length:
            continue
        if offset + length > last:
            raise Refused(
                f"Bad Request: entity beginning at UTF-16 offset {offset} ends after the end of"
                f" the text at UTF-16 offset {offset + length}"
            )
        if offset not in index or offset + length not in index:
            raise Refused(
                f"Bad Request: entity beginning at UTF-16 offset {offset} begins or ends in a"
                " middle of a UTF-16 symbol"
            )
        extra = _extra(kind, entity)
        if extra is not None:
            spans.append(Span(kind, index[offset], index[offset + length], extra))
    return spans


def _fields(entity: Any) -> tuple[str, int, int]:
    if not isinstance(entity, dict):
        raise Refused("Bad Request: can't parse MessageEntity: expected an Object")
    kind = entity.get("type")
    if not isinstance(kind, str):
        raise Refused('Bad Request: can\'t parse MessageEntity: Field "type" must be a String')
    return kind, _count(entity, "offset"), _count(entity, "length")


def _count(entity: dict[str, Any], name: str) -> int:
    number = entity.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused(
            f'Bad Request: can\'t parse MessageEntity: Field "{name}" must be a valid Number'
        )
    if not 0 <= number <= 1_000_000:
        raise Refused(f"Bad Request: receive an entity with incorrect {name} {number}")
    return number


def _extra(kind: str, entity: dict[str, Any]) -> dict[str, Any] | None:
    """What an entity of that kind carries; None when that makes it void."""
    if kind == "text_link":
        url = entity.get("url")
        checked = checked_link(url) if isinstance(url, str) else None
        return None if checked is None else {"url": checked}
    if kind == "text_mention":
        user = entity.get("user")
        user_id = user.get("id") if isinstance(user, dict) else None
        return {"user": {"id": user_id}} if isinstance(user_id, int) else None
    if kind == "custom_emoji":
        emoji = entity.get("custom_emoji_id")
        return {"custom_emoji_id": emoji} if isinstance(emoji, str) and emoji.isdigit() else None
    if kind == "pre":
        language = entity.get("language")
        return {"language": language} if isinstance(language, str) and language else {}
    return {}


def escape_html(text: str) -> str:
    """The text so that HTML shows it as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
