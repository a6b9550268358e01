"""How cards on file are stored: three ledgers, of which no device gets a row."""

from stagebill.kernel.database.fields import IdField, InstantField, TextField
from stagebill.kernel.database.row import Row
from stagebill.paypage.cards.card import CardAgreement, CardRemoval, KeptCard


class CardAgreementRow(Row):
    """What was agreed to."""

    record = CardAgreement
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    customer_id = IdField()
    words = TextField()
    language = TextField()
    page = TextField()
    agreed_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "card_agreement"


class KeptCardRow(Row):
    """A card at the processor."""

    record = KeptCard
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    customer_id = IdField()
    gateway = TextField()
    customer_ref = TextField()
    method_ref = TextField()
    brand = TextField()
    last_four = TextField()
    expires = TextField()
    kept_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "kept_card"


class CardRemovalRow(Row):
    """The end of one."""

    record = CardRemoval
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    removed_by = TextField()
    member_id = IdField(null=True)
    removed_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "card_removal"
