"""The golden cases: the same numbers that Deno runs against pwa/domain."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct, convert

from stagebill.customers.customer import Contact, invoice_addresses
from stagebill.invoices.allowance import LENT_FOR, Allowance, LentOut, check_lent
from stagebill.invoices.allowance import drawn as used_up
from stagebill.invoices.display import shown_percent, shown_percents
from stagebill.invoices.due_terms import due_on, due_on_when_sent
from stagebill.invoices.invoice import InvoiceId
from stagebill.invoices.line_billing import Standing, line_amount, taxes_of_lines
from stagebill.invoices.progress import LineAsk, Share, amount_of
from stagebill.invoices.retainage import Retained, Work, held_of, retained
from stagebill.invoices.status import Status, shown_as, status_of
from stagebill.invoices.stored_material import Goods
from stagebill.invoices.tax import taxes_of_share
from stagebill.jobs.contract import Discount, TaxLine, totals
from stagebill.jobs.line_item import amount
from stagebill.jobs.retainage_terms import RetainageTerms
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import parse_money, percent_ppm, rate_ppm, share, split
from stagebill.kernel.postal_address import Country, PostalAddress, lines_of
from stagebill.kernel.records import replace
from stagebill.notifications.texts.segments import length_of
from stagebill.payments.allocation import Open, allocate, exact_matches, in_words
from stagebill.payments.credit import Credit, draw
from stagebill.payments.surcharge import Came, goes_along
from stagebill.settings.payment_terms import DueTerms

FOLDER = Path(__file__).parent
FILES = {
    path.stem: json.loads(path.read_text(), parse_float=Decimal) for path in sorted(FOLDER.glob("*.json"))
}
INVOICES = FILES["allocation"].pop("invoices")
LINE = Id("line")


class Line(Struct):
    amount_minor: int
    tax_rate_ppm: int
    is_change: bool = False


def or_none(rule: Callable[[], Any]) -> Any:
    try:
        return rule()
    except Refusal:
        return None


def totals_of(given: dict[str, Any]) -> Any:
    lines = [Line(*line) for line in given["lines"]]
    try:
        found = totals(lines, convert(given["discount"], Discount | None))
    except Refusal as refusal:
        return refusal.code
    taxes = [[rate_ppm(tax.rate_bps), tax.base_minor, tax.tax_minor] for tax in found.taxes]
    return msgspec.to_builtins(found) | {"taxes": taxes}


def amount_or_refusal(given: dict[str, Any]) -> Any:
    try:
        return amount_of(convert_share(given["share"]), given["total_minor"], given["invoiced_minor"])
    except Refusal as refusal:
        left = {"left_minor": refusal.facts["left_minor"]} if refusal.code == "invoices.over_invoiced" else {}
        return {"code": refusal.code} | left


def billed_of_line(given: dict[str, Any]) -> Any:
    line = Standing(line_item_id=LINE, description="", **given["line"])
    try:
        return line_amount(LineAsk(line_item_id=LINE, **given["ask"]), line)
    except Refusal as refusal:
        left = {"left_minor": refusal.facts["left_minor"]} if refusal.code == "invoices.over_invoiced" else {}
        return {"code": refusal.code} | left


def convert_share(given: dict[str, Any]) -> Any:
    # Not `convert`: a share below one unit never passes the wire, and the rule refuses it all the same.
    kinds = {kind.__struct_config__.tag: kind for kind in Share.__args__}
    return kinds[given["kind"]](**{key: value for key, value in given.items() if key != "kind"})


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def due_day(given: dict[str, Any]) -> str | None:
    found = due_on(
        convert(given["terms"], DueTerms),
        date.fromisoformat(given["issued_on"]),
        day(given.get("starts_on")),
        day(given.get("completes_on")),
    )
    return found.isoformat() if found else None


def due_day_when_sent(given: dict[str, Any]) -> str | None:
    terms = convert(given["terms"], DueTerms)
    found = due_on_when_sent(terms, day(given["due_on"]), date.fromisoformat(given["sent_on"]))
    return found.isoformat() if found else None


def shown(given: dict[str, Any]) -> str:
    dates = {"due_on": day(given["due_on"]), "today": day(given["today"])}
    given = {**given, **dates}
    return shown_as(Status(given.pop("status")), **given)


def opens(name: str) -> list[Open]:
    return [
        Open(
            invoice_id=InvoiceId(invoice_id),
            due_minor=due_minor,
            due_on=day(due_on),
            issued_at=datetime.fromisoformat(issued_at),
            number_seq=number_seq,
        )
        for invoice_id, due_minor, due_on, issued_at, number_seq in INVOICES[name]
    ]


def allocated(given: dict[str, Any]) -> Any:
    found = allocate(
        given["amount_minor"],
        opens(given["opens"]),
        given.get("hint"),
        whole_only=given.get("whole_only", False),
    )
    parts = [[part.invoice_id, part.amount_minor] for part in found.parts]
    return {"parts": parts, "unapplied_minor": found.unapplied_minor}


def said(given: dict[str, Any]) -> Any:
    invoices = opens(given["opens"])
    clauses = in_words(allocate(given["amount_minor"], invoices), invoices)
    return [[said.kind, said.invoice_id, said.amount_minor, said.due_after_minor] for said in clauses]


def drawn(given: dict[str, Any]) -> Any:
    credits = [
        Credit(payment_id=payment_id, unapplied_minor=minor, taken_at=datetime.fromisoformat(taken_at))
        for payment_id, minor, taken_at in given["credits"]
    ]
    found = draw(given["due_minor"], credits, whole_only=given.get("whole_only", False))
    return [[one.payment_id, one.amount_minor] for one in found]


def tax_lines(given: list[list[Any]]) -> list[TaxLine]:
    return [TaxLine(rate_bps=rate, base_minor=base, tax_minor=tax) for rate, base, tax in given]


def taxes(given: dict[str, Any]) -> list[list[Any]]:
    found = taxes_of_share(
        tax_lines(given["job_taxes"]),
        given["job_total_minor"],
        tax_lines(given["billed_before"]),
        given["amount_minor"],
        given["invoiced_before_minor"],
    )
    return [[tax.rate_bps, tax.base_minor, tax.tax_minor] for tax in found]


def taxes_by_line(given: dict[str, Any]) -> list[list[Any]]:
    before = tax_lines(given["before"])
    found = taxes_of_lines(tax_lines(given["job_taxes"]), before, dict(given["billed"]))
    return [[tax.rate_bps, tax.base_minor, tax.tax_minor] for tax in found]


def held_back(given: dict[str, Any]) -> int:
    """Without sums of their own, what is held of is all the work there is."""
    before = [Retained(Goods(of), rate, base, held) for of, rate, base, held in given["before"]]
    done_minor = given.get("done_minor", sum(line.base_minor for line in before))
    terms = {name: given[name] for name in ("rate_bps", "step_down") if name in given}
    return held_of(
        retained(
            msgspec.convert(terms, RetainageTerms),
            (Work(base_minor=given["base_minor"]),),
            before,
            contract_minor=given.get("contract_minor", done_minor + given["base_minor"]),
            done_minor=done_minor,
            total_minor=given["total_minor"],
            held_minor=given["held_minor"],
        )
    )


def addresses(given: dict[str, Any]) -> list[str]:
    people = [Contact(name="Ana", email=email, gets_invoices=gets) for email, gets in given["contacts"]]
    return list(invoice_addresses(given["email"], people))


def lent(device: str, amount_minor: int) -> Allowance:
    began = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
    return Allowance(
        organization_id=Id("organization"),
        id=Id(device),
        job_id=Id("job"),
        device_id=Id(device),
        member_id=Id(device),
        amount_minor=amount_minor,
        lent_at=began,
        expires_at=began + LENT_FOR,
    )


def to_confirm(given: dict[str, Any]) -> list[int]:
    """What the server does not take where others have all the rest: the phone knows nothing of that."""
    left_minor, own = given["left_minor"], lent("own", given["allowance_minor"])
    others = [lent("other", left_minor - own.amount_minor)]
    beyond = []
    for amount_minor in given["amounts"]:
        try:
            check_lent(amount_minor, left_minor, own, others)
        except LentOut as refused:
            beyond.append(amount_minor - refused.facts["free_minor"])
            continue
        left_minor -= amount_minor
        used = used_up(own, amount_minor, left_minor - others[0].amount_minor, own.lent_at)
        own = replace(used, amount_minor=0) if used.ended_at else used
        beyond.append(0)
    return beyond


RULES: dict[str, Callable[[Any], Any]] = {
    "share": lambda given: share(*given),
    "split": lambda given: list(split(*given)),
    "parse_money": lambda given: or_none(lambda: parse_money(*given)),
    "percent_ppm": lambda given: or_none(lambda: percent_ppm(given)),
    "totals": totals_of,
    "line_amount": lambda given: amount(*given),
    "amount_of": amount_or_refusal,
    "taxes_of_share": taxes,
    "billed_of_line": billed_of_line,
    "taxes_of_lines": taxes_by_line,
    "shown_percent": lambda given: shown_percent(*given),
    "shown_percents": lambda given: list(shown_percents(*given)),
    "due_on": due_day,
    "due_on_when_sent": due_day_when_sent,
    "status_of": lambda given: status_of(**given),
    "shown_as": shown,
    "allocate": allocated,
    "exact_matches": lambda given: [
        list(group) for group in exact_matches(given["amount_minor"], opens(given["opens"]))
    ],
    "in_words": said,
    "draw": drawn,
    "goes_along": lambda given: goes_along(*given[:3], Came(*given[3])),
    "to_confirm": to_confirm,
    "held_back": held_back,
    "invoice_addresses": addresses,
    "length_of": lambda given: length_of(given)._asdict(),
    "lines_of": lambda given: list(
        lines_of(convert(given["address"], PostalAddress), given["language"], seen_from=given["seen_from"])
    ),
}


def cases() -> Iterator[Any]:
    for rules in FILES.values():
        for rule, listed in rules.items():
            for case in listed:
                yield pytest.param(rule, case["given"], case["expect"], id=f"{rule}: {case['name']}")


@pytest.mark.parametrize(("rule", "given", "expect"), list(cases()))
def test_the_backend_agrees_with_the_golden_case(rule: str, given: Any, expect: Any) -> None:
    assert RULES[rule](given) == expect


def test_every_rule_has_its_golden_cases() -> None:
    assert {rule for rules in FILES.values() for rule in rules} == set(RULES)


def test_the_app_offers_every_country_that_the_backend_takes() -> None:
    source = (Path(__file__).parents[2] / "pwa/domain/postal_address.js").read_text()
    listed = source.partition("COUNTRIES = (")[2].partition(".split")[0]
    assert re.findall(r"\b[A-Z]{2}\b", listed) == list(get_args(Country))
