"""Where it is kept that a link which stays was revoked or made anew."""

from stagebill.kernel.database.fields import IdField, InstantField, IntField
from stagebill.kernel.database.row import Row
from stagebill.statements.statement_link import OwedLink, StatementLink


class StatementLinkRow(Row):
    """One row for a job whose link is not its first any more. Devices never hold it."""

    record = StatementLink

    organization_id = IdField()
    id = IdField(primary_key=True)
    generation = IntField()
    revoked_at = InstantField(null=True)
    changed_at = InstantField(null=True)
    changed_by = IdField(null=True)

    class Meta:
        table = "statement_link"


class OwedLinkRow(Row):
    """The same of a customer's link to all that they owe."""

    record = OwedLink

    organization_id = IdField()
    id = IdField(primary_key=True)
    generation = IntField()
    revoked_at = InstantField(null=True)
    changed_at = InstantField(null=True)
    changed_by = IdField(null=True)

    class Meta:
        table = "owed_link"
