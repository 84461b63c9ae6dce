"""Puts the courier together: settings in, notices out, until told to stop."""

import logging
from datetime import UTC, datetime

from bot import logs
from bot.config import ROOT, TELEGRAM, WEB, BadSettings, Settings
from bot.process import stop_signal
from core.db import Database
from core.texts import Texts
from courier.process import Courier, until_migrated
from courier.servers import Server, open_server

log = logging.getLogger(__name__)


async def run(settings: Settings, *, end_with_stdin: bool = False) -> int:
    """Deliver notices until SIGTERM, Ctrl-C or, if so asked, the end of stdin; the exit code.

    Waits for a database that is not there yet. Prints "Mentorbot courier is ready" once it looks
    for notices. Raises DomainError when it cannot start.
    """
    logs.set_up(settings.log_level, secrets=settings.secrets, machine=settings.log_format == "json")
    servers = _servers(settings)
    db = Database(settings.database)
    stop = stop_signal(end_with_stdin)
    courier = Courier(
        db,
        servers,
        Texts(ROOT / "locales"),
        lambda: datetime.now(UTC),
        quiet=(settings.quiet_from, settings.quiet_to),
        lease_s=2 * settings.send_timeout_s + 2,
    )
    try:
        if await until_migrated(db, stop):
            log.info("ready: %s", ", ".join(servers))
            print("Mentorbot courier is ready", flush=True)  # noqa: T201  for a supervisor
            await courier.run(stop, grace_s=settings.stop_grace_s)
        return 0
    finally:
        for server in servers.values():
            await server.close()
        await db.close()


def _servers(settings: Settings) -> dict[str, Server]:
    """The channels that are set, as the bot has them. Raises BadSettings when none is."""
    found: dict[str, Server] = {}
    web_token = settings.webchat_token.get_secret_value()
    if settings.webchat_url and web_token:
        found[WEB] = open_server(
            WEB,
            settings.webchat_url,
            web_token,
            exact=True,
            per_second=settings.webchat_per_second,
            timeout_s=settings.send_timeout_s,
        )
    if token := settings.telegram_token.get_secret_value():
        found[TELEGRAM] = open_server(
            TELEGRAM,
            settings.telegram_api,
            token,
            exact=False,
            per_second=settings.telegram_per_second,
            timeout_s=settings.send_timeout_s,
        )
    if not found:
        raise BadSettings(
            "No channel is set: give WEBCHAT_TOKEN (with WEBCHAT_URL) or TELEGRAM_TOKEN."
        )
    return found
