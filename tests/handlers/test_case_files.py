"""Documents in chat: taken for the right place, refused with a sentence, shown to who may see."""

from pathlib import Path

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile
from reportlab.lib.pdfencrypt import StandardEncryption
from sqlalchemy import select

from cases import files
from cases.contents import MOST_BYTES
from cases.files import Standing
from cases.models import HandedIn
from core.accounts import Role
from core.db import Database
from handlers.form_buttons import Belongs, Checklist, OpenFile, Upload
from knowledge.library import Library
from tests.cases import papers
from tests.chat import Town, plain
from tests.handlers.pleas import Pleas, actor_of, town_of
from tests.handlers.test_case_form import FILLED, begun, handed_in, lacking


@pytest.fixture
def pleas() -> Pleas:
    return Pleas()


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locales") / "all"


@pytest.fixture
def town(db: Database, library: Library, locales: Path, tmp_path: Path, pleas: Pleas) -> Town:
    return town_of(db, library.answerer, locales, tmp_path / "files", pleas)


async def rows(town: Town) -> list[HandedIn]:
    async with town.db.reading() as session:
        return list(await session.scalars(select(HandedIn).order_by(HandedIn.id)))


def on_disk(town: Town) -> list[bytes]:
    return [path.read_bytes() for path in town.files.glob("??/??/*")]


def photo(size: int = 64) -> bytes:
    return papers.picture("JPEG", (size, size))


async def test_a_file_is_taken_for_the_document_that_was_pressed(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)

    (wanted,) = await student.presses("上传 计划书")
    assert "PDF / JPG / PNG / DOCX" in wanted.text
    assert "20 MB" in wanted.text
    (card,) = await student.sends_file("我的计划.pdf", papers.pdf(), caption="这是计划书，行吗？")

    assert plain(card.text).startswith("✅ 已收下「计划书」：我的计划.pdf")
    (row,) = await rows(town)
    assert (row.document, row.name, row.source) == (
        "plan",
        "我的计划.pdf",
        f"web-m{row.source[5:]}",
    )
    assert on_disk(town) == [papers.pdf()]
    assert "看一遍，提交" in card.buttons


async def test_a_photo_is_taken_at_its_largest(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")

    large = photo(128)
    (card,) = await student.sends_photo(photo(16), photo(32), large)

    assert "计划书.jpg" in plain(card.text)
    assert on_disk(town) == [large]


async def test_a_repeated_update_hands_in_once(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")
    (first,) = await student.sends_file("计划书.pdf", papers.pdf())

    (again,) = await student.repeats()

    assert plain(again.text) == plain(first.text)
    assert len(await rows(town)) == 1


def bomb() -> bytes:
    return papers.office("docx", {"word/media/x": b"\0" * (120 * 2**20)})


@pytest.mark.parametrize(
    ("name", "data", "sentence", "english"),
    [
        ("空.pdf", b"", "空文件", "empty"),
        ("改名.pdf", b"MZ\x90\x00" + bytes(range(256)), "只改后缀没有用", "PDF / JPG"),
        ("表.xlsx", papers.sheet(), "这里收 PDF / JPG / PNG / DOCX", "PDF / JPG"),
        ("断.pdf", papers.pdf()[:60], "不完整", "incomplete"),
        ("锁.pdf", papers.pdf(encrypt=StandardEncryption("x")), "有密码", "password"),
        ("炸.docx", bomb(), "大得反常", "unpack"),
    ],
)
async def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    town: Town, pleas: Pleas, name: str, data: bytes, sentence: str, english: str
) -> None:
    for person, press in (
        (town.person("小萌"), "上传 计划书"),
        (town.person("Sam", 8, language="en"), "Upload Plan"),
    ):
        await begun(person, pleas, FILLED)
        await person.presses(press)
        (refused,) = await person.sends_file(name, data)
        said = sentence if person.language != "en" else english
        assert said.lower() in refused.text.lower()
        (card,) = await person.sends_file("good.pdf", papers.pdf(str(person.number)))
        assert "good.pdf" in plain(card.text)

    assert len(await rows(town)) == 2
    assert len(on_disk(town)) == 2


async def test_a_file_too_large_is_refused_before_it_is_fetched(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")
    huge = {
        "file_id": "x",
        "file_unique_id": "x",
        "file_size": MOST_BYTES + 1,
        "file_name": "a.pdf",
    }
    town.server.calls.clear()

    (refused,) = await student.sends("(file)", document=huge)

    assert refused.text == "文件有 21 MB，最多 20 MB。请压缩图片或分开交。"
    assert not any(isinstance(call, GetFile) for call in town.server.calls)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Bad Request: file is too big", "最多 20 MB"),
        ("Bad Request: wrong file_id or the file is temporarily unavailable", "取不到"),
    ],
)
async def test_what_the_chat_server_does_not_hand_out_is_said(
    town: Town, pleas: Pleas, said: str, sentence: str
) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")
    town.server.failing.append(TelegramBadRequest(GetFile(file_id="x"), said))

    (refused,) = await student.sends_file("计划书.pdf", papers.pdf())

    assert sentence in refused.text
    assert await rows(town) == []


async def test_other_things_are_told_what_is_waited_for(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}

    (told,) = await student.sends("(voice)", voice=voice)

    assert "请发「计划书」" in told.text


async def test_a_file_out_of_the_blue_is_asked_which_it_is(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)

    (which,) = await student.sends_file("计划书.pdf", papers.pdf())
    assert which.buttons == ["计划书（用房申请）", "都不是"]
    assert await rows(town) == []
    (card,) = await student.presses("计划书（用房申请）")

    assert "已收下「计划书」" in plain(card.text)
    await student.repeats()
    assert [row.document for row in await rows(town)] == ["plan"]


async def test_a_file_for_nothing_is_not_taken(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.sends_file("别的.pdf", papers.pdf())

    (left,) = await student.presses("都不是")

    assert "没有收下" in left.text
    assert await rows(town) == []


async def test_with_no_form_open_a_file_is_answered_as_ever(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")

    (seen,) = await student.sends_file("计划书.pdf", papers.pdf())
    assert seen.text == "文件我不收，也没有打开。请把要问的内容打成一句话发给我。"
    await handed_in(student, pleas)
    (seen,) = await student.sends_photo(photo())
    assert seen.text == "图片我看不了。请把要问的内容打成一句话发给我。"


async def test_a_question_under_a_picture_stays_a_question(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)

    seen = await student.sends_photo(photo(), caption="入孵团队有免费工位吗？")

    assert "附件我看不了" in seen[0].text


async def test_of_an_album_one_is_taken_and_the_rest_is_asked(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)
    await student.presses("上传 计划书")

    await student.sends_photo(photo(), media_group_id="5")
    (told,) = await student.sends_photo(photo(), media_group_id="5")

    assert "只收下了第一个" in told.text
    assert len(await rows(town)) == 1


async def test_an_album_out_of_the_blue_is_asked_one_by_one(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await begun(student, pleas, FILLED)

    for _ in range(2):
        (which,) = await student.sends_photo(photo(), media_group_id="5")
        assert "计划书（用房申请）" in which.buttons


async def test_the_checklist_shows_each_verdict(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await handed_in(student, pleas)
    (listed,) = await student.presses("材料 1/2")
    assert plain(listed.text).split("\n")[1:] == [
        "⏳ 计划书：已交，等老师看",
        "○ 学生证：还没交（可以不交）",
    ]
    teacher = town.person("张老师", 9)
    await teacher.become(Role.STAFF)
    staff = await actor_of(teacher)
    (row,) = await rows(town)
    async with town.db.transaction() as session:
        await files.judge(session, staff, row.id, Standing.REFUSED, "缺<一>页", town.now)

    await student.presses("返回")
    (listed,) = await student.presses("材料 1/2")
    assert "❌ 计划书：退回，缺<一>页" in plain(listed.text)
    assert "换 计划书" in listed.buttons
    await student.presses("换 计划书")
    (refused,) = await student.sends_file("计划书.pdf", papers.pdf())
    assert "一模一样" in refused.text
    (card,) = await student.sends_file("计划书.pdf", papers.pdf("new"))
    assert "已收下" in plain(card.text)


async def test_staff_open_a_file_and_others_do_not(town: Town, pleas: Pleas) -> None:
    student, other = town.person("小萌"), town.person("路人", 8)
    case = await handed_in(student, pleas)
    teacher = town.person("张老师", 9)
    await teacher.become(Role.STAFF)
    await teacher.says("/start")
    await other.says("/start")
    (row,) = await rows(town)

    await teacher.forges(Checklist(kind="plea", case=case).pack())
    (sent,) = await teacher.presses("看 计划书")
    assert sent.kind == "file"
    assert town.server.files == [("计划书.pdf", papers.pdf())]
    (refused,) = await other.forges(OpenFile(file=row.id).pack())
    assert refused.kind == "alert"
    (refused,) = await other.forges(Checklist(kind="plea", case=case).pack())
    assert refused.kind == "alert"
    seen = await teacher.forges(Upload(kind="plea", case=case, document="plan").pack())
    assert seen[-1].kind == "alert"
    assert len(town.server.files) == 1


async def test_bytes_changed_on_disk_are_not_sent(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    await handed_in(student, pleas)
    (path,) = town.files.glob("??/??/*")
    path.write_bytes(b"other")

    await student.presses("材料 1/2")
    (refused,) = await student.presses("看 计划书")

    assert "打不开" in refused.text


async def test_a_file_for_a_form_handed_in_meanwhile_is_not_taken(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await handed_in(student, pleas)
    await student.forges(Upload(kind="plea", case=case, document="card").pack())
    actor = await actor_of(student)
    async with town.db.transaction() as session:
        found = await pleas.find(session, case, actor)
        await pleas.act(session, found, "submit", actor, now=town.now)

    (seen,) = await student.sends_photo(photo())
    assert "文件没有收下" in plain(seen.text)
    assert "已提交" in plain(seen.text)
    seen = (await student.forges(Upload(kind="plea", case=case, document="card").pack()))[-1]
    assert seen.kind == "alert"
    assert len(await rows(town)) == 1


async def test_in_a_supplement_only_what_is_wanted_is_taken(town: Town, pleas: Pleas) -> None:
    student = town.person("小萌")
    case = await lacking(town, pleas, student, "seats")

    seen = await student.forges(Upload(kind="plea", case=case, document="plan").pack())
    assert seen[-1].kind == "alert"
    seen = await student.forges(Belongs(kind="plea", case=case, document="plan").pack())

    assert len(await rows(town)) == 1
