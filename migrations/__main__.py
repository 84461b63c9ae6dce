"""Writes the next migration from the models: ``python -m migrations new "Add meetings"``.

``python -m migrations check`` says what the models have that the scripts do not, with status 1.
"""

import argparse
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from core import migrating
from migrations import models

FORMAT_WITH_RUFF = {
    "hooks": "ruff",
    "ruff.type": "module",
    "ruff.module": "ruff",
    "ruff.options": "format --quiet REVISION_SCRIPT_FILENAME",
}


def new(connection: Connection, message: str) -> str:
    """Write a script with the difference and return its path; read it before committing it."""
    metadata = models.load()
    configuration = migrating.configuration(connection, metadata=metadata)
    for option, value in FORMAT_WITH_RUFF.items():
        configuration.set_section_option("post_write_hooks", option, value)
    folder = ScriptDirectory.from_config(configuration)
    number = f"{len(list(folder.walk_revisions())) + 1:04d}"
    # Numbered in order, so that two scripts written side by side clash at once.
    script = command.revision(configuration, message, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    return script.path


def differences(connection: Connection) -> list[str]:
    """What the models have that the database does not, or the other way round."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return [str(difference) for difference in compare_metadata(context, models.load())]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("new", help="write the next script").add_argument("message")
    actions.add_parser("check", help="compare the scripts with the models")
    arguments = parser.parse_args()
    with create_engine("sqlite://").begin() as connection:
        migrating.upgrade(connection)
        if arguments.action == "new":
            sys.stdout.write(f"{new(connection, arguments.message)}\n")
            return 0
        found = differences(connection)
        sys.stdout.writelines(f"{difference}\n" for difference in found)
        return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
