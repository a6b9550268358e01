"""What an invoice of chosen lines shows its customer: those lines, what is taken of each, and their sum."""

import re
from decimal import Decimal
from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.paypage.test_pay_page import PAGE_BYTES_MAX, text_of

from stagebill.kernel.ids import derived_id
from stagebill.paypage.page import figures

pytestmark = pytest.mark.anyio

BOILER = {"description": "Boiler", "quantity": 2, "unit_price_minor": 400_000, "tax_rate_bps": 800}
PIPING = {"description": "Piping", "quantity": 10, "unit_price_minor": 20_000, "group_title": "Cellar"}
PERMIT = {"description": "Permit", "quantity": 1, "unit_price_minor": 5_000, "exempt": True}


async def job_of(shop: Shop, *lines: dict[str, Any]) -> list[str]:
    """A job of these lines; their ids."""
    body = {"customer_id": shop.customer_id, "title": "Boiler room", "line_items": list(lines)}
    answer = await shop.office.post("/api/jobs", body)
    assert answer.status_code == 201, answer.text
    shop.job_id = answer.json()["id"]
    return [derived_id("line_item", shop.job_id, str(place)) for place in range(len(lines))]


async def billed(shop: Shop, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    answer = await shop.office.post("/api/invoices", {"job_id": shop.job_id, "lines": lines, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def table_of(shop: Shop, invoice: dict[str, Any]) -> str:
    page = await shop.customer.open(invoice["pay_url"])
    said = text_of(page)
    assert "What this stage covers" in said
    return said.partition("What this stage covers")[2]


async def test_the_page_shows_the_chosen_lines_and_they_come_to_the_sum(shop: Shop) -> None:
    """50% of 8,000.00 and 4 of 10 units of 2,000.00, and 8% tax on the first: 4,000 + 800 + 320 = 5,120."""
    boiler, piping, permit = await job_of(shop, BOILER, PIPING, PERMIT)
    invoice = await billed(shop, [
        {"line_item_id": boiler, "percent_bps": 5000}, {"line_item_id": piping, "quantity": 4},
        {"line_item_id": permit, "amount_minor": 5_000},
    ])  # fmt: skip
    said = await table_of(shop, invoice)
    assert (
        "Boiler 50% of this line $4,000.00 Cellar Piping 4 at $200.00 $800.00 "
        "Permit free of tax $50.00 Tax 8% $320.00 This stage $5,170.00"
    ) in said
    assert "Whole job" not in said
    assert "Boiler 50% of this line" in text_of(await shop.office.get(f"/api/invoices/{invoice['id']}/print"))


async def paper_of(shop: Shop, invoice_id: str) -> str:
    return text_of(await shop.office.get(f"/api/invoices/{invoice_id}/print"))


async def test_a_draft_on_paper_shows_the_lines_that_it_would_bill_now(shop: Shop) -> None:
    """25% of 8,000.00 with 8% tax is 2,160.00; after 90% of the line is billed, the rest is 800 + 64."""
    boiler, _ = await job_of(shop, BOILER, PIPING)
    quarter = await billed(shop, [{"line_item_id": boiler, "percent_bps": 2500}], draft=True)
    rest = await billed(shop, [{"line_item_id": boiler, "rest": True}], draft=True)
    said = await paper_of(shop, quarter["id"])
    assert "Boiler 25% of this line $2,000.00 Tax 8% $160.00 This stage $2,160.00" in said
    assert "Piping" not in said
    await billed(shop, [{"line_item_id": boiler, "percent_bps": 9000}])
    assert "Boiler $800.00 Tax 8% $64.00 This stage $864.00" in await paper_of(shop, rest["id"])


async def test_a_draft_that_cannot_be_issued_any_more_shows_its_sum_alone(shop: Shop) -> None:
    boiler, _ = await job_of(shop, BOILER, PIPING)
    quarter = await billed(shop, [{"line_item_id": boiler, "percent_bps": 2500}], draft=True)
    await billed(shop, [{"line_item_id": boiler, "percent_bps": 9000}])
    said = await paper_of(shop, quarter["id"])
    assert ("of this line" in said, "Piping" in said, "$2,160.00" in said) == (False, False, True)


async def test_where_tax_is_hidden_the_whole_job_says_that_it_is_in_it(shop: Shop) -> None:
    """8,000.00 and 2,000.00 are 10,640.00 with the tax on the first, which the table does not show."""
    await job_of(shop, BOILER, PIPING)
    shown = {"line_items": True, "quantities": False, "unit_prices": False, "tax": False, "progress": False}
    body = {"job_id": shop.job_id, "percent_bps": 5000, "visible_fields": shown}
    invoice = (await shop.office.post("/api/invoices", body)).json()
    said = await table_of(shop, invoice)
    assert "Piping $2,000.00 Whole job, with tax $10,640.00 This stage $5,320.00" in said


async def test_a_line_that_is_not_billed_is_not_told(shop: Shop) -> None:
    boiler, *_ = await job_of(shop, BOILER, PIPING)
    said = await table_of(shop, await billed(shop, [{"line_item_id": boiler, "percent_bps": 2500}]))
    assert "Piping" not in said


async def test_stored_material_says_that_it_was_bought_ahead(shop: Shop) -> None:
    boiler, *_ = await job_of(shop, BOILER, PIPING)
    asked = {"line_item_id": boiler, "amount_minor": 100_000, "stored": True, "note": "in the yard"}
    said = await table_of(shop, await billed(shop, [asked]))
    assert "Boiler material, bought ahead $1,000.00" in said
    assert "in the yard" not in said


async def test_only_what_may_be_seen_of_the_lines_is_shown(shop: Shop) -> None:
    boiler, piping = await job_of(shop, BOILER, PIPING)
    lines = [{"line_item_id": boiler, "percent_bps": 5000}, {"line_item_id": piping, "quantity": 4}]
    shown = {"line_items": True, "quantities": False, "unit_prices": False, "tax": False, "progress": False}
    said = await table_of(shop, await billed(shop, lines, visible_fields=shown))
    assert "units" not in said
    assert "Tax" not in said
    assert "Piping $800.00 This stage, with tax $5,120.00" in said
    hidden = {**shown, "line_items": False}
    lines = [{"line_item_id": boiler, "percent_bps": 1000}]
    page = await shop.customer.open((await billed(shop, lines, visible_fields=hidden))["pay_url"])
    assert "Boiler room" in page.text
    assert "of this line" not in page.text


async def test_held_money_is_taken_off_under_the_lines(shop: Shop) -> None:
    boiler, *_ = await job_of(shop, BOILER, PIPING)
    await shop.office.post(f"/api/jobs/{shop.job_id}/retainage", {"rate_bps": 1000})
    said = await table_of(shop, await billed(shop, [{"line_item_id": boiler, "percent_bps": 5000}]))
    assert re.search(r"This stage \$4,320\.00 Held back .* -\$\d+\.\d\d To pay for this stage", said)


async def test_held_money_that_goes_back_with_an_invoice_is_not_called_held_back(shop: Shop) -> None:
    """10% of 5,000.00, then 5% of all: of 80% 200.00 are held, so that 50.00 go back with the second."""
    await shop.add_job()
    step_down = {"clause": "all_work", "at_bps": 5000, "rate_bps": 500}
    await shop.office.post(f"/api/jobs/{shop.job_id}/retainage", {"rate_bps": 1000, "step_down": step_down})
    await shop.invoice(250_000)
    said = await table_of(shop, await shop.invoice(150_000))
    assert (
        "This stage $1,500.00 Held back by you before, now due $50.00 To pay for this stage $1,550.00" in said
    )


async def test_more_lines_than_fit_are_one_row_and_the_sum_still_holds(shop: Shop) -> None:
    """60 lines of 1.00 each; 40 have a row of their own, 20 stand together."""
    lines = [{"description": f"Part {place}", "quantity": 1, "unit_price_minor": 100} for place in range(60)]
    ids = await job_of(shop, *lines)
    whole = await shop.invoice(1_000)
    assert "Part 39 $1.00 20 more lines $20.00 Whole job $60.00" in await table_of(shop, whole)
    await shop.office.post(f"/api/invoices/{whole['id']}/void", {"reason": "by line instead"})
    invoice = await billed(shop, [{"line_item_id": each, "percent_bps": 10000} for each in ids])
    assert "Part 39 100% of this line $1.00 20 more lines $20.00 This stage $60.00" in (
        await table_of(shop, invoice)
    )
    assert int((await shop.customer.get("/pay")).headers["content-length"]) <= PAGE_BYTES_MAX


async def test_a_spanish_customer_reads_the_lines_in_spanish(shop: Shop) -> None:
    await shop.add_job(language="es")
    boiler, piping = await job_of(shop, BOILER, PIPING)
    invoice = await billed(shop, [{"line_item_id": boiler, "percent_bps": 5000},
                                  {"line_item_id": piping, "quantity": 1}])  # fmt: skip
    said = text_of(await shop.customer.open(invoice["pay_url"]))
    assert "50% de esta línea" in said
    assert "1 a $200.00" in said


async def test_a_share_of_the_job_says_its_own_work_and_tax_so_that_they_come_to_its_sum(shop: Shop) -> None:
    """50% of 10,000.00 with 8.875% tax is 5,443.75: 5,000.00 of work and 443.75 of tax."""
    lines = [{"description": "Piping", "unit_price_minor": 1_000_000, "tax_rate_bps": 887.5}]
    job = {"customer_id": shop.customer_id, "title": "Whole house", "line_items": lines}
    shop.job_id = (await shop.office.post("/api/jobs", job)).json()["id"]
    body = {"job_id": shop.job_id, "percent_bps": 5_000}
    invoice = (await shop.office.post("/api/invoices", body)).json()
    own = "This stage before tax $5,000.00 Tax 8.875% $443.75 This stage $5,443.75"
    assert f"Whole job $10,887.50 {own}" in await table_of(shop, invoice)
    assert own in await paper_of(shop, invoice["id"])
    for hidden, said in (("tax", "This stage $5,443.75"), ("line_items", own)):
        shown = {"visible_fields": {hidden: False}}
        assert (await shop.office.patch(f"/api/invoices/{invoice['id']}", shown)).status_code == 200
        paper = await paper_of(shop, invoice["id"])
        assert said in paper
        assert ("before tax" in paper) == (hidden != "tax")


@pytest.mark.parametrize(
    ("currency", "percent", "units"), [("USD", "33.33%", "2.5"), ("EUR", "33,33\N{NO-BREAK SPACE}%", "2,5")]
)
async def test_spanish_has_a_point_beside_dollars_and_a_comma_beside_euros(
    currency: str, percent: str, units: str
) -> None:
    assert figures.percent(3333, currency, "es") == percent
    assert figures.quantity(2500, currency, "es") == units
    assert figures.percent(Decimal("887.5"), currency, "en") == "8.875%"


async def test_a_line_billed_by_units_says_its_price_and_that_a_discount_came_off(shop: Shop) -> None:
    """4 of 10 units at 200.00, less 10%: 720.00."""
    job = {
        "customer_id": shop.customer_id, "title": "Cellar", "line_items": [PIPING],
        "discount": {"kind": "percent", "percent_bps": 1000},
    }  # fmt: skip
    shop.job_id = (await shop.office.post("/api/jobs", job)).json()["id"]
    piping = derived_id("line_item", shop.job_id, "0")
    invoice = await billed(shop, [{"line_item_id": piping, "quantity": 4}])
    assert "Piping 4 at $200.00, less the discount $720.00" in await table_of(shop, invoice)
    unpriced = {"visible_fields": {"unit_prices": False}}
    await shop.office.patch(f"/api/invoices/{invoice['id']}", unpriced)
    assert "Piping 4 units $720.00" in await table_of(shop, invoice)
