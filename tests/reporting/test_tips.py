"""Tips by technician and day: shared to the cent by who was on the job when they came."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.paypage.conftest import shop
from tests.paypage.shop import Shop
from tests.paypage.test_tips import tipped

from stagebill.kernel.period import Period
from stagebill.reporting.tips.tip_report import TipMoved, tips

__all__ = ["shop"]
pytestmark = pytest.mark.anyio

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
NAMES = {"ann": "Ann", "bob": "Bob", "cy": "Cy"}


def on(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_10_for_three_are_334_333_333_and_what_goes_back_is_taken_from_the_same() -> None:
    crew = ("ann", "bob", "cy")
    moved = [
        TipMoved("p", on(2), 1_000, crew),
        TipMoved("p", on(3), -400, crew),
        TipMoved("p", on(4), -600, crew),
    ]
    found = tips(MARCH, "USD", "UTC", moved, NAMES)
    assert [(row.on.day, row.member, row.received_minor, row.back_minor) for row in found.rows] == [
        (2, "Ann", 334, 0), (2, "Bob", 333, 0), (2, "Cy", 333, 0),
        (3, "Ann", 0, 134), (3, "Bob", 0, 133), (3, "Cy", 0, 133),
        (4, "Ann", 0, 200), (4, "Bob", 0, 200), (4, "Cy", 0, 200),
    ]  # fmt: skip
    assert [member.net_minor for member in found.members] == [0, 0, 0]
    assert (found.total.received_minor, found.total.back_minor, found.total.net_minor) == (1_000, 1_000, 0)


def test_a_tip_of_february_that_goes_back_in_march_is_only_back_in_march() -> None:
    moved = [TipMoved("p", on(27, 2), 500, ("ann",)), TipMoved("p", on(3), -500, ("ann",))]
    found = tips(MARCH, "USD", "UTC", moved, NAMES)
    assert (found.total.received_minor, found.total.back_minor, found.total.net_minor) == (0, 500, -500)


def test_of_two_jobs_each_crew_has_its_part_and_what_goes_back_is_taken_of_both() -> None:
    moved = [
        TipMoved("p", on(2), 2_000, ("ann", "bob"), "pipes"),
        TipMoved("p", on(2), 1_000, ("ann",), "roof"),
        TipMoved("p", on(3), -100),
        TipMoved("p", on(4), 67, ("ann", "bob"), "pipes"),
        TipMoved("p", on(4), 33, ("ann",), "roof"),
        TipMoved("p", on(5), -3_000),
    ]
    found = tips(MARCH, "USD", "UTC", moved, NAMES)
    assert [(row.on.day, row.member, row.received_minor, row.back_minor) for row in found.rows] == [
        (2, "Ann", 2_000, 0), (2, "Bob", 1_000, 0),
        (3, "Ann", 0, 66), (3, "Bob", 0, 34),
        (4, "Ann", 66, 0), (4, "Bob", 34, 0),
        (5, "Ann", 0, 2_000), (5, "Bob", 0, 1_000),
    ]  # fmt: skip
    assert found.total.net_minor == 0


CREWS = (("ann", "bob", "cy"), ("ann",), ("bob", "cy"), ())


@given(
    st.lists(st.integers(0, 5_000), min_size=len(CREWS), max_size=len(CREWS)),
    st.lists(st.integers(1, 9_999), max_size=5),
)
def test_whatever_goes_back_nobody_has_less_than_nothing_and_the_sums_are_exact(
    came: list[int], backs: list[int]
) -> None:
    moved = [
        TipMoved("p", on(2), minor, crew, str(n))
        for n, (minor, crew) in enumerate(zip(came, CREWS, strict=True))
        if minor
    ]
    left = sum(came)
    for back in backs:
        if gone := min(back, left):
            moved.append(TipMoved("p", on(3), -gone))
            left -= gone
    found = tips(MARCH, "USD", "UTC", moved, NAMES)
    assert (found.total.received_minor, found.total.net_minor) == (sum(came), left)
    assert all(member.net_minor >= 0 for member in found.members)
    assert all(row.received_minor >= 0 <= row.back_minor for row in found.rows)


def test_what_went_before_anything_came_is_nobodys() -> None:
    """A server's clock was set back between the two."""
    moved = [TipMoved("p", on(2), -500), TipMoved("p", on(3), 500, ("ann",), "roof")]
    found = tips(MARCH, "USD", "UTC", moved, NAMES)
    assert [(row.member, row.net_minor) for row in found.members] == [("Ann", 500), (None, -500)]


def test_a_tip_without_a_crew_is_nobodys() -> None:
    found = tips(MARCH, "USD", "UTC", [TipMoved("p", on(2), 500, ())], NAMES)
    assert [(row.member_id, row.member, row.net_minor) for row in found.members] == [(None, None, 500)]


async def test_the_report_and_its_file_tell_whose_the_tip_is_and_payments_leave_it_out(shop: Shop) -> None:
    rows = await shop.rows("SELECT id FROM member WHERE role = 'technician'")
    crew = {"member_ids": [row[0] for row in rows]}
    assert (await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", crew)).status_code == 200
    await tipped(shop)
    today = shop.clock.now().date().isoformat()
    span = f"from_on={today[:8]}01&to_on={today}"
    report = (await shop.office.get(f"/api/reports/tips?{span}")).json()
    assert report["total"] == {"received_minor": 1_000, "back_minor": 0, "net_minor": 1_000}
    assert sum(row["net_minor"] for row in report["members"]) == 1_000
    file = (await shop.office.get(f"/api/reports/tips.csv?{span}")).text
    assert "10.00" in file
    payments = (await shop.office.get(f"/api/reports/payments?{span}")).json()
    assert (payments["total"]["received_minor"], payments["tip_minor"]) == (10_000, 1_000)
