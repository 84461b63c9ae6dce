"""Everybody can use it: keyboard only, screen readers, contrast, small and wide screens."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.e2e.rig import EchoBot, Phone, ServerProcess, keyboard, phone

pytestmark = pytest.mark.asyncio(loop_scope="session")

STUDENT = 1001
QUOTE = "本条仅供测试：从净收入中提取一定比例，用于奖励和报酬。" * 8
LONG_WORD = "https://example.org/" + "verylongaddress" * 12

MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")


async def measure(page: Page, name: str) -> Any:
    """Call one of the functions of measures.js in the page."""
    return await page.evaluate(f"() => {{ {MEASURES}\n return {name}(); }}")


async def furnish(bot: EchoBot) -> None:
    """A chat with everything in it that has a colour of its own."""
    await bot.call("setMyCommands", commands=[{"command": "ask", "description": "问政策"}])
    text = (
        f"<b>不低于一半</b>（底线），见 <a href='https://example.org'>条文</a>、<code>第一条</code>、/ask"
        f"<blockquote expandable>{QUOTE}</blockquote><tg-spoiler>剧透</tg-spoiler>"
        f"<blockquote>短引文</blockquote><pre>{'长代码 ' * 30}</pre>{LONG_WORD}"
    )
    markup = keyboard(
        [("看原文", "toast"), ("算一算", "a"), ("以前怎么规定", "b"), ("我要申请专利许可", "c")],
        [("这是一个非常非常长的按钮，长得在小屏幕上一行怎么也放不下，只好折成两三行来显示", "d")],
    )
    await bot.call(
        "sendMessage", chat_id=STUDENT, text=text, parse_mode="HTML", reply_markup=markup
    )
    await bot.send_file("sendDocument", STUDENT, "document", f"{'很长的文件名' * 12}.pdf", b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_has_contrast_and_fits_every_width(
    browser: Browser, server: ServerProcess, bot: EchoBot, scheme: str
) -> None:
    await furnish(bot)
    async with phone(browser, server.url, color_scheme=scheme) as person:
        await person.open()
        await person.says("好的 " + LONG_WORD)
        await person.sees("回声：好的 " + LONG_WORD)
        await person.page.fill("#text", "长" * 4100)
        await person.context.set_offline(True)
        await person.page.locator("#banner").wait_for()
        for width, height in ((320, 568), (390, 844), (1280, 800)):
            await person.page.set_viewport_size({"width": width, "height": height})
            assert await measure(person.page, "sticksOut") == []
            found = await measure(person.page, "contrast")
            assert found["checked"] > 20
            assert found["poor"] == []
        await person.page.fill("#text", "")
        await person.page.click("#commands-button")
        assert (await measure(person.page, "contrast"))["poor"] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_touch_targets_are_large_enough(
    browser: Browser, server: ServerProcess, bot: EchoBot, width: int
) -> None:
    await furnish(bot)
    async with phone(browser, server.url, viewport={"width": width, "height": 700}) as person:
        await person.open()
        assert await measure(person.page, "small") == []


async def test_keyboard_alone_is_enough(
    browser: Browser, server: ServerProcess, bot: EchoBot
) -> None:
    async with phone(browser, server.url, viewport={"width": 1280, "height": 800}) as person:
        await bot.call("setMyCommands", commands=[{"command": "ask", "description": "问政策"}])
        await person.open()
        page, keys = person.page, person.page.keyboard
        assert await measure(page, "focused") == "输入消息"
        await keys.type("第一行")
        await keys.press("Shift+Enter")
        await keys.type("第二行")
        await keys.press("Enter")
        await person.sees("回声：第一行\n第二行")
        assert await measure(page, "focused") == "输入消息"
        # A command, through the menu.
        await keys.press("Shift+Tab")
        assert await measure(page, "focused") == "命令"
        await keys.press("Enter")
        assert await measure(page, "focused") == "/ask"
        await keys.press("Escape")
        assert await measure(page, "focused") == "命令"
        await keys.press("Enter")
        await keys.press("Enter")
        await person.sees("回声：/ask")
        # A button under a message, from the field backwards; the focus stays there.
        markup = keyboard([("改", "edit")])
        await bot.call("sendMessage", chat_id=STUDENT, text="原话", reply_markup=markup)
        await person.sees("原话")
        await page.focus("#text")
        await keys.press("Shift+Tab")
        await keys.press("Shift+Tab")
        assert await measure(page, "focused") == "改"
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(outline) == "solid"
        await keys.press("Enter")
        await person.sees("改过了")
        assert await measure(page, "focused") == "完成"
        # The switcher is a group of radio buttons: arrows move in it.
        await page.locator('input[name="person"]:checked').focus()
        await keys.press("ArrowRight")
        await page.locator("#status", has_text="导师").wait_for()


async def test_input_methods_keep_their_enter_key(
    browser: Browser, server: ServerProcess, bot: EchoBot
) -> None:
    async with phone(browser, server.url, viewport={"width": 1280, "height": 800}) as person:
        await person.open()
        await person.page.focus("#text")
        input_method = await person.context.new_cdp_session(person.page)
        await input_method.send(
            "Input.imeSetComposition", {"text": "zhuanli", "selectionStart": 7, "selectionEnd": 7}
        )
        composing = {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
        kept = """(init) => document.querySelector('#text').dispatchEvent(
            new KeyboardEvent('keydown', {...init, isComposing: true}))"""
        assert await person.page.evaluate(kept, composing) is True
        assert await person.texts() == []
        await input_method.send("Input.insertText", {"text": "专利"})
        assert await person.page.input_value("#text") == "专利"
        await person.page.keyboard.press("Enter")
        await person.sees("回声：专利")


async def test_enter_makes_a_line_on_a_phone(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.page.focus("#text")
    await student.page.keyboard.type("一")
    await student.page.keyboard.press("Enter")
    await student.page.keyboard.type("二")
    assert await student.page.input_value("#text") == "一\n二"
    await student.page.click("#send")
    await student.sees("回声：一\n二")


async def test_screen_reader_finds_its_way(student: Phone, bot: EchoBot) -> None:
    await furnish(bot)
    await student.open()
    page = student.page
    for role, name in (
        ("banner", None),
        ("main", None),
        ("contentinfo", None),
        ("log", "消息"),
        ("region", "聊天记录"),
        ("group", "试用身份"),
        ("heading", "小助手"),
        ("textbox", "输入消息"),
        ("button", "发送"),
        ("button", "发文件"),
        ("button", "命令"),
        ("group", "可选操作"),
        ("button", "看原文"),
        ("button", "隐藏的内容，点按显示"),
        ("link", "条文"),
    ):
        found = page.get_by_role(role, name=name, exact=True) if name else page.get_by_role(role)  # type: ignore[arg-type]
        assert await found.count() == 1, (role, name)
    assert await page.get_by_role("radio", name="学生").is_checked()
    log = page.get_by_role("log")
    await page.locator('#log[aria-live="polite"]').wait_for()
    article = log.get_by_role("article").first
    assert (await article.get_attribute("aria-label") or "").startswith("小助手 ")
    assert await measure(page, "unnamed") == []
    assert await page.evaluate("document.documentElement.lang") == "zh-CN"


async def test_motion_rests_when_asked(
    browser: Browser, server: ServerProcess, bot: EchoBot
) -> None:
    async with phone(browser, server.url, reduced_motion="reduce") as person:
        await person.open()
        await bot.call("sendChatAction", chat_id=STUDENT, action="typing")
        dot = person.page.locator("#live .dots i").first
        await dot.wait_for()
        script = "node => parseFloat(getComputedStyle(node).animationDuration)"
        assert await dot.evaluate(script) < 0.001


async def test_both_languages_have_the_same_words(student: Phone, bot: EchoBot) -> None:
    await student.open()
    same = await student.page.evaluate(
        """async () => {
            const source = document.querySelector('script[type=module]').src;
            const {languages} = await import(source.replace('app.js', 'words.js'));
            const shape = words => Object.entries(words)
                .map(([key, text]) => key + (text.match(/\\{\\w+\\}/g) ?? []).sort()).sort().join();
            return shape(languages['zh-CN']) === shape(languages.en);
        }"""
    )
    assert same
