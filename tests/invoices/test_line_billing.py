"""Chosen lines: cumulative per line, never above the line, and exact with their tax (D-11)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW, TODAY, a_draft, a_job, a_line, amount, an_invoice

from stagebill.invoices.invoice import Invoice, Number, billed, issue, lines_of
from stagebill.invoices.line_billing import (
    InvoiceLine,
    LinesMixed,
    LineTwice,
    Standing,
    UnknownLine,
    line_amount,
)
from stagebill.invoices.progress import (
    LineAsk,
    Lines,
    NotASingleShare,
    OverInvoiced,
    Rest,
    Share,
    TooSmall,
    line_asked,
)
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.stored_material import (
    Goods,
    MoreThanStored,
    NoBackup,
    NotStored,
    OnHand,
    amount_installed,
)
from stagebill.jobs.contract import AmountDiscount, net_amounts, totals
from stagebill.jobs.job import Job, priced
from stagebill.kernel.money import in_bps
from stagebill.kernel.records import replace


class Book:
    """A job that is billed line by line, with what its invoices have billed."""

    def __init__(self, *lines: tuple[int, int], discount_minor: int = 0) -> None:
        self.lines = [a_line(minor, rate, place) for place, (minor, rate) in enumerate(lines)]
        discount = AmountDiscount(discount_minor) if discount_minor else None
        self.job: Job = priced(a_job(*lines), totals(self.lines, discount), discount)
        self.invoices: list[Invoice] = []
        self.billed: list[InvoiceLine] = []

    @property
    def standings(self) -> tuple[Standing, ...]:
        nets = net_amounts(self.lines, self.job.discount_minor)
        return tuple(self._standing(place, net) for place, net in enumerate(nets))

    def _standing(self, place: int, net: int) -> Standing:
        line = self.lines[place]
        own = [each for each in self.billed if each.line_item_id == line.id]
        percents, units = [each.percent_ppm for each in own], [each.quantity_milli for each in own]
        return Standing(
            line_item_id=line.id,
            description=line.description,
            quantity_milli=line.quantity_milli,
            rate_bps=in_bps(line.tax_rate_ppm),
            value_minor=net,
            billed_minor=sum(each.base_minor for each in own),
            billed_ppm=None if None in percents else sum(percents),  # type: ignore[arg-type]
            billed_milli=None if None in units else sum(units),  # type: ignore[arg-type]
        )

    @property
    def before(self) -> Billed:
        return replace(billed(self.invoices), lines=self.standings)

    def bill(self, asked: Share) -> Invoice:
        place = len(self.invoices) + 1
        draft = a_draft(asked, name=str(place))
        number = Number(series="invoice", number=f"INV-{place:04}", number_seq=place)
        before = self.before
        invoice = issue(draft, self.job, before, number, issued_at=NOW, issued_on=TODAY)
        self.billed.extend(lines_of(draft, self.job, before))
        self.invoices.append(invoice)
        return invoice

    def ask(self, place: int, **asked: int | Goods | str) -> LineAsk:
        return LineAsk(line_item_id=self.lines[place].id, **asked)  # type: ignore[arg-type]

    def percent(self, place: int, points: int) -> Lines:
        return Lines((self.ask(place, percent_ppm=points * 10_000),))


def standing(value_minor: int, **changes: int | None) -> Standing:
    line = Standing(
        line_item_id="a", description="Piping", quantity_milli=3000, rate_bps=0, value_minor=value_minor
    )
    return replace(line, **changes)


def test_a_level_80_percent_of_a_line_of_15000_bills_12000_gross_and_leaves_3000() -> None:
    book = Book((1500000, 0))
    assert book.bill(book.percent(0, 80)).total_minor == 1200000
    assert book.standings[0].left_minor == 300000


def test_d11_a_line_is_never_billed_above_its_value() -> None:
    book = Book((100000, 0), (400000, 0))
    book.bill(book.percent(0, 80))
    with pytest.raises(OverInvoiced) as refused:
        book.bill(book.percent(0, 21))
    assert refused.value.facts == {
        "left_minor": 20000,
        "asked_minor": 21000,
        "total_minor": 100000,
        "line_item_id": book.lines[0].id,
    }
    assert book.bill(book.percent(0, 20)).total_minor == 20000
    assert book.bill(Rest()).total_minor == 400000


def test_d11_job_mode_and_line_mode_are_not_mixed_on_one_job() -> None:
    book = Book((100000, 0))
    book.bill(book.percent(0, 50))
    with pytest.raises(LinesMixed) as refused:
        book.bill(amount(100))
    assert refused.value.facts == {"by_line": True, "ways_out": ["lines", "rest"]}
    whole = a_job((100000, 0))
    first = an_invoice(whole, amount(100))
    with pytest.raises(LinesMixed):
        issue(
            a_draft(Lines((LineAsk(line_item_id="a"),))),
            whole,
            billed([first]),
            Number(series="invoice", number="INV-0002", number_seq=2),
            issued_at=NOW,
            issued_on=TODAY,
        )


def test_an_amount_is_before_tax_and_its_tax_comes_on_top() -> None:
    """500.00 of a line of 1,000.00 at 8.25%: 541.25."""
    book = Book((100000, 82500))
    invoice = book.bill(Lines((book.ask(0, amount_minor=50000),)))
    assert (invoice.base_minor, invoice.tax_minor, invoice.total_minor) == (50000, 4125, 54125)


def test_the_tax_of_lines_closes_exactly_333_33_three_times_at_8_875_percent() -> None:
    """A-TAXCUM by line: 29.58, 29.59, 29.58, and 88.75 in all."""
    book = Book((99999, 88750))
    invoices = [book.bill(Lines((book.ask(0, amount_minor=33333),))) for _ in range(3)]
    assert [invoice.tax_minor for invoice in invoices] == [2958, 2959, 2958]


def test_chosen_lines_bill_only_their_own_rates() -> None:
    """3,000 at 8.25% and 2,000 free: the free line bills no tax, the other all of it."""
    book = Book((300000, 82500), (200000, 0))
    free = book.bill(Lines((book.ask(1),)))
    taxed = book.bill(Rest())
    assert (free.tax_minor, free.total_minor) == (0, 200000)
    assert (taxed.tax_minor, taxed.total_minor) == (24750, 324750)


def test_a_discount_lies_on_the_lines_10_off_of_100_leaves_45_and_45() -> None:
    book = Book((5000, 0), (5000, 0), discount_minor=1000)
    assert [line.value_minor for line in book.standings] == [4500, 4500]
    assert [book.bill(Lines((book.ask(place),))).total_minor for place in (0, 1)] == [4500, 4500]


def test_three_units_of_100_00_are_billed_unit_by_unit_without_a_rest() -> None:
    amounts = []
    line = standing(10000)
    for done in range(3):
        minor = line_amount(LineAsk(line_item_id="a", quantity_milli=1000), line)
        amounts.append(minor)
        line = replace(
            line, billed_minor=line.billed_minor + minor, billed_milli=1000 * (done + 1), billed_ppm=None
        )
    assert amounts == [3333, 3334, 3333]
    with pytest.raises(OverInvoiced):
        line_amount(LineAsk(line_item_id="a", quantity_milli=1), line)


def test_ten_times_10_percent_of_10_05_close_the_line() -> None:
    line, amounts = standing(1005), []
    for done in range(10):
        minor = line_amount(LineAsk(line_item_id="a", percent_ppm=100_000), line)
        amounts.append(minor)
        line = replace(line, billed_minor=line.billed_minor + minor, billed_ppm=100_000 * (done + 1))
    assert sum(amounts) == 1005


def test_a_line_that_was_billed_by_amount_takes_a_percent_of_its_value() -> None:
    line = standing(10000, billed_minor=5000, billed_ppm=None, billed_milli=None)
    assert line_amount(LineAsk(line_item_id="a", percent_ppm=250_000), line) == 2500
    assert line_amount(LineAsk(line_item_id="a"), line) == 5000


def test_a_deduction_is_billed_like_a_line_the_other_way() -> None:
    line = standing(-10000)
    assert line_amount(LineAsk(line_item_id="a", percent_ppm=500_000), line) == -5000
    assert (
        line_amount(LineAsk(line_item_id="a"), replace(line, billed_minor=-5000, billed_ppm=500_000)) == -5000
    )


def test_what_cannot_be_asked_of_lines_is_refused_and_names_the_line() -> None:
    book = Book((100000, 0))
    twice = Lines((book.ask(0, amount_minor=1), book.ask(0, amount_minor=1)))
    for asked, refusal in (
        (Lines((LineAsk(line_item_id="nowhere"),)), UnknownLine),
        (twice, LineTwice),
        (Lines((book.ask(0, percent_ppm=1),)), TooSmall),
        (Lines((book.ask(0, of=Goods.STORED),)), NoBackup),
    ):
        with pytest.raises(refusal):
            book.bill(asked)
    with pytest.raises(NotASingleShare):
        line_asked("a", 100, 100, None, rest=False)


def test_the_digest_of_a_document_tells_when_a_line_was_changed() -> None:
    book = Book((100000, 0))
    invoice = book.bill(book.percent(0, 50))
    assert invoice.lines_digest is not None
    other = Book((100000, 0))
    assert other.bill(Lines((other.ask(0, amount_minor=50000),))).lines_digest != invoice.lines_digest
    assert an_invoice(a_job()).lines_digest is None


def test_d70_7200_stored_is_installed_once() -> None:
    assert amount_installed(None, OnHand(720000)) == 720000
    assert amount_installed(200000, OnHand(720000)) == 200000
    with pytest.raises(MoreThanStored):
        amount_installed(720001, OnHand(720000))
    with pytest.raises(NotStored):
        amount_installed(None, OnHand(0))


def _some_lines() -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(
        st.tuples(st.integers(1, 10**7), st.sampled_from([0, 82500, 88750])), min_size=1, max_size=6
    )


@given(
    _some_lines(),
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 100)), max_size=15),
    st.integers(0, 50),
)
def test_however_lines_are_billed_no_line_is_exceeded_and_the_rest_closes_the_job(
    lines: list[tuple[int, int]], asks: Sequence[tuple[int, int]], discount_percent: int
) -> None:
    subtotal_minor = sum(minor for minor, _ in lines)
    book = Book(*lines, discount_minor=subtotal_minor * discount_percent // 100)
    for place, points in asks:
        try:
            book.bill(book.percent(place % len(lines), points))
        except (OverInvoiced, TooSmall):
            continue
        assert all(0 <= line.billed_minor <= line.value_minor for line in book.standings)
    if any(line.left_minor for line in book.standings):
        book.bill(
            Rest()
            if book.invoices
            else Lines(
                tuple(book.ask(place) for place in range(len(lines)) if book.standings[place].left_minor)
            )
        )
    assert sum(invoice.total_minor for invoice in book.invoices) == book.job.total_minor
    assert sum(invoice.tax_minor for invoice in book.invoices) == book.job.tax_minor


def test_of_a_credited_line_less_is_stored_and_installing_all_of_that_leaves_nothing() -> None:
    """Of 2,000.00 stored 800.00 are credited: 1,200.00 are left; half of them are 1,000.00 as billed."""
    on_hand = OnHand(200_000, 200_000, 80_000)
    assert amount_installed(None, on_hand) == amount_installed(120_000, on_hand) == 200_000
    assert amount_installed(60_000, on_hand) == 100_000
    with pytest.raises(MoreThanStored):
        amount_installed(120_001, on_hand)
