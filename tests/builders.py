"""Records with good defaults, so that a test says only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from stagebill.invoices.invoice import Invoice, InvoiceId, Number, billed, issue
from stagebill.invoices.progress import Amount, Percent, Rest, Share
from stagebill.invoices.reckoning import Billed
from stagebill.jobs.contract import Totals, totals
from stagebill.jobs.job import Job, JobId
from stagebill.jobs.line_item import LineItem, LineItemId
from stagebill.kernel.context import Context
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace
from stagebill.payments.allocation import Open
from stagebill.payments.payment import Method, Payment, PaymentId
from stagebill.settings.payment_terms import Net, PaymentOptions
from stagebill.settings.visible_fields import VisibleFields

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ORGANIZATION = derived_id("organization")
JANE = derived_id("customer", "Jane")


def a_context(**changes: Any) -> Context:
    given: dict[str, Any] = {
        "organization_id": ORGANIZATION,
        "member_id": derived_id("member", "dispatcher"),
        "role": "dispatcher",
        "mutation_id": derived_id("mutation", "one"),
        "now": NOW,
        "zone": "America/New_York",
        "currency": "USD",
        "name": "Hill Roofing",
    }
    return Context(**given | changes)


def a_line(amount_minor: int, tax_rate_ppm: int = 0, position: int = 0) -> LineItem:
    return LineItem(
        organization_id=ORGANIZATION,
        id=LineItemId(derived_id("line", str(position))),
        job_id=JobId(derived_id("job")),
        position=position,
        description="Labor and material",
        quantity_milli=1000,
        unit_price_minor=amount_minor,
        tax_rate_ppm=tax_rate_ppm,
        amount_minor=amount_minor,
    )


def a_job(*lines: tuple[int, int], **changes: Any) -> Job:
    """A job in stages; each line is (amount, tax rate in ppm). Without lines: 5,000.00, tax-free."""
    sums: Totals = totals(
        [a_line(amount, rate, place) for place, (amount, rate) in enumerate(lines or ((500000, 0),))]
    )
    job = Job(
        organization_id=ORGANIZATION,
        id=JobId(derived_id("job")),
        number="1042",
        customer_id=JANE,
        title="New roof",
        progress_invoicing=True,
        subtotal_minor=sums.subtotal_minor,
        discount_minor=sums.discount_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.total_minor,
        taxes=sums.taxes,
        created_at=NOW,
    )
    return replace(job, **changes)


def a_draft(share: Share | None = None, name: str = "one", **changes: Any) -> Invoice:
    draft = Invoice(
        organization_id=ORGANIZATION,
        id=InvoiceId(derived_id("invoice", name)),
        job_id=JobId(derived_id("job")),
        customer_id=JANE,
        share=share or Rest(),
        due_terms=Net(30),
        payment_options=PaymentOptions(),
        visible_fields=VisibleFields(),
        created_at=NOW,
    )
    return replace(draft, **changes)


def an_invoice(
    job: Job | None = None, share: Share | None = None, *, after: tuple[Invoice, ...] = ()
) -> Invoice:
    """The next invoice of a job, issued today; `after` are the job's earlier ones."""
    seq = len(after) + 1
    number = Number(series="invoice", number=f"INV-{seq:04}", number_seq=seq)
    draft = a_draft(share, name=str(seq))
    return issue(draft, job or a_job(), billed(after), number, issued_at=NOW, issued_on=TODAY)


def stages(job: Job, *shares: Share) -> tuple[Invoice, ...]:
    """These invoices of a job, one after the other."""
    done: tuple[Invoice, ...] = ()
    for share in shares:
        done += (an_invoice(job, share, after=done),)
    return done


def percent(points: int | str) -> Percent:
    """A percent as people type it: "33.333"."""
    whole, _, fraction = str(points).partition(".")
    return Percent(int(whole) * 10_000 + int(fraction.ljust(4, "0")))


def amount(minor: int) -> Amount:
    return Amount(minor)


def an_open(invoice: Invoice, paid_minor: int = 0) -> Open:
    assert invoice.issued_at is not None
    return Open(
        invoice_id=invoice.id,
        due_minor=invoice.total_minor - paid_minor,
        due_on=invoice.due_on,
        issued_at=invoice.issued_at,
        number_seq=invoice.number_seq or 0,
        number=invoice.number or "",
    )


def a_payment(amount_minor: int = 300000, name: str = "check", **changes: Any) -> Payment:
    payment = Payment(
        organization_id=ORGANIZATION,
        id=PaymentId(derived_id("payment", name)),
        matched_job_id=derived_id("job"),
        matched_customer_id=JANE,
        method=Method.CHECK,
        amount_minor=amount_minor,
        currency="USD",
        taken_at=NOW,
        taken_at_adjusted=NOW,
        received_at=NOW,
        source="app",
        recorded_by=derived_id("member", "technician"),
        device_id=derived_id("device", "T07"),
        mutation_id=derived_id("mutation", name),
    )
    return replace(payment, **changes)


NOTHING_BILLED = Billed()
