"""What Alembic runs for every command; the connection comes from ``core.migrating``."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger, TypeDecorator


def render_item(type_: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Scripts name the plain SQL type: they must run unchanged after our own types moved on."""
    if type_ == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if type_ == "type" and isinstance(item, BigInteger):
        return "BIG"
    return False


attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    compare_type=True,
    compare_server_default=True,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
