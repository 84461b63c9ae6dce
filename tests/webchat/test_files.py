"""Files up and down: byte for byte, with limits, albums, and one file_id for every use."""

import io
import os
from typing import Any

import pytest
from PIL import Image

from tests.webchat.rig import MENTOR, STUDENT, Rig

MEGABYTE = 1024 * 1024


def picture(width: int = 640, height: int = 400, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


async def downloaded(rig: Rig, file_id: str) -> bytes:
    found = await rig.ok("getFile", file_id=file_id)
    status, content = await rig.download(found["file_path"])
    assert status == 200
    assert found["file_size"] == len(content)
    return content


async def test_document_comes_back_byte_for_byte(rig: Rig) -> None:
    content = os.urandom(300_000) + b"\r\n--boundary\0"
    answer = await rig.upload(
        "sendDocument", "document", content, filename="计划 书.pdf", chat_id=STUDENT, caption="甲"
    )
    document = answer.result["document"]
    assert (document["file_name"], document["file_size"]) == ("计划 书.pdf", len(content))
    assert document["mime_type"] == "application/pdf"
    assert answer.result["caption"] == "甲"
    await rig.restart()
    assert await downloaded(rig, document["file_id"]) == content


async def test_photo_has_a_small_size_and_the_original(rig: Rig) -> None:
    content = picture()
    sizes = (await rig.upload("sendPhoto", "photo", content, chat_id=STUDENT)).result["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(320, 200), (640, 400)]
    assert await downloaded(rig, sizes[-1]["file_id"]) == content
    small = await downloaded(rig, sizes[0]["file_id"])
    assert Image.open(io.BytesIO(small)).size == (320, 200)


async def test_file_id_sends_the_same_file_again(rig: Rig) -> None:
    first = (await rig.upload("sendDocument", "document", b"abc", chat_id=STUDENT)).result
    file_id = first["document"]["file_id"]
    again = await rig.ok("sendDocument", chat_id=MENTOR, document=file_id)
    assert again["document"] == first["document"]
    answer = await rig.call("sendPhoto", chat_id=MENTOR, photo=file_id)
    assert answer.refusal == "Bad Request: can't use file of type Document as Photo"
    photo = (await rig.upload("sendPhoto", "photo", picture(), chat_id=STUDENT)).result["photo"]
    for size in photo:
        assert (await rig.ok("sendPhoto", chat_id=MENTOR, photo=size["file_id"]))["photo"] == photo


async def test_person_fetches_files_of_the_own_chat_only(rig: Rig) -> None:
    sent = (await rig.upload("sendDocument", "document", b"abc", chat_id=STUDENT)).result
    file_id = sent["document"]["file_id"]
    assert await rig.hub.file_for(MENTOR, file_id) is None
    found = await rig.hub.file_for(STUDENT, file_id)
    assert found is not None
    assert found[1].read_bytes() == b"abc"


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("video", {"width": 4, "height": 3, "duration": 2}),
        ("animation", {"width": 4, "height": 3, "duration": 2}),
        ("audio", {"duration": 2, "performer": "甲", "title": "乙"}),
        ("voice", {"duration": 2}),
        ("video_note", {"length": 240, "duration": 2}),
    ],
)
async def test_film_and_sound_carry_their_measures(
    rig: Rig, kind: str, parameters: dict[str, Any]
) -> None:
    method = "send" + kind.replace("_", "")
    sent = (await rig.upload(method, kind, b"bytes", chat_id=STUDENT, **parameters)).result
    media = sent[kind]
    assert {name: media[name] for name in parameters} == parameters
    again = await rig.ok(method, chat_id=STUDENT, **{kind: media["file_id"]})
    assert again[kind] == media
    assert await downloaded(rig, media["file_id"]) == b"bytes"


async def test_album_is_one_group_in_order(rig: Rig) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "<b>甲</b>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://a", "has_spoiler": True},
    ]
    answer = await rig.upload("sendMediaGroup", "a", picture(), chat_id=STUDENT, media=media)
    first, second = answer.result
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["message_id"], second["message_id"]) == (1, 2)
    assert first["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert second["has_media_spoiler"] is True
    for wrong in (
        media[:1],
        media * 6,
        [media[0], {"type": "document", "media": "attach://a"}],
        [media[0], {"type": "photo", "media": "attach://missing"}],
        [media[0], "x"],
        [media[0], {"type": "nonsense", "media": "attach://a"}],
    ):
        answer = await rig.upload("sendMediaGroup", "a", picture(), chat_id=STUDENT, media=wrong)
        assert answer.status == 400
    assert len((await rig.hub.history(STUDENT))["messages"]) == 2


async def test_caption_and_media_are_edited(rig: Rig) -> None:
    await rig.upload("sendPhoto", "photo", picture(), chat_id=STUDENT, caption="甲")
    about: dict[str, Any] = {"chat_id": STUDENT, "message_id": 1}
    edited = await rig.ok("editMessageCaption", **about, caption="_乙_", parse_mode="Markdown")
    assert edited["caption"] == "乙"
    answer = await rig.call("editMessageCaption", **about, caption="x" * 1025)
    assert answer.refusal == "Bad Request: message caption is too long"
    media = {"type": "document", "media": "attach://new", "caption": "丙"}
    changed = (await rig.upload("editMessageMedia", "new", b"abc", **about, media=media)).result
    assert "photo" not in changed
    assert changed["caption"] == "丙"
    assert await downloaded(rig, changed["document"]["file_id"]) == b"abc"
    assert await rig.hub.file_for(STUDENT, changed["document"]["file_id"])


@pytest.mark.parametrize(
    ("parameters", "wording"),
    [
        ({}, "there is no document in the request"),
        ({"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "attach://x"}, "attached file is missing in the request"),
        ({"document": "https://e.cn/a.pdf"}, "failed to get HTTP URL content"),
        ({"document": "x", "caption": "中" * 1025}, "message caption is too long"),
    ],
)
async def test_file_that_is_not_there_is_refused(
    rig: Rig, parameters: dict[str, Any], wording: str
) -> None:
    answer = await rig.call("sendDocument", chat_id=STUDENT, **parameters)
    assert answer.refusal == f"Bad Request: {wording}"


async def test_file_that_is_none_is_refused(rig: Rig) -> None:
    empty = await rig.upload("sendDocument", "document", b"", chat_id=STUDENT)
    assert empty.refusal == "Bad Request: file must be non-empty"
    text = await rig.upload("sendPhoto", "photo", b"not a picture", chat_id=STUDENT)
    assert text.refusal == "Bad Request: IMAGE_PROCESS_FAILED"
    narrow = await rig.upload("sendPhoto", "photo", picture(2000, 10), chat_id=STUDENT)
    assert narrow.refusal == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_60_mb_are_refused_and_50_mb_are_taken(rig: Rig) -> None:
    too_much = await rig.upload("sendDocument", "document", bytes(60 * MEGABYTE), chat_id=STUDENT)
    assert (too_much.status, too_much.refusal) == (413, "Request Entity Too Large")
    assert list(rig.store.files.glob("**/*")) == []
    answer = await rig.upload("sendDocument", "document", bytes(50 * MEGABYTE), chat_id=STUDENT)
    file_id = answer.result["document"]["file_id"]
    answer = await rig.call("getFile", file_id=file_id)
    assert answer.refusal == "Bad Request: file is too big"


async def test_20_mb_can_be_downloaded(rig: Rig) -> None:
    content = os.urandom(1024) * (20 * 1024)
    answer = await rig.upload("sendDocument", "document", content, chat_id=STUDENT)
    assert await downloaded(rig, answer.result["document"]["file_id"]) == content


async def test_download_needs_the_token_and_a_path_that_was_given(rig: Rig) -> None:
    sent = (await rig.upload("sendDocument", "document", b"abc", chat_id=STUDENT)).result
    path = (await rig.ok("getFile", file_id=sent["document"]["file_id"]))["file_path"]
    assert await rig.download(path) == (200, b"abc")
    assert (await rig.download(path, token="123456:wrong-token"))[0] == 401
    for wrong in ("documents/none.bin", "../webchat.sqlite3", "%2e%2e/webchat.sqlite3", "\x00"):
        assert (await rig.download(wrong))[0] == 404, wrong
    for wrong in ("", "x", "中", "a\x00"):
        answer = await rig.call("getFile", file_id=wrong)
        assert answer.refusal == "Bad Request: invalid file_id"


async def test_file_name_is_only_a_name(rig: Rig) -> None:
    answer = await rig.upload(
        "sendDocument", "document", b"abc", filename="../../etc/passwd", chat_id=STUDENT
    )
    file_id = answer.result["document"]["file_id"]
    path = (await rig.ok("getFile", file_id=file_id))["file_path"]
    assert ".." not in path
    assert await downloaded(rig, file_id) == b"abc"


async def test_unused_bytes_are_swept_at_the_next_start(rig: Rig) -> None:
    await rig.upload("sendDocument", "document", b"kept", chat_id=STUDENT)
    await rig.upload("sendDocument", "document", b"refused", chat_id=5)
    (rig.store.files / "broken.part").write_bytes(b"x")
    assert len(list(rig.store.files.glob("??/*"))) == 2
    await rig.restart()
    kept = [path for path in rig.store.files.glob("**/*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"kept"]
