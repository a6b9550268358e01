"""How customers are stored."""

from stagebill.customers.customer import Customer, Sites
from stagebill.kernel.database.fields import IdField, InstantField, JsonField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.sync.effect import Audience


class CustomerRow(Row):
    """Who is billed. Their sites are part of them and never looked up alone."""

    record = Customer
    entity = "customer"

    organization_id = IdField()
    id = IdField(primary_key=True)
    name = TextField()
    email = TextField(null=True)
    mobile = TextField(null=True)
    language = TextField(null=True)
    sites = JsonField(Sites)
    created_at = InstantField()

    class Meta:
        table = "customer"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        """The office, and the technicians of this customer's jobs."""
        return Audience("customer", record.id)
