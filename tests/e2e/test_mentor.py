"""The whole program as the demo starts it: a student finds a mentor, and both see it at once.

Web chat server, bot and courier are processes of their own; what reaches the other phone goes
through the outbox and the courier.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.rig import ROOT, Phone, free_port, phone, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

START_S = 90
NEED = "做校园服务小程序，样机有了，想打磨产品、找市场，周三晚上有空"


class DemoProcess:
    """``mentorbot.py demo`` over a folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder.with_suffix(".log")
        self._line = [sys.executable, "-m", "bot", "demo", "--port", str(self.port)]
        self._line += ["--data", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  quick, and must outlive the loop
                self._line, cwd=ROOT, stdout=log, stderr=log, env=os.environ | {"PYTHONUTF8": "1"}
            )
        self._starts += 1
        await until(self._is_ready, "the demo is ready", START_S)

    def _is_ready(self) -> bool:
        assert self._process is not None
        told = self._log.read_text("utf-8", "replace")
        assert self._process.poll() is None, told
        return told.count("Mentorbot is ready: open") == self._starts

    async def kill(self) -> None:
        """Without a goodbye; the children see the end of their pipe."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            await asyncio.sleep(1)


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[DemoProcess]:
    process = DemoProcess(tmp_path / "demo")
    await process.start()
    yield process
    await process.kill()


async def become(one: Phone, name: str) -> None:
    """Use the demo's switcher."""
    group = one.page.get_by_role("group", name="试用身份")
    await group.get_by_role("radio", name=name).check()
    await one.connected()


async def reads(one: Phone, words: str) -> None:
    """Wait until some bubble has these words; the courier looks every second."""
    await one.page.locator(".message .words").filter(has_text=words).last.wait_for(timeout=30_000)


async def press(one: Phone, label: str) -> None:
    await one.page.get_by_role("button", name=label, exact=True).last.click()


@pytest.mark.timeout(240)
async def test_student_finds_a_mentor_across_a_kill(demo: DemoProcess, browser: Browser) -> None:
    async with phone(browser, demo.url) as one:
        await one.open()
        await become(one, "学生")
        await one.says("我要找导师")
        await reads(one, "你的项目在哪一步")
        await one.says(NEED)
        await press(one, "看合适的导师")
        await reads(one, "导师阿创（演示）")
        await press(one, "选1")
        await one.page.get_by_role("button", name="想听听您对项目的建议").last.wait_for()

        # Everything stops in the middle of the form; what was said is still there afterwards.
        await demo.kill()
        await demo.start()
        await press(one, "想听听您对项目的建议")
        await reads(one, "已提交")

        await become(one, "导师")
        await reads(one, "有学生想请你指导")
        await press(one, "答应")
        await reads(one, "的师徒约定")
        await press(one, "同意")

        await become(one, "学生")
        await reads(one, "答应带你了")
        await press(one, "同意")
        await one.says("/mentoring")
        await reads(one, "导师阿创（演示）")
