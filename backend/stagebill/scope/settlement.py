"""A settlement brings what is billed down to a smaller job: invoices voided or credited, newest first."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from stagebill.invoices.credit_note import credit_taxes
from stagebill.invoices.invoice import InvoiceId
from stagebill.invoices.retainage import Retained, check_void, held_of, unheld_by_credit
from stagebill.jobs.carried import by_rate, over_billed
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import CreditedLine, taken_of
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PositiveMinor, RateBps, share, split
from stagebill.kernel.records import replace
from stagebill.kernel.text import Name
from stagebill.scope.standing import Standing, Wanted, billed_by, held_by, over_of, over_of_lines

STEPS_MAX: Final = 100


class Credit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take this amount, tax included, off an invoice with a credit note."""

    invoice_id: Id
    amount_minor: PositiveMinor


class Settle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person accepts along with a smaller total: which invoices are voided and which credited."""

    reason: Name
    void: Annotated[tuple[Id, ...], Meta(max_length=STEPS_MAX)] = ()
    credit: Annotated[tuple[Credit, ...], Meta(max_length=STEPS_MAX)] = ()


class Step(Struct, frozen=True, kw_only=True):
    """One invoice voided, or credited by an amount. `surplus_minor` is paid money that it no longer asks for,
    `unheld_minor` the part of the credit that the customer held back anyway.
    """

    kind: Literal["void", "credit"]
    invoice_id: InvoiceId
    number: str
    amount_minor: Minor
    surplus_minor: Minor = 0
    unheld_minor: Minor = 0
    taxes: tuple[TaxLine, ...] = ()
    retained: tuple[Retained, ...] = ()
    lines: tuple[CreditedLine, ...] = ()


class Surplus(Struct, frozen=True):
    """What of an invoice its job no longer has: per rate, and per line for an invoice of chosen lines."""

    taxes: tuple[TaxLine, ...] = ()
    lines: dict[Id, Minor] = {}


NO_SURPLUS: Final = Surplus()


class Settlement(Struct, frozen=True):
    """The steps, what stands after them, and how much (before tax) is still over-billed."""

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
    """An invoice with money on it, or partly credited, is credited, not voided. One that releases held money
    is voided with a change, unless money is on its way to it.
    """

    kind = Kind.STALE


class MoreThanCreditable(Refusal):
    """Credit notes can take off at most what an invoice bills, less what is on its way to it."""

    kind = Kind.STALE


def proposed(wanted: Wanted, standing: Sequence[Standing]) -> Settlement:
    """What to void and credit, newest invoice first: unpaid invoices, and only then paid ones. If released
    money goes with the removed work, its release is voided, and what is paid on it becomes unapplied.

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


def settled(wanted: Wanted, standing: Sequence[Standing], asked: Settle) -> Settlement:
    """The steps that a person asks for, voids first. They may free more than is needed, never less."""
    credits: dict[Id, Minor] = {}
    for credit in asked.credit:
        credits[credit.invoice_id] = credits.get(credit.invoice_id, 0) + credit.amount_minor
    done = _done(wanted, standing, asked.void, credits.items())
    if done.over_minor:
        raise SettlementTooSmall(over_minor=done.over_minor)
    return done


def _done(
    wanted: Wanted,
    standing: Sequence[Standing],
    voids: Iterable[Id],
    credits: Iterable[tuple[Id, Minor]],
) -> Settlement:
    now = {one.invoice_id: one for one in standing}
    steps: list[Step] = []
    for invoice_id in voids:
        steps.append(_void(_found(now, invoice_id)))
        del now[InvoiceId(invoice_id)]
    held_minor = held_by(standing)
    check_void(held_minor - held_by(now.values()), held_minor)
    for invoice_id, amount_minor in credits:
        one = _found(now, invoice_id)
        first = _surplus_for(amount_minor, wanted, tuple(now.values()), one)
        steps.append(credit_step(one, amount_minor, first, held_minor=held_by(now.values())))
        now[one.invoice_id] = _after(one, steps[-1])
    left = tuple(now.values())
    return Settlement(tuple(steps), left, over_of(wanted, left))


def credit_step(
    one: Standing, amount_minor: Minor, first: Surplus = NO_SURPLUS, *, held_minor: Minor
) -> Step:
    """A credit of this amount on one invoice; `held_minor` is held of its job. Raises MoreThanCreditable."""
    fits_minor = _most(one, one.untied_minor, amount_minor, first, held_minor)
    if fits_minor < amount_minor:
        raise MoreThanCreditable(
            invoice_id=one.invoice_id,
            asked_minor=amount_minor,
            creditable_minor=fits_minor,
            pending_minor=one.pending_minor,
        )
    return _credit(one, amount_minor, first, held_minor)


def credit_lowering(one: Standing, less_minor: Minor, *, held_minor: Minor) -> Step:
    """A credit after which exactly this much less is owed, whatever is held. Raises MoreThanCreditable."""
    most_minor = _most(one, min(less_minor, one.untied_minor), one.billed_minor, NO_SURPLUS, held_minor)
    step = _credit(one, most_minor, NO_SURPLUS, held_minor)
    if most_minor - step.unheld_minor != less_minor:
        raise MoreThanCreditable(
            invoice_id=one.invoice_id,
            asked_minor=less_minor,
            creditable_minor=most_minor - step.unheld_minor,
            pending_minor=one.pending_minor,
        )
    return step


def _credit(one: Standing, amount_minor: Minor, first: Surplus, held_minor: Minor) -> Step:
    """What is held of the credited work is not owed now: only the rest of the credit lowers what is owed."""
    taxes = credit_taxes(one.taxes, one.credited, amount_minor, first.taxes)
    credited, own = (*one.credited, *taxes), one.taxes
    by_base = sum(line.base_minor for line in own) > 0
    lines = taken_of(one.lines, taxes, first.lines)
    retained = unheld_by_credit(
        one.holding_after(lines),
        part=sum(line.base_minor + (0 if by_base else line.tax_minor) for line in credited),
        whole=sum(line.base_minor + (0 if by_base else line.tax_minor) for line in own),
        amount_minor=amount_minor,
        stays_minor=one.billed_minor - amount_minor,
        held_minor=held_minor,
    )
    unheld_minor = -held_of(retained)
    return Step(
        kind="credit",
        invoice_id=one.invoice_id,
        number=one.number,
        amount_minor=amount_minor,
        surplus_minor=max(one.paid_minor - (one.owed_minor - amount_minor + unheld_minor), 0),
        unheld_minor=unheld_minor,
        taxes=taxes,
        retained=retained,
        lines=lines,
    )


def _most(one: Standing, less_minor: Minor, upto_minor: Minor, first: Surplus, held_minor: Minor) -> Minor:
    """The largest credit up to this one after which at most this much less is owed; 0 if there is none.

    What a credit takes off depends on the rates that it takes from, so it is found by bisection.
    """

    def fits(amount_minor: Minor) -> bool:
        step = _credit(one, amount_minor, first, held_minor)
        return amount_minor - step.unheld_minor <= less_minor

    low_minor, high_minor = 0, min(upto_minor, one.billed_minor)
    if high_minor > 0 and fits(high_minor):
        return high_minor
    while high_minor - low_minor > 1:
        middle_minor = (low_minor + high_minor) // 2
        if fits(middle_minor):
            low_minor = middle_minor
        else:
            high_minor = middle_minor
    return low_minor


def _found(now: dict[InvoiceId, Standing], invoice_id: Id) -> Standing:
    found = now.get(InvoiceId(invoice_id))
    if found is None:
        raise NotStanding(invoice_id=invoice_id)
    return found


def _void(one: Standing) -> Step:
    if one.pending_minor or not (one.is_untouched or one.is_release):
        raise NotUntouched(
            invoice_id=one.invoice_id, paid_minor=one.paid_minor, pending_minor=one.pending_minor
        )
    return Step(
        kind="void",
        invoice_id=one.invoice_id,
        number=one.number,
        amount_minor=one.billed_minor + one.released_minor,
        surplus_minor=one.paid_minor,
    )


def _next(wanted: Wanted, now: Sequence[Standing]) -> Step | None:
    """The next step, or None if nothing more can be taken."""
    held_minor = held_by(now)
    # What fell is taken off wherever it is billed, before anything else is: what stays has its own tax.
    for is_alike in (False, True):
        for one in now:
            fits = one.held_minor <= max(held_minor, 0)
            if one.is_untouched and fits and _goes_whole(wanted, now, one):
                return _void(one)
            if step := _credit_up_to(one.unpaid_minor, wanted, now, one, is_alike=is_alike):
                return step
        for one in now:
            if step := _credit_up_to(one.untied_minor, wanted, now, one, is_alike=is_alike):
                return step
    return next((_void(one) for one in now if one.is_release and not one.pending_minor), None)


def _goes_whole(wanted: Wanted, now: Sequence[Standing], one: Standing) -> bool:
    """Whether the job no longer has anything of what this invoice bills."""
    whole_minor = sum(line.base_minor for line in one.left)
    if over_of_lines(wanted, now):
        return sum(_surplus(wanted, now, one, is_alike=False).lines.values()) == whole_minor
    beyond = _beyond(wanted, now)
    # Shares of an invoice are rounded: a unit of a rate more than the job misses is not kept for itself.
    return whole_minor <= over_of(wanted, now) and all(
        base_minor - beyond.get(rate, 0) <= 1 for rate, (base_minor, _) in by_rate(one.left).items()
    )


def _credit_up_to(
    less_minor: Minor, wanted: Wanted, now: Sequence[Standing], one: Standing, *, is_alike: bool
) -> Step | None:
    """A credit after which at most this much less is owed; None if there is none."""
    first = _surplus(wanted, now, one, is_alike=is_alike)
    gross_minor = _gross_of(first)
    if not gross_minor and (over_of_lines(wanted, now) or not is_alike):
        return None
    # An invoice of which only tax is left has nothing that the lines miss: it is taken whole.
    most_minor = _most(one, less_minor, gross_minor or one.billed_minor, first, held_by(now))
    return _credit(one, most_minor, first, held_by(now)) if most_minor else None


def _after(one: Standing, step: Step) -> Standing:
    taken = {line.line_item_id: line.base_minor for line in step.lines}
    return replace(
        one,
        credited=(*one.credited, *step.taxes),
        given_up=(*one.given_up, *step.retained),
        lines=tuple(
            replace(line, base_minor=line.base_minor - taken.get(line.line_item_id, 0)) for line in one.lines
        ),
        owed_minor=one.owed_minor - step.amount_minor + step.unheld_minor,
        paid_minor=one.paid_minor - step.surplus_minor,
    )


def _gross_of(surplus: Surplus) -> Minor:
    return sum(line.base_minor + line.tax_minor for line in surplus.taxes)


def _surplus_for(amount_minor: Minor, wanted: Wanted, now: Sequence[Standing], one: Standing) -> Surplus:
    """What a credit of this amount takes first: the removed lines or rates, and then all rates alike."""
    fell = _surplus(wanted, now, one, is_alike=False)
    return fell if amount_minor <= _gross_of(fell) else _surplus(wanted, now, one, is_alike=True)


def _surplus(wanted: Wanted, now: Sequence[Standing], one: Standing, *, is_alike: bool) -> Surplus:
    """What of this invoice the job no longer has: the over-billed lines, or else the rates."""
    want, have, own = by_rate(wanted.taxes), by_rate(billed_by(now)), by_rate(one.left)
    over = over_of_lines(wanted, now)
    lines = {
        line.line_item_id: min(over[line.line_item_id], line.base_minor)
        for line in one.lines
        if line.line_item_id in over and line.base_minor > 0
    }
    if over:
        taken = dict.fromkeys(own, 0)
        for line in one.lines:
            taken[line.rate_bps] = taken.get(line.rate_bps, 0) + lines.get(line.line_item_id, 0)
    else:
        taken = _surplus_by_rate(wanted, now, one, is_alike=is_alike)
    taxes = tuple(
        TaxLine(rate, base_minor, _tax_of(base_minor, own[rate], have[rate], want.get(rate, (0, 0))))
        for rate, base_minor in taken.items()
        if base_minor
    )
    return Surplus(taxes, lines)


def _beyond(wanted: Wanted, now: Sequence[Standing]) -> dict[RateBps, Minor]:
    """How much more of each rate is billed than the job has, before tax."""
    want, have = by_rate(wanted.taxes), by_rate(billed_by(now))
    return {rate: max(base_minor - want.get(rate, (0, 0))[0], 0) for rate, (base_minor, _) in have.items()}


def _surplus_by_rate(
    wanted: Wanted, now: Sequence[Standing], one: Standing, *, is_alike: bool
) -> dict[RateBps, Minor]:
    """The over-billed rates, and then, if need be, all alike."""
    own, beyond = by_rate(one.left), _beyond(wanted, now)
    over_minor = over_billed(wanted.taxes, billed_by(now))
    scaled = dict(zip(beyond, split(over_minor, tuple(beyond.values())), strict=True)) if over_minor else {}
    taken = {rate: min(scaled.get(rate, 0), base_minor) for rate, (base_minor, _) in own.items()}
    whole = {rate: base_minor for rate, (base_minor, _) in own.items()}
    for most in (beyond, whole) if is_alike else (beyond,):
        room = {rate: min(most.get(rate, 0), own[rate][0]) - taken[rate] for rate in own}
        room = {rate: max(minor, 0) for rate, minor in room.items()}
        missing = min(over_minor - sum(taken.values()), sum(room.values()))
        more = split(max(missing, 0), tuple(room.values()))
        taken = {rate: taken[rate] + part for rate, part in zip(room, more, strict=True)}
    return taken


def _tax_of(
    base_minor: Minor, own: tuple[Minor, Minor], have: tuple[Minor, Minor], want: tuple[Minor, Minor]
) -> Minor:
    """The tax that goes with a base, so that what stays billed has its own tax to the last unit."""
    if base_minor == own[0]:
        return own[1]
    stays = have[0] - base_minor
    stays_tax = want[1] if stays == want[0] else share(have[1], stays, have[0])
    return min(max(have[1] - stays_tax, 0), own[1])
