<%!
    def own_lines(commands):
        """The commands without the generator's remarks."""
        lines = (commands or "pass").splitlines()
        return "\n".join(line for line in lines if "# ###" not in line).strip()
%>\
"""${message}."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    ${own_lines(upgrades)}


def downgrade() -> None:
    ${own_lines(downgrades)}
