"""How many questions are lost or answered twice while the bot is killed again and again.

    python -m benchmarks.chaos [--questions N] [--people N] [--kills N] [--seed N] [--port N]

People sign in to a real web chat server with one-time codes and ask over the page's WebSocket,
while the bot, a real process too, is killed (SIGKILL) at random moments at which somebody waits for
an answer, some of them in the middle of its start, and is started again. Then the chats' own
history is counted. The other side is a bare aiogram bot with the same typing sign and the same
thinking times, on a server of its own, under the same plan.

An answer belongs to the question that its buttons name: their data carries the row of the question
log, and that row the message that asked. A refusal without such a button belongs to the next
question of its chat that the log shows so refused; since a chat is answered in the order of its
questions, a mistake there would be seen as disorder. The bare bot writes the message's number into
its reply.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks.live import LOOK_S, ROOT, Json, Person, Program, signed_in, until

OWN_QUESTIONS = ROOT / "benchmarks" / "questions.own.jsonl"
TOKEN = "4242:CHAOS-BENCHMARK"
MOMENT_S = 0.3
"""A kill comes up to so long after its question, or after the bot is up again."""
START_S = 6.0
"""A kill in the start comes up to so long after the process was begun."""
CALM_S, LONG_CALM_S = 3.0, 10.0
"""It is over when nothing came for so long: with every question answered, and without."""
Histories = Mapping[int, Sequence[Json]]
"""The messages of every person's chat, oldest first."""
Tie = Callable[[int, Sequence[Json]], Sequence[int | None]]
"""For a person and all that the bot wrote to them: the number of the message that each answers."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: once so many questions were asked, or ``starting``, right after a restart."""

    after: int
    delay_s: float
    starting: bool

    def __str__(self) -> str:
        place = "in its start" if self.starting else f"after question {self.after}"
        return f"{place} +{self.delay_s:.2f} s"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who asks what, and when the bot is killed; the same for both sides."""

    questions: tuple[str, ...]
    people: int
    kills: tuple[Kill, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What the chats show: ``strange`` answers no question, ``late`` an earlier one than before."""

    asked: int
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.strange or self.late)


@dataclass(slots=True)
class Trial:
    """One side's run."""

    histories: dict[int, list[Json]] = field(default_factory=dict)
    kills: int = 0
    unanswered_at_kills: list[int] = field(default_factory=list)
    took_s: float = 0.0


def make_plan(questions: Sequence[str], *, people: int, kills: int, seed: int) -> Plan:
    """Kills spread over the questions; every fourth hits a bot that is still starting."""
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, len(questions)), kills))
    starting = set(chance.sample(range(1, kills), kills // 4)) if kills > 1 else set()
    planned = tuple(
        Kill(
            after,
            chance.uniform(0.2, START_S) if n in starting else chance.uniform(0, MOMENT_S),
            n in starting,
        )
        for n, after in enumerate(moments)
    )
    return Plan(tuple(questions), people, planned, seed)


def own_questions(count: int) -> list[str]:
    """Different questions, each a single one."""
    from handlers.words import single_questions

    lines = OWN_QUESTIONS.read_text("utf-8").splitlines()
    known = [line["question"] for line in map(json.loads, lines) if line["answerable"]]
    articles = [f"专利法第{n}条写了什么" for n in range(1, 83)]
    wanted = [text for text in known + articles if len(single_questions(text)) == 1][:count]
    if len(set(wanted)) < count:
        raise ValueError(f"there are only {len(set(wanted))} different questions")
    return wanted


def tally(histories: Histories, tie: Tie) -> Tally:
    """Count, in the chats as people see them, the replies to every question."""
    asked = 0
    lost, doubled, strange, late = [], [], [], []
    for person, messages in histories.items():
        questions = {m["message_id"]: m["text"] for m in messages if not m["from"]["is_bot"]}
        replies = [m for m in messages if m["from"]["is_bot"]]
        answers: Counter[int] = Counter()
        newest = 0
        for reply, number in zip(replies, tie(person, replies), strict=True):
            if number is None or number not in questions or number > reply["message_id"]:
                strange.append(reply.get("text", ""))
                continue
            answers[number] += 1
            if number < newest:
                late.append(questions[number])
            newest = max(newest, number)
        asked += len(questions)
        lost += [text for number, text in questions.items() if not answers[number]]
        doubled += [text for number, text in questions.items() if answers[number] > 1]
    return Tally(asked, tuple(lost), tuple(doubled), tuple(strange), tuple(late))


async def endure(plan: Plan, bot: Program, port: int, folder: Path) -> Trial:
    """Run the plan with ``bot`` on a fresh web chat server; ends when all is quiet."""
    began, trial = time.perf_counter(), Trial()
    line = ["webchat", "--port", str(port), "--data", str(folder / "webchat"), "--token", TOKEN]
    server = Program([*line, "--end-with-stdin"], {}, "Mentorbot web chat", folder / "webchat.log")
    async with AsyncExitStack() as stack:
        for program in (server, bot):
            stack.push_async_callback(program.kill)
        await server.start()
        await server.until_ready()
        await bot.start()
        url = f"http://127.0.0.1:{port}"
        people = [
            await stack.enter_async_context(signed_in(url, TOKEN, f"学生{number + 1}（演示）"))
            for number in range(plan.people)
        ]
        await bot.until_ready()
        async with asyncio.TaskGroup() as tasks:
            for number, person in enumerate(people):
                share = plan.questions[number :: plan.people]
                chance = random.Random(f"{plan.seed} {number}")
                tasks.create_task(person.converse(share, chance, bot.is_ready.is_set))
            tasks.create_task(_kill_by_plan(plan, bot, people, trial))
        await bot.until_ready()
        await _until_quiet(people)
        await bot.stop()
        trial.histories = {person.person_id: await person.history() for person in people}
    trial.took_s = time.perf_counter() - began
    return trial


async def _kill_by_plan(plan: Plan, bot: Program, people: Sequence[Person], trial: Trial) -> None:
    def asked() -> int:
        return sum(person.asked for person in people)

    def somebody_waits() -> bool:
        """Or nobody ever will again."""
        return asked() == len(plan.questions) or any(person.waiting for person in people)

    for kill in plan.kills:
        if not kill.starting:
            await until(partial(_reached, asked, kill.after))
            await bot.until_ready()
        await asyncio.sleep(kill.delay_s)
        if not kill.starting:
            await until(somebody_waits)
        trial.unanswered_at_kills.append(sum(person.waiting for person in people))
        await bot.kill()
        trial.kills += 1
        await bot.start()


def _reached(count: Callable[[], int], wanted: int) -> bool:
    return count() >= wanted


async def _until_quiet(people: Sequence[Person]) -> None:
    heard, since = -1, time.monotonic()
    while True:
        now, calm_s = sum(p.heard for p in people), CALM_S
        if now < sum(p.asked for p in people):
            calm_s = LONG_CALM_S
        if now != heard:
            heard, since = now, time.monotonic()
        if time.monotonic() - since > calm_s:
            return
        await asyncio.sleep(LOOK_S)


def our_bot(port: int, folder: Path) -> Program:
    """`python -m bot run` with SQLite in ``folder``, the library searched by words alone."""
    settings = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "WEBCHAT_URL": f"http://127.0.0.1:{port}",
        "WEBCHAT_TOKEN": TOKEN,
        "WEBHOOK_URL": "",
        "TELEGRAM_TOKEN": "",
        "KNOWLEDGE_DENSE": "false",
    }
    line = ["bot", "run", "--end-with-stdin"]
    return Program(line, settings, "Mentorbot is ready", folder / "bot.log")


@dataclass(frozen=True, slots=True)
class OurBooks:
    """What our bot's own database says after a run."""

    asked: dict[int, tuple[int, int]]
    nameless: frozenset[tuple[int, int]]
    thinking_ms: tuple[float, ...]
    repeated: int
    unfinished: int
    set_aside: int

    def tie(self, person: int, replies: Sequence[Json]) -> list[int | None]:
        """The message in the row of the question log that the buttons of each answer name."""
        nameless = iter(sorted(number for chat, number in self.nameless if chat == person))
        found: list[int | None] = []
        for reply in replies:
            row = _named_row(reply)
            if row is None:
                found.append(next(nameless, None))
            else:
                chat, number = self.asked.get(row, (0, 0))
                found.append(number if chat == person else None)
        return found


def _named_row(reply: Json) -> int | None:
    from handlers.keyboards import AskStaff

    for row in reply.get("reply_markup", {}).get("inline_keyboard", ()):
        for button in row:
            if button.get("callback_data", "").partition(":")[0] == AskStaff.__prefix__:
                return AskStaff.unpack(button["callback_data"]).question
    return None


def read_books(folder: Path) -> OurBooks:
    """Read the database of a bot that has ended."""
    with closing(sqlite3.connect(folder / "mentorbot.sqlite3")) as database:

        def one(query: str) -> int:
            return int(database.execute(query).fetchone()[0])

        log = {
            row: (chat, int(source[1:].partition(".")[0]), elapsed_ms, reason)
            for row, chat, source, elapsed_ms, reason in database.execute(
                "SELECT id, chat_id, source, elapsed_ms, reason FROM asked_questions ORDER BY id"
            )
        }
        return OurBooks(
            asked={row: (chat, number) for row, (chat, number, *_) in log.items()},
            nameless=frozenset((chat, n) for chat, n, _, why in log.values() if why == "scope"),
            thinking_ms=tuple(elapsed_ms for *_, elapsed_ms, _ in log.values()),
            repeated=one("SELECT count(*) FROM inbox WHERE claims > 1"),
            unfinished=one("SELECT count(*) FROM inbox WHERE finished_at IS NULL"),
            set_aside=one("SELECT count(*) FROM inbox WHERE state = 'failed'"),
        )


def bare_bot(port: int, folder: Path, thinking_ms: Sequence[float]) -> Program:
    """The other side as a process, thinking as long as ours did, question by question."""
    times = folder / "thinking.json"
    times.write_text(json.dumps(list(thinking_ms)), "utf-8")
    line = ["benchmarks.chaos", "--port", str(port), "--bare", str(times)]
    return Program(line, {}, "ready", folder / "bot.log")


def bare_tie(_person: int, replies: Sequence[Json]) -> list[int | None]:
    numbers = [reply["text"].partition(" ")[0] for reply in replies]
    return [int(number) if number.isdecimal() else None for number in numbers]


def run_bare(port: int, times: Path) -> None:
    """aiogram as its documentation begins: start_polling and an echo."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    dispatcher = Dispatcher()
    thinking_ms = cycle(json.loads(times.read_text("utf-8")))

    @dispatcher.message()
    async def echo(message: Message, bot: Bot) -> None:
        await bot.send_chat_action(message.chat.id, "typing")
        await asyncio.sleep(next(thinking_ms) / 1000)
        await message.answer(f"{message.message_id} {message.text}")

    @dispatcher.startup()
    async def ready() -> None:
        print("ready", flush=True)

    def end_with_stdin() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        os._exit(0)

    threading.Thread(target=end_with_stdin, daemon=True).start()
    api = TelegramAPIServer.from_base(f"http://127.0.0.1:{port}")
    asyncio.run(dispatcher.start_polling(Bot(TOKEN, session=AiohttpSession(api=api))))


async def compare(options: argparse.Namespace, folder: Path) -> int:
    """Both sides under one plan; 1 when ours lost or doubled anything."""
    began = time.perf_counter()
    plan = make_plan(
        own_questions(options.questions),
        people=options.people,
        kills=options.kills,
        seed=options.seed,
    )
    print("command: ", "python -m benchmarks.chaos", *sys.argv[1:])
    print(f"machine:  {_machine()}")
    print(
        f"sample:   {len(plan.questions)} different questions of {plan.people} people a side; "
        "ours on SQLite, the default library searched by words alone"
    )
    print(f"seed:     {plan.seed}; kills: {'; '.join(map(str, plan.kills))}", flush=True)

    ours, bare = folder / "ours", folder / "bare"
    for place in (ours, bare):
        place.mkdir(parents=True)
    trial = await endure(plan, our_bot(options.port, ours), options.port, ours)
    books = read_books(ours)
    found = tally(trial.histories, books.tie)
    _show("ours", found, trial)
    print(
        f"          {books.repeated} updates were begun more than once; {books.unfinished} "
        f"updates left, {books.set_aside} set aside; {len(books.asked)} rows in the question log"
    )
    port = options.port + 1
    other = await endure(plan, bare_bot(port, bare, books.thinking_ms), port, bare)
    _show("bare", tally(other.histories, bare_tie), other)
    print(f"total:    {time.perf_counter() - began:.0f} s")
    complete = found.asked == len(plan.questions) and trial.kills == len(plan.kills)
    return 0 if complete and found.is_clean else 1


def _show(side: str, found: Tally, trial: Trial) -> None:
    print(
        f"{side}:     {found.asked} questions, {trial.kills} kills -9: {len(found.lost)} lost, "
        f"{len(found.doubled)} doubled, {len(found.strange)} other messages, "
        f"{len(found.late)} out of order; "
        f"unanswered at the kills {trial.unanswered_at_kills}; {trial.took_s:.0f} s",
        flush=True,
    )
    if side == "ours":
        for kind in ("lost", "doubled", "strange", "late"):
            for text in getattr(found, kind):
                print(f"          {kind}: {text[:80]}")


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"Python {platform.python_version()}"
    return f"{platform.platform()}, {os.cpu_count()} cores{load}, {python}"


async def _bounded(options: argparse.Namespace, folder: Path) -> int:
    try:
        async with asyncio.timeout(options.limit):
            return await compare(options, folder)
    except TimeoutError:
        print(f"not finished within {options.limit:.0f} s", file=sys.stderr)
        return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=160)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--port", type=int, default=8141, help="this one and the next are used")
    parser.add_argument("--limit", type=float, default=300, help="seconds for everything")
    parser.add_argument("--keep", type=Path, help="an empty folder for databases and logs")
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        run_bare(options.port, options.bare)
        return 0
    if options.keep:
        return asyncio.run(_bounded(options, options.keep))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(_bounded(options, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
