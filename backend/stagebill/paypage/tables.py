"""Where payment attempts are kept, the inbox of webhooks, and the sandbox processor's own book."""

from stagebill.kernel.database.fields import FlagField, IdField, InstantField, IntField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.paypage.accounts.account import FormerKey, GatewayAccount
from stagebill.paypage.afterwards.capture import Capture
from stagebill.paypage.checkout import Checkout


class CheckoutRow(Row):
    """An attempt to pay an invoice, or its share of a joint one. Devices see what it does, never itself."""

    record = Checkout

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    gateway = TextField()
    method = TextField()
    amount_minor = MinorField()
    currency = TextField()
    state = TextField()
    gateway_ref = TextField(null=True)
    gateway_url = TextField(null=True)
    attempt = IntField()
    created_at = InstantField()
    updated_at = InstantField()
    ended_at = InstantField(null=True)
    lead_id = IdField(null=True)
    tip_minor = MinorField()
    keeps_card = FlagField()
    card_id = IdField(null=True)
    problem = TextField(null=True)
    surcharge_minor = MinorField()
    key_no = IntField()

    class Meta:
        table = "checkout"


class DeliveryRow(Row):
    """A webhook as it came, stored once before anything is made of it."""

    key = ("gateway", "event_id")

    gateway = TextField(primary_key=True)
    event_id = TextField()
    body = TextField()
    received_at = InstantField()
    processed_at = InstantField(null=True)
    attempts = IntField()
    last_error = TextField(null=True)
    run_at = InstantField()

    class Meta:
        table = "delivery"


class SandboxCheckoutRow(Row):
    """What the sandbox processor knows of a payment. It plays the outside world: no rule of ours reads it."""

    key = ("id",)

    id = IdField(primary_key=True)
    our_ref = TextField()
    amount_minor = MinorField()
    currency = TextField()
    method = TextField()
    state = TextField()
    return_url = TextField()
    webhook_url = TextField()
    description = TextField()
    created_at = InstantField()
    updated_at = InstantField()
    tip_minor = MinorField()
    keeps_card = FlagField()
    card = TextField(null=True)
    surcharge_minor = MinorField()
    funding = TextField()

    class Meta:
        table = "sandbox_checkout"


class GatewayAccountRow(Row):
    """A company's account at a processor; its keys are sealed, and no device ever gets the row."""

    record = GatewayAccount

    organization_id = IdField()
    id = IdField(primary_key=True)
    gateway = TextField()
    role = TextField()
    mode = TextField()
    label = TextField()
    sealed_key = TextField()
    sealed_webhook_secret = TextField(null=True)
    takes_payments = FlagField()
    problem = TextField(null=True)
    connected_at = InstantField()
    connected_by = IdField(null=True)
    removed_at = InstantField(null=True)
    payouts = TextField(null=True)
    key_no = IntField()

    class Meta:
        table = "gateway_account"


class FormerKeyRow(Row):
    """A sealed key that another took the place of."""

    record = FormerKey

    organization_id = IdField()
    id = IdField(primary_key=True)
    gateway = TextField()
    key_no = IntField()
    mode = TextField()
    label = TextField()
    sealed_key = TextField()
    replaced_at = InstantField()

    class Meta:
        table = "former_key"


class CaptureRow(Row):
    """What a processor knows of a payment that it took."""

    record = Capture

    organization_id = IdField()
    id = IdField(primary_key=True)
    gateway = TextField()
    gateway_ref = TextField()
    payment_ref = TextField(null=True)
    fee_minor = MinorField(null=True)
    updated_at = InstantField()

    class Meta:
        table = "capture"


class SandboxPayoutRow(Row):
    """What the sandbox processor sent to a bank of its own."""

    key = ("id",)

    id = IdField(primary_key=True)
    company_id = IdField()
    currency = TextField()
    amount_minor = MinorField()
    state = TextField()
    created_at = InstantField()

    class Meta:
        table = "sandbox_payout"


class SandboxPayoutItemRow(Row):
    """One movement of the sandbox's book that a payout of it brought."""

    key = ("id",)

    id = TextField(primary_key=True)
    payout_id = IdField()
    kind = TextField()
    checkout_id = IdField(null=True)
    amount_minor = MinorField()
    fee_minor = MinorField()
    created_at = InstantField()

    class Meta:
        table = "sandbox_payout_item"


class SandboxAftermathRow(Row):
    """What the sandbox processor did with money that it had: it plays the outside world here, too."""

    key = ("id",)

    id = IdField(primary_key=True)
    checkout_id = IdField()
    kind = TextField()
    our_ref = TextField()
    amount_minor = MinorField()
    state = TextField()
    reason = TextField()
    due_by = InstantField(null=True)
    created_at = InstantField()

    class Meta:
        table = "sandbox_aftermath"
