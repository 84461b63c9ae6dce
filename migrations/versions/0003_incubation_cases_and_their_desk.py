"""Incubation, cases and their desk."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


HELD = "state IN ('', 'held')"
OPEN = "state IN ('', 'held', 'talking', 'arranged')"


def upgrade() -> None:
    op.create_table(
        "morning_digests",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_morning_digests")),
    )
    op.create_table(
        "case_cards",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Text(), nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("applicant_id", BIG, nullable=True),
        sa.Column("project_id", BIG, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("yellow_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["accounts.id"],
            name=op.f("fk_case_cards_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_case_cards_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_cards")),
        sa.UniqueConstraint("kind", "case_id", name=op.f("uq_case_cards_kind_case_id")),
    )
    with op.batch_alter_table("case_cards", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_cards_applicant", ["applicant_id", "changed_at"], unique=False
        )
        batch_op.create_index("ix_case_cards_number", ["number"], unique=False)
        batch_op.create_index("ix_case_cards_owner", ["owner_id", "ended_at"], unique=False)
        batch_op.create_index("ix_case_cards_project", ["project_id"], unique=False)
        batch_op.create_index(
            "ix_case_cards_queue",
            ["due_at", "id", "yellow_at", "paused", "owner_id"],
            unique=False,
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.create_index(
            "ix_case_cards_queue_kind",
            ["kind", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.create_index(
            "ix_case_cards_queue_owner",
            ["owner_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.create_index(
            "ix_case_cards_queue_turn",
            ["turn", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )

    op.create_table(
        "promised_times",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", BIG, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["accounts.id"],
            name=op.f("fk_promised_times_changed_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("kind", "state", name=op.f("pk_promised_times")),
    )
    op.create_table(
        "requests",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("filled_by", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("supplied", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applicant_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["accounts.id"],
            name=op.f("fk_requests_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_requests_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint(
            "kind", "applicant_id", "source", name=op.f("uq_requests_kind_applicant_id_source")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_requests_number")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requests_applicant_id"), ["applicant_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_requests_kind_state"), ["kind", "state"], unique=False)

    op.create_table(
        "booked_hours",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["requests.id"],
            name=op.f("fk_booked_hours_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booked_hours")),
        sa.UniqueConstraint(
            "kind", "resource", "starts_at", name=op.f("uq_booked_hours_kind_resource_starts_at")
        ),
    )
    with op.batch_alter_table("booked_hours", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_booked_hours_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "application_decisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("head_id", BIG, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("step", BIG, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_applications.id"],
            name=op.f("fk_application_decisions_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["head_id"],
            ["accounts.id"],
            name=op.f("fk_application_decisions_head_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_decisions")),
        sa.UniqueConstraint(
            "application_id", "step", name=op.f("uq_application_decisions_application_id_step")
        ),
    )
    with op.batch_alter_table("application_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_decisions_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_decisions_head_id"), ["head_id"], unique=False
        )
        batch_op.create_index(
            "uq_application_decisions_open",
            ["application_id", "head_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "staff_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("consultation_id", BIG, nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", BIG, nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vector", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by"],
            ["accounts.id"],
            name=op.f("fk_staff_answers_accepted_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["accounts.id"],
            name=op.f("fk_staff_answers_answered_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_staff_answers_consultation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_answers")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_staff_answers_consultation_id")),
    )
    op.create_table(
        "mentor_hours",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=True),
        sa.Column("meeting_id", BIG, nullable=True),
        sa.Column("relation", BIG, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["mentor_meetings.id"],
            name=op.f("fk_mentor_hours_meeting_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_hours_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_hours_student_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_hours")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_mentor_hours_meeting_id")),
    )
    with op.batch_alter_table("mentor_hours", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_hours_mentor_id_starts_at"),
            ["mentor_id", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_hours_student_id"), ["student_id"], unique=False
        )

    with op.batch_alter_table("application_reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recused_note", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("urged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reviewer_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("vector", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_consultations_asker_id_source"), ["asker_id", "source"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_consultations_reviewer_id"),
            "accounts",
            ["reviewer_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("incubation_applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("extended_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seat", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("supplied", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_index(
            batch_op.f("ix_incubation_applications_window_id"), ["window_id"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_incubation_applications_applicant_id_source"), ["applicant_id", "source"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_incubation_applications_window_id"),
            "programme_windows",
            ["window_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("incubation_stays", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extended_months", BIG, nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("end_told", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("mentor_meeting_notes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talk_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("talk_times", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("talk_place", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("talk_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("mentoring_feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("policy", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("articles", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("criteria", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("seat_prefix", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=True))
        batch_op.drop_constraint(
            batch_op.f("uq_project_members_project_id_account_id"), type_="unique"
        )
        batch_op.create_index(
            "uq_project_members_current",
            ["project_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_project_members_project_id_source"), ["project_id", "source"]
        )

    with op.batch_alter_table("rule_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("stay_checks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_by", BIG, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_stay_checks_answered_by"),
            "accounts",
            ["answered_by"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("raised", BIG, nullable=True))
        batch_op.add_column(sa.Column("raise_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_timers_raising", ["ended_at", "raise_at"], unique=False)

    # The defaults were for rows that were there before; the program gives its own.
    with op.batch_alter_table("application_reviews", schema=None) as batch_op:
        batch_op.alter_column("recused_note", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("incubation_applications", schema=None) as batch_op:
        batch_op.alter_column("seat", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("source", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("supplied", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("incubation_stays", schema=None) as batch_op:
        batch_op.alter_column("extended_months", existing_type=BIG, server_default=None)
        batch_op.alter_column("end_told", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.alter_column("talk_times", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("talk_place", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.alter_column("policy", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("articles", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("criteria", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("seat_prefix", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("rule_changes", schema=None) as batch_op:
        batch_op.alter_column("note", existing_type=sa.Text(), server_default=None)

    # Which offers are open has grown by two states.
    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.drop_index("uq_mentor_offers_open")
        batch_op.create_index(
            "uq_mentor_offers_open",
            ["student_id", "mentor_id"],
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )

    # Hours that mentors gave before they had a table of their own.
    op.execute(
        """
        INSERT INTO mentor_hours (mentor_id, student_id, meeting_id, relation, starts_at, ends_at)
        SELECT r.mentor_id, r.student_id, m.id, r.id, m.starts_at, m.ends_at
        FROM mentor_meetings m JOIN mentor_relations r ON r.id = m.relation_id
        WHERE m.state = 'held'
        """
    )
    # A vector that was taken away was written as the word null, which nobody looked for.
    op.execute("UPDATE mentors SET vector = NULL WHERE CAST(vector AS TEXT) = 'null'")
    op.execute("UPDATE projects SET vector = NULL WHERE CAST(vector AS TEXT) = 'null'")


def downgrade() -> None:
    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.drop_index("uq_mentor_offers_open")
        batch_op.create_index(
            "uq_mentor_offers_open",
            ["student_id", "mentor_id"],
            unique=True,
            sqlite_where=sa.text(HELD),
            postgresql_where=sa.text(HELD),
        )

    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.drop_index("ix_timers_raising")
        batch_op.drop_column("raise_at")
        batch_op.drop_column("raised")

    with op.batch_alter_table("stay_checks", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_stay_checks_answered_by"), type_="foreignkey")
        batch_op.drop_column("answered_by")

    with op.batch_alter_table("rule_changes", schema=None) as batch_op:
        batch_op.drop_column("note")

    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_project_members_project_id_source"), type_="unique")
        batch_op.drop_index(
            "uq_project_members_current",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_project_members_project_id_account_id"), ["project_id", "account_id"]
        )
        batch_op.drop_column("source")
        batch_op.drop_column("proposed")

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_column("seat_prefix")
        batch_op.drop_column("criteria")
        batch_op.drop_column("articles")
        batch_op.drop_column("policy")

    with op.batch_alter_table("mentoring_feedback", schema=None) as batch_op:
        batch_op.drop_column("seen_at")

    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.drop_column("talk_at")
        batch_op.drop_column("talk_place")
        batch_op.drop_column("talk_times")
        batch_op.drop_column("talk_asked_at")

    with op.batch_alter_table("mentor_meeting_notes", schema=None) as batch_op:
        batch_op.drop_column("seen_at")

    with op.batch_alter_table("incubation_stays", schema=None) as batch_op:
        batch_op.drop_column("end_told")
        batch_op.drop_column("extended_months")

    with op.batch_alter_table("incubation_applications", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_incubation_applications_window_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_incubation_applications_applicant_id_source"), type_="unique"
        )
        batch_op.drop_index(batch_op.f("ix_incubation_applications_window_id"))
        batch_op.drop_column("supplied")
        batch_op.drop_column("source")
        batch_op.drop_column("seat")
        batch_op.drop_column("extended_until")
        batch_op.drop_column("window_id")

    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consultations_reviewer_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_consultations_asker_id_source"), type_="unique")
        batch_op.drop_column("vector")
        batch_op.drop_column("reviewer_id")
        batch_op.drop_column("urged_at")
        batch_op.drop_column("replied_at")
        batch_op.drop_column("source")

    with op.batch_alter_table("application_reviews", schema=None) as batch_op:
        batch_op.drop_column("recused_note")

    with op.batch_alter_table("mentor_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_hours_student_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_hours_mentor_id_starts_at"))

    op.drop_table("mentor_hours")
    op.drop_table("staff_answers")
    with op.batch_alter_table("application_decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_decisions_open",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_application_decisions_head_id"))
        batch_op.drop_index(batch_op.f("ix_application_decisions_application_id"))

    op.drop_table("application_decisions")
    with op.batch_alter_table("booked_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booked_hours_request_id"))

    op.drop_table("booked_hours")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requests_kind_state"))
        batch_op.drop_index(batch_op.f("ix_requests_applicant_id"))

    op.drop_table("requests")
    op.drop_table("promised_times")
    with op.batch_alter_table("case_cards", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_cards_queue_turn",
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.drop_index(
            "ix_case_cards_queue_owner",
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.drop_index(
            "ix_case_cards_queue_kind",
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.drop_index(
            "ix_case_cards_queue",
            sqlite_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
            postgresql_where=sa.text(
                "ended_at IS NULL AND (number <> '' OR turn NOT IN ('', 'student'))"
            ),
        )
        batch_op.drop_index("ix_case_cards_project")
        batch_op.drop_index("ix_case_cards_owner")
        batch_op.drop_index("ix_case_cards_number")
        batch_op.drop_index("ix_case_cards_applicant")

    op.drop_table("case_cards")
    op.drop_table("morning_digests")
