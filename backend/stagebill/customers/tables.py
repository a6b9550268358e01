"""How customers are stored."""

from stagebill.customers.customer import Contacts, Customer, Sites
from stagebill.kernel.database.fields import IdField, InstantField, JsonField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.electronic_address import ElectronicAddress
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import Record
from stagebill.sync.effect import Audience


class CustomerRow(Row):
    """Who is billed. Their sites are part of them and never looked up alone."""

    record = Customer
    entity = "customer"
    deletable = True  # one without any history; `customers/mutations.py: delete_customer` refuses the rest

    organization_id = IdField()
    id = IdField(primary_key=True)
    name = TextField()
    email = TextField(null=True)
    mobile = TextField(null=True)
    language = TextField(null=True)
    sites = JsonField(Sites)
    created_at = InstantField()
    contacts = JsonField(Contacts)
    notes = TextField()
    archived_at = InstantField(null=True)
    merged_into = IdField(null=True)
    merge_reason = TextField(null=True)
    billing_address = JsonField(PostalAddress, null=True)
    electronic_address = JsonField(ElectronicAddress, null=True)
    buyer_reference = TextField(null=True)

    class Meta:
        table = "customer"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        """The office, and the technicians of this customer's jobs; a merged one's jobs are the other's."""
        assert isinstance(record, Customer)
        return Audience("customer", record.living_id)
