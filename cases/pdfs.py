"""Whether a PDF is whole and opens without a password (ISO 32000-1, 7.5 and 7.6)."""

import hashlib
import re
from enum import StrEnum


class Opens(StrEnum):
    FREELY = "freely"
    WITH_PASSWORD = "with-password"  # noqa: S105  # what it is, not one
    NOT = "not"


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:(\d+)\s+(\d+)\s+R\b|<<)")
_FIRST_ID = re.compile(rb"/ID\s*\[\s*(?=[<(])")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPED = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
_TAIL = 4096
_DICTIONARY = 8192


def opens(data: bytes) -> Opens:
    """NOT for a file cut short or without a catalogue; encrypted for printing only opens freely.

    A password that AES-256 asks for cannot be told from an empty one here, so it counts as one.
    """
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail or b"/Root" not in data:
        return Opens.NOT
    for trailer in _trailers(data):
        if found := _ENCRYPT.search(trailer):
            rule = trailer[found.end() :] if found[1] is None else _object(data, found)
            return Opens.FREELY if _empty_password(rule, trailer) else Opens.WITH_PASSWORD
    return Opens.FREELY


def _trailers(data: bytes) -> list[bytes]:
    """Dictionaries that may name an encryption: after ``trailer``, or of a cross-reference stream.

    Neither may itself be encrypted or packed.
    """
    starts = [found.end() for found in re.finditer(rb"\btrailer\b", data)]
    starts += [found.start() for found in re.finditer(rb"/Type\s*/XRef\b", data)]
    found = []
    for start in starts:
        begin = max(data.rfind(b"obj", 0, start), start - _DICTIONARY, 0)
        ends = (data.find(end, start) for end in (b"stream", b"startxref"))
        end = min((end for end in ends if end >= 0), default=len(data))
        begin = start if data[max(0, start - 7) : start] == b"trailer" else begin
        found.append(data[begin : min(end, start + _DICTIONARY)])
    return found


def _object(data: bytes, reference: re.Match[bytes]) -> bytes:
    number, generation = int(reference[1]), int(reference[2])
    places = re.finditer(rb"(?<!\d)%d\s+%d\s+obj\b" % (number, generation), data)
    ends = [found.end() for found in places]
    return data[ends[-1] : ends[-1] + _DICTIONARY] if ends else b""


def _empty_password(rule: bytes, trailer: bytes) -> bool:
    """Algorithms 2, 4 and 5 of 7.6.3 with no password."""
    revision, permissions = _integer(rule, b"R"), _integer(rule, b"P")
    owner, user = _string(rule, rb"/O\s*(?=[<(])"), _string(rule, rb"/U\s*(?=[<(])")
    if revision not in (2, 3, 4) or len(user) < 16:
        return False
    first_id = _string(trailer, _FIRST_ID.pattern)
    length = 5 if revision == 2 else min(16, (_integer(rule, b"Length") or 40) // 8)
    if revision == 4:
        length = 16
    seed = _PAD + owner[:32] + (permissions & 0xFFFFFFFF).to_bytes(4, "little") + first_id
    if revision == 4 and re.search(rb"/EncryptMetadata\s+false", rule):
        seed += b"\xff" * 4
    key = _md5(seed)[:length]
    if revision == 2:
        return _rc4(key, _PAD) == user[:32]
    for _ in range(50):
        key = _md5(key)[:length]
    check = _md5(_PAD + first_id)
    for step in range(20):
        check = _rc4(bytes(byte ^ step for byte in key), check)
    return check == user[:16]


def _integer(dictionary: bytes, name: bytes) -> int:
    found = re.search(rb"/%s\s+(-?\d{1,12})\b" % name, dictionary)
    return int(found[1]) if found else 0


def _string(dictionary: bytes, name: bytes) -> bytes:
    """The string after ``name``, hexadecimal or literal with its escapes."""
    found = re.search(name, dictionary)
    if not found:
        return b""
    rest = dictionary[found.end() :]
    if rest[:1] == b"<":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", rest[1 : rest.find(b">")])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    depth = place = 0
    while place < len(rest):
        character = rest[place : place + 1]
        place += 2 if character == b"\\" else 1
        depth += (character == b"(") - (character == b")")
        if not depth:
            break
    return _ESCAPE.sub(_escaped, rest[1 : place - 1])


def _escaped(found: re.Match[bytes]) -> bytes:
    if found[1][:1].isdigit() and found[1][:1] < b"8":
        return bytes([int(found[1], 8) & 0xFF])
    return _ESCAPED.get(found[1], found[1])


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 0xFF
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 0xFF
        j = (j + box[i]) & 0xFF
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 0xFF])
    return bytes(out)
