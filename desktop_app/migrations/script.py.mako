"""${message}.

Rules: linear numbers; never edit a released migration; no imports of mapped classes (they move on);
foreign keys are off here; ship a data test when rows move.
"""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo: ${message}."""
    ${downgrades if downgrades else "pass"}
