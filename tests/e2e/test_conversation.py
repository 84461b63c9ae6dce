"""A person and a bot talk through the page: texts, buttons, quotes, files; nothing of it runs."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Locator

from tests.e2e.rig import EchoBot, Phone, keyboard, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

STUDENT = 1001
CLAUSE = (
    "本条仅供测试：将该项成果转让、许可给他人实施的，从净收入中提取一定比例，用于奖励和报酬；"
    "利用该项成果作价投资的，从形成的股份中提取一定比例；自行实施的，连续三至五年从营业利润中提取。"
) * 3


async def test_first_visit_greets_and_starts(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.page.get_by_role("heading", name="和小助手聊聊").wait_for()
    assert "人物都是虚构的" in await student.page.inner_text("#welcome")
    await student.button("开始").click()
    await student.sees("/start")
    await student.sees("回声：/start")
    assert await student.page.locator("#welcome").is_hidden()


async def test_text_is_sent_and_answered(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.says("学校把专利许可给我，\n老师能分多少？")
    await student.sees("学校把专利许可给我，\n老师能分多少？")
    await student.sees("回声：学校把专利许可给我，\n老师能分多少？")
    assert await student.page.input_value("#text") == ""
    await student.page.locator('.message[data-side="me"] .tick', has_text="✓").wait_for()


async def test_first_answer_comes_within_a_second_and_a_half(student: Phone, bot: EchoBot) -> None:
    await student.page.goto(student.url)
    elapsed_ms = await student.page.evaluate(
        """() => new Promise(done => {
            const log = document.querySelector('#log');
            const button = document.querySelector('#start');
            const ready = setInterval(() => {
                if (!button.checkVisibility()) return;
                clearInterval(ready);
                const began = performance.now();
                new MutationObserver(() => {
                    if (!log.textContent.includes('回声')) return;
                    requestAnimationFrame(() => done(performance.now() - began));
                }).observe(log, {childList: true, subtree: true});
                button.click();
            }, 5);
        })"""
    )
    assert elapsed_ms < 1500


async def test_markup_is_shown_as_text(student: Phone, bot: EchoBot) -> None:
    await student.open()
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;<b>粗</b>'
    await student.says(evil)
    await student.sees(evil)
    await student.sees(f"回声：{evil}")
    assert await student.page.title() == "小助手"
    assert await student.page.locator("#log :is(img, script, b)").count() == 0


async def test_policy_stops_an_injected_script(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'document.title = "broken in"';
            document.body.append(script);
        }"""
    )
    await until(lambda: any("policy:" in one for one in student.complaints), "it is reported")
    assert await student.page.title() == "小助手"
    student.complaints.clear()


async def test_only_harmless_addresses_become_links(student: Phone, bot: EchoBot) -> None:
    await student.open()
    links = await student.page.evaluate(
        """async (addresses) => {
            const source = document.querySelector('script[type=module]').src;
            const {safeLink} = await import(source.replace('app.js', 'entities.js'));
            return addresses.map(safeLink);
        }""",
        [
            "https://example.org/a?b=1",
            "example.org",
            "mailto:a@example.org",
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "blob:https://example.org/1",
            "https://",
        ],
    )
    harmless = ["https://example.org/a?b=1", "https://example.org/", "mailto:a@example.org"]
    assert links == [*harmless, None, None, None, None, None]


async def test_formatting_follows_utf16_offsets(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await bot.call(
        "sendMessage",
        chat_id=STUDENT,
        parse_mode="HTML",
        text='😀<b>粗<i>粗斜</i></b> <code>a&lt;b</code> <a href="https://example.org/">链接</a>'
        "<blockquote>引文</blockquote>完",
    )
    log = student.page.locator("#log")
    await log.locator("strong", has_text="粗粗斜").wait_for()
    assert await log.locator("strong em").inner_text() == "粗斜"
    assert await log.locator("code").inner_text() == "a<b"
    assert await log.locator("blockquote").inner_text() == "引文"
    link = log.locator("a")
    assert await link.get_attribute("href") == "https://example.org/"
    assert "noopener" in (await link.get_attribute("rel") or "")
    assert (await student.texts())[0].startswith("😀粗粗斜 a<b 链接")


async def test_long_quote_opens_and_closes(student: Phone, bot: EchoBot) -> None:
    await student.open()
    text = (
        f"依据：<blockquote expandable>{CLAUSE}</blockquote><blockquote expandable>短</blockquote>"
    )
    await bot.call("sendMessage", chat_id=STUDENT, parse_mode="HTML", text=text)
    body = student.page.locator(".quote-body").first
    more = student.button("展开全文")
    await more.wait_for()
    assert await more.count() == 1  # the short quote needs none
    closed = (await body.bounding_box() or {})["height"]
    assert closed < 90
    await more.click()
    assert (await body.bounding_box() or {})["height"] > 2 * closed
    less = student.button("收起")
    assert await less.get_attribute("aria-expanded") == "true"
    await less.click()
    assert round((await body.bounding_box() or {})["height"]) == round(closed)


async def test_spoiler_is_hidden_until_pressed(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await bot.call(
        "sendMessage",
        chat_id=STUDENT,
        parse_mode="HTML",
        text="答案：<tg-spoiler>五成</tg-spoiler>",
    )
    await student.button("隐藏的内容，点按显示").click()
    assert await student.page.locator(".spoiler.shown").inner_text() == "五成"


async def test_buttons_spin_until_answered(student: Phone, bot: EchoBot) -> None:
    await student.open()
    markup = keyboard([("有用", "toast"), ("没用", "ignored")], [("看原文", "alert")])
    await bot.call("sendMessage", chat_id=STUDENT, text="答案", reply_markup=markup)
    for name in ("有用", "没用", "看原文"):
        box = await student.button(name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
    await student.button("有用").click()
    await student.page.locator(".toast", has_text="记下了").wait_for()
    assert await student.button("有用").get_attribute("aria-busy") is None
    await student.button("看原文").click()
    dialog = student.page.get_by_role("dialog")
    await dialog.get_by_text("名额已满").wait_for()
    await dialog.get_by_role("button", name="知道了").click()
    assert await student.page.get_by_role("dialog").count() == 0
    await student.button("没用").click()
    assert await student.button("没用").get_attribute("aria-busy") == "true"


async def test_edit_replaces_and_deletion_removes(student: Phone, bot: EchoBot) -> None:
    await student.open()
    sent = await bot.call(
        "sendMessage", chat_id=STUDENT, text="原话", reply_markup=keyboard([("改", "edit")])
    )
    await student.button("改").click()
    await student.sees("改过了")
    assert await student.texts() == ["改过了"]
    assert await student.page.get_by_text("已编辑").count() == 1
    # The focus stays where it was, on the button that took the old one's place.
    assert await student.page.evaluate("document.activeElement.textContent") == "完成"
    await bot.call("deleteMessage", chat_id=STUDENT, message_id=sent["message_id"])
    await student.page.locator("#log .message").wait_for(state="detached")


async def test_forged_button_is_refused(student: Phone, bot: EchoBot) -> None:
    await student.open()
    sent = await bot.call(
        "sendMessage", chat_id=STUDENT, text="答案", reply_markup=keyboard([("有用", "toast")])
    )
    await student.button("有用").wait_for()
    await student.context.set_offline(True)
    await student.page.locator("#banner").wait_for()
    await bot.call(
        "editMessageReplyMarkup",
        chat_id=STUDENT,
        message_id=sent["message_id"],
        reply_markup=keyboard([("别的", "other")]),
    )
    # Pressed before the page knows of the change: the old data reaches the server.
    await student.button("有用").click()
    await student.context.set_offline(False)
    await student.page.locator(".toast.bad", has_text="这个按钮已经失效").wait_for()
    await student.button("别的").wait_for()


async def test_streamed_draft_gives_way_to_the_message(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await bot.call("sendChatAction", chat_id=STUDENT, action="typing")
    await student.page.locator("#status", has_text="正在输入").wait_for()
    await bot.call("sendMessageDraft", chat_id=STUDENT, draft_id=1, text="不低于")
    await student.page.locator("#live .words", has_text="不低于").wait_for()
    await bot.call("sendMessageDraft", chat_id=STUDENT, draft_id=1, text="不低于百分之五十")
    await student.page.locator("#live .words", has_text="不低于百分之五十").wait_for()
    await bot.call("sendMessage", chat_id=STUDENT, text="不低于百分之五十。")
    await student.sees("不低于百分之五十。")
    assert await student.page.locator("#live .message").count() == 0


async def test_commands_are_offered_and_follow_the_bot(student: Phone, bot: EchoBot) -> None:
    await student.open()
    assert await student.button("命令").count() == 0
    commands = [
        {"command": "ask", "description": "问政策"},
        {"command": "about", "description": "收录范围"},
    ]
    await bot.call("setMyCommands", commands=commands)
    await student.button("命令").click()
    items = student.page.get_by_role("menuitem")
    assert await items.all_inner_texts() == ["/ask\n问政策", "/about\n收录范围"]
    await items.nth(1).click()
    await student.sees("回声：/about")
    await student.page.fill("#text", "/as")
    await until(lambda: _shown(items, ["/ask\n问政策"]), "the menu narrows down")


async def _shown(items: Locator, texts: list[str]) -> bool:
    return await items.all_inner_texts() == texts


async def test_files_travel_both_ways(student: Phone, bot: EchoBot) -> None:
    await student.open()
    plan = "创业计划书 第1版\n".encode() * 40_000
    await student.page.set_input_files(
        "#file", {"name": "计划书 <1>.txt", "mimeType": "text/plain", "buffer": plan}
    )
    await student.sees("回声：文件")
    name = student.page.locator('#log [data-side="me"] .file-name')
    assert await name.inner_text() == "计划书 <1>.txt"
    assert await student.page.locator("#pending .message").count() == 0
    assert await bot.fetch(bot.files[0]["document"]["file_id"]) == plan
    await bot.send_file("sendDocument", STUDENT, "document", "办法.pdf", b"%PDF-1.4 \x00\xff")
    async with student.page.expect_download() as download:
        await student.page.get_by_role("link", name=re.compile("^下载 办法.pdf")).click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"%PDF-1.4 \x00\xff"


async def test_picture_is_shown_and_enlarged(student: Phone, bot: EchoBot) -> None:
    await student.open()
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(picture, "PNG")
    await bot.send_file("sendPhoto", STUDENT, "photo", "海报.png", picture.getvalue())
    photo = student.page.locator("#log .photo img")
    await photo.wait_for()
    await until(lambda: photo.evaluate("image => image.naturalWidth"), "the picture is loaded")
    await student.button("看大图：图片").click()
    await student.page.get_by_role("dialog", name="图片").wait_for()
    await student.page.keyboard.press("Escape")
    assert await student.page.get_by_role("dialog").count() == 0


async def test_unfit_files_are_refused_in_words(student: Phone, bot: EchoBot) -> None:
    await student.open()
    dialog = student.page.get_by_role("dialog")
    empty = {"name": "空.txt", "mimeType": "text/plain", "buffer": b""}
    await student.page.set_input_files("#file", empty)
    await dialog.get_by_text("“空.txt”是空文件").wait_for()
    await dialog.get_by_role("button", name="知道了").click()
    await student.page.evaluate(
        """() => {
            const file = new File([new Uint8Array(60 * 1024 * 1024)], '录像.mp4');
            const data = new DataTransfer();
            data.items.add(file);
            dispatchEvent(new DragEvent('drop', {dataTransfer: data}));
        }"""
    )
    await dialog.get_by_text("“录像.mp4”有 60.0 MB，一个文件最多 50.0 MB").wait_for()
    await dialog.get_by_role("button", name="知道了").click()
    assert await student.texts() == []


async def test_too_long_text_stays_in_the_field(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.page.fill("#text", "长" * 4095 + "𝄞")
    await student.page.locator("#counter", has_text="超出 1 字").wait_for()
    await student.page.click("#send", force=True)
    assert await student.page.input_value("#text") == "长" * 4095 + "𝄞"
    await student.page.fill("#text", "长" * 4094 + "𝄞")
    await student.page.click("#send", force=True)
    await student.sees("长" * 4094 + "𝄞")


async def test_half_characters_and_nul_do_no_harm(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.page.evaluate(
        """() => {
            const field = document.querySelector('#text');
            field.value = '前\\u0000中\\ud83d后';
            field.dispatchEvent(new Event('input'));
        }"""
    )
    await student.page.click("#send", force=True)
    await student.sees("前中\ufffd后")
    await student.sees("回声：前中\ufffd后")
    await student.page.fill("#text", " \n ")
    await student.page.click("#send", force=True)
    await student.says("🎉👩‍🎓")
    await student.sees("回声：🎉👩‍🎓")
    assert bot.heard == ["前中\ufffd后", "🎉👩‍🎓"]


async def test_times_and_days_are_those_of_china(student: Phone, bot: EchoBot) -> None:
    await student.open()
    sent = await bot.call("sendMessage", chat_id=STUDENT, text="几点了")
    await student.sees("几点了")
    minutes = (sent["date"] // 60 + 8 * 60) % (24 * 60)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    assert await student.page.inner_text("#log .foot time") == shown
    assert await student.page.inner_text("#log .day") == "今天"


async def test_other_kinds_of_messages_are_told_in_words(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await bot.call("sendPoll", chat_id=STUDENT, question="周几开会？", options=["周三", "周六"])
    await bot.call("sendContact", chat_id=STUDENT, first_name="值班老师", phone_number="000-0000")
    await bot.call("sendLocation", chat_id=STUDENT, latitude=30.5, longitude=120.25)
    await bot.call("sendDice", chat_id=STUDENT, emoji="🎲")
    await until(lambda: _has(student, 4), "all four are there")
    poll, contact, location, dice = await student.texts()
    assert poll == "投票：周几开会？\n· 周三\n· 周六"
    assert contact == "联系人：值班老师\n000-0000"
    assert location == "位置：30.5, 120.25"
    assert dice.startswith("🎲 ")


async def _has(student: Phone, count: int) -> bool:
    return len(await student.texts()) == count


async def test_reply_shows_what_it_answers(student: Phone, bot: EchoBot) -> None:
    await student.open()
    first = await bot.call("sendMessage", chat_id=STUDENT, text="原来的问题")
    reply = {"message_id": first["message_id"]}
    await bot.call("sendMessage", chat_id=STUDENT, text="这里是答复", reply_parameters=reply)
    await student.sees("这里是答复")
    assert await student.page.inner_text("#log .replied") == "回复：原来的问题"


async def test_buttons_may_be_links_or_copy_text(student: Phone, bot: EchoBot) -> None:
    await student.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await student.open()
    row: list[dict[str, object]] = [
        {"text": "去官网", "url": "https://example.org/apply"},
        {"text": "复制编号", "copy_text": {"text": "RF-2026-0087"}},
    ]
    markup = {"inline_keyboard": [row]}
    await bot.call("sendMessage", chat_id=STUDENT, text="申请", reply_markup=markup)
    link = student.page.get_by_role("link", name="去官网")
    assert await link.get_attribute("href") == "https://example.org/apply"
    assert await link.get_attribute("target") == "_blank"
    assert "noopener" in (await link.get_attribute("rel") or "")
    await student.button("复制编号").click()
    await student.page.locator(".toast", has_text="已复制").wait_for()
    assert await student.page.evaluate("navigator.clipboard.readText()") == "RF-2026-0087"
