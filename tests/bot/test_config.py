"""Settings: what ``.env.example`` promises, who wins, and one sentence for what cannot be used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import ROOT, BadSettings, Settings, load

LINE = re.compile(r"^(?P<optional>#?)(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$")
TOKEN = "123456:do-not-show-this"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def example() -> Iterator[tuple[int, re.Match[str]]]:
    """The lines of .env.example that set something, commented out or not."""
    for number, line in enumerate(lines()):
        if match := LINE.match(line):
            yield number, match


def lines() -> list[str]:
    return (ROOT / ".env.example").read_text("utf-8").splitlines()


def problem(env_file: Path | None = None, **values: object) -> str:
    """The one sentence about settings that cannot be used."""
    with pytest.raises(BadSettings) as caught:
        load(env_file, **values)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "the traceback would show what was given"
    return sentence


def test_example_names_every_setting_once_and_no_other() -> None:
    names = [match["name"] for _, match in example()]

    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_example_explains_every_setting() -> None:
    written = lines()
    for number, match in example():
        above = written[number - 1]
        together = LINE.match(above) and written[number - 2].startswith("# ")
        assert above.startswith("# ") or together, match["name"]


def test_example_shows_the_defaults(env_file: Path) -> None:
    env_file.write_text(
        "\n".join(f"{match['name']}={match['value']}" for _, match in example()), "utf-8"
    )

    assert load(env_file) == load(None)


def test_example_as_it_stands_changes_nothing_but_asks_for_a_token() -> None:
    wanted = [match["name"] for _, match in example() if not match["optional"]]

    assert wanted == ["WEBCHAT_TOKEN"]
    assert load(ROOT / ".env.example") == load(None)


def test_example_holds_no_secret() -> None:
    secret = {n.upper() for n, v in load(None).model_dump().items() if isinstance(v, SecretStr)}

    assert secret == {
        "DATABASE_URL",
        "WEBCHAT_TOKEN",
        "TELEGRAM_TOKEN",
        "WEBHOOK_SECRET",
        "DESK_SECRET",
    }
    assert {match["value"] for _, match in example() if match["name"] in secret} == {""}


def test_environment_wins_over_the_file_and_values_over_both(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("SCHOOL_NAME=file\nSCHOOL_DESK=file\nDEFAULT_REGION=file\n", "utf-8")
    monkeypatch.setenv("SCHOOL_DESK", "environment")
    monkeypatch.setenv("default_region", "environment")

    settings = load(env_file, default_region="value")

    found = settings.school_name, settings.school_desk, settings.default_region
    assert found == ("file", "environment", "value")


def test_file_that_does_not_exist_is_no_problem(env_file: Path) -> None:
    assert load(env_file) == load(None)


def test_file_with_byte_order_mark_is_read(env_file: Path) -> None:
    env_file.write_bytes("SCHOOL_NAME=示例大学\r\nWORKERS=3\r\n".encode("utf-8-sig"))

    settings = load(env_file)

    assert (settings.school_name, settings.workers) == ("示例大学", 3)


def test_file_in_another_encoding_is_named(env_file: Path) -> None:
    env_file.write_bytes("SCHOOL_NAME=示例大学\n".encode("gb18030"))

    assert problem(env_file) == f"The file {env_file} is not UTF-8 text."


def test_unknown_name_is_named(env_file: Path) -> None:
    env_file.write_text(f"TELEGRAM_TOKE={TOKEN}\n", "utf-8")

    sentence = problem(env_file)

    assert sentence == "TELEGRAM_TOKE in .env is no setting of this program; see .env.example."


def test_unknown_name_in_the_environment_belongs_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKE", TOKEN)

    assert load(None).telegram_token.get_secret_value() == ""


@pytest.mark.parametrize("noise", ["no sense at all", "=", "[section]\n{}", "\x01\x02", "WORKERS"])
def test_line_that_sets_nothing_hides_no_other(env_file: Path, noise: str) -> None:
    env_file.write_text(f"{noise}\nSCHOOL_NAME=示例大学\n", "utf-8")

    assert load(env_file) == load(None, school_name="示例大学")


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("workers", "many", "4"),
        ("workers", "0", "1"),
        ("webhook_port", "70000", "7000"),
        ("handler_limit_s", "0", "0.5"),
        ("handler_limit_s", "nan", "1"),
        ("stop_grace_s", "-1", "0"),
        ("poll_timeout_s", "51", "50"),
        ("inbox_keep_days", "0", "1"),
        ("knowledge_dense", "perhaps", "no"),
        ("log_level", "LOUD", "DEBUG"),
        ("log_format", "xml", "json"),
        ("webchat_url", "127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("webchat_url", "http://[", "https://chat.example.edu.cn"),
        ("webchat_url", "http://user:do-not-show-this@host", "http://host"),
        ("telegram_api", "ftp://host", "http://host/base"),
        ("webchat_token", "do-not-show-this", TOKEN),
        ("telegram_token", "123456:do-not-show-this/../x", TOKEN),
        ("database_url", "mysql://user:do-not-show-this@host/name", "postgresql://u:p@host/name"),
        ("webhook_secret", "do-not-show-this!", "do-not-show-this"),
        ("webhook_secret", "short", "x" * 256),
    ],
)
def test_value_that_cannot_be_used_is_one_sentence_without_it(
    monkeypatch: pytest.MonkeyPatch, name: str, bad: str, good: str
) -> None:
    monkeypatch.setenv(name.upper(), bad)
    sentence = problem()
    monkeypatch.setenv(name.upper(), good)
    load(None)

    assert sentence.startswith(f"{name.upper()}: ")
    assert "do-not-show-this" not in sentence


def test_webhook_needs_a_secret() -> None:
    assert problem(webhook_url="https://bot.example.edu.cn") == (
        "WEBHOOK_SECRET is needed with WEBHOOK_URL."
    )
    settings = load(None, webhook_url="https://bot.example.edu.cn/", webhook_secret="s" * 16)
    assert settings.webhook_url == "https://bot.example.edu.cn"


def test_values_are_trimmed() -> None:
    settings = load(None, webchat_token=f" {TOKEN}\n", school_name=" 示例大学 ")

    assert settings.webchat_token.get_secret_value() == TOKEN
    assert settings.school_name == "示例大学"


def test_settings_show_no_secret() -> None:
    database = "postgresql://user:do-not-show-this@host/name"
    settings = load(None, telegram_token=TOKEN, database_url=database)

    assert "do-not-show-this" not in f"{settings} {settings!r} {settings.model_dump()}"
    assert sorted(settings.secrets) == [TOKEN, database]


def test_database_is_a_file_in_the_data_folder_unless_given(tmp_path: Path) -> None:
    own = load(None, data_dir=tmp_path)
    given = load(None, database_url="postgresql://user:password@host/name")

    assert own.database == f"sqlite:///{tmp_path.as_posix()}/mentorbot.sqlite3"
    assert given.database == "postgresql://user:password@host/name"
