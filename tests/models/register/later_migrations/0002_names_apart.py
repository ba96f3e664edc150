"""Candidates' names go to a table of their own, details get a number of ties, two tables with many references are exchanged."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Exchanged tables lose what Alembic does not read from them: that ids are never given out twice.
KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "candidate_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name="fk_candidate_name_candidate_id_candidate", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_candidate_name"),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO candidate_name (candidate_id, name) SELECT id, name FROM candidate ORDER BY id")
    with op.batch_alter_table("candidate", table_kwargs=KEPT) as batch:
        batch.drop_column("name")
    with op.batch_alter_table("detail", table_kwargs=KEPT) as batch:
        batch.add_column(sa.Column("ties", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE detail SET ties = (SELECT count(*) FROM detail_source WHERE detail_id = detail.id)")
    # What refers to a person goes with it: the exchange of this table must not be taken for its deletion.
    exchange: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("person", recreate=exchange, table_kwargs=KEPT) as batch:
        batch.add_column(sa.Column("is_client", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE person SET is_client = true WHERE id IN (SELECT person_id FROM client_relationship)")
    op.create_index("ix_person_is_client", "person", ["is_client"])


def downgrade() -> None:
    """Nobody goes back by this: the copy made before is there for that."""
    raise NotImplementedError
