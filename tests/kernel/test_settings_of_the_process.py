"""Time, configuration and refusals: what the rest of the program is told instead of asking."""

import re
import stat
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from stagebill.kernel.clock import FrozenClock, SystemClock, instant_of, instant_text
from stagebill.kernel.config import Config, WrongConfig, load_config
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Missing, Refusal

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class NoRoomLeft(Refusal):
    """A box holds what it holds."""

    kind = Kind.STALE


def test_an_instant_has_one_written_form_whose_order_is_that_of_time() -> None:
    assert instant_text(NOON) == "2026-03-02T12:00:00.000000Z"
    assert instant_text(NOON.astimezone(timezone(timedelta(hours=9)))) == "2026-03-02T12:00:00.000000Z"
    assert instant_of("2026-03-02T12:00:00.000001Z") == NOON + timedelta(microseconds=1)
    instants = [NOON + timedelta(microseconds=step) for step in (0, 1, 999_999, 1_000_000, 60_000_000)]
    assert sorted(map(instant_text, instants)) == [instant_text(each) for each in instants]


def test_a_frozen_clock_moves_only_when_it_is_told() -> None:
    clock = FrozenClock(NOON)
    assert (clock.now(), clock.monotonic()) == (NOON, 0)
    clock.advance(timedelta(hours=1))
    assert (clock.now(), clock.monotonic()) == (NOON + timedelta(hours=1), 3600)


def test_the_real_clock_runs_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert SystemClock().monotonic() <= SystemClock().monotonic()


def test_today_is_the_day_where_the_company_works() -> None:
    late = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    context = Context(
        organization_id="o", role="system", mutation_id="m", now=late, zone="America/New_York",
        currency="USD", name="Company",
    )  # fmt: skip
    assert context.today == date(2026, 3, 1)


def test_a_refusal_is_named_for_its_slice_and_its_rule() -> None:
    refusal = NoRoomLeft(left_minor=5)
    assert (refusal.code, refusal.status) == ("test_settings_of_the_process.no_room_left", 409)
    assert refusal.facts == {"left_minor": 5}
    assert str(refusal) == "test_settings_of_the_process.no_room_left {'left_minor': 5}"


def test_what_is_missing_is_named_for_the_slice_that_would_hold_it() -> None:
    missing = Missing.of(Context)
    assert (missing.code, missing.status, str(missing)) == ("kernel.missing", 404, "kernel.missing")


def test_the_command_line_wins_over_the_environment_and_both_over_the_defaults() -> None:
    environment = {"STAGEBILL_PORT": "8123", "STAGEBILL_HOST": "0.0.0.0", "STAGEBILL_DATA": "/srv/x"}
    config = load_config(environment, port=9000, host=None)
    assert (config.port, config.host, config.data) == (9000, "0.0.0.0", Path("/srv/x"))
    assert config.sqlite_file == Path("/srv/x/stagebill.db")
    assert load_config({}).base_url == "http://127.0.0.1:8000"
    assert load_config({"STAGEBILL_BASE_URL": "https://pay.example/"}).base_url == "https://pay.example"


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("", "sqlite"),
        ("postgres://h/d", "postgres"),
        ("postgresql://h/d", "postgres"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_the_url_chooses_the_engine(url: str, dialect: str) -> None:
    assert load_config({"DATABASE_URL": url}).dialect == dialect


@pytest.mark.parametrize("wrong", [{"DATABASE_URL": "mysql://h/d"}, {"STAGEBILL_SECRET": "short"}])
def test_a_configuration_that_cannot_work_says_so_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongConfig):
        load_config(wrong)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("STAGEBILL_PORT", "http", "a whole number from 1 to 65535"),
        ("STAGEBILL_PORT", "65536", "a whole number from 1 to 65535"),
        ("STAGEBILL_ASSETS", "devel", "published or dev"),
        ("STAGEBILL_WORKER", "0", "on or off"),
        ("STAGEBILL_BASE_URL", "bill.example.com", "as https://bill.example.com, with no path"),
        ("STAGEBILL_BASE_URL", "https://bill.example.com/bills", "with no path"),
        ("STAGEBILL_BASE_URL", "https://bill.example.com:port", "with no path"),
        ("STAGEBILL_STRIPE_API", "api.stripe.com", "must begin with https://"),
        ("STAGEBILL_WEBHOOK_PEERS", "http://10.0.0.8:9000, 10.0.0.9", "'10.0.0.9' is no origin"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_may_be(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongConfig, match=f"^{name}.*{re.escape(said)}"):
        load_config({name: value})


def test_addresses_with_a_port_and_of_this_machine_are_taken() -> None:
    peers = "http://10.0.0.8:9000/,https://hooks.example"
    config = load_config({"STAGEBILL_BASE_URL": "http://[::1]:8000/", "STAGEBILL_WEBHOOK_PEERS": peers})
    assert config.base_url == "http://[::1]:8000"
    assert config.webhook_peer_list == ("http://10.0.0.8:9000", "https://hooks.example")
    assert load_config({"STAGEBILL_HOST": "::"}).host == "::"


def test_the_secret_key_is_made_once_kept_and_shown_to_nobody_else(tmp_path: Path) -> None:
    data = tmp_path / "new"
    key = Config(data=data).secret_key
    file = data / "secret.key"
    assert len(key) >= 32
    assert key == Config(data=data).secret_key == file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_damaged_secret_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("x")
    with pytest.raises(WrongConfig, match="damaged"):
        _ = Config(data=tmp_path).secret_key
