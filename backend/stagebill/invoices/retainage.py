"""Retainage: what the customer holds back of each invoice until the work is accepted (D-65–D-71).

Work is sorted by rate, and each rate holds its share of all work under it to date, less what it held before.
A step-down, or installing stored goods, moves work from one rate to another: so the sums are exact, and no
clause needs arithmetic of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from stagebill.invoices.line_billing import Billing, Standing
from stagebill.invoices.progress import LineAsk
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.retainage_terms import (
    NewRateOnAllWork,
    NewRateOnNewWork,
    RetainageTerms,
    StopAt,
    retention_ppm,
)
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, RateBps, percent_ppm, share, split
from stagebill.kernel.records import replace


class Retained(Struct, frozen=True, forbid_unknown_fields=True):
    """What an invoice holds back under one rate, and of how much work; never of tax. Negative amounts give
    back.
    """

    of: Goods
    rate_bps: RateBps
    base_minor: Minor
    held_minor: Minor


class Work(Struct, frozen=True, kw_only=True):
    """What an invoice bills before tax, by the work's own rate (None: the contract's)."""

    of: Goods = Goods.WORK
    rate_bps: RateBps | None = None
    base_minor: Minor


class HeldLine(Struct, frozen=True, kw_only=True):
    """A line of an invoice and what credit notes took off it, by its own rate."""

    of: Goods
    rate_bps: RateBps | None
    base_minor: Minor
    credited_minor: Minor = 0


class Holding(Struct, frozen=True, kw_only=True):
    """What an invoice holds back by its document, what credit notes took back of that, and of which lines."""

    retained: tuple[Retained, ...]
    given_up: tuple[Retained, ...] = ()
    lines: tuple[HeldLine, ...] = ()


class HeldIsReleased(Refusal):
    """An invoice whose held money was released or given back can be voided only after the invoice that did
    so.
    """

    kind = Kind.STALE


class NothingHeld(Refusal):
    """Only money that is held back can be released."""

    kind = Kind.STALE


class MoreThanHeld(Refusal):
    """At most what is held back can be released."""

    kind = Kind.STALE


Place = tuple[Goods, RateBps]


def retained(
    terms: RetainageTerms | None,
    work: Sequence[Work],
    before: Iterable[Retained],
    *,
    contract_minor: Minor,
    done_minor: Minor,
    total_minor: Minor,
    held_minor: Minor,
) -> tuple[Retained, ...]:
    """What this invoice holds back, by rate. All sums except the last two are before tax.

    `contract_minor` is the whole job, `done_minor` what earlier invoices bill of it, `total_minor` this
    invoice with its tax, `held_minor` what is held so far and not released. An invoice leaves at least one
    unit to pay, and gives back no more than is held.
    """
    if terms is None:
        return ()
    earlier = _sums(before)
    moved = _moved(terms, work, earlier, contract_minor, done_minor)
    lines = [_held(place, base_minor, earlier.get(place, (0, 0))) for place, base_minor in moved.items()]
    lines = [line for line in lines if line.base_minor or line.held_minor]
    wanted_minor = sum(line.held_minor for line in lines)
    fitted_minor = max(min(wanted_minor, total_minor - 1), -held_minor)
    return _fitted(lines, fitted_minor)


def work_of(
    terms: RetainageTerms,
    found: Iterable[Billing],
    lines: Sequence[Standing],
    installed: Iterable[Work],
    base_minor: Minor,
    done_minor: Minor,
) -> tuple[Work, ...]:
    """What an invoice bills, sorted for retainage, together with stored material that was installed since."""
    own = {line.line_item_id: line.rate_bps for line in terms.lines}
    billed = [
        Work(of=each.ask.of, base_minor=each.base_minor)
        if each.ask.of is Goods.STORED
        else Work(rate_bps=own.get(each.line.line_item_id), base_minor=each.base_minor)
        for each in found
    ]
    moved = [
        part
        for goods in installed
        if goods.base_minor
        for part in (
            Work(of=Goods.STORED, rate_bps=goods.rate_bps, base_minor=-goods.base_minor),
            Work(base_minor=goods.base_minor),
        )
    ]
    return (*(billed or _shared(own, lines, base_minor, done_minor)), *moved)


def _shared(
    own: Mapping[Id, RateBps], lines: Iterable[Standing], base_minor: Minor, done_minor: Minor
) -> tuple[Work, ...]:
    """A share of the whole job is the same share of all its lines, whatever their rates."""
    if not own:
        return (Work(base_minor=base_minor),)
    values: dict[RateBps | None, Minor] = {}
    for line in lines:
        rate_bps = own.get(line.line_item_id)
        values[rate_bps] = values.get(rate_bps, 0) + line.value_minor
    weights = [max(value, 0) for value in values.values()]
    to_date, before = split(done_minor + base_minor, weights), split(done_minor, weights)
    parts = zip(values, to_date, before, strict=True)
    return tuple(Work(rate_bps=rate, base_minor=now - then) for rate, now, then in parts)


def installed_since(stored: Iterable[Work], before: Iterable[Retained]) -> tuple[Work, ...]:
    """Stored material that became work after the last invoice: it was held as stored, and is no longer on
    hand.
    """
    on_hand: dict[RateBps | None, Minor] = {}
    for goods in stored:
        on_hand[goods.rate_bps] = on_hand.get(goods.rate_bps, 0) + goods.base_minor
    held = {rate: base_minor for (of, rate), (base_minor, _) in _sums(before).items() if of is Goods.STORED}
    return tuple(
        Work(of=Goods.STORED, rate_bps=rate, base_minor=max(base_minor - on_hand.get(rate, 0), 0))
        for rate, base_minor in held.items()
    )


def held_of(lines: Iterable[Retained]) -> Minor:
    return sum(line.held_minor for line in lines)


def held_rate_of(terms: RetainageTerms | None) -> Callable[[LineAsk], int | None]:
    """The rate that holds what is asked of a line, where the contract's clauses do not decide it."""
    own = {} if terms is None else {line.line_item_id: line.rate_bps for line in terms.lines}

    def rate_ppm(ask: LineAsk) -> int | None:
        if terms is not None and ask.of is Goods.STORED:
            return retention_ppm(terms.rate_of_stored)
        return retention_ppm(own[ask.line_item_id]) if ask.line_item_id in own else None

    return rate_ppm


def unheld_by_credit(
    holding: Holding,
    *,
    part: int,
    whole: int,
    amount_minor: Minor,
    stays_minor: Minor,
    held_minor: Minor,
) -> tuple[Retained, ...]:
    """What a credit note of this amount frees of what its invoice holds, by rate, as negative lines.

    Each rate gives up the credited share to date of the lines it holds; where they are not known, `part` of
    `whole`. `stays_minor` is what the invoice bills after this note. Never more than the note's amount, nor
    than is held of the job and not released.
    """
    own, lines, earlier = holding.retained, holding.lines, _sums(holding.given_up)
    rest = [line for line in lines if line.rate_bps is None]
    of_rest = _share_of(rest) or (part, whole)
    given = []
    for each in own:
        place: Place = each.of, each.rate_bps
        of_lines = [line for line in lines if (line.of, line.rate_bps) == place]
        to_date = each if part >= whole else _given_up(each, of_lines, of_rest)
        base_before, held_before = earlier.get(place, (0, 0))
        given.append(Retained(*place, -to_date.base_minor - base_before, -to_date.held_minor - held_before))
    given = [line for line in given if line.base_minor or line.held_minor]
    keeps_minor = held_of(own) + sum(held for _, held in earlier.values())
    wanted_minor = max(-held_of(given), keeps_minor - stays_minor)
    fitted_minor = min(wanted_minor, amount_minor, max(held_minor, 0))
    return _fitted(given, -fitted_minor)


def _share_of(lines: Sequence[HeldLine]) -> tuple[Minor, Minor] | None:
    """How much of these lines is credited, and of how much; None if they bill nothing."""
    whole_minor = sum(line.base_minor for line in lines)
    credited_minor = sum(line.credited_minor for line in lines)
    return (min(credited_minor, whole_minor), whole_minor) if whole_minor > 0 else None


def _given_up(each: Retained, of_lines: Sequence[HeldLine], of_rest: tuple[int, int]) -> Retained:
    """What a rate gives up to date: of the lines that have it as their own, and of everything else
    under it.
    """
    found = _share_of(of_lines)
    if found is None:
        base_minor, held_minor = (share(minor, *of_rest) for minor in (each.base_minor, each.held_minor))
        return replace(each, base_minor=base_minor, held_minor=held_minor)
    own_minor = found[1]
    other_minor = each.base_minor - own_minor
    own_held = share(own_minor, retention_ppm(each.rate_bps), PPM) if other_minor else each.held_minor
    other_held = each.held_minor - own_held
    return replace(
        each,
        base_minor=found[0] + share(other_minor, *of_rest),
        held_minor=share(own_held, *found) + share(other_held, *of_rest),
    )


def _fitted(lines: Sequence[Retained], held_minor: Minor) -> tuple[Retained, ...]:
    """The lines adjusted to this sum; the last of them absorb the difference."""
    missing_minor = held_minor - held_of(lines)
    if not lines or not missing_minor:
        return tuple(lines)
    last = lines[-1]
    return (*lines[:-1], replace(last, held_minor=last.held_minor + missing_minor))


def check_release(asked_minor: Minor | None, held_minor: Minor) -> Minor:
    """What a release asks for: all that is held, unless a sum is given. Raises NothingHeld, MoreThanHeld."""
    if held_minor <= 0:
        raise NothingHeld(held_minor=held_minor)
    if asked_minor is not None and asked_minor > held_minor:
        raise MoreThanHeld(held_minor=held_minor, asked_minor=asked_minor)
    return held_minor if asked_minor is None else asked_minor


def check_void(held_minor: Minor, job_held_minor: Minor) -> None:
    """Held money that was released is owed on the release, so the invoice that holds it has to stay. Raises
    HeldIsReleased.
    """
    if held_minor > 0 and held_minor > job_held_minor:
        raise HeldIsReleased(held_minor=held_minor, job_held_minor=job_held_minor)


def unheld(held_minor: Minor, released: Sequence[Minor]) -> int:
    """How many of these releases, in order, must be voided so that the rest ask for no more than is held."""
    count = 0
    while sum(released[count:]) > max(held_minor, 0):
        count += 1
    return count


def _moved(
    terms: RetainageTerms,
    work: Sequence[Work],
    earlier: Mapping[Place, tuple[Minor, Minor]],
    contract_minor: Minor,
    done_minor: Minor,
) -> dict[Place, Minor]:
    """How much work this invoice brings under each rate, or takes away from it."""
    places: dict[Place, Minor] = {}
    done_now_minor = sum(part.base_minor for part in work)
    for part in work:
        if part.of is Goods.STORED:
            rate_bps = terms.rate_of_stored if part.rate_bps is None else part.rate_bps
            _add(places, (Goods.STORED, rate_bps), part.base_minor)
        elif part.rate_bps is not None:
            _add(places, (Goods.WORK, part.rate_bps), part.base_minor)
        else:
            _step(terms, places, earlier, part.base_minor, contract_minor, done_minor, done_now_minor)
    return places


def _step(
    terms: RetainageTerms,
    places: dict[Place, Minor],
    earlier: Mapping[Place, tuple[Minor, Minor]],
    base_minor: Minor,
    contract_minor: Minor,
    done_minor: Minor,
    done_now_minor: Minor,
) -> None:
    """Work under the contract's rate: all of it, the part below the threshold, or no more of it."""
    first: Place = (Goods.WORK, terms.rate_bps)
    step = terms.step_down
    if step is None:
        _add(places, first, base_minor)
        return
    threshold_minor = share(contract_minor, percent_ppm(step.at_bps), PPM)
    end_minor = done_minor + done_now_minor
    beyond_minor = min(max(end_minor - max(threshold_minor, done_minor), 0), max(done_now_minor, 0))
    match step:
        case NewRateOnAllWork(_, rate_bps) if end_minor > threshold_minor:
            held_before, _ = earlier.get(first, (0, 0))
            _add(places, first, -held_before)
            _add(places, (Goods.WORK, rate_bps), held_before + base_minor)
        case NewRateOnNewWork(_, rate_bps) if beyond_minor:
            above_minor = share(base_minor, beyond_minor, done_now_minor)
            _add(places, first, base_minor - above_minor)
            _add(places, (Goods.WORK, rate_bps), above_minor)
        case StopAt() if beyond_minor:
            _add(places, first, base_minor - share(base_minor, beyond_minor, done_now_minor))
        case _:
            _add(places, first, base_minor)


def _held(place: Place, base_minor: Minor, earlier: tuple[Minor, Minor]) -> Retained:
    """The rate's share of all work under it to date, less what it held before."""
    goods, rate_bps = place
    base_before, held_before = earlier
    to_date = share(base_before + base_minor, retention_ppm(rate_bps), PPM)
    return Retained(goods, rate_bps, base_minor, to_date - held_before)


def _sums(lines: Iterable[Retained]) -> dict[Place, tuple[Minor, Minor]]:
    sums: dict[Place, tuple[Minor, Minor]] = {}
    for line in lines:
        base_minor, held_minor = sums.get((line.of, line.rate_bps), (0, 0))
        sums[line.of, line.rate_bps] = (base_minor + line.base_minor, held_minor + line.held_minor)
    return sums


def _add(places: dict[Place, Minor], place: Place, base_minor: Minor) -> None:
    places[place] = places.get(place, 0) + base_minor
