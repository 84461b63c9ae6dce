"""How many updates a second the whole bot handles, beside a bare aiogram bot in the same run.

One update is the press of a menu button: a callback query comes in over HTTP, the handler edits
the message and answers the query over HTTP. The bare side is aiogram's own polling with that
handler and nothing else. Our side is the whole stack (poller, inbox on disk, journal,
identification, the product's own routers in front) and its handler reads the database once before
it replies.

Both talk to the same small Bot API server inside this program, which keeps a fixed number of chats
busy: each chat presses again when its press was answered. The web chat server is not used, because
it would be the slower half of the pair and hide what the bot costs.
"""

import argparse
import asyncio
import platform
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "4242:BENCHMARK-TOKEN"
BOT = {"id": 4242, "is_bot": True, "first_name": "Benchmark", "username": "benchmarkbot"}
TARGET = 0.60


@dataclass
class Presses:
    """The server's side: chats that press, and when each press was answered."""

    chats: int
    warm_up: int
    measured: int
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    pressed_at: dict[str, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    begun: float = 0.0
    ended: float = 0.0
    pressed: int = 0
    answered: int = 0
    edited: int = 0

    def press(self, chat: int) -> None:
        self.pressed += 1
        person = {"id": chat, "is_bot": False, "first_name": "学生", "language_code": "zh-hans"}
        query = {
            "id": str(self.pressed),
            "from": person,
            "chat_instance": "1",
            "data": "bench:1",
            "message": message(chat, "菜单"),
        }
        self.waiting.append({"update_id": self.pressed, "callback_query": query})
        self.pressed_at[query["id"]] = time.perf_counter()
        self.news.set()

    def answer(self, query_id: str) -> None:
        pressed_at = self.pressed_at.pop(query_id, None)
        if pressed_at is None:
            return
        now = time.perf_counter()
        self.answered += 1
        if self.answered == self.warm_up:
            self.begun = now
        elif self.answered > self.warm_up:
            self.latencies.append(now - pressed_at)
        if self.answered == self.warm_up + self.measured:
            self.ended = now
            self.finished.set()
        if self.pressed < self.warm_up + self.measured:
            self.press((int(query_id) - 1) % self.chats + 1)

    async def updates(self, offset: int, wait_s: float) -> list[dict[str, Any]]:
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.pressed:
            for chat in range(1, self.chats + 1):
                self.press(chat)
        if not self.waiting:
            self.news.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self.news.wait()
            except TimeoutError:
                pass
        return [self.waiting[i] for i in range(min(100, len(self.waiting)))]

    @property
    def rate(self) -> float:
        return self.measured / (self.ended - self.begun)


def message(chat: int, text: str) -> dict[str, Any]:
    keyboard = {"inline_keyboard": [[{"text": "菜单", "callback_data": "bench:1"}]]}
    return {
        "message_id": 1,
        "date": 1,
        "text": text,
        "chat": {"id": chat, "type": "private", "first_name": "学生"},
        "from": BOT,
        "reply_markup": keyboard,
    }


async def serve(presses: Presses, port: int) -> Any:
    """The Bot API, as far as one button needs it."""
    import orjson
    from aiohttp import web

    async def call(request: web.Request) -> web.Response:
        body = await request.read()
        if request.content_type == "application/json":
            given = orjson.loads(body)
        else:
            given = dict(parse_qsl(body.decode()))
        result: Any = True
        match request.match_info["method"]:
            case "getUpdates":
                result = await presses.updates(
                    int(given.get("offset") or 0), float(given.get("timeout") or 0)
                )
            case "getMe":
                result = BOT
            case "editMessageText":
                presses.edited += 1
                result = message(int(given["chat_id"]), given["text"]) | {"edit_date": 2}
            case "answerCallbackQuery":
                presses.answer(given["callback_query_id"])
        answer = orjson.dumps({"ok": True, "result": result})
        return web.Response(body=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


def menu() -> Any:
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    button = InlineKeyboardButton(text="菜单", callback_data="bench:1")
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def run_bare(port: int) -> None:
    """aiogram as its documentation begins: no database, nothing kept."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery

    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.message.edit_text(f"菜单 {query.data}", reply_markup=menu())
        await query.answer()

    api = TelegramAPIServer.from_base(f"http://127.0.0.1:{port}")
    dispatcher.run_polling(Bot(TOKEN, session=AiohttpSession(api=api)))


def run_ours(port: int, database: str, folder: Path) -> None:
    """The product's bot with one more button."""
    from aiogram import Router
    from aiogram.filters.callback_data import CallbackData
    from aiogram.types import CallbackQuery
    from sqlalchemy import select

    from bot import app, config, logs
    from bot.process import run_loop
    from core.accounts import Account, Actor
    from core.db import Database
    from handlers import School, setup_routers

    class Bench(CallbackData, prefix="bench"):
        number: int

    async def pressed(query: CallbackQuery, actor: Actor, db: Database) -> None:
        async with db.reading() as session:
            name = await session.scalar(select(Account.name).where(Account.id == actor.id))
        await query.message.edit_text(f"菜单 {query.data} {name}", reply_markup=menu())
        await query.answer()

    async def main() -> None:
        logs.set_up("WARNING")
        settings = config.load(
            None,
            data_dir=folder,
            database_url=database,
            webchat_url=f"http://127.0.0.1:{port}",
            webchat_token=TOKEN,
            telegram_token="",
        )
        bot = app.build(settings)
        await bot.db.migrate()
        button = Router(name="benchmark")
        button.callback_query.register(pressed, Bench.filter())
        routers = setup_routers()
        # Before the last, which answers every press that nobody else knows.
        routers.insert(len(routers) - 1, button)
        app.start_receiving(bot)
        app.start_answering(
            bot, app.make_dispatcher(bot, routers, answerer=None, school=School("演示"))
        )
        app.settle_memory()
        await asyncio.Event().wait()

    run_loop(main())


async def measure(side: str, options: argparse.Namespace, folder: Path) -> Presses:
    """One side, in a process of its own, from its first press to its last."""
    presses = Presses(options.chats, options.warm_up, options.updates)
    runner = await serve(presses, options.port)
    command = ["benchmarks/updates.py", "--side", side]
    command += ["--port", str(options.port), "--database", options.database]
    command += ["--folder", str(folder / side)]
    child = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)
    try:
        async with asyncio.timeout(300):
            await presses.finished.wait()
    finally:
        child.kill()
        await child.wait()
        await runner.cleanup()
    if presses.edited < presses.answered:
        raise SystemExit(f"{side} answered presses without editing the message")
    return presses


async def compare(options: argparse.Namespace) -> int:
    print("command:", "python", " ".join(["benchmarks/updates.py", *sys.argv[1:]]))
    print("machine:", machine())
    where = "PostgreSQL" if options.database.startswith("postgres") else "SQLite"
    print(
        f"each round: {options.updates} updates after {options.warm_up} to warm up, "
        f"{options.chats} chats at once; our inbox on {where}"
    )
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, options.rounds + 1):
            # Turn about, so that neither side always comes second.
            order = ("bare", "ours") if number % 2 else ("ours", "bare")
            for side in order:
                presses = await measure(side, options, Path(folder) / str(number))
                rates[side].append(presses.rate)
                ms = sorted(latency * 1000 for latency in presses.latencies)
                print(
                    f"round {number} {side}: {presses.rate:7.1f} updates/s, "
                    f"p50 {ms[len(ms) // 2]:.1f} ms, p95 {ms[len(ms) * 95 // 100]:.1f} ms",
                    flush=True,
                )
    share = median(ours / bare for ours, bare in zip(rates["ours"], rates["bare"], strict=True))
    print(
        f"median: bare {median(rates['bare']):.1f}/s, ours {median(rates['ours']):.1f}/s; "
        f"ours is {share:.0%} of bare (median of {options.rounds} rounds; target {TARGET:.0%})"
    )
    return 0 if share >= TARGET else 1


def machine() -> str:
    import os

    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--warm-up", type=int, default=500)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8131)
    parser.add_argument("--database", default="", help="a PostgreSQL address; default SQLite")
    parser.add_argument("--side", choices=("bare", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side == "bare":
        run_bare(options.port)
    elif options.side == "ours":
        options.folder.mkdir(parents=True, exist_ok=True)
        run_ours(options.port, options.database, options.folder)
    else:
        return asyncio.run(compare(options))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
