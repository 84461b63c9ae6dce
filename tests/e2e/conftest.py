"""Fixtures of the end-to-end tests: Chromium (once), and for each test a server and a bot."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.e2e.rig import EchoBot, Phone, ServerProcess, phone

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; without one the test is skipped, or fails in CI."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        reason = f"no Chromium on the PATH (looked for {', '.join(CHROMIUMS)})"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and with CI=true this may not be skipped")
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One headless Chromium for all tests; each test gets a profile of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """The demo server as a process of its own."""
    process = ServerProcess(tmp_path / "webchat", "--demo")
    await process.start()
    yield process
    await process.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(server: ServerProcess) -> AsyncIterator[EchoBot]:
    """The echo bot, polling."""
    echo = EchoBot(server.url)
    polling = asyncio.create_task(echo.run())
    yield echo
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
    await echo.close()


@pytest_asyncio.fixture(loop_scope="session")
async def student(browser: Browser, server: ServerProcess) -> AsyncIterator[Phone]:
    """The demo's student at a phone."""
    async with phone(browser, server.url, has_touch=True, is_mobile=True) as person:
        yield person
