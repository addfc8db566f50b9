"""Empty until who pays is merged."""

revision = "0024_payers"
down_revision = "0023_duty"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
