"""What every long-running process of ours needs: an event loop and the sign to stop."""

import asyncio
import signal
import sys
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Like asyncio.run, on uvloop where it is installed (it is not on Windows)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def stop_signal(end_with_stdin: bool) -> asyncio.Event:
    """Set when the process is asked to end: by a signal or, if so asked, by the end of stdin."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no handlers here: KeyboardInterrupt
            loop.add_signal_handler(name, stop.set)
    if end_with_stdin:
        # A daemon: a thread of the loop's pool would keep the process from ending.
        def wait_for_end() -> None:
            while sys.stdin.buffer.read(1024):
                pass
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait_for_end, name="stdin", daemon=True).start()
    return stop
