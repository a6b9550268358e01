"""What the dispatcher does, by the same API that the office's screens use."""

import time
from typing import Any

from tests.journeys.product import Product, items

SETTLED_SECONDS_MAX = 15.0


class Office:
    def __init__(self, product: Product) -> None:
        self._api = product.api()
        self._job_id = ""

    def switches_on_progress_invoicing(self) -> None:
        settings = self._api.patch("/api/settings", json={"progress_invoicing": True})
        assert settings.json()["progress_invoicing"] is True

    def makes_a_job(self, title: str, crew: tuple[str, ...]) -> None:
        """5,000.00: labor without tax, and fixtures with 8%."""
        customer = self._posts("customers", name="Ada Brook", email="ada@customer.example")
        members = {member["email"].split("@")[0]: member["id"] for member in self._list("members")}
        lines = [
            {"description": "Labor", "quantity": 2, "unit_price_minor": 115_000},
            {"description": "Fixtures", "unit_price_minor": 250_000, "tax_rate_bps": 800},
        ]
        body = {"customer_id": customer["id"], "title": title, "line_items": lines}
        self._job_id = self._posts("jobs", **body, technician_ids=[members[who] for who in crew])["id"]

    def bills(self, **share: Any) -> str:
        """The number of the new invoice."""
        number: str = self._posts("invoices", job_id=self._job_id, **share)["number"]
        return number

    def is_refused(self, **share: Any) -> tuple[str, int]:
        answer = self._api.post("/api/invoices", json={"job_id": self._job_id, **share})
        return answer.json()["code"], answer.json()["left_minor"]

    def sends(self, number: str) -> None:
        self._posts(f"invoices/{self._invoice(number)['id']}/send")

    def voids(self, number: str, reason: str) -> None:
        self._posts(f"invoices/{self._invoice(number)['id']}/void", reason=reason)

    def is_refused_to_void(self, number: str) -> str:
        address = f"/api/invoices/{self._invoice(number)['id']}/void"
        code: str = self._api.post(address, json={"reason": "second thoughts"}).json()["code"]
        return code

    def pay_link(self, number: str) -> str:
        link: str = self._invoice(number)["pay_url"]
        return link

    def waits_until_paid(self, number: str) -> None:
        """The gateway's word comes by a delivery of its own, as a real one's would."""
        ends_at = time.monotonic() + SETTLED_SECONDS_MAX
        while self._invoice(number)["status"] != "paid":
            assert time.monotonic() < ends_at, self._invoice(number)
            time.sleep(0.1)

    def job(self) -> dict[str, Any]:
        job: dict[str, Any] = self._api.get(f"/api/jobs/{self._job_id}").raise_for_status().json()
        return job

    def payments(self) -> list[dict[str, Any]]:
        return [payment for payment in self._list("payments") if payment["job_id"] == self._job_id]

    def waits_for_mail(self, *said: str) -> None:
        """The viewer of outgoing mail, which stands in for the customer's letter box."""
        ends_at = time.monotonic() + SETTLED_SECONDS_MAX
        while any(words not in (mail := self._api.get("/dev/mail").text) for words in said):
            assert time.monotonic() < ends_at, mail
            time.sleep(0.1)

    def close(self) -> None:
        self._api.close()

    def open_decisions(self) -> list[dict[str, Any]]:
        """Those of this job: the demo company has one of its own."""
        rows = [row for row in self._list("decisions") if row["job_id"] == self._job_id]
        return [row for row in rows if row["resolved_at"] is None]

    def applies(self, decision: dict[str, Any]) -> None:
        """By the first proposal: one tap."""
        proposal = decision["proposals"][0]
        body = {"choice": proposal["choice"], "invoice_id": proposal["invoice_id"]}
        self._posts(f"decisions/{decision['id']}/resolve", **body)

    def _invoice(self, number: str) -> dict[str, Any]:
        return next(one for one in self._list("invoices") if one["number"] == number)

    def _posts(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._api.post(f"/api/{path}", json=body or None)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def _list(self, plural: str) -> list[dict[str, Any]]:
        return items(self._api.get(f"/api/{plural}", params={"limit": 200}))
