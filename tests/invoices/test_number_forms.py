"""How numbers are printed changes only where the new form runs into no number that is printed already."""

from typing import Any

import pytest
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def test_yearly_numbers_are_turned_off_only_where_no_printed_number_lies_ahead(office: Office) -> None:
    async def change(**how: Any) -> Any:
        body = {"series": "invoice", **how}
        return await office.clients["owner"].patch("/api/number-series", json=body)

    assert (await change(prefix="{YYYY}-", yearly=True, next_number=42)).status_code == 200
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "rest": True})).json()
    assert invoice["number"] == "2026-0042"
    refused = await change(yearly=False)
    assert (refused.status_code, refused.json()["code"]) == (422, "settings.numbers_ahead")
    assert (refused.json()["number"], refused.json()["next_number"]) == ("2026-0042", 43)
    taken = await change(yearly=False, next_number=43)
    assert (taken.status_code, taken.json()["next_label"]) == (200, "2026-0043")
