"""What each line of an invoice is of the sum to pay: with tax and retainage, and all together exact."""

import random
from typing import Any

from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.paypage.asked.by_line import PricedLine, owed_by_line


def line(base_minor: int, rate: int = 0, **more: Any) -> PricedLine:
    facts = {"description": "x", "base_minor": base_minor, "tax_rate_ppm": rate, **more}
    return PricedLine(**facts)


def test_two_lines_of_one_rate_carry_their_own_tax() -> None:
    """2,300.00 and 2,500.00 at 8%: 2,484.00 and 2,700.00 of 5,184.00."""
    parts = owed_by_line(
        [line(230_000, 80_000), line(250_000, 80_000)], total_minor=518_400, held_minor=0, credited_minor=0
    )
    assert parts == (248_400, 270_000)


def test_of_a_share_each_line_gives_its_share() -> None:
    """A third of 100.00 + 50.00 untaxed, 50.00 in all: 33.33 and 16.67."""
    assert owed_by_line([line(10_000), line(5_000)], total_minor=5_000, held_minor=0, credited_minor=0) == (
        3_333, 1_667,
    )  # fmt: skip


def test_a_line_without_tax_carries_none_of_it() -> None:
    parts = owed_by_line(
        [line(100_000, 88_750), line(100_000)], total_minor=208_875, held_minor=0, credited_minor=0
    )
    assert parts == (108_875, 100_000)


def test_what_is_held_back_of_stored_material_is_taken_off_it_and_off_nothing_else() -> None:
    """10% of work of 1,000.00, 5% of material of 2,000.00: 900.00 and 1,900.00."""
    kept = [Retained(of=Goods.WORK, rate_bps=1000, base_minor=100_000, held_minor=10_000),
            Retained(of=Goods.STORED, rate_bps=500, base_minor=200_000, held_minor=10_000)]  # fmt: skip
    parts = owed_by_line(
        [line(100_000), line(200_000, goods=Goods.STORED)],
        total_minor=300_000, held_minor=20_000, credited_minor=0, retained=kept,
    )  # fmt: skip
    assert parts == (90_000, 190_000)


def test_a_deduction_takes_from_every_other_line_alike() -> None:
    parts = owed_by_line(
        [line(60_000), line(40_000), line(-10_000)], total_minor=90_000, held_minor=0, credited_minor=0
    )
    assert parts == (54_000, 36_000, 0)


def test_whatever_is_billed_all_lines_are_the_owed_sum_exactly_and_none_is_below_zero() -> None:
    chance = random.Random(68)
    for _ in range(2_000):
        lines = [line(chance.randint(-500, 9_999), chance.choice([0, 80_000, 88_750])) for _ in range(5)]
        if not any(each.base_minor > 0 for each in lines):
            continue
        total = chance.randint(1, 50_000)
        held = chance.randint(0, total // 5)
        credited = chance.randint(0, total - held)
        parts = owed_by_line(lines, total_minor=total, held_minor=held, credited_minor=credited)
        assert sum(parts) == total - held - credited
        assert min(parts) >= 0
