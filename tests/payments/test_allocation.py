"""Where money goes on invoices, and how it is taken back (D-21 to D-26, D-29)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW, a_context, a_job, a_payment, amount, an_open, percent, stages

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.ids import derived_id
from stagebill.payments.allocation import (
    Allocation,
    MoreThanDue,
    MoreThanUnapplied,
    NothingDue,
    NothingUnapplied,
    Open,
    Part,
    Split,
    allocate,
    apply,
    exact_matches,
    in_words,
    net,
    rows,
    unapplied,
    undo,
)

ONE, TWO = stages(a_job(), percent(20), amount(250000))
OPENS = [an_open(ONE), an_open(TWO)]


def an_open_of(place: int, due_minor: int) -> Open:
    return Open(
        invoice_id=InvoiceId(derived_id("invoice", str(place))),
        due_minor=due_minor,
        due_on=date(2026, 3, 1),
        issued_at=NOW,
        number_seq=place,
    )


open_invoices = st.lists(st.integers(0, 10**6), max_size=9).map(
    lambda dues: [an_open_of(place, due) for place, due in enumerate(dues)]
)


def test_a_jane_3000_closes_the_first_and_leaves_500_due_on_the_second() -> None:
    split = allocate(300000, OPENS)
    assert split == Split((Part(ONE.id, 100000), Part(TWO.id, 200000)), 0)
    assert [(said.kind, said.number, said.due_after_minor) for said in in_words(split, OPENS)] == [
        ("closes", "INV-0001", 0),
        ("part", "INV-0002", 50000),
    ]


@pytest.mark.parametrize(
    ("paid", "one", "two", "rest"),
    [
        (350000, 100000, 250000, 0),
        (250000, 100000, 150000, 0),
        (90000, 90000, 0, 0),
        (340000, 100000, 240000, 0),
        (500000, 100000, 250000, 150000),
        (500001, 100000, 250000, 150001),
    ],
)
def test_a_jane_neighbours(paid: int, one: int, two: int, rest: int) -> None:
    split = allocate(paid, OPENS)
    sums = {part.invoice_id: part.amount_minor for part in split.parts}
    assert (sums.get(ONE.id, 0), sums.get(TWO.id, 0), split.unapplied_minor) == (one, two, rest)


def test_d24_2500_equals_invoice_two_and_is_offered_there_first() -> None:
    assert exact_matches(250000, OPENS) == ((TWO.id,),)
    assert allocate(250000, OPENS, [TWO.id]).parts == (Part(TWO.id, 250000),)


def test_d25_whole_invoices_only_keeps_2000_of_a_jane_unapplied() -> None:
    assert allocate(300000, OPENS, whole_only=True) == Split((Part(ONE.id, 100000),), 200000)


def test_d26_1200_on_1000_leaves_200_unapplied() -> None:
    assert allocate(120000, [an_open(ONE)]) == Split((Part(ONE.id, 100000),), 20000)


def test_more_than_twelve_open_invoices_are_matched_one_by_one() -> None:
    many = [an_open_of(place, 1 << place) for place in range(13)]
    assert exact_matches(3, many[:12]) == ((many[0].invoice_id, many[1].invoice_id),)
    assert exact_matches(3, many) == ()
    assert exact_matches(4, many) == ((many[2].invoice_id,),)


@given(st.integers(1, 10**7), open_invoices, st.booleans())
def test_no_cent_is_lost_and_no_invoice_gets_more_than_is_due(
    amount_minor: int, opens: list[Open], whole_only: bool
) -> None:
    split = allocate(amount_minor, opens, whole_only=whole_only)
    due = {open.invoice_id: open.due_minor for open in opens}
    assert sum(part.amount_minor for part in split.parts) + split.unapplied_minor == amount_minor
    assert all(0 < part.amount_minor <= due[part.invoice_id] for part in split.parts)
    assert len({part.invoice_id for part in split.parts}) == len(split.parts)
    assert split.unapplied_minor == 0 or whole_only or sum(due.values()) <= amount_minor


@given(open_invoices, st.data())
def test_a_group_that_is_found_equals_the_sum(opens: list[Open], data: st.DataObject) -> None:
    wanted = data.draw(
        st.lists(st.sampled_from(opens), unique_by=lambda open: open.number_seq) if opens else st.just([])
    )
    amount_minor = sum(open.due_minor for open in wanted)
    due = {open.invoice_id: open.due_minor for open in opens}
    found = exact_matches(amount_minor, opens)
    assert all(sum(due[invoice_id] for invoice_id in group) == amount_minor for group in found)
    assert bool(found) == (amount_minor > 0)


def allocated(*parts: Part) -> tuple[Allocation, ...]:
    return rows(parts, a_payment().id, a_context())


def test_d21_the_same_mutation_makes_the_same_rows() -> None:
    assert allocated(Part(ONE.id, 100000)) == allocated(Part(ONE.id, 100000))
    (row,) = allocated(Part(ONE.id, 100000))
    assert (row.amount_minor, row.created_at, row.mutation_id) == (100000, NOW, a_context().mutation_id)


def test_d29_what_is_taken_back_is_a_new_row_and_taken_back_once() -> None:
    standing = allocated(Part(ONE.id, 100000), Part(TWO.id, 200000))
    back = undo(standing, a_context(mutation_id=derived_id("mutation", "two")))
    assert [(row.undoes, row.amount_minor) for row in back] == [
        (row.id, -row.amount_minor) for row in standing
    ]
    assert undo(standing + back, a_context()) == ()
    assert net(standing) == (Part(ONE.id, 100000), Part(TWO.id, 200000))
    assert net(standing + back) == ()


def test_unapplied_is_what_is_neither_allocated_nor_reversed() -> None:
    standing = allocated(Part(ONE.id, 100000))
    assert unapplied(300000, standing) == 200000
    assert unapplied(300000, standing + undo(standing, a_context())) == 300000
    assert unapplied(300000, (), reversed_minor=300000) == 0


def test_unapplied_money_is_applied_as_far_as_it_fits() -> None:
    assert apply(ONE.id, 100000, 30000, None) == Part(ONE.id, 30000)
    assert apply(ONE.id, 100000, 300000, None) == Part(ONE.id, 100000)
    assert apply(ONE.id, 100000, 300000, 5) == Part(ONE.id, 5)


@pytest.mark.parametrize(
    ("due", "rest", "asked", "refusal"),
    [
        (100, 0, None, NothingUnapplied),
        (0, 100, None, NothingDue),
        (1000, 100, 101, MoreThanUnapplied),
        (100, 1000, 101, MoreThanDue),
    ],
)
def test_more_than_there_is_cannot_be_applied(
    due: int, rest: int, asked: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        apply(ONE.id, due, rest, asked)


def test_issue_time_decides_between_invoices_due_the_same_day() -> None:
    later = an_open_of(1, 100)
    earlier = Open(
        invoice_id=InvoiceId(derived_id("invoice", "0")),
        due_minor=100,
        due_on=later.due_on,
        issued_at=datetime.fromisoformat("2026-03-01T00:00:00Z"),
        number_seq=9,
    )
    assert allocate(100, [later, earlier]).parts == (Part(earlier.invoice_id, 100),)
