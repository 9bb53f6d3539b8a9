"""After the visit: steps of findings, support of families, services, assessments, self-check, handovers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "self_check_note",
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False, comment="YYYY-MM"),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("explained_on", sa.Date(), nullable=False),
        sa.Column("explained_by", sa.String(length=60), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_self_check_note")),
    )
    op.create_index("ix_self_check_note_county_about", "self_check_note", ["county", "about"], unique=False)
    op.create_table(
        "service_provider",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("contract_no", sa.String(length=60), nullable=True, comment="购买服务合同编号"),
        sa.Column("contract_from_on", sa.Date(), nullable=True),
        sa.Column("contract_to_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_service_provider")),
    )
    op.create_table(
        "assessment",
        sa.Column("elder_uid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("agency", sa.String(length=100), nullable=True, comment="评估机构"),
        sa.Column("assessors", sa.String(length=100), nullable=True, comment="评估人员"),
        sa.Column("informant", sa.String(length=100), nullable=True, comment="信息提供者及关系"),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("report_no", sa.String(length=60), nullable=True),
        sa.Column(
            "scores", sa.JSON(none_as_null=True), nullable=True, comment="item key -> points, whole numbers"
        ),
        sa.Column(
            "conditions", sa.JSON(none_as_null=True), nullable=True, comment="keys of AssessmentCondition"
        ),
        sa.Column("total", sa.Integer(), nullable=True, comment="0 to 90"),
        sa.Column("level", sa.String(length=32), nullable=False, comment="0 to 4"),
        sa.Column(
            "scan_digest",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256; the picture stays at its site",
        ),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "elder_uid"],
            ["elder.county", "elder.uid"],
            name=op.f("fk_assessment_county_elder_uid_elder"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_county_elder_uid", "assessment", ["county", "elder_uid"], unique=False)
    op.create_table(
        "handover",
        sa.Column("from_uid", sa.String(length=36), nullable=False),
        sa.Column("to_uid", sa.String(length=36), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True, comment="the last day with the other; None is for good"),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True, comment="what else the other must know"),
        sa.Column("elder_uids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False, comment="open findings that moved along"),
        sa.Column("witness", sa.String(length=50), nullable=True, comment="监交人"),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "from_uid"],
            ["visitor.county", "visitor.uid"],
            name=op.f("fk_handover_county_from_uid_visitor"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "to_uid"],
            ["visitor.county", "visitor.uid"],
            name=op.f("fk_handover_county_to_uid_visitor"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_county_from_uid", "handover", ["county", "from_uid"], unique=False)
    op.create_index("ix_handover_county_to_uid", "handover", ["county", "to_uid"], unique=False)
    op.create_table(
        "service_plan",
        sa.Column("elder_uid", sa.String(length=36), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("provider_uid", sa.String(length=36), nullable=True),
        sa.Column(
            "provider_name", sa.String(length=100), nullable=True, comment="where no provider is on the list"
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rhythm", sa.String(length=60), nullable=True),
        sa.Column(
            "quantity", sa.String(length=20), nullable=True, comment="decimal number as text, each time"
        ),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True, comment="分, each time"),
        sa.Column("agreement_no", sa.String(length=60), nullable=True, comment="协议编号"),
        sa.Column("finding_uid", sa.String(length=36), nullable=True, comment="the need that it answers"),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "elder_uid"],
            ["elder.county", "elder.uid"],
            name=op.f("fk_service_plan_county_elder_uid_elder"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_service_plan")),
    )
    op.create_index("ix_service_plan_county_elder_uid", "service_plan", ["county", "elder_uid"], unique=False)
    op.create_index("ix_service_plan_county_service", "service_plan", ["county", "service"], unique=False)
    op.create_table(
        "service_record",
        sa.Column("elder_uid", sa.String(length=36), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.String(length=20), nullable=True, comment="decimal number as text"),
        sa.Column("provider_uid", sa.String(length=36), nullable=True),
        sa.Column("provider_name", sa.String(length=100), nullable=True),
        sa.Column("given_by", sa.String(length=50), nullable=True, comment="服务人员"),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("satisfaction", sa.String(length=32), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True, comment="分"),
        sa.Column("paid", sa.Integer(), nullable=True, comment="分, by the elder"),
        sa.Column("plan_uid", sa.String(length=36), nullable=True),
        sa.Column("finding_uid", sa.String(length=36), nullable=True, comment="the need that it met"),
        sa.Column(
            "round_uid", sa.String(length=36), nullable=True, comment="shared by services recorded in one go"
        ),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "elder_uid"],
            ["elder.county", "elder.uid"],
            name=op.f("fk_service_record_county_elder_uid_elder"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_service_record")),
    )
    op.create_index(
        "ix_service_record_by_day",
        "service_record",
        ["county", "given_on", "elder_uid", "service", "uid", "quantity", "retracted"],
        unique=False,
    )
    op.create_index(
        "ix_service_record_county_elder_uid_given_on",
        "service_record",
        ["county", "elder_uid", "given_on"],
        unique=False,
    )
    op.create_index(
        "ix_service_record_county_round_uid", "service_record", ["county", "round_uid"], unique=False
    )
    op.create_table(
        "support_step",
        sa.Column("elder_uid", sa.String(length=36), nullable=False),
        sa.Column("contact_uid", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("by_name", sa.String(length=50), nullable=True, comment="督促人"),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("referred_to", sa.String(length=100), nullable=True, comment="调解或援助单位"),
        sa.Column("next_on", sa.Date(), nullable=True, comment="the day to look again"),
        sa.Column("finding_uid", sa.String(length=36), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "elder_uid"],
            ["elder.county", "elder.uid"],
            name=op.f("fk_support_step_county_elder_uid_elder"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_support_step")),
    )
    op.create_index("ix_support_step_county_elder_uid", "support_step", ["county", "elder_uid"], unique=False)
    op.create_table(
        "finding_step",
        sa.Column("elder_uid", sa.String(length=36), nullable=False),
        sa.Column("finding_uid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("by_name", sa.String(length=50), nullable=True, comment="经办人"),
        sa.Column(
            "level", sa.String(length=32), nullable=True, comment="level of the site where the step was taken"
        ),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column(
            "unit_name", sa.String(length=100), nullable=True, comment="to or from whom: 转介单位, 答复单位"
        ),
        sa.Column("due_on", sa.Date(), nullable=True, comment="the deadline that it set"),
        sa.Column("slip_no", sa.String(length=20), nullable=True, comment="转介单编号"),
        sa.Column("proof", sa.String(length=200), nullable=True, comment="办结依据"),
        sa.Column("visit_uid", sa.String(length=36), nullable=True, comment="the visit at which it was seen"),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "elder_uid"],
            ["elder.county", "elder.uid"],
            name=op.f("fk_finding_step_county_elder_uid_elder"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "finding_uid"],
            ["finding.county", "finding.uid"],
            name=op.f("fk_finding_step_county_finding_uid_finding"),
        ),
        sa.PrimaryKeyConstraint("county", "uid", name=op.f("pk_finding_step")),
    )
    op.create_index("ix_finding_step_county_done_on", "finding_step", ["county", "done_on"], unique=False)
    op.create_index("ix_finding_step_county_elder_uid", "finding_step", ["county", "elder_uid"], unique=False)
    op.create_index(
        "ix_finding_step_county_finding_uid", "finding_step", ["county", "finding_uid"], unique=False
    )
    op.add_column(
        "finding",
        sa.Column("owner_uid", sa.String(length=36), nullable=True, comment="the visitor who sees to it"),
    )
    op.add_column(
        "finding",
        sa.Column(
            "owner_name", sa.String(length=50), nullable=True, comment="责任人, also one who is no visitor"
        ),
    )
    op.add_column(
        "finding",
        sa.Column(
            "held_by",
            sa.String(length=32),
            nullable=True,
            comment="level of site that has it now; None where it was found",
        ),
    )
    op.add_column(
        "finding",
        sa.Column(
            "service",
            sa.String(length=32),
            nullable=True,
            comment="the service of the catalogue that is needed",
        ),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_column("finding", "service")
    op.drop_column("finding", "held_by")
    op.drop_column("finding", "owner_name")
    op.drop_column("finding", "owner_uid")
    op.drop_index("ix_finding_step_county_finding_uid", table_name="finding_step")
    op.drop_index("ix_finding_step_county_elder_uid", table_name="finding_step")
    op.drop_index("ix_finding_step_county_done_on", table_name="finding_step")
    op.drop_table("finding_step")
    op.drop_index("ix_support_step_county_elder_uid", table_name="support_step")
    op.drop_table("support_step")
    op.drop_index("ix_service_record_county_round_uid", table_name="service_record")
    op.drop_index("ix_service_record_county_elder_uid_given_on", table_name="service_record")
    op.drop_index("ix_service_record_by_day", table_name="service_record")
    op.drop_table("service_record")
    op.drop_index("ix_service_plan_county_service", table_name="service_plan")
    op.drop_index("ix_service_plan_county_elder_uid", table_name="service_plan")
    op.drop_table("service_plan")
    op.drop_index("ix_handover_county_to_uid", table_name="handover")
    op.drop_index("ix_handover_county_from_uid", table_name="handover")
    op.drop_table("handover")
    op.drop_index("ix_assessment_county_elder_uid", table_name="assessment")
    op.drop_table("assessment")
    op.drop_table("service_provider")
    op.drop_index("ix_self_check_note_county_about", table_name="self_check_note")
    op.drop_table("self_check_note")
