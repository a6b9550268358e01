"""What a browser carries in place of a link's secret."""

from datetime import UTC, datetime, timedelta

from stagebill.paypage.browser_pass import PASS_SECONDS, parts_of, pass_for

KEY, NOW = b"k" * 32, datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WRITTEN = pass_for(KEY, "statement_pass", ("alder", "deck", 3), NOW)


def test_a_pass_names_what_it_was_written_for_for_twelve_hours() -> None:
    last = NOW + timedelta(seconds=PASS_SECONDS - 1)
    assert PASS_SECONDS == 12 * 60 * 60
    assert parts_of(KEY, "statement_pass", WRITTEN, last) == ["alder", "deck", "3"]
    assert parts_of(KEY, "statement_pass", WRITTEN, last + timedelta(seconds=1)) is None


def test_a_pass_for_another_use_of_another_key_or_with_another_part_is_none() -> None:
    assert parts_of(KEY, "pay_pass", WRITTEN, NOW) is None
    assert parts_of(b"l" * 32, "statement_pass", WRITTEN, NOW) is None
    assert parts_of(KEY, "statement_pass", WRITTEN.replace("deck", "roof"), NOW) is None
    assert parts_of(KEY, "statement_pass", "", NOW) is None
