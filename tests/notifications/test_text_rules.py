"""Texts by their rules alone: numbers, segments, hours, signatures, words."""

from datetime import UTC, date, datetime

import pytest

from stagebill.customers.mobile import number_of, region_of
from stagebill.notifications.texts.callback import fields_of, is_signed, signature_of, word_in
from stagebill.notifications.texts.hours import leaves_at
from stagebill.notifications.texts.number import NotANumber, e164
from stagebill.notifications.texts.sample import samples
from stagebill.settings.reminder_plan import Way, Ways, ways_to

LA = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("written", "currency", "number"),
    [
        ("(503) 555-0142", "USD", "+15035550142"),
        ("503.555.0142 x12", "USD", "+15035550142"),
        ("+52 55 1234 5678", "USD", "+525512345678"),
        ("0171 2345678", "EUR", None),
        ("+49 171 2345678", "EUR", "+491712345678"),
        ("07400 123456", "GBP", "+447400123456"),
        ("12345", "USD", None),
        ("555-0142", "USD", None),
        ("+1 555 010 7731", "EUR", "+15550107731"),
    ],
)
def test_a_number_is_dialed_in_the_country_of_the_currency(
    written: str, currency: str, number: str | None
) -> None:
    """The euro has no country: there a number needs its +."""
    assert number_of(written, region_of(currency)) == number
    if number is None:
        with pytest.raises(NotANumber):
            e164(written, region_of(currency))


def test_our_own_words_stay_in_the_short_alphabet_and_in_two_segments() -> None:
    for currency in ("USD", "EUR", "MXN"):
        shown = samples("Alder Plumbing", currency, "https://bills.alder.example", date(2026, 3, 2))
        assert {(one.kind, one.language) for one in shown} >= {("invoice", "en"), ("reminder", "es")}
        latin = [one for one in shown if one.language != "ar"]
        assert [one for one in latin if not one.is_short or one.segments > 2] == []
        assert all(one.segments <= 4 for one in shown)


@pytest.mark.parametrize(
    ("now", "later"),
    [
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), None),  # 8:00
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), datetime(2026, 3, 2, 16, 0, tzinfo=UTC)),
        (datetime(2026, 3, 3, 4, 59, tzinfo=UTC), None),  # 20:59
        (datetime(2026, 3, 3, 5, 0, tzinfo=UTC), datetime(2026, 3, 3, 16, 0, tzinfo=UTC)),
        # The night in which the clock goes forward: eight is an hour earlier.
        (datetime(2026, 3, 8, 5, 30, tzinfo=UTC), datetime(2026, 3, 8, 15, 0, tzinfo=UTC)),
    ],
)
def test_texts_leave_between_eight_and_nine_where_the_company_is(
    now: datetime, later: datetime | None
) -> None:
    assert leaves_at(now, LA) == later


def test_the_signature_is_that_of_the_carriers_own_example() -> None:
    """From Twilio's page on security: the same token, address and fields give this signature."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = (
        ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"),
        ("From", "+14158675310"), ("To", "+18005551212"),
    )  # fmt: skip
    assert signature_of(url, fields, "12345") == "GvWf1cFY/Q7PnoempGyD5oXAezc="
    assert is_signed(url, reversed(fields), "GvWf1cFY/Q7PnoempGyD5oXAezc=", "12345")
    assert not is_signed(url, (*fields, ("Extra", "")), "GvWf1cFY/Q7PnoempGyD5oXAezc=", "12345")
    assert not is_signed(url + "&", fields, "GvWf1cFY/Q7PnoempGyD5oXAezc=", "12345")


def test_a_form_is_read_with_its_plus_signs_and_empty_fields() -> None:
    assert fields_of(b"From=%2B1503&Body=a+b&Media=") == (("From", "+1503"), ("Body", "a b"), ("Media", ""))


@pytest.mark.parametrize(
    ("body", "word"),
    [("STOP", "stopped"), (" stop. ", "stopped"), ("Alto", "stopped"), ("Start", "started"),
     ("stop by tomorrow", None), ("", None)],
)  # fmt: skip
def test_only_the_whole_word_stops_or_starts(body: str, word: str | None) -> None:
    assert word_in({"Body": body}) == word


def test_the_carriers_own_reading_counts_too() -> None:
    assert word_in({"Body": "halt", "OptOutType": "STOP"}) == "stopped"


@pytest.mark.parametrize(
    ("by", "has_mail", "has_text", "ways"),
    [
        ("mail", True, True, (True, False)), ("mail", False, True, (False, True)),
        ("text", True, True, (False, True)), ("text", True, False, (True, False)),
        ("both", True, True, (True, True)), ("both", False, True, (False, True)),
        ("mail", False, False, (False, False)),
    ],
)  # fmt: skip
def test_a_reminder_goes_the_other_way_where_its_own_reaches_nobody(
    by: Way, has_mail: bool, has_text: bool, ways: tuple[bool, bool]
) -> None:
    assert ways_to(by, has_mail=has_mail, has_text=has_text) == Ways(*ways)
