"""Who is at the page: the demo's people, and people who sign in by code or link."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.e2e.rig import EchoBot, Phone, ServerProcess, phone, until
from tests.webchat.page_site import Site, running
from webchat.sessions import ATTEMPTS

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENTOR = 1002


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A server with sign-in; in this process, to hand out codes as staff would."""
    async with running(tmp_path, demo=False, name="小助手") as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def guest(browser: Browser, site: Site) -> AsyncIterator[Phone]:
    """Somebody who has not signed in."""
    async with phone(browser, site.origin) as person:
        yield person


async def test_switcher_changes_the_person_and_keeps_chats_apart(
    student: Phone, bot: EchoBot
) -> None:
    await student.open()
    await student.says("我是学生")
    await student.sees("回声：我是学生")
    switch = student.page.get_by_role("group", name="试用身份")
    await switch.get_by_role("radio", name="导师").check()
    await student.page.locator("#status", has_text="导师阿创（演示）").wait_for()
    await student.page.get_by_role("heading", name="和小助手聊聊").wait_for()
    assert await student.texts() == []
    await student.says("我是导师")
    await student.sees("回声：我是导师")
    await student.page.reload()
    await student.sees("回声：我是导师")
    await switch.get_by_role("radio", name="学生").check()
    await student.sees("回声：我是学生")
    assert await student.texts() == ["我是学生", "回声：我是学生"]


async def test_switcher_hints_at_news_for_the_others(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await bot.call("sendMessage", chat_id=MENTOR, text="新的师徒申请")
    mentor = student.page.locator(f'[data-person="{MENTOR}"]')
    await mentor.get_by_role("img", name="有新消息").wait_for()
    await mentor.click()
    await student.sees("新的师徒申请")
    assert await student.page.get_by_role("img", name="有新消息").count() == 0


async def test_two_tabs_can_be_two_people(
    student: Phone, bot: EchoBot, server: ServerProcess
) -> None:
    await student.open()
    second = Phone(student.context, await student.context.new_page(), server.url)
    await second.open()
    await second.page.locator(f'[data-person="{MENTOR}"]').click()
    await second.page.locator("#status", has_text="导师").wait_for()
    await student.says("从第一个标签页")
    await second.says("从第二个标签页")
    await student.sees("回声：从第一个标签页")
    await second.sees("回声：从第二个标签页")
    assert await student.texts() == ["从第一个标签页", "回声：从第一个标签页"]
    assert second.complaints == []


async def test_same_person_in_two_tabs_sees_the_same(
    student: Phone, bot: EchoBot, server: ServerProcess
) -> None:
    await student.open()
    second = Phone(student.context, await student.context.new_page(), server.url)
    await second.open()
    await student.says("一处")
    await second.sees("一处")
    await second.sees("回声：一处")
    await second.says("另一处")
    await student.sees("回声：另一处")
    assert await student.texts() == await second.texts()


async def test_code_signs_in_and_sign_out_ends_it(guest: Phone, site: Site) -> None:
    code = await site.hub.create_code("学生甲", "zh-hans")
    await guest.page.goto(site.origin)
    await guest.page.get_by_label("登录码").fill(code)
    await guest.button("进入").click()
    await guest.connected()
    assert await guest.page.locator("#people").is_hidden()
    await guest.says("你好")
    await guest.sees("你好")
    await guest.button("退出").click()
    await guest.page.get_by_label("登录码").wait_for()
    await guest.page.goto(site.origin)
    await guest.page.get_by_label("登录码").wait_for()


async def test_link_signs_in_with_one_tap_and_starts_once(guest: Phone, site: Site) -> None:
    code = await site.hub.create_code("学生甲", "en")
    await guest.page.goto(f"{site.origin}/?code={code}&start=join_7")
    await guest.button("进入").click()
    await guest.sees("/start join_7")
    assert guest.page.url == f"{site.origin}/"
    assert await guest.page.get_by_label("Message", exact=True).count() == 1  # her language
    await guest.page.reload()
    await guest.sees("/start join_7")
    assert len(site.hub.updates) == 1


async def test_wrong_used_and_too_many_codes_are_explained(guest: Phone, site: Site) -> None:
    used = await site.hub.create_code("学生甲")
    assert await site.hub.redeem_code(used) is not None
    await guest.page.goto(site.origin)
    for code in ("AAAA-BBBB-CCCC", used):
        await _try(guest.page, code)
        await guest.page.get_by_role("alert").get_by_text("登录码不对、已经用过或已过期").wait_for()
    for _attempt in range(ATTEMPTS - 2):
        await _try(guest.page, "wrong")
    await _try(guest.page, await site.hub.create_code("学生甲"))
    await guest.page.get_by_role("alert").get_by_text("尝试次数太多").wait_for()


async def _try(page: Page, code: str) -> None:
    await page.get_by_label("登录码").fill(code)
    async with page.expect_navigation():
        await page.get_by_role("button", name="进入").click()


async def test_signed_in_pages_leave_when_the_session_ends(guest: Phone, site: Site) -> None:
    await guest.page.goto(f"{site.origin}/?code={await site.hub.create_code('学生甲')}")
    await guest.button("进入").click()
    await guest.connected()
    second = await guest.context.new_page()
    await second.goto(site.origin)
    await second.get_by_role("button", name="退出").click()
    await second.get_by_label("登录码").wait_for()
    await guest.page.get_by_label("登录码").wait_for()


async def test_start_link_in_the_demo_is_sent_once(student: Phone, bot: EchoBot) -> None:
    await student.open("/?start=comp_2026")
    await student.sees("回声：/start comp_2026")
    await student.page.reload()
    await student.connected()
    await student.page.goto(student.url + "/?start=<b>")
    await student.connected()
    await until(lambda: asyncio.sleep(0, True), "settled")
    assert bot.heard == ["/start comp_2026"]


async def test_sign_out_waits_for_unsent_words_and_leaves_none_behind(
    guest: Phone, site: Site
) -> None:
    await guest.page.goto(f"{site.origin}/?code={await site.hub.create_code('学生甲')}")
    await guest.button("进入").click()
    await guest.connected()
    await guest.context.set_offline(True)
    await guest.page.locator("#banner").wait_for()
    await guest.says("还没发出")
    await guest.button("退出").click()
    dialog = guest.page.get_by_role("dialog")
    await dialog.get_by_text("还有 1 条消息没有发出").wait_for()
    await dialog.get_by_role("button", name="知道了").click()
    await guest.context.set_offline(False)
    await guest.page.locator('#log [data-side="me"]', has_text="还没发出").wait_for()
    await guest.page.fill("#text", "写了一半")
    await guest.button("退出").click()
    await guest.page.get_by_label("登录码").wait_for()
    assert await guest.page.evaluate("Object.keys(localStorage)") == []
