"""The diary: meals with their owner, kept numbers and the key of the request that wrote them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "diary",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("eaten_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_s", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("profile_ids", sa.JSON(), nullable=False),
        sa.Column("profiles", sa.JSON(), nullable=False),
        sa.Column("photo_id", sa.String(36)),
        sa.Column("photo_width", sa.Integer()),
        sa.Column("photo_height", sa.Integer()),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("request_sha256", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("owner", "idempotency_key", name="uq_diary_owner_idempotency_key"),
    )
    op.create_index("ix_diary_owner_eaten_at", "diary", ["owner", "eaten_at", "id"])
    op.create_index("ix_diary_owner_day", "diary", ["owner", "day"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("ix_diary_owner_day", "diary")
    op.drop_index("ix_diary_owner_eaten_at", "diary")
    op.drop_table("diary")
