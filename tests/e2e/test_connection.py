"""Nothing is lost and nothing is doubled: reloads, dead networks, killed servers."""

import pytest
from playwright.async_api import Locator, Route

from tests.e2e.rig import EchoBot, Phone, ServerProcess, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

STUDENT = 1001
DISTANCE = """(() => {
    const { scrollHeight, clientHeight, scrollTop } = document.querySelector('#scroller');
    return scrollHeight - clientHeight - scrollTop;
})()"""


async def test_reload_keeps_history_and_the_unsent_words(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.says("第一句")
    await student.sees("回声：第一句")
    await student.page.fill("#text", "还没写完")
    await student.page.reload()
    await student.connected()
    assert await student.texts() == ["第一句", "回声：第一句"]
    assert await student.page.input_value("#text") == "还没写完"
    assert await student.page.evaluate(DISTANCE) < 2


async def test_offline_messages_wait_and_go_out_once(student: Phone, bot: EchoBot) -> None:
    await student.open()
    await student.context.set_offline(True)
    banner = student.page.locator("#banner")
    await banner.filter(has_text="没有网络").wait_for()
    for text in ("甲", "乙", "丙"):
        await student.says(text)
    await banner.filter(has_text="3 条消息已保存").wait_for()
    assert await student.page.locator("#pending .message").count() == 3
    assert bot.heard == []
    await student.context.set_offline(False)
    await student.sees("回声：丙")
    await banner.wait_for(state="hidden")
    assert bot.heard == ["甲", "乙", "丙"]
    texts = await student.texts()
    assert sorted(texts) == sorted(["甲", "乙", "丙", "回声：甲", "回声：乙", "回声：丙"])


async def test_waiting_messages_survive_closing_the_page(
    student: Phone, bot: EchoBot, server: ServerProcess
) -> None:
    await student.open()
    await student.says("在线")
    await student.sees("回声：在线")
    await server.kill()
    await student.page.locator("#banner").wait_for()
    await student.says("断线时写的")
    await student.page.close()
    await server.start()
    student.page = await student.context.new_page()
    await student.open()
    await student.sees("断线时写的")
    await student.sees("回声：断线时写的")
    assert bot.heard == ["在线", "断线时写的"]


async def test_killed_server_loses_and_doubles_nothing(
    student: Phone, bot: EchoBot, server: ServerProcess
) -> None:
    await student.open()
    sent = []
    for round_ in range(3):
        for number in range(4):
            sent.append(f"{round_}-{number}")
            await student.says(sent[-1])
        await server.kill()
        sent.append(f"{round_}-断线")
        await student.says(sent[-1])
        await server.start()
    await student.page.evaluate("dispatchEvent(new Event('online'))")
    for text in sent:
        await student.sees(text)
        await student.sees(f"回声：{text}")
    assert [text for text in await student.texts() if not text.startswith("回声")] == sent
    assert list(dict.fromkeys(bot.heard)) == sent
    await student.page.reload()
    await student.connected()
    assert len(await student.texts()) == 2 * len(sent)
    assert await student.page.locator("#pending .message").count() == 0


async def test_acknowledgement_lost_on_the_way_doubles_nothing(
    student: Phone, bot: EchoBot
) -> None:
    await student.context.add_init_script(
        """
        const Real = WebSocket;
        window.WebSocket = class extends Real {
            send(frame) {
                super.send(frame);
                // The first text reaches the server, but its answer never comes back.
                if (!frame.includes('"send"') || window.cut) return;
                window.cut = this.deaf = true;
            }
            addEventListener(kind, hear) {
                super.addEventListener(kind, event => {
                    if (this.deaf && kind === 'message') return this.close();
                    hear(event);
                });
            }
        };
        """
    )
    await student.open()
    await student.says("只有一次")
    await student.sees("回声：只有一次")
    await until(lambda: _is_empty(student, "#pending .message"), "the waiting bubble is gone")
    assert await student.texts() == ["只有一次", "回声：只有一次"]
    assert bot.heard == ["只有一次"]


async def _is_empty(student: Phone, selector: str) -> bool:
    return await student.page.locator(selector).count() == 0


async def test_answers_written_meanwhile_are_there_after_a_lost_network(
    student: Phone, bot: EchoBot
) -> None:
    await student.open()
    await student.says("提问")
    await student.sees("回声：提问")
    await student.context.set_offline(True)
    await student.page.locator("#banner").wait_for()
    message = await bot.call("sendMessage", chat_id=STUDENT, text="待改")
    await bot.call("sendMessage", chat_id=STUDENT, text="晚到的答复")
    await bot.call(
        "editMessageText", chat_id=STUDENT, message_id=message["message_id"], text="改好了"
    )
    await student.context.set_offline(False)
    await student.sees("晚到的答复")
    await student.sees("改好了")
    assert await student.texts() == ["提问", "回声：提问", "改好了", "晚到的答复"]


async def test_older_messages_come_on_scrolling_up_without_a_jump(
    student: Phone, bot: EchoBot
) -> None:
    for number in range(130):
        await bot.call("sendMessage", chat_id=STUDENT, text=f"第 {number} 条")
    await student.open()
    await student.sees("第 129 条")
    assert len(await student.texts()) == 50
    first = student.page.locator("#log .message", has_text="第 80 条")
    await first.scroll_into_view_if_needed()
    await student.sees("第 30 条")
    assert await first.evaluate("node => node.getBoundingClientRect().bottom > 0")
    await student.page.locator("#log .message", has_text="第 30 条").scroll_into_view_if_needed()
    await student.sees("第 0 条")
    assert await student.texts() == [f"第 {number} 条" for number in range(130)]
    # New messages do not pull the reader away; the button leads to them.
    await bot.call("sendMessage", chat_id=STUDENT, text="新来的")
    await student.button("1 条新消息").click()
    await until(lambda: student.page.evaluate(f"{DISTANCE} < 2"), "scrolled to the end")
    await student.page.locator("#to-end").wait_for(state="hidden")


async def test_failed_history_is_tried_again(student: Phone, bot: EchoBot) -> None:
    failures = 0

    async def fail_twice(route: Route) -> None:
        nonlocal failures
        failures += 1
        if failures <= 2:
            await route.abort()
        else:
            await route.continue_()

    await student.page.route("**/api/history*", fail_twice)
    await student.open()
    await student.says("通了")
    await student.sees("回声：通了")
    assert failures == 3


async def test_broken_upload_can_be_sent_again_and_arrives_once(
    student: Phone, bot: EchoBot
) -> None:
    await student.open()
    await student.page.route("**/api/upload*", lambda route: route.abort())
    file = {"name": "计划书.txt", "mimeType": "text/plain", "buffer": b"plan"}
    await student.page.set_input_files("#file", file)
    await student.page.get_by_role("alert").get_by_text("“计划书.txt”没有发出").wait_for()
    await student.page.unroute("**/api/upload*")
    await student.button("重发").click()
    await student.sees("回声：文件")
    assert await student.page.locator(".file-name").all_inner_texts() == ["计划书.txt"]
    assert len(bot.files) == 1


async def test_upload_can_be_cancelled(student: Phone, bot: EchoBot) -> None:
    await student.open()
    held: list[Route] = []
    await student.page.route("**/api/upload*", lambda route: held.append(route))
    file = {"name": "计划书.txt", "mimeType": "text/plain", "buffer": b"plan"}
    await student.page.set_input_files("#file", file)
    await until(lambda: held, "the upload has begun")
    await student.page.locator("#status", has_text="正在发送文件").wait_for()
    await student.button("取消").click()
    await student.page.locator("#pending .message").wait_for(state="detached")
    await student.says("还能说话")
    await student.sees("回声：还能说话")
    assert bot.files == []


async def test_refused_message_can_be_edited_or_deleted(student: Phone, bot: EchoBot) -> None:
    await student.open()
    # The field does not let such texts out; a page of an older version might have.
    await student.page.evaluate(
        """(texts) => texts.forEach((text, at) => localStorage.setItem(
            `webchat.queue.1001.old-${at}`, JSON.stringify({client_id: `old-${at}`, text, at})))""",
        ["长" * 4097, "多" * 5000, "正常的"],
    )
    await student.page.reload()
    await student.sees("回声：正常的")
    failures = student.page.get_by_role("alert").get_by_text("消息太长")
    await until(lambda: _counts(failures, 2), "both are marked")
    await student.page.reload()
    await until(lambda: _counts(failures, 2), "they are kept")
    await student.button("改一改").first.click()
    assert await student.page.input_value("#text") == "长" * 4097
    await student.button("删除").click()
    assert await student.page.locator("#pending .message").count() == 0
    assert bot.heard == ["正常的"]


async def _counts(found: Locator, count: int) -> bool:
    return await found.count() == count
