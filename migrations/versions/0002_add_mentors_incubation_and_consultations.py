"""Add mentors incubation and consultations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", BIG, autoincrement=False, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_case_numbers")),
    )
    op.create_table(
        "mentor_score_weights",
        sa.Column("version", BIG, nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("acceptance", sa.JSON(), nullable=False),
        sa.Column("ratings", BIG, nullable=False),
        sa.Column("answers", BIG, nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_mentor_score_weights")),
    )
    op.create_table(
        "paces",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_paces")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("seats", BIG, nullable=False),
        sa.Column("stay_months", BIG, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_table(
        "stored_files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", BIG, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_files_sha256")),
    )
    op.create_table(
        "desk_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_desk_links_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_desk_links_code_hash")),
    )
    with op.batch_alter_table("desk_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_links_account_id"), ["account_id"], unique=False)

    op.create_table(
        "desk_sessions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_desk_sessions_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_sessions")),
        sa.UniqueConstraint("name_hash", name=op.f("uq_desk_sessions_name_hash")),
    )
    with op.batch_alter_table("desk_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_sessions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "escalations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("timer_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["timer_id"], ["timers.id"], name=op.f("fk_escalations_timer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint("timer_id", "level", name=op.f("uq_escalations_timer_id_level")),
    )
    op.create_table(
        "handed_in",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("judged_by", BIG, nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"], ["accounts.id"], name=op.f("fk_handed_in_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_handed_in_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["judged_by"], ["accounts.id"], name=op.f("fk_handed_in_judged_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_in")),
        sa.UniqueConstraint(
            "kind", "case_id", "source", name=op.f("uq_handed_in_kind_case_id_source")
        ),
    )
    with op.batch_alter_table("handed_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handed_in_kind_case_id_document"),
            ["kind", "case_id", "document"],
            unique=False,
        )

    op.create_table(
        "match_rounds",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("opened_by", BIG, nullable=True),
        sa.Column("planned_by", BIG, nullable=True),
        sa.Column("instance", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["accounts.id"],
            name=op.f("fk_match_rounds_opened_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["planned_by"],
            ["accounts.id"],
            name=op.f("fk_match_rounds_planned_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_rounds")),
    )
    op.create_table(
        "mentors",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("lab", sa.Text(), nullable=False),
        sa.Column("industries", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("campuses", sa.JSON(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("intents", sa.JSON(), nullable=False),
        sa.Column("capacity", BIG, nullable=False),
        sa.Column("used", BIG, nullable=False),
        sa.Column("monthly_limit", BIG, nullable=True),
        sa.Column("accepting", sa.Boolean(), nullable=False),
        sa.Column("appointed", sa.Boolean(), nullable=False),
        sa.Column("vacation_from", sa.Date(), nullable=True),
        sa.Column("vacation_to", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("asked", BIG, nullable=False),
        sa.Column("yes", BIG, nullable=False),
        sa.Column("silent", BIG, nullable=False),
        sa.Column("rating_sum", sa.Double(), nullable=False),
        sa.Column("rating_count", BIG, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("vector", sa.JSON(), nullable=True),
        sa.CheckConstraint("capacity >= 0 AND capacity <= 200", name=op.f("ck_mentors_capacity")),
        sa.CheckConstraint("used >= 0 AND used <= capacity", name=op.f("ck_mentors_places")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mentors_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentors")),
        sa.UniqueConstraint("account_id", name=op.f("uq_mentors_account_id")),
        sa.UniqueConstraint("number", name=op.f("uq_mentors_number")),
    )
    with op.batch_alter_table("mentors", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mentors_live",
            [
                "appointed",
                "id",
                "changed_at",
                "capacity",
                "used",
                "monthly_limit",
                "accepting",
                "account_id",
                "vacation_from",
                "vacation_to",
                "paused_until",
                "asked",
                "yes",
                "rating_sum",
                "rating_count",
            ],
            unique=False,
        )

    op.create_table(
        "programme_windows",
        sa.Column("id", BIG, nullable=False),
        sa.Column("programme_id", BIG, nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_windows_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_windows")),
    )
    with op.batch_alter_table("programme_windows", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_windows_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "projects",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("industries", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("online_ok", sa.Boolean(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("vector", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_projects_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("account_id", "source", name=op.f("uq_projects_account_id_source")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_account_id"), ["account_id"], unique=False)

    op.create_table(
        "rule_changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", BIG, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["accounts.id"],
            name=op.f("fk_rule_changes_decided_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["accounts.id"],
            name=op.f("fk_rule_changes_proposed_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_changes")),
    )
    op.create_table(
        "student_places",
        sa.Column("account_id", BIG, autoincrement=False, nullable=False),
        sa.Column("holds", BIG, nullable=False),
        sa.Column("seats", BIG, nullable=False),
        sa.CheckConstraint("holds BETWEEN 0 AND 2", name=op.f("ck_student_places_holds")),
        sa.CheckConstraint("seats BETWEEN 0 AND 1", name=op.f("ck_student_places_seats")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_student_places_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_student_places")),
    )
    op.create_table(
        "student_profiles",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("college", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("lab", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_student_profiles_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_student_profiles")),
    )
    op.create_table(
        "consultations",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("question_id", BIG, nullable=True),
        sa.Column("asker_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("supplement", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", BIG, nullable=True),
        sa.Column("proposed_by", BIG, nullable=True),
        sa.Column("cluster_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asker_id"],
            ["accounts.id"],
            name=op.f("fk_consultations_asker_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts.id"],
            name=op.f("fk_consultations_owner_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["accounts.id"],
            name=op.f("fk_consultations_proposed_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["asked_questions.id"],
            name=op.f("fk_consultations_question_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"],
            ["accounts.id"],
            name=op.f("fk_consultations_replied_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("number", name=op.f("uq_consultations_number")),
        sa.UniqueConstraint("question_id", name=op.f("uq_consultations_question_id")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultations_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consultations_cluster_id"), ["cluster_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_consultations_state_owner_id"), ["state", "owner_id"], unique=False
        )

    op.create_table(
        "incubation_applications",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("programme_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("applicant_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("filled_by", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["accounts.id"],
            name=op.f("fk_incubation_applications_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["accounts.id"],
            name=op.f("fk_incubation_applications_decided_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts.id"],
            name=op.f("fk_incubation_applications_owner_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_incubation_applications_programme_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_incubation_applications_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_incubation_applications_number")),
    )
    with op.batch_alter_table("incubation_applications", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubation_applications_applicant_id"), ["applicant_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_applications_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_applications_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_applications_state_owner_id"),
            ["state", "owner_id"],
            unique=False,
        )

    op.create_table(
        "match_requests",
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("picks", sa.JSON(), nullable=False),
        sa.Column("collected", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts.id"],
            name=op.f("fk_match_requests_owner_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_match_requests_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_match_requests_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_requests")),
        sa.UniqueConstraint(
            "student_id", "client_key", name=op.f("uq_match_requests_student_id_client_key")
        ),
    )
    with op.batch_alter_table("match_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_match_requests_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_match_requests_state_waiting_since"),
            ["state", "waiting_since"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_match_requests_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "mentor_appointments",
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_appointments_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_appointments")),
    )
    with op.batch_alter_table("mentor_appointments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_appointments_mentor_id"), ["mentor_id"], unique=False
        )

    op.create_table(
        "mentor_exposures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("rank", BIG, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("weights", BIG, nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_exposures_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_mentor_exposures_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_exposures_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_exposures")),
    )
    with op.batch_alter_table("mentor_exposures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_exposures_mentor_id_shown_at"),
            ["mentor_id", "shown_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_exposures_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_exposures_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "mentor_pair_rules",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_by", BIG, nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declared_by"],
            ["accounts.id"],
            name=op.f("fk_mentor_pair_rules_declared_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_pair_rules_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_pair_rules_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_pair_rules")),
    )
    with op.batch_alter_table("mentor_pair_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_pair_rules_mentor_id"), ["mentor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_pair_rules_student_id_mentor_id"),
            ["student_id", "mentor_id"],
            unique=False,
        )

    op.create_table(
        "project_members",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("equity", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_project_members_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_members_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_members")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_project_members_code_hash")),
        sa.UniqueConstraint(
            "project_id", "account_id", name=op.f("uq_project_members_project_id_account_id")
        ),
    )
    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_members_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_members_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "application_reviews",
        sa.Column("id", BIG, nullable=False),
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("reviewer_id", BIG, nullable=False),
        sa.Column("assigned_by", BIG, nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recused_for", sa.Text(), nullable=False),
        sa.Column("recused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_applications.id"],
            name=op.f("fk_application_reviews_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by"],
            ["accounts.id"],
            name=op.f("fk_application_reviews_assigned_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["accounts.id"],
            name=op.f("fk_application_reviews_reviewer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_reviews")),
        sa.UniqueConstraint(
            "application_id",
            "reviewer_id",
            name=op.f("uq_application_reviews_application_id_reviewer_id"),
        ),
    )
    with op.batch_alter_table("application_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_reviews_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_reviews_reviewer_id"), ["reviewer_id"], unique=False
        )

    op.create_table(
        "incubation_stays",
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("agreement_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["stored_files.id"],
            name=op.f("fk_incubation_stays_agreement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_applications.id"],
            name=op.f("fk_incubation_stays_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_incubation_stays_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_incubation_stays_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_stays")),
        sa.UniqueConstraint("application_id", name=op.f("uq_incubation_stays_application_id")),
    )
    with op.batch_alter_table("incubation_stays", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubation_stays_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "match_round_members",
        sa.Column("id", BIG, nullable=False),
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=True),
        sa.Column("mentor_id", BIG, nullable=True),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_match_round_members_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_requests.id"],
            name=op.f("fk_match_round_members_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["match_rounds.id"],
            name=op.f("fk_match_round_members_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_round_members")),
        sa.UniqueConstraint(
            "round_id", "mentor_id", name=op.f("uq_match_round_members_round_id_mentor_id")
        ),
        sa.UniqueConstraint(
            "round_id", "request_id", name=op.f("uq_match_round_members_round_id_request_id")
        ),
    )
    op.create_table(
        "mentor_offers",
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("rank", BIG, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("weights", BIG, nullable=False),
        sa.Column("round_id", BIG, nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_offers_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_requests.id"],
            name=op.f("fk_mentor_offers_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["match_rounds.id"],
            name=op.f("fk_mentor_offers_round_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_offers_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_offers")),
    )
    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_offers_mentor_id_opened_at"),
            ["mentor_id", "opened_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_offers_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            "uq_mentor_offers_open",
            ["student_id", "mentor_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('', 'held')"),
            postgresql_where=sa.text("state IN ('', 'held')"),
        )

    op.create_table(
        "mentor_relations",
        sa.Column("offer_id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("student_id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("rhythm_days", BIG, nullable=False),
        sa.Column("term_months", BIG, nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("terms_version", BIG, nullable=False),
        sa.Column("student_ok", BIG, nullable=False),
        sa.Column("mentor_ok", BIG, nullable=False),
        sa.Column("student_renews", sa.Boolean(), nullable=False),
        sa.Column("mentor_renews", sa.Boolean(), nullable=False),
        sa.Column("student_done", sa.Boolean(), nullable=False),
        sa.Column("mentor_done", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentor_relations_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["mentor_offers.id"],
            name=op.f("fk_mentor_relations_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_mentor_relations_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_requests.id"],
            name=op.f("fk_mentor_relations_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_relations_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_relations")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_mentor_relations_offer_id")),
    )
    with op.batch_alter_table("mentor_relations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_relations_mentor_id"), ["mentor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_relations_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_relations_state_ends_on"), ["state", "ends_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_relations_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "stay_checks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("stay_id", BIG, nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stay_id"],
            ["incubation_stays.id"],
            name=op.f("fk_stay_checks_stay_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_checks")),
        sa.UniqueConstraint("stay_id", "quarter", name=op.f("uq_stay_checks_stay_id_quarter")),
    )
    op.create_table(
        "mentor_meetings",
        sa.Column("relation_id", BIG, nullable=False),
        sa.Column("proposed_by", BIG, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("first_id", BIG, nullable=True),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("reminded", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("steps", BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["mentor_meetings.id"],
            name=op.f("fk_mentor_meetings_first_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["accounts.id"],
            name=op.f("fk_mentor_meetings_proposed_by"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"],
            ["mentor_relations.id"],
            name=op.f("fk_mentor_meetings_relation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_meetings")),
    )
    with op.batch_alter_table("mentor_meetings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_meetings_relation_id"), ["relation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_meetings_state_starts_at"), ["state", "starts_at"], unique=False
        )

    op.create_table(
        "mentoring_feedback",
        sa.Column("id", BIG, nullable=False),
        sa.Column("relation_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("mentor_id", BIG, nullable=False),
        sa.Column("stars", BIG, nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["accounts.id"],
            name=op.f("fk_mentoring_feedback_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentors.id"],
            name=op.f("fk_mentoring_feedback_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"],
            ["mentor_relations.id"],
            name=op.f("fk_mentoring_feedback_relation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_feedback")),
        sa.UniqueConstraint(
            "relation_id", "author_id", name=op.f("uq_mentoring_feedback_relation_id_author_id")
        ),
    )
    with op.batch_alter_table("mentoring_feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_feedback_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_feedback_mentor_id"), ["mentor_id"], unique=False
        )

    op.create_table(
        "mentor_meeting_notes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["accounts.id"],
            name=op.f("fk_mentor_meeting_notes_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["mentor_meetings.id"],
            name=op.f("fk_mentor_meeting_notes_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_meeting_notes")),
    )
    with op.batch_alter_table("mentor_meeting_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_meeting_notes_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_meeting_notes_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "mentoring_strikes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_mentoring_strikes_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["accounts.id"],
            name=op.f("fk_mentoring_strikes_decided_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["mentor_meetings.id"],
            name=op.f("fk_mentoring_strikes_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_strikes")),
        sa.UniqueConstraint(
            "meeting_id", "account_id", name=op.f("uq_mentoring_strikes_meeting_id_account_id")
        ),
    )
    with op.batch_alter_table("mentoring_strikes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_strikes_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "mentoring_tasks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("relation_id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reminded", BIG, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["mentor_meetings.id"],
            name=op.f("fk_mentoring_tasks_meeting_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts.id"],
            name=op.f("fk_mentoring_tasks_owner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"],
            ["mentor_relations.id"],
            name=op.f("fk_mentoring_tasks_relation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_tasks")),
    )
    with op.batch_alter_table("mentoring_tasks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_tasks_done_at_due_on"), ["done_at", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mentoring_tasks_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mentoring_tasks_relation_id"), ["relation_id"], unique=False
        )

    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("about", sa.Text(), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("actions", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.create_index(batch_op.f("ix_notices_about"), ["about"], unique=False)

    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reminders", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column("reminded", BIG, nullable=False, server_default=sa.text("'0'"))
        )
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_timers_reminders", ["ended_at", "fired_at", "remind_at"], unique=False
        )

    # Rows written before have no value of their own; from now on the program gives it.
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.alter_column("about", server_default=None)
        batch_op.alter_column("actions", server_default=None)
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.alter_column("reminders", server_default=None)
        batch_op.alter_column("reminded", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.drop_index("ix_timers_reminders")
        batch_op.drop_column("remind_at")
        batch_op.drop_column("reminded")
        batch_op.drop_column("reminders")

    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_about"))
        batch_op.drop_column("actions")
        batch_op.drop_column("about")

    with op.batch_alter_table("mentoring_tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_tasks_relation_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_tasks_owner_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_tasks_done_at_due_on"))

    op.drop_table("mentoring_tasks")
    with op.batch_alter_table("mentoring_strikes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_strikes_account_id"))

    op.drop_table("mentoring_strikes")
    with op.batch_alter_table("mentor_meeting_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_meeting_notes_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_meeting_notes_author_id"))

    op.drop_table("mentor_meeting_notes")
    with op.batch_alter_table("mentoring_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_feedback_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_feedback_author_id"))

    op.drop_table("mentoring_feedback")
    with op.batch_alter_table("mentor_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_meetings_state_starts_at"))
        batch_op.drop_index(batch_op.f("ix_mentor_meetings_relation_id"))

    op.drop_table("mentor_meetings")
    op.drop_table("stay_checks")
    with op.batch_alter_table("mentor_relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_relations_student_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_relations_state_ends_on"))
        batch_op.drop_index(batch_op.f("ix_mentor_relations_request_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_relations_mentor_id"))

    op.drop_table("mentor_relations")
    with op.batch_alter_table("mentor_offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentor_offers_open",
            sqlite_where=sa.text("state IN ('', 'held')"),
            postgresql_where=sa.text("state IN ('', 'held')"),
        )
        batch_op.drop_index(batch_op.f("ix_mentor_offers_request_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_offers_mentor_id_opened_at"))

    op.drop_table("mentor_offers")
    op.drop_table("match_round_members")
    with op.batch_alter_table("incubation_stays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_stays_student_id"))

    op.drop_table("incubation_stays")
    with op.batch_alter_table("application_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_reviews_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_application_reviews_application_id"))

    op.drop_table("application_reviews")
    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_members_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_members_account_id"))

    op.drop_table("project_members")
    with op.batch_alter_table("mentor_pair_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_pair_rules_student_id_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_pair_rules_mentor_id"))

    op.drop_table("mentor_pair_rules")
    with op.batch_alter_table("mentor_exposures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_exposures_student_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_exposures_project_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_exposures_mentor_id_shown_at"))

    op.drop_table("mentor_exposures")
    with op.batch_alter_table("mentor_appointments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_appointments_mentor_id"))

    op.drop_table("mentor_appointments")
    with op.batch_alter_table("match_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_requests_student_id"))
        batch_op.drop_index(batch_op.f("ix_match_requests_state_waiting_since"))
        batch_op.drop_index(batch_op.f("ix_match_requests_project_id"))

    op.drop_table("match_requests")
    with op.batch_alter_table("incubation_applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_applications_state_owner_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_applications_project_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_applications_programme_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_applications_applicant_id"))

    op.drop_table("incubation_applications")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_state_owner_id"))
        batch_op.drop_index(batch_op.f("ix_consultations_cluster_id"))
        batch_op.drop_index(batch_op.f("ix_consultations_asker_id"))

    op.drop_table("consultations")
    op.drop_table("student_profiles")
    op.drop_table("student_places")
    op.drop_table("rule_changes")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_account_id"))

    op.drop_table("projects")
    with op.batch_alter_table("programme_windows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_windows_programme_id"))

    op.drop_table("programme_windows")
    with op.batch_alter_table("mentors", schema=None) as batch_op:
        batch_op.drop_index("ix_mentors_live")

    op.drop_table("mentors")
    op.drop_table("match_rounds")
    with op.batch_alter_table("handed_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handed_in_kind_case_id_document"))

    op.drop_table("handed_in")
    op.drop_table("escalations")
    with op.batch_alter_table("desk_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_sessions_account_id"))

    op.drop_table("desk_sessions")
    with op.batch_alter_table("desk_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_links_account_id"))

    op.drop_table("desk_links")
    op.drop_table("stored_files")
    op.drop_table("programmes")
    op.drop_table("paces")
    op.drop_table("mentor_score_weights")
    op.drop_table("case_numbers")
