"""Log lines: secrets masked wherever they may stand, and no chatter of libraries."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from bot.logs import MASK, QUIET, Masked

TOKEN = "987654321:AAF-abcdefghijklmnopqrstuvwx_12"
ODD_TOKEN = "7:odd"
QUOTED = 'back\\slash"quote'
PASSWORD = "postgresql://user:correct-horse@host/name"


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back afterwards with the loggers that ``set_up`` quietens."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


class Written:
    """A logger of its own whose lines are kept."""

    def __init__(self, *, machine: bool) -> None:
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        secrets = [PASSWORD, "correct-horse", QUOTED, "abc"]
        handler.setFormatter(Masked(secrets, machine=machine))
        self.log = logging.Logger("bot.test")
        self.log.addHandler(handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture(params=[False, True], ids=["text", "json"])
def written(request: pytest.FixtureRequest) -> Written:
    return Written(machine=request.param)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"token {TOKEN} is wrong", f"token 987654321:{MASK} is wrong"),
        (
            f"POST http://127.0.0.1:8080/bot{ODD_TOKEN}/getUpdates",
            f"POST http://127.0.0.1:8080/bot7:{MASK}/getUpdates",
        ),
        (f"'/file/bot{TOKEN}/a.pdf'", f"'/file/bot987654321:{MASK}/a.pdf'"),
        (f"connect to {PASSWORD}", f"connect to {MASK}"),
        ("a correct-horse alone", f"a {MASK} alone"),
        (f"a {QUOTED} that JSON writes otherwise", f"a {MASK} that JSON writes otherwise"),
        ("abc is too short to be told from words", "abc is too short to be told from words"),
        ("chat 123456: 12 updates at 08:00:00", "chat 123456: 12 updates at 08:00:00"),
    ],
)
def test_secret_in_a_message_is_masked_and_nothing_else(
    written: Written, line: str, shown: str
) -> None:
    written.log.info(line)

    assert shown in written.text
    assert written.text.count(MASK) == shown.count(MASK)


def test_secret_in_arguments_is_masked(written: Written) -> None:
    written.log.warning("%s and %r in %s", TOKEN, {"url": PASSWORD}, [f"/bot{ODD_TOKEN}/getMe"])

    assert_masked(written, 3)


def test_secret_in_a_traceback_is_masked(written: Written) -> None:
    try:
        try:
            raise ValueError(f"cause {TOKEN}")
        except ValueError as error:
            raise RuntimeError(f"no answer of {PASSWORD}") from error
    except RuntimeError:
        written.log.exception("failed at /bot%s/getMe", ODD_TOKEN)

    assert "Traceback" in written.text
    assert "RuntimeError: no answer of " in written.text
    # Once more each where the raising lines of this file are quoted with a literal.
    assert_masked(written, 3)


def assert_masked(written: Written, at_least: int) -> None:
    for secret in (TOKEN, TOKEN.partition(":")[2], "odd", PASSWORD, "correct-horse"):
        assert secret not in written.text
    assert written.text.count(MASK) >= at_least


def test_json_line_is_one_object_with_whole_texts() -> None:
    written = Written(machine=True)
    written.log.error("坏了\n%s", '"quoted"')
    try:
        raise KeyError("x")
    except KeyError:
        written.log.exception("again")

    first, second = map(json.loads, written.text.splitlines())
    at = first.pop("at")
    assert at.endswith("+00:00")
    assert first == {"level": "ERROR", "logger": "bot.test", "event": '坏了\n"quoted"'}
    assert second["trace"].endswith("KeyError: 'x'")


def test_set_up_sends_lines_of_its_level_to_stderr(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("INFO", secrets=[PASSWORD])

    logging.getLogger("bot.here").debug("hidden")
    logging.getLogger("bot.here").info("at %s", PASSWORD)

    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith(f"INFO    bot.here  at {MASK}\n")


def test_set_up_twice_writes_every_line_once(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("INFO")
    logs.set_up("INFO", machine=True)

    logging.getLogger("bot.here").info("once")

    assert json.loads(capsys.readouterr().err)["event"] == "once"


@pytest.mark.parametrize("name", [*QUIET, "aiogram.event.deeper", "alembic.runtime.migration"])
def test_noisy_library_is_heard_only_when_something_is_wrong(
    root: logging.Logger, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.set_up("DEBUG")

    logging.getLogger(name).info("handled")
    logging.getLogger(name).warning("broken")
    logging.getLogger("bot.here").debug("heard")

    err = capsys.readouterr().err
    assert "handled" not in err
    assert "broken" in err
    assert "heard" in err


def test_library_that_turns_itself_up_stays_below_the_level(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("ERROR")
    loud = logging.getLogger("some.library")
    loud.setLevel(logging.DEBUG)
    try:
        loud.debug("chatter")
        loud.error("trouble")
    finally:
        loud.setLevel(logging.NOTSET)

    err = capsys.readouterr().err
    assert "chatter" not in err
    assert "trouble" in err
