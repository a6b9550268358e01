"""How often somebody may try to sign in."""

import asyncio
from datetime import timedelta

import pytest
from tests.company import OWNER, Browser, Company

from stagebill.identity.rate_limit import (
    ADDRESS_TRIES,
    FIRST_WAIT_SECONDS,
    KEYS_MAX,
    NAME_TRIES,
    WINDOW_SECONDS,
    SignInLimit,
    TooManyTries,
    TryLimit,
    network_of,
)
from stagebill.kernel.clock import FrozenClock


def _wait(limit: SignInLimit, name: str, address: str, now: float) -> int:
    with pytest.raises(TooManyTries) as refused:
        limit.check(name, address, now)
    return int(refused.value.facts["retry_after_seconds"])


def test_after_five_tries_for_one_name_the_sixth_waits() -> None:
    limit = SignInLimit()
    for place in range(NAME_TRIES):
        limit.check("jane", f"192.0.2.{place}", 0.0)
    assert _wait(limit, "jane", "192.0.2.99", 1.0) == FIRST_WAIT_SECONDS - 1
    limit.check("john", "192.0.2.1", 1.0)


def test_after_twenty_tries_from_one_address_the_next_waits_whatever_the_name() -> None:
    limit = SignInLimit()
    for place in range(ADDRESS_TRIES):
        limit.check(f"name {place}", "192.0.2.1", 0.0)
    assert _wait(limit, "another", "192.0.2.1", 0.0) > 0
    limit.check("another", "192.0.2.2", 0.0)


def test_each_further_try_doubles_the_wait_up_to_the_window() -> None:
    limit = TryLimit(NAME_TRIES)
    now = 0.0
    for _ in range(NAME_TRIES):
        limit.count("jane", now)
    waits = []
    for _ in range(7):
        waits.append(limit.wait_seconds("jane", now))
        now += waits[-1]
        limit.count("jane", now)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_who_has_waited_out_the_window_starts_afresh() -> None:
    limit = SignInLimit()
    for _ in range(NAME_TRIES):
        limit.check("jane", "192.0.2.1", 0.0)
    for _ in range(NAME_TRIES):
        limit.check("jane", "192.0.2.1", WINDOW_SECONDS + 1.0)
    assert _wait(limit, "jane", "192.0.2.1", WINDOW_SECONDS + 1.0) == FIRST_WAIT_SECONDS


def test_the_right_password_wipes_the_slate_of_the_name_but_not_of_the_address() -> None:
    limit = SignInLimit()
    for place in range(ADDRESS_TRIES - 1):
        limit.check(f"name {place}", "192.0.2.1", 0.0)
    limit.check("jane", "192.0.2.1", 0.0)
    limit.succeeded("jane", "192.0.2.1")
    limit.check("jane", "192.0.2.1", 0.0)
    assert _wait(limit, "jane", "192.0.2.1", 0.0) > 0


def test_an_ipv6_customer_counts_as_one_network() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("not an address") == "not an address"


def test_the_memory_of_tries_is_bounded() -> None:
    limit = TryLimit(NAME_TRIES)
    for place in range(KEYS_MAX + 50):
        limit.count(str(place), 0.0)
    assert len(limit._keys) == KEYS_MAX


@pytest.mark.anyio
async def test_many_wrong_passwords_at_once_get_no_more_tries_than_one_by_one(company: Company) -> None:
    browser = Browser(company.app)
    answers = await asyncio.gather(*(browser.sign_in(OWNER, f"wrong {place}") for place in range(12)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [401] * NAME_TRIES + [429] * (12 - NAME_TRIES)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "identity.too_many_tries"
    assert int(refused.headers["retry-after"]) == FIRST_WAIT_SECONDS


@pytest.mark.anyio
async def test_no_header_makes_another_address_of_a_visitor(company: Company, clock: FrozenClock) -> None:
    browser = Browser(company.app)
    for place in range(ADDRESS_TRIES + 1):
        forged = {"X-Forwarded-For": f"203.0.113.{place}", "X-Real-IP": f"203.0.113.{place}"}
        body = {"email": f"somebody{place}@alder.example", "password": "wrong password"}
        answer = await browser.post("/auth/sign-in", body, headers=forged)
    assert answer.status_code == 429
    clock.advance(timedelta(seconds=int(answer.headers["retry-after"])))
    assert (await browser.sign_in(OWNER)).status_code == 200
