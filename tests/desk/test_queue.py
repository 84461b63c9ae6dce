"""The desk's queue and case pages: seen by the right people, whole without a script, safe."""

import csv
import io
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from openpyxl import load_workbook
from sqlalchemy import update

from cases.models import StoredFile
from cases.storage import FileStore
from core.accounts import Actor, Role
from core.db import Database
from desk import script
from tests.desk.conftest import Browser, Clock, get
from tests.staff.pleas import Office

Person = Callable[..., Awaitable[Actor]]
Enter = Callable[[Actor], Awaitable[Browser]]
NASTY = "<script>alert(1)</script>\"'&"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
async def office(db: Database, clock: Clock) -> Office:
    return await Office.open(db, clock.now)


async def token(client: Browser) -> str:
    _, text = await get(client, "/queue")
    return text.split('name="csrf" value="')[1].split('"')[0]


async def post(client: Browser, path: str, *fields: tuple[str, str]) -> tuple[int, str]:
    data = [("csrf", await token(client)), *fields]
    answer = await client.post(path, data=data, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "") or await answer.text()


async def test_the_queue_shows_cases_with_their_clock(office: Office, enter: Enter) -> None:
    await office.taken("水质检测")
    await office.draft("秘密计划")
    client = await enter(office.anna)
    status, text = await get(client, "/queue")

    assert status == 200
    assert "ZJ-2026-0001" in text
    assert "水质检测" in text
    assert "秘密计划" not in text
    assert re.search(r"<b>1</b> 按时<span class=\"soft\">我的 1</span>", text)
    assert (await client.get("/", allow_redirects=False)).headers["Location"] == "/queue"


async def test_words_of_people_are_only_words(office: Office, enter: Enter) -> None:
    case = await office.taken(NASTY[:40])
    client = await enter(office.anna)
    for path in ("/queue", f"/cases/finance/{case}", "/queue?q=%3Cscript%3E"):
        status, text = await get(client, path)
        assert status == 200
        assert "<script>alert" not in text, path
        assert "&lt;script&gt;" in text, path
        assert " style=" not in text


@pytest.mark.parametrize(
    "query",
    ["whose=x", "colour=pink", "turn=me", "kind=x", "after=x~y", "after=2026~1", "q=%00", "q=%F0"],
)
async def test_garbage_in_the_address_means_everything(
    office: Office, enter: Enter, query: str
) -> None:
    await office.submitted("水质检测")
    status, text = await get(await enter(office.anna), f"/queue?{query}")

    assert status == 200
    assert "水质检测" in text or "没有找到" in text


async def test_pages_follow_one_another(office: Office, enter: Enter) -> None:
    for number in range(53):
        await office.submitted(f"示范 {number}")
    client = await enter(office.anna)
    _, first = await get(client, "/queue?whose=nobody")
    found = re.search(r'class="next" href="([^"]+)"', first)
    assert found
    _, second = await get(client, found[1].replace("&amp;", "&"))

    numbers = [re.findall(r"<b>(ZJ-2026-\d+)</b>", text) for text in (first, second)]
    assert [len(one) for one in numbers] == [50, 3]
    assert len({*numbers[0], *numbers[1]}) == 53
    assert 'class="next"' not in second
    assert "回到开头" in second


async def test_sheets_start_no_formula(office: Office, enter: Enter) -> None:
    await office.taken(FORMULA)
    await office.taken(NASTY[:40])
    client = await enter(office.anna)
    written = await (await client.get("/queue.csv")).read()
    head, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert len(head) == 10
    assert sorted(row[2] for row in rows) == sorted(["'" + FORMULA, NASTY[:40]])

    answer = await client.get("/queue.xlsx?kind=finance")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(await answer.read())).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "'" + FORMULA in [cell.value for cell in cells]
    assert (await get(client, "/queue.exe"))[0] == 404


async def test_many_at_once_get_a_line_each(office: Office, enter: Enter) -> None:
    first, last = await office.submitted("一号"), await office.submitted("二号")
    gone = await office.submitted("三号")
    await office.act(office.student, gone, "withdraw")
    client = await enter(office.anna)
    chosen = [("case", f"finance:{one}") for one in (first, gone, last)]
    status, text = await post(client, "/queue/many", ("act", "take"), *chosen, ("case", "x:y"))

    assert status == 200
    assert "接手了 2 件，共 3 件" in text
    assert text.count("✓") == 2
    assert [await office.state(one) for one in (first, gone, last)] == [
        "checking",
        "withdrawn",
        "checking",
    ]
    _, text = await post(
        client, "/queue/many", ("act", "hand-over"), ("to", str(office.bruno.id)), *chosen
    )
    assert "转交了 2 件，共 3 件" in text
    status, text = await post(client, "/queue/many", ("act", "remind"), *chosen)
    assert "提醒了 2 件" in text
    for fields in (
        [("act", "take")],
        [("act", "shout"), *chosen],
        [("act", "take"), *(("case", f"finance:{n}") for n in range(60))],
    ):
        status, text = await post(client, "/queue/many", *fields)
        assert (status, 'role="alert"' in text) == (409, True)


async def test_a_case_is_worked_on_its_page(office: Office, enter: Enter) -> None:
    case = await office.submitted("水质检测")
    client, page = await enter(office.anna), f"/cases/finance/{case}"
    status, where = await post(client, f"{page}/step", ("event", "take"))
    assert (status, where) == (303, f"{page}?done=step")
    _, text = await get(client, where)
    assert "办好了" in text
    assert "安老师" in text

    file = str(await office.file_of(case))
    status, text = await post(client, f"{page}/judge", ("file", file), ("verdict", "refused"))
    assert (status, "写明原因" in text) == (409, True)
    status, _ = await post(
        client, f"{page}/judge", ("file", file), ("verdict", "refused"), ("note", "缺一节")
    )
    assert status == 303
    _, text = await get(client, page)
    assert "已退回" in text
    assert re.search(r'value="plan" checked', text)

    long = "长" * 600
    status, text = await post(
        client, f"{page}/ask-more", ("wanted", "plan"), ("note", long), ("key", "ask-more")
    )
    assert status == 409
    assert "写了 600 个字，最多 500 个" in text
    assert long in text  # nothing typed is lost
    status, where = await post(
        client, f"{page}/ask-more", ("wanted", "plan"), ("wanted", "amount"), ("note", "缺一节")
    )
    assert status == 303
    assert await office.state(case) == "lacking"
    _, text = await get(client, where)
    assert "待申请人补材料" in text
    assert "要求补正" in text
    status, _ = await post(client, f"{page}/remind")
    assert status == 303
    status, text = await post(client, f"{page}/remind")
    assert (status, "今天已经提醒过了" in text) == (409, True)


async def test_of_two_browsers_the_later_is_told(office: Office, enter: Enter) -> None:
    case = await office.submitted()
    page = f"/cases/finance/{case}/step"
    one, other = await enter(office.anna), await enter(office.bruno)
    assert (await post(one, page, ("event", "take")))[0] == 303
    status, text = await post(other, page, ("event", "take"))

    assert status == 409
    assert "已经处理过了" in text
    assert "安老师" in text


async def test_hand_over_and_refusal_with_a_reason(office: Office, enter: Enter) -> None:
    case = await office.taken()
    client, page = await enter(office.anna), f"/cases/finance/{case}"
    status, _ = await post(client, f"{page}/hand-over", ("to", "x"))
    assert status == 409
    status, _ = await post(client, f"{page}/hand-over", ("to", str(office.bruno.id)))
    assert status == 303
    status, text = await post(client, f"{page}/step", ("event", "refuse"), ("key", "refuse"))
    assert status == 409
    assert await office.state(case) == "checking"
    status, _ = await post(client, f"{page}/step", ("event", "refuse"), ("note", "不属于资金对接"))
    assert status == 303
    _, text = await get(client, page)
    assert "不属于资金对接" in text
    assert "已办结" in text or "不予受理" in text


@pytest.mark.parametrize("act", ["step", "ask-more", "hand-over", "remind", "judge", "answer"])
async def test_forged_forms_change_nothing(office: Office, enter: Enter, act: str) -> None:
    case = await office.taken()
    client = await enter(office.anna)
    answer = await client.post(f"/cases/finance/{case}/{act}", data={"event": "close"})
    assert answer.status == 403
    answer = await client.post(
        f"/cases/finance/{case}/{act}",
        data={"event": "close", "csrf": await token(client)},
        headers={"Origin": "http://evil.example"},
    )
    assert answer.status == 403
    for wrong in ("finance/999999", "nothing/1"):
        assert (await post(client, f"/cases/{wrong}/step", ("event", "close")))[0] == 404
    assert await office.state(case) == "checking"


async def test_files_come_as_attachments_and_only_to_staff(
    office: Office, enter: Enter, person: Person, site: TestServer, tmp_path: Path
) -> None:
    case, draft = await office.taken(), await office.draft()
    client = await enter(office.anna)
    address = f"/cases/finance/{case}/files/{await office.file_of(case)}"
    answer = await client.get(address)
    assert answer.status == 409  # its bytes were never written here
    assert "打不开" in await answer.text()

    stored = await FileStore(tmp_path / "files").write(b"%PDF-1.4 whatever")
    async with office.db.transaction() as session:
        await session.execute(update(StoredFile).where(StoredFile.id == 1).values(sha256=stored))
    answer = await client.get(address)
    assert answer.status == 200
    assert await answer.read() == b"%PDF-1.4 whatever"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E8%AE%A1%E5%88%92.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    hidden = await office.file_of(draft)
    for wrong in (f"{case}/files/{hidden}", f"{draft}/files/{hidden}", f"{case}/files/99999"):
        assert (await get(client, f"/cases/finance/{wrong}"))[0] == 404
    admin = await enter(await person(Role.ADMIN))
    assert (await get(admin, address))[0] == 403


async def test_administrators_read_the_history_alone(
    office: Office, enter: Enter, person: Person
) -> None:
    case = await office.taken("水质检测")
    client = await enter(await person(Role.ADMIN))
    assert (await get(client, "/queue"))[0] == 403
    assert (await get(client, "/queue.csv"))[0] == 403
    status, text = await get(client, f"/cases/finance/{case}")
    assert status == 200
    assert "经过" in text
    assert "水质检测" not in text
    assert "<form" not in text.replace('<form method="post" action="/leave">', "")


async def test_pages_are_whole_without_the_script(office: Office, enter: Enter) -> None:
    await office.taken()
    client = await enter(office.anna)
    answer = await client.get("/queue")
    text = await answer.text()
    loaded = re.findall(r'<script src="([^"]+)" defer></script>', text)

    assert text.count("<script") == len(loaded) == bool(script.SCRIPT)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert ("script-src 'self'" in policy) == bool(loaded)
    for address in loaded:
        served = await client.get(address)
        assert served.headers["Content-Type"].startswith("text/javascript")
        assert b"htmx" in await served.read()
    assert (await get(client, "/static/0000/htmx.js"))[0] == 404
