"""How settings and number series are stored."""

from stagebill.kernel.database.fields import (
    FlagField,
    IdField,
    InstantField,
    IntField,
    JsonField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.postal_address import PostalAddress
from stagebill.settings.number_series import NumberSeries, NumberSkip
from stagebill.settings.payment_terms import DueTerms, PaymentOptions
from stagebill.settings.reminder_plan import ReminderPlan
from stagebill.settings.settings import Settings
from stagebill.settings.surcharge import Surcharge
from stagebill.settings.tax_rate import TaxRates
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TipPercents
from stagebill.settings.visible_fields import VisibleFields


class SettingsRow(Row):
    """One row per organization; everybody of the company may see it."""

    record = Settings
    entity = "settings"

    organization_id = IdField()
    id = IdField(primary_key=True)
    progress_invoicing = FlagField()
    due_terms = JsonField(DueTerms)
    payment_options = JsonField(PaymentOptions)
    visible_fields = JsonField(VisibleFields)
    whole_invoices_only = FlagField()
    trade_name = TextField(null=True)
    phone = TextField(null=True)
    email = TextField(null=True)
    accent = TextField(null=True)
    change_order_days = IntField()
    updated_at = InstantField()
    legal_name = TextField(null=True)
    address = JsonField(PostalAddress, null=True)
    website = TextField(null=True)
    tax_number = TextField(null=True)
    logo_sha256 = TextField(null=True)
    tax_rates = JsonField(TaxRates)
    texts = JsonField(Texts)
    technicians_invoice = FlagField()
    visit_checklist = JsonField(tuple[str, ...])

    reminders = JsonField(ReminderPlan)
    e_invoices = FlagField()
    electronic_address = JsonField(ElectronicAddress, null=True)
    bank_account = JsonField(BankAccount, null=True)
    tip_percents_bps = JsonField(TipPercents)
    keeps_cards = FlagField()
    surcharge = JsonField(Surcharge)

    class Meta:
        table = "settings"


class NumberSeriesRow(Row):
    """The counter of a series; no device sees it."""

    record = NumberSeries

    organization_id = IdField()
    id = IdField(primary_key=True)
    series = TextField()
    prefix = TextField()
    next_number = IntField()
    digits = IntField()
    yearly = FlagField()

    class Meta:
        table = "number_series"


class NumberSkipRow(Row):
    """Which numbers of a series were given out elsewhere."""

    record = NumberSkip
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    series = TextField()
    from_number = IntField()
    to_number = IntField()
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()

    class Meta:
        table = "number_skip"
