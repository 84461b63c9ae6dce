"""The program's settings: the only reader of the environment and of ``.env``."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import DomainError

ROOT = Path(__file__).resolve().parent.parent
WEB, TELEGRAM = "web", "telegram"
"""The channels there are, by the names under which addresses are stored."""
LEAST_SECRET = 32
"""Characters of a secret that signs cookies."""
SECRET_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class BadSettings(DomainError):
    """A setting cannot be used; ``problem`` is one sentence that names it and never its secret."""

    key = "error-settings"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


def _web_address(value: str) -> str:
    value = value.strip().rstrip("/")
    if value:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address like http://127.0.0.1:8080")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must be an address without user, password, query or fragment")
    return value


def _bot_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value().strip()
    number, _, rest = token.partition(":")
    if token and not (
        number.isascii() and number.isdecimal() and rest and not set(rest) & set(" /?#:")
    ):
        raise ValueError("must be a bot token like 123456:ABC-DEF")
    return SecretStr(token)


def _database_address(value: SecretStr) -> SecretStr:
    address = value.get_secret_value().strip()
    scheme = address.partition(":")[0].partition("+")[0]
    if address and scheme not in ("sqlite", "postgresql", "postgres"):
        raise ValueError(
            "must be an address like sqlite:///mentorbot.db or postgresql://user:password@host/name"
        )
    return SecretStr(address)


def _webhook_secret(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if secret and (not 16 <= len(secret) <= 256 or not set(secret) <= SECRET_ALPHABET):
        raise ValueError("must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    return SecretStr(secret)


def _local(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("must be a time of the day like 22:00, without a zone")
    return value


def _desk_secret(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value().strip()
    if secret and len(secret) < LEAST_SECRET:
        raise ValueError(f"must be at least {LEAST_SECRET} characters")
    return SecretStr(secret)


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_trimmed)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
Port = Annotated[int, Field(ge=1, le=65535)]

NOTHING = SecretStr("")


class Settings(BaseSettings):
    """What an operator may decide. ``.env.example`` explains every field; "" means not used."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        env_file_encoding="utf-8",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Path = Path("var")
    files_dir: Text = ""
    database_url: Annotated[SecretStr, AfterValidator(_database_address)] = NOTHING

    webchat_url: WebAddress = "http://127.0.0.1:8080"
    webchat_token: BotToken = NOTHING
    telegram_token: BotToken = NOTHING
    telegram_api: WebAddress = "https://api.telegram.org"

    webhook_url: WebAddress = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = NOTHING
    webhook_host: Text = "127.0.0.1"
    webhook_port: Port = 8081

    desk_host: Text = "127.0.0.1"
    desk_port: Annotated[int, Field(ge=0, le=65535)] = 8082
    desk_url: WebAddress = ""
    desk_secret: Annotated[SecretStr, AfterValidator(_desk_secret)] = NOTHING

    school_name: Text = ""
    school_desk: Text = ""
    default_region: Text = ""

    knowledge_dense: bool = True

    quiet_from: Annotated[time, AfterValidator(_local)] = time(22)
    quiet_to: Annotated[time, AfterValidator(_local)] = time(8)
    telegram_per_second: Annotated[float, Field(ge=0.1, le=30)] = 25.0
    webchat_per_second: Annotated[float, Field(ge=0.1, le=1000)] = 100.0
    send_timeout_s: Annotated[float, Field(ge=1, le=60)] = 15.0

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    workers: Annotated[int, Field(ge=1, le=1000)] = 32
    handler_limit_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    stop_grace_s: Annotated[float, Field(ge=0, le=600)] = 8.0
    poll_timeout_s: Annotated[int, Field(ge=0, le=50)] = 25
    inbox_keep_days: Annotated[int, Field(ge=1, le=3650)] = 7

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.webhook_url and not self.webhook_secret.get_secret_value():
            raise ValueError("WEBHOOK_SECRET is needed with WEBHOOK_URL")
        return self

    @property
    def database(self) -> str:
        """The address of the database: the one given, or a SQLite file in ``data_dir``."""
        given = self.database_url.get_secret_value()
        return given or f"sqlite:///{(self.data_dir / 'mentorbot.sqlite3').as_posix()}"

    @property
    def files(self) -> Path:
        """The folder of what people hand in: the one given, or one in ``data_dir``."""
        return Path(self.files_dir) if self.files_dir else self.data_dir / "files"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is set, for the log to mask."""
        values = (getattr(self, name) for name in type(self).model_fields)
        found = (v.get_secret_value() for v in values if isinstance(v, SecretStr))
        return tuple(value for value in found if value)


def load(env_file: Path | None = ROOT / ".env", **values: object) -> Settings:
    """The settings from the environment, then ``env_file``; ``values`` go before both.

    Raises BadSettings with one sentence about the first thing that is wrong.
    """
    try:
        return Settings(_env_file=env_file, **values)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        raise BadSettings(_sentence(error)) from None
    except UnicodeDecodeError:
        raise BadSettings(f"The file {env_file} is not UTF-8 text.") from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{reason}."
    name = str(first["loc"][0]).upper()
    if first["type"] == "extra_forbidden":
        return f"{name} in .env is no setting of this program; see .env.example."
    reason = reason[:1].lower() + reason[1:]
    return f"{name}: {reason}."
