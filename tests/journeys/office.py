"""What is true at the office, asked of the server itself."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.journeys.product import Product, items

SETTLED_SECONDS_MAX = 40.0


class Office:
    def __init__(self, product: Product) -> None:
        self._product = product
        self._api = product.api()
        self._job_id = ""

    def had_progress_invoicing_off(self) -> None:
        self._api.patch("/api/settings", json={"progress_invoicing": False}).raise_for_status()

    def finds_job(self, title: str) -> None:
        self._job_id = next(job["id"] for job in self._list("jobs") if job["title"] == title)

    def is_refused(self, **share: Any) -> tuple[str, int]:
        answer = self._api.post("/api/invoices", json={"job_id": self._job_id, **share})
        return answer.json()["code"], answer.json()["left_minor"]

    def is_refused_to_void(self, number: str) -> str:
        address = f"/api/invoices/{self._invoice(number)['id']}/void"
        code: str = self._api.post(address, json={"reason": "second thoughts"}).json()["code"]
        return code

    def voids(self, number: str, reason: str) -> None:
        address = f"/api/invoices/{self._invoice(number)['id']}/void"
        self._api.post(address, json={"reason": reason}).raise_for_status()

    def may_void(self, number: str) -> None:
        """Where no money is on it."""
        voided = self._api.post(f"/api/invoices/{self._invoice(number)['id']}/void", json={"reason": "no"})
        assert voided.is_success or voided.json()["code"] in {"invoices.has_money", "invoices.already_void"}

    def pay_link(self, number: str) -> str:
        link: str = self._invoice(number)["pay_url"]
        return link

    def waits_until_paid(self, number: str) -> None:
        """The gateway's word comes by a delivery of its own, as a real one's would."""
        self.waits_until(lambda: self._invoice(number)["status"] == "paid")

    def waits_until(self, claim: Callable[[], bool]) -> None:
        ends_at = time.monotonic() + SETTLED_SECONDS_MAX
        while not claim():
            assert time.monotonic() < ends_at
            time.sleep(0.05)

    def sign_in_link(self, origin: str) -> str:
        """The dispatcher's door, at another network's address."""
        return origin + urlsplit(self._product.link("dispatcher")).path

    def job(self) -> dict[str, Any]:
        job: dict[str, Any] = self._api.get(f"/api/jobs/{self._job_id}").raise_for_status().json()
        return job

    def lent_minor(self) -> int:
        """What of the job is lent to phones."""
        table = self._api.get("/api/sync/snapshot").raise_for_status().json()["tables"]["allowances"]
        lent = dict(zip(table["cols"], table["data"], strict=True))
        rows = zip(lent["job_id"], lent["amount_minor"], strict=True)
        return sum(minor for job_id, minor in rows if job_id == self._job_id)

    def invoices(self) -> list[dict[str, Any]]:
        return [invoice for invoice in self._list("invoices") if invoice["job_id"] == self._job_id]

    def texts(self) -> list[str]:
        """The kinds of what was texted about the job."""
        answer = self._api.get(f"/api/jobs/{self._job_id}/messages").raise_for_status()
        return [one["kind"] for one in answer.json()["items"] if one["kind"].startswith("text.")]

    def payments(self) -> list[dict[str, Any]]:
        return [payment for payment in self.payments_of_all() if payment["job_id"] == self._job_id]

    def payments_of_all(self) -> list[dict[str, Any]]:
        """Of all jobs, page by page."""
        found: list[dict[str, Any]] = []
        asked: dict[str, Any] = {"limit": 200}
        while True:
            page = self._api.get("/api/payments", params=asked).raise_for_status().json()
            found += page["items"]
            if page["next"] is None:
                return found
            asked["cursor"] = page["next"]

    def takes_everybody_off(self) -> None:
        """Nobody works on the job any more."""
        self._works_on_it([])

    def puts_on(self, name: str) -> None:
        self._works_on_it([member["id"] for member in self._list("members") if member["name"] == name])

    def _works_on_it(self, member_ids: list[str]) -> None:
        body = {"member_ids": member_ids}
        self._api.post(f"/api/jobs/{self._job_id}/technicians", json=body).raise_for_status()

    def waits_for_mail(self, *said: str) -> None:
        """The viewer of outgoing mail, which stands in for the customer's letter box."""
        ends_at = time.monotonic() + SETTLED_SECONDS_MAX
        while any(words not in (mail := self._api.get("/dev/mail").text) for words in said):
            assert time.monotonic() < ends_at, mail
            time.sleep(0.1)

    def files(self) -> list[dict[str, Any]]:
        """The photos and documents of the job that were not taken off."""
        found = items(self._api.get(f"/api/jobs/{self._job_id}/attachments"))
        return [file for file in found if file["removed_at"] is None]

    def notes(self) -> list[str]:
        return [note["text"] for note in items(self._api.get(f"/api/jobs/{self._job_id}/notes"))]

    def bills(self, **share: Any) -> dict[str, Any]:
        """A new invoice of the job."""
        answer = self._api.post("/api/invoices", json={"job_id": self._job_id, **share})
        made: dict[str, Any] = answer.raise_for_status().json()
        return made

    def pays_and_takes_off(self, invoice_id: str, amount_minor: int) -> None:
        """Money for an invoice that is then moved off it: it is credit of the job."""
        paid = {"method": "check", "amount_minor": amount_minor, "invoice_id": invoice_id}
        self._api.post("/api/payments", json=paid).raise_for_status()
        unapplied = {"reason": "for the next stage"}
        self._api.post(f"/api/invoices/{invoice_id}/unapply", json=unapplied).raise_for_status()

    def plans_a_visit(self, technician: str, starts_at: str, ends_at: str) -> str:
        who = next(member["id"] for member in self._list("members") if member["name"] == technician)
        body = {"job_id": self._job_id, "starts_at": starts_at, "ends_at": ends_at, "technician_ids": [who]}
        planned: str = self._api.post("/api/visits", json=body).raise_for_status().json()["id"]
        return planned

    def keeps_cards(self) -> None:
        self._api.patch("/api/settings", json={"keeps_cards": True}).raise_for_status()

    def adds_surcharge(self, percent_bps: int, state: str) -> None:
        """To what is paid by credit card; the job's customer is billed in this state."""
        self._api.patch("/api/settings", json={"surcharge": {"percent_bps": percent_bps}}).raise_for_status()
        body = {"billing_address": {"street": "12 Elm St", "city": "Peoria", "region": state}}
        path = f"/api/customers/{self.job()['customer_id']}"
        self._api.patch(path, json=body).raise_for_status()

    def waits_for_a_phone_of(self, name: str) -> None:
        """A phone shows its rows before the server has heard of it: till then none can be switched off."""
        self.waits_until(lambda: self._phones_of(name) != [])

    def switches_off(self, name: str) -> None:
        """All devices of this member."""
        phones = self._phones_of(name)
        assert phones
        for phone_id in phones:
            self._api.post(f"/api/devices/{phone_id}/revoke").raise_for_status()

    def _phones_of(self, name: str) -> list[str]:
        who = next(member["id"] for member in self._list("members") if member["name"].startswith(name))
        devices = items(self._api.get("/api/devices"))
        return [each["id"] for each in devices if each["member_id"] == who and each["revoked_at"] is None]

    def checked(self) -> dict[str, int]:
        """How many items of the job's visits were checked, by whom."""
        names = {member["id"]: member["name"] for member in self._list("members")}
        visits = items(self._api.get("/api/visits", params={"job_id": self._job_id}))
        done = [item for visit in visits for item in visit["checklist"] if item["done_at"]]
        return dict(Counter(names[item["done_by"]] for item in done))

    def settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = self._api.get("/api/settings").raise_for_status().json()
        return settings

    def visit_state(self, visit_id: str) -> str:
        visits = items(self._api.get("/api/visits", params={"job_id": self._job_id}))
        return next(str(visit["state"]) for visit in visits if visit["id"] == visit_id)

    def close(self) -> None:
        self._api.close()

    def open_decisions(self) -> list[dict[str, Any]]:
        """Those of this job: the demo company has one of its own."""
        rows = [row for row in self._list("decisions") if row["job_id"] == self._job_id]
        return [row for row in rows if row["resolved_at"] is None]

    def _invoice(self, number: str) -> dict[str, Any]:
        return next(one for one in self._list("invoices") if one["number"] == number)

    def _list(self, plural: str) -> list[dict[str, Any]]:
        return items(self._api.get(f"/api/{plural}", params={"limit": 200}))
