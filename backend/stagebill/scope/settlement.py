"""A settlement brings what is billed down to a smaller job: invoices voided or credited, newest first."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from stagebill.invoices.credit_note import credit_taxes
from stagebill.invoices.invoice import InvoiceId
from stagebill.jobs.carried import by_rate, over_billed, taken_back
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PositiveMinor, share, split
from stagebill.kernel.records import replace
from stagebill.kernel.text import Name

STEPS_MAX: Final = 100


class Standing(Struct, frozen=True, kw_only=True):
    """A live invoice and what is on it. `owed_minor` is what the customer pays for it in the end."""

    invoice_id: InvoiceId
    number: str
    taxes: tuple[TaxLine, ...]
    credited: tuple[TaxLine, ...] = ()
    owed_minor: Minor
    paid_minor: Minor = 0
    pending_minor: Minor = 0

    @property
    def left(self) -> tuple[TaxLine, ...]:
        """What it still bills of each rate."""
        sums = by_rate((*self.taxes, *taken_back(self.credited)))
        return tuple(TaxLine(rate, *parts) for rate, parts in sums.items())

    @property
    def billed_minor(self) -> Minor:
        """What it takes of its job's total."""
        return sum(line.base_minor + line.tax_minor for line in self.left)

    @property
    def is_untouched(self) -> bool:
        """Whether it can be voided: it bills something, nothing is credited, no money is on it or coming."""
        return self.billed_minor > 0 and not (self.paid_minor or self.pending_minor or self.credited)

    @property
    def unpaid_minor(self) -> Minor:
        """What can be credited without moving money."""
        return max(min(self.owed_minor - self.paid_minor - self.pending_minor, self.billed_minor), 0)

    @property
    def creditable_minor(self) -> Minor:
        """What can be credited at all: money that is still on its way stays where it goes."""
        return max(min(self.owed_minor - self.pending_minor, self.billed_minor), 0)


class Credit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take this amount, tax included, off an invoice by a credit note."""

    invoice_id: Id
    amount_minor: PositiveMinor


class Settle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person accepts along with a smaller total: these invoices are voided, those credited."""

    reason: Name
    void: Annotated[tuple[Id, ...], Meta(max_length=STEPS_MAX)] = ()
    credit: Annotated[tuple[Credit, ...], Meta(max_length=STEPS_MAX)] = ()


class Step(Struct, frozen=True, kw_only=True):
    """One invoice voided, or credited by an amount. `surplus_minor` is money that it no longer asks for."""

    kind: Literal["void", "credit"]
    invoice_id: InvoiceId
    number: str
    amount_minor: Minor
    surplus_minor: Minor = 0
    taxes: tuple[TaxLine, ...] = ()


class Settlement(Struct, frozen=True):
    """The steps, what stands after them, and how much (before tax) is still billed too much."""

    steps: tuple[Step, ...]
    standing: tuple[Standing, ...]
    over_minor: Minor


class SettlementTooSmall(Refusal):
    """What is voided and credited must bring the invoices down to the new total."""

    kind = Kind.STALE


class NotStanding(Refusal):
    """Only an invoice that is open or paid can be voided or credited with a change of its job."""

    kind = Kind.STALE


class NotUntouched(Refusal):
    """An invoice with money on it, or partly credited, is credited and not voided."""

    kind = Kind.STALE


class MoreThanCreditable(Refusal):
    """Credit notes take at most what an invoice bills off it, less what is on its way to it."""

    kind = Kind.STALE


def billed_by(standing: Iterable[Standing]) -> tuple[TaxLine, ...]:
    """What these invoices bill of each rate, line by line."""
    return tuple(line for one in standing for line in one.left)


def proposed(wanted: Sequence[TaxLine], standing: Sequence[Standing]) -> Settlement:
    """What to void and credit, newest invoice first: what nobody has paid, and only then what is paid.

    `standing` comes newest first. What is on its way by bank debit is not touched, so something may be left
    over: then there is nothing to do but wait.
    """
    voids: list[Id] = []
    credits: dict[Id, Minor] = {}
    # Done over from the start after each step, so that the amounts are right as they will be asked for.
    while (done := _done(wanted, standing, voids, credits.items())).over_minor:
        step = _next(wanted, done.standing)
        if step is None:
            break
        if step.kind == "void":
            voids.append(step.invoice_id)
        else:
            credits[step.invoice_id] = credits.get(step.invoice_id, 0) + step.amount_minor
    return done


def settled(wanted: Sequence[TaxLine], standing: Sequence[Standing], asked: Settle) -> Settlement:
    """The steps that a person asks for, voids first. They may free more than is needed, never less."""
    credits = [(credit.invoice_id, credit.amount_minor) for credit in asked.credit]
    done = _done(wanted, standing, asked.void, credits)
    if done.over_minor:
        raise SettlementTooSmall(over_minor=done.over_minor)
    return done


def _done(
    wanted: Sequence[TaxLine],
    standing: Sequence[Standing],
    voids: Iterable[Id],
    credits: Iterable[tuple[Id, Minor]],
) -> Settlement:
    now = {one.invoice_id: one for one in standing}
    steps: list[Step] = []
    for invoice_id in voids:
        steps.append(_void(_found(now, invoice_id)))
        del now[InvoiceId(invoice_id)]
    for invoice_id, amount_minor in credits:
        one = _found(now, invoice_id)
        first = _surplus_parts(wanted, tuple(now.values()), one)
        steps.append(credit_step(one, amount_minor, first))
        now[one.invoice_id] = _after(one, steps[-1])
    left = tuple(now.values())
    return Settlement(tuple(steps), left, over_billed(wanted, billed_by(left)))


def credit_step(one: Standing, amount_minor: Minor, first: Sequence[TaxLine] = ()) -> Step:
    """A credit of this amount on one invoice. Raises MoreThanCreditable."""
    if amount_minor > one.creditable_minor:
        raise MoreThanCreditable(
            invoice_id=one.invoice_id,
            asked_minor=amount_minor,
            creditable_minor=one.creditable_minor,
            pending_minor=one.pending_minor,
        )
    return Step(
        kind="credit",
        invoice_id=one.invoice_id,
        number=one.number,
        amount_minor=amount_minor,
        surplus_minor=max(one.paid_minor - (one.owed_minor - amount_minor), 0),
        taxes=credit_taxes(one.taxes, one.credited, amount_minor, first),
    )


def _found(now: dict[InvoiceId, Standing], invoice_id: Id) -> Standing:
    found = now.get(InvoiceId(invoice_id))
    if found is None:
        raise NotStanding(invoice_id=invoice_id)
    return found


def _void(one: Standing) -> Step:
    if not one.is_untouched:
        raise NotUntouched(
            invoice_id=one.invoice_id, paid_minor=one.paid_minor, pending_minor=one.pending_minor
        )
    return Step(kind="void", invoice_id=one.invoice_id, number=one.number, amount_minor=one.billed_minor)


def _next(wanted: Sequence[TaxLine], now: Sequence[Standing]) -> Step | None:
    """The next thing to do, or None where nothing can be taken any more."""
    over_minor = over_billed(wanted, billed_by(now))
    for one in now:
        if one.is_untouched and sum(line.base_minor for line in one.left) <= over_minor:
            return _void(one)
        if one.unpaid_minor:
            return _credit_up_to(one.unpaid_minor, wanted, now, one)
    paid = next((one for one in now if one.creditable_minor), None)
    return None if paid is None else _credit_up_to(paid.creditable_minor, wanted, now, paid)


def _credit_up_to(
    limit_minor: Minor, wanted: Sequence[TaxLine], now: Sequence[Standing], one: Standing
) -> Step:
    first = _surplus_parts(wanted, now, one)
    gross_minor = sum(line.base_minor + line.tax_minor for line in first)
    # An invoice of which only tax is left has nothing that the lines miss: it is taken whole.
    return credit_step(one, min(gross_minor, limit_minor) if gross_minor else limit_minor, first)


def _after(one: Standing, step: Step) -> Standing:
    return replace(
        one,
        credited=(*one.credited, *step.taxes),
        owed_minor=one.owed_minor - step.amount_minor,
        paid_minor=one.paid_minor - step.surplus_minor,
    )


def _surplus_parts(wanted: Sequence[TaxLine], now: Sequence[Standing], one: Standing) -> tuple[TaxLine, ...]:
    """What of this invoice the job no longer has, rate by rate: the rates first that are billed too much."""
    want, have, own = by_rate(wanted), by_rate(billed_by(now)), by_rate(one.left)
    over_minor = over_billed(wanted, billed_by(now))
    beyond = {rate: max(base_minor - want.get(rate, (0, 0))[0], 0) for rate, (base_minor, _) in have.items()}
    scaled = dict(zip(beyond, split(over_minor, tuple(beyond.values())), strict=True)) if over_minor else {}
    taken = {rate: min(scaled.get(rate, 0), base_minor) for rate, (base_minor, _) in own.items()}
    for most in (beyond, {rate: base_minor for rate, (base_minor, _) in own.items()}):
        room = {rate: min(most.get(rate, 0), own[rate][0]) - taken[rate] for rate in own}
        room = {rate: max(minor, 0) for rate, minor in room.items()}
        missing = min(over_minor - sum(taken.values()), sum(room.values()))
        more = split(max(missing, 0), tuple(room.values()))
        taken = {rate: taken[rate] + part for rate, part in zip(room, more, strict=True)}
    return tuple(
        TaxLine(rate, base_minor, _tax_of(base_minor, own[rate], have[rate], want.get(rate, (0, 0))))
        for rate, base_minor in taken.items()
        if base_minor
    )


def _tax_of(
    base_minor: Minor, own: tuple[Minor, Minor], have: tuple[Minor, Minor], want: tuple[Minor, Minor]
) -> Minor:
    """The tax that goes with a base: so that what stays billed has its own tax to the last unit."""
    if base_minor == own[0]:
        return own[1]
    stays = have[0] - base_minor
    stays_tax = want[1] if stays == want[0] else share(have[1], stays, have[0])
    return min(max(have[1] - stays_tax, 0), own[1])
