"""Every order of the register list by an index of its own; what filters ask, as bits on the card."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ORDERS = {
    "name": None,
    "village": "village_code",
    "birth": "birth_on",
    "registered": "registered_on",
    "latest": "latest_on",
    "last_visit": "last_visit_on",
    "overdue": "overdue_since",
    "tier": "tier_rank",
    "state": "state_rank",
    "visitor": "visitor_name",
}
_FORMER = {
    "ix_elder_card_ended_name_key": ["ended", "name_key", "id"],
    "ix_elder_card_ended_village_code_name_key": ["ended", "village_code", "name_key", "id"],
    "ix_elder_card_ended_birth_on": ["ended", "birth_on", "id"],
    "ix_elder_card_ended_latest_on": ["ended", "latest_on", "id"],
}


def upgrade() -> None:
    """Add the columns and indexes; the program fills them when it is opened next."""
    for name in _FORMER:
        op.drop_index(name, table_name="elder_card")
    op.add_column("elder_card", sa.Column("registered_on", sa.Date(), nullable=True))
    op.add_column(
        "elder_card",
        sa.Column(
            "overdue_since", sa.Date(), nullable=True, comment="the last day of a window that was missed"
        ),
    )
    op.add_column(
        "elder_card",
        sa.Column("tier_rank", sa.Integer(), nullable=True, comment="place of the tier, strictest first"),
    )
    op.add_column(
        "elder_card",
        sa.Column(
            "state_rank",
            sa.Integer(),
            nullable=True,
            comment="place of the duty's state, most urgent first",
        ),
    )
    op.add_column("elder_card", sa.Column("visitor_uid", sa.String(length=36), nullable=True))
    op.add_column(
        "elder_card",
        sa.Column(
            "category_bits",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the categories as bits of the rule book",
        ),
    )
    op.add_column(
        "elder_card",
        sa.Column(
            "facets",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="what filters ask, as bits of storage.facets",
        ),
    )
    for order, column in _ORDERS.items():
        keys = [] if column is None else [column]
        op.create_index(
            f"ix_elder_card_by_{order}",
            "elder_card",
            ["ended", *keys, "name_key", "id", "facets", "category_bits"],
            unique=False,
        )
    op.create_index(
        "ix_elder_card_by_facets", "elder_card", ["ended", "facets", "category_bits"], unique=False
    )
    op.create_index(
        "ix_elder_card_by_several",
        "elder_card",
        ["ended", "facets", "category_bits", *filter(None, _ORDERS.values()), "name_key", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_elder_card_by_several", table_name="elder_card")
    op.drop_index("ix_elder_card_by_facets", table_name="elder_card")
    for order in reversed(_ORDERS):
        op.drop_index(f"ix_elder_card_by_{order}", table_name="elder_card")
    for column in (
        "facets",
        "category_bits",
        "visitor_uid",
        "state_rank",
        "tier_rank",
        "overdue_since",
        "registered_on",
    ):
        op.drop_column("elder_card", column)
    for name, columns in _FORMER.items():
        op.create_index(name, "elder_card", columns, unique=False)
