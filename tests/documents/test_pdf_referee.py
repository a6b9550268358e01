"""Every kind of paper, held by an outside checker against PDF/A-3a and PDF/UA-1."""

import io

import pikepdf
import pytest
from tests.documents.referee import pdf_faults
from tests.documents.test_e_invoices import attached, ready
from tests.documents.test_invoice_pdf import pdf
from tests.paypage.shop import Shop
from tests.paypage.test_arabic import an_arabic_job

pytestmark = pytest.mark.anyio


async def test_papers_in_arabic_with_and_without_an_e_invoice_are_archivable_and_tagged(shop: Shop) -> None:
    invoice = await an_arabic_job(shop)
    for path in (
        f"/api/payments/{invoice['payment_id']}/pdf",
        f"/api/jobs/{shop.job_id}/statement/pdf",
        f"/api/invoices/{invoice['id']}/pay-application/pdf",
        f"/api/invoices/{invoice['id']}/pdf",
    ):
        answer = await shop.office.get(path)
        assert answer.status_code == 200, answer.text
        assert pdf_faults(answer.content) == [], path
    await ready(shop)
    body = await pdf(shop, await shop.invoice(100_000))
    assert attached(body)
    assert pdf_faults(body) == []


async def test_the_checker_sees_a_file_whose_language_tags_or_association_are_gone(shop: Shop) -> None:
    """The negative control."""
    await ready(shop)
    body = await pdf(shop, await shop.invoice(100_000))
    for name in ("/Lang", "/StructTreeRoot", "/AF"):
        with pikepdf.open(io.BytesIO(body)) as document:
            del document.Root[name]
            out = io.BytesIO()
            document.save(out, compress_streams=False)
        assert pdf_faults(out.getvalue()), name
