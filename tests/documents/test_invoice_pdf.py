"""An invoice as a PDF: real files, read back. Set once, the same bytes for ever, whatever anybody typed."""

import asyncio
import hashlib
import io
import os
import re
import signal
from typing import Any

import pikepdf
import pytest
from tests.paypage.shop import Shop

from stagebill.documents import queries
from stagebill.documents.gateways import press as gateway
from stagebill.documents.gateways.press import press_of
from stagebill.kernel.errors import Unavailable
from stagebill.kernel.records import replace

pytestmark = pytest.mark.anyio


async def pdf(shop: Shop, invoice: dict[str, Any]) -> bytes:
    answer = await shop.office.get(f"/api/invoices/{invoice['id']}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return bytes(answer.content)


def text_of(body: bytes) -> str:
    """What is read out of it: every font says which letters its glyphs are, and the pages which glyphs."""
    told = []
    with pikepdf.open(io.BytesIO(body)) as opened:
        for page in opened.pages:
            fonts = {str(name): letters(font) for name, font in page.Resources.Font.items()}
            letter: dict[str, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    letter = fonts[str(operands[0])]
                elif str(operator) == "Tj":
                    told.append(shown(bytes(operands[0]), letter))
                elif str(operator) == "TJ":
                    told += [
                        shown(bytes(each), letter) for each in operands[0] if isinstance(each, pikepdf.String)
                    ]
                elif str(operator) in {"ET", "Td", "Tm"}:
                    told.append(" ")
    return re.sub(r"\s+", " ", "".join(told))


def shown(glyphs: bytes, letter: dict[str, str]) -> str:
    code = glyphs.hex()
    return "".join(letter.get(code[at : at + 4], "") for at in range(0, len(code), 4))


def letters(font: Any) -> dict[str, str]:
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            found[glyph.lower()] = bytes.fromhex(text).decode("utf-16-be")
    return found


async def renamed(shop: Shop, **company: Any) -> None:
    answer = await shop.company.owner.patch("/api/settings", company)
    assert answer.status_code == 200, answer.text


async def test_it_is_a_pdf_for_archives_and_for_readers_and_says_what_the_invoice_says(shop: Shop) -> None:
    invoice = await shop.invoice()
    body = await pdf(shop, invoice)
    with pikepdf.open(io.BytesIO(body)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert str(opened.Root.Lang) == "en"
        assert opened.Root.MarkInfo.Marked
        assert invoice["number"] in meta["dc:title"]
        assert len(opened.pages) == 1
    said = text_of(body)
    for part in (invoice["number"], "$2,500.00", "See and pay online", "Page 1 of 1"):
        assert part in said, said


async def test_it_is_set_once_and_stays_byte_for_byte_when_the_company_has_another_name(shop: Shop) -> None:
    """DO-08: and when money has come in."""
    invoice = await shop.invoice()
    first = await pdf(shop, invoice)
    await renamed(shop, name="Quite Another Company")
    paid = {"method": "cash", "amount_minor": 100_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", paid)).status_code == 201
    assert await pdf(shop, invoice) == first
    ((digest, size),) = await shop.rows("SELECT sha256, file_bytes FROM document")
    assert (digest, size) == (hashlib.sha256(first).hexdigest(), len(first))


async def test_it_says_what_was_issued_though_nobody_asked_for_it_before_all_of_that_changed(
    shop: Shop,
) -> None:
    """D-14: Labor for 5,000.00 of Alder Plumbing, and not what the job and the company say by now."""
    invoice = await shop.invoice()
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    (line,) = job["line_items"]
    changed = {
        "seen_revision": job["revision"],
        "line_items": [
            {"line_item_id": line["id"], "description": "Other work", "unit_price_minor": 600_000},
            {"description": "And more", "unit_price_minor": 1_000},
        ],
    }
    answer = await shop.office.put(f"/api/jobs/{shop.job_id}/lines", changed)
    assert answer.status_code == 200, answer.text
    await renamed(
        shop, name="Quite Another Company", address={"street": "9 New Street"}, phone="+15555550100"
    )
    said = text_of(await pdf(shop, invoice))
    for part in ("Labor", "$5,000.00", "Alder Plumbing"):
        assert part in said, said
    for part in ("Other work", "And more", "$6,010.00", "Quite Another", "9 New Street", "0100"):
        assert part not in said, said


async def test_what_may_be_edited_has_an_edition_of_its_own_and_the_old_one_comes_back_as_it_was(
    shop: Shop,
) -> None:
    invoice = await shop.invoice()
    first = await pdf(shop, invoice)

    async def edited(**how: Any) -> bytes:
        answer = await shop.office.patch(f"/api/invoices/{invoice['id']}", how)
        assert answer.status_code == 200, answer.text
        return await pdf(shop, invoice)

    assert "Thank you, Jane" in text_of(await edited(message="Thank you, Jane"))
    plain = dict.fromkeys(("line_items", "quantities", "unit_prices", "tax", "progress"), False)
    assert "Labor" not in text_of(await edited(visible_fields=plain))
    assert await edited(message="", visible_fields=dict.fromkeys(plain, True)) == first
    assert await shop.rows("SELECT count(*) FROM document") == [(3,)]


async def test_due_on_receipt_is_said_until_sending_it_gives_the_day(shop: Shop) -> None:
    invoice = await shop.invoice(due_terms={"kind": "receipt"})
    said = text_of(await pdf(shop, invoice))
    assert "On receipt" in said, said
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    said = text_of(await pdf(shop, invoice))
    assert "On receipt" not in said
    assert said.count("March 2, 2026") == 2


@pytest.mark.parametrize(("kind", "words"), [("start", "When the work starts"), ("completion", "is done")])
async def test_what_the_due_day_will_be_counted_from_is_said(shop: Shop, kind: str, words: str) -> None:
    assert words in text_of(await pdf(shop, await shop.invoice(due_terms={"kind": kind})))


async def test_what_was_issued_before_its_words_were_kept_is_set_once_as_it_was_then(shop: Shop) -> None:
    """Of an older database: as nothing else is known of it, the first document is what it is."""
    invoice = await shop.invoice()
    reader = shop.services.database.reader
    ((organization_id,),) = await shop.rows("SELECT organization_id FROM invoice")
    known = await queries.facts(reader, organization_id, invoice["id"])
    assert known is not None
    assert known.said is not None

    async def older(*_: Any) -> Any:
        return replace(known, said=None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "facts", older)
        first = await pdf(shop, invoice)
        await renamed(shop, name="Quite Another Company")
        await shop.office.patch(f"/api/invoices/{invoice['id']}", {"message": "Thank you"})
        assert await pdf(shop, invoice) == first


async def test_void_has_a_rendition_of_its_own_with_a_stamp_and_the_same_words(shop: Shop) -> None:
    invoice = await shop.invoice()
    first = await pdf(shop, invoice)
    await renamed(shop, name="Quite Another Company")
    await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong amount"})
    void = await pdf(shop, invoice)
    assert void != first
    assert text_of(void).count("VOID") == 2
    assert "Quite Another" not in text_of(void)
    assert "pay online" not in text_of(void)
    assert ("To pay" in text_of(first), "To pay" in text_of(void)) == (True, False)
    assert "Nothing to pay" in text_of(void)
    assert await pdf(shop, invoice) == void


async def test_a_draft_is_set_each_time_and_kept_nowhere(shop: Shop) -> None:
    draft = await shop.invoice(draft=True)
    assert "Draft" in text_of(await pdf(shop, draft))
    assert await shop.rows("SELECT 1 FROM document") == []


async def test_paper_names_every_line_where_the_page_says_how_many_more(shop: Shop) -> None:
    lines = [{"description": f"Part number {place}", "unit_price_minor": 1000} for place in range(45)]
    job = {"customer_id": shop.customer_id, "title": "Many parts", "line_items": lines}
    shop.job_id = (await shop.office.post("/api/jobs", job)).json()["id"]
    invoice = await shop.invoice(10_000)
    said = text_of(await pdf(shop, invoice))
    assert [place for place in range(45) if f"Part number {place}" not in said] == []
    assert "5 more lines" in (await shop.customer.open(invoice["pay_url"])).text


async def test_what_people_typed_is_text_and_never_markup(shop: Shop) -> None:
    nasty = '#panic("x") $x^2$ *b* _i_ `c` #read("/etc/passwd") <label> @ref \\u{41} // end'
    invoice = await shop.invoice(title=nasty, message="= Not a heading\n- not a list")
    said = text_of(await pdf(shop, invoice))
    assert re.sub(r"\s", "", nasty) in re.sub(r"[\s\u200b]", "", said)
    assert "=Notaheading-notalist" in re.sub(r"\s", "", said)
    assert "root:" not in said


async def test_letters_of_other_scripts_are_there_and_what_no_font_has_is_a_sign_and_reported(
    shop: Shop,
) -> None:
    """DO-04: Arabic, Hebrew with digits, an emoji with its skin are; a Devanagari word is not."""
    invoice = await shop.invoice(title="محمد 👷🏽\u200d♀️ שלום 123 Ærøskøbing नमस्ते")
    said = text_of(await pdf(shop, invoice))
    assert "Ærøskøbing" in said
    assert "👷" in said
    assert "\ufffd" in said
    ((missing,),) = await shop.rows("SELECT missing FROM document")
    assert set(missing) == set("नमस्ते")


async def test_a_title_of_5000_letters_and_1000_lines_of_message_go_on_over_pages(shop: Shop) -> None:
    """DO-07, longer than anybody may type: nothing leaves the paper, nothing is lost."""
    invoice = await shop.invoice()
    await pdf(shop, invoice)
    ((organization_id,),) = await shop.rows("SELECT organization_id FROM document")
    ((edition,),) = await shop.rows("SELECT edition FROM document")
    reader = shop.services.database.reader
    kept = await queries.document(reader, organization_id, invoice["id"], "issued", edition)
    assert kept is not None
    lines = "\n".join(f"line {place}" for place in range(1_000))
    long = replace(
        kept.content, subject="Ж" * 5_000, message=f"{lines}\x07\u202e", to="Ω" * 5_000, pay_url=""
    )
    body = await press_of(shop.services).set(long, logo=None, at=shop.clock.now())
    said = re.sub(r"[\s\u200b]", "", text_of(body))
    assert (said.count("Ж"), said.count("Ω")) == (5_000, 5_000)
    assert "line999" in said
    with pikepdf.open(io.BytesIO(body)) as opened:
        assert 15 < len(opened.pages) < 60


async def test_fifty_who_ask_at_once_get_one_document(shop: Shop) -> None:
    invoice = await shop.invoice()
    bodies = await asyncio.gather(*(pdf(shop, invoice) for _ in range(50)))
    assert len(set(bodies)) == 1
    assert await shop.rows("SELECT count(*) FROM document") == [(1,)]


async def test_a_press_that_was_killed_is_replaced_and_nobody_notices(shop: Shop) -> None:
    await pdf(shop, await shop.invoice(amount_minor=1_000))
    child = press_of(shop.services)._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    assert (await pdf(shop, await shop.invoice(amount_minor=2_000))).startswith(b"%PDF")
    after = press_of(shop.services)._child
    assert after is not None
    assert after.pid != child.pid


async def test_a_press_that_hangs_is_ended_and_the_answer_is_try_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.invoice()
    await pdf(shop, await shop.invoice(amount_minor=1_000))
    child = press_of(shop.services)._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "SECONDS_MAX", 0.001)
        answer = await shop.office.get(f"/api/invoices/{invoice['id']}/pdf")
        assert (answer.status_code, answer.json()["code"]) == (503, Unavailable.code)
    assert (await pdf(shop, invoice)).startswith(b"%PDF")


async def test_the_customer_has_it_by_the_link_and_by_nothing_else(shop: Shop) -> None:
    invoice = await shop.invoice()
    assert (await shop.customer.get("/pay/pdf")).headers["location"] == "/pay"
    page = await shop.customer.open(invoice["pay_url"])
    assert 'href="/pay/pdf"' in page.text
    answer = await shop.customer.get("/pay/pdf")
    assert answer.content == await pdf(shop, invoice)
    assert invoice["number"] in answer.headers["content-disposition"]
    again = await shop.customer.get("/pay/pdf", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_while_no_paper_can_be_set_the_customer_reads_words_not_a_problem(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fallen(*_: Any, **__: Any) -> bytes:
        raise Unavailable()

    monkeypatch.setattr(gateway.Press, "set", fallen)
    invoice = await shop.invoice()
    await shop.customer.open(invoice["pay_url"])
    answer = await shop.customer.get("/pay/pdf")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (503, "text/html")
    assert "One moment, please" in answer.text


OFFICE = {
    "street": "120 Foundry Row", "city": "Greenfield", "region": "MA", "postal_code": "01301",
    "country": "US",
}  # fmt: skip
ABROAD = {"street": "Gartenweg 5", "city": "Köln", "region": "", "postal_code": "50667", "country": "DE"}


async def bills_go_to(shop: Shop, address: dict[str, str] | None) -> None:
    answer = await shop.office.patch(f"/api/customers/{shop.customer_id}", {"billing_address": address})
    assert answer.status_code == 200, answer.text


async def test_where_the_bill_goes_stands_below_the_name_and_stays_as_it_was_issued(shop: Shop) -> None:
    await renamed(shop, address=OFFICE)
    await bills_go_to(shop, {**OFFICE, "street": "18 Alder Street"})
    invoice = await shop.invoice()
    await bills_go_to(shop, ABROAD)
    await renamed(shop, address=ABROAD)
    said = text_of(await pdf(shop, invoice))
    for part in ("18 Alder Street", "120 Foundry Row", "Greenfield, MA 01301"):
        assert part in said, said
    for part in ("Gartenweg", "Germany", "United States"):
        assert part not in said, said


async def test_between_two_countries_both_addresses_name_theirs(shop: Shop) -> None:
    await renamed(shop, address=OFFICE)
    await bills_go_to(shop, ABROAD)
    said = text_of(await pdf(shop, await shop.invoice()))
    for part in ("50667 Köln", "Germany", "Greenfield, MA 01301", "United States"):
        assert part in said, said
