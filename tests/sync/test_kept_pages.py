"""Kept pages: a page made row by row from the one before says what a page made afresh says."""

import pytest
from tests.sync.office import Office

from stagebill.kernel import wire
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.kept_pages import KeptPages, kept
from stagebill.sync.reading import Page
from stagebill.sync.services import Services

pytestmark = pytest.mark.anyio


def test_a_page_of_rows_is_the_json_of_its_views() -> None:
    views = [{"id": new_id(), "title": "Ωmega, “quoted”"}, {"id": new_id(), "title": ""}]
    rows = {view["id"]: wire.encode(view) for view in views}
    assert kept(7, rows, "abc").body == wire.encode(Page(views, "abc"))
    assert kept(7, {}, None).body == wire.encode(Page([]))


def test_the_tag_tells_rows_and_cursor_apart() -> None:
    page = kept(1, {"a": b"{}"}, None)
    assert page.tag == kept(2, {"a": b"{}"}, None).tag
    assert page.tag not in {kept(1, {"a": b"{}"}, "next").tag, kept(1, {"a": b"[]"}, None).tag}


def test_pages_asked_for_longest_ago_make_room_also_those_without_rows() -> None:
    pages = KeptPages(bytes_max=10_000)
    big = kept(1, {"a": b"x" * 1500}, None)
    for key in "abc":
        pages.keep(key, big)
    assert [key for key in "abc" if pages.get(key)] == ["b", "c"]
    pages.keep("c", big)
    assert pages.get("b") == big
    for number in range(20):
        pages.keep(number, kept(1, {}, None))
    assert [key for key in ("a", "b", "c", 0) if pages.get(key)] == []
    assert pages.get(19)
    pages.keep("larger than all", kept(1, {"a": b"x" * 10_000}, None))
    assert pages.get("larger than all") is None


async def test_a_kept_page_says_what_a_page_made_afresh_says(office: Office) -> None:
    job = {"job_id": office.job}
    draft = (await office.post("/api/invoices", {**job, "percent_bps": 1000, "draft": True})).json()
    ids = [(await office.post("/api/invoices", {**job, "percent_bps": 1000})).json()["id"] for _ in range(4)]
    cash = {"method": "cash", "amount_minor": 20_000}
    steps = [
        ("/api/payments", {**cash, "invoice_id": ids[1]}),
        ("/api/payments", {**cash, **job, "amount_minor": 60_000}),
        (f"/api/invoices/{ids[2]}/send", {}),
        (f"/api/invoices/{ids[3]}/void", {"reason": "wrong"}),
        (f"/api/invoices/{draft['id']}/issue", {}),
        ("/api/invoices", {**job, "percent_bps": 500}),
        (f"/api/invoices/{ids[0]}/unapply", {"reason": "moved"}),
        (f"/api/jobs/{office.job}/technicians", {"member_ids": []}),
    ]
    for fresh, (path, body) in enumerate(steps, start=10):
        for asked in ("", "&status=open", f"&job_id={office.job}"):
            await office.get(f"/api/invoices?limit=3{asked}")
        assert (await office.post(path, body)).is_success, path
        for who in ("dispatcher", "technician"):
            page = (await office.get("/api/invoices", who=who)).json()
            assert page == (await office.get(f"/api/invoices?limit={fresh}", who=who)).json(), path
            assert (await office.get("/api/invoices?limit=3", who=who)).json()["items"] == page["items"][:3]
        still_open = [each for each in (await office.get("/api/invoices")).json()["items"]
                      if each["status"] == "open"]  # fmt: skip
        assert (await office.get("/api/invoices?limit=3&status=open")).json()["items"] == still_open[:3]


async def test_a_row_that_no_change_speaks_of_is_not_read_again(office: Office) -> None:
    ids = [
        (await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 1000})).json()["id"]
        for _ in range(2)
    ]
    await office.get("/api/invoices")
    await _write_past_the_feed(office, ids)
    await office.post("/api/payments", {"invoice_id": ids[1], "method": "cash", "amount_minor": 100})
    messages = {each["id"]: each["message"] for each in (await office.get("/api/invoices")).json()["items"]}
    assert messages == {ids[0]: "", ids[1]: "unseen"}


async def _write_past_the_feed(office: Office, ids: list[Id]) -> None:
    services: Services = office.app.state.services

    async def unit(tx: Tx) -> None:
        await tx.many("UPDATE invoice SET message = 'unseen' WHERE id = $1", [(each,) for each in ids])

    await services.database.write(unit)
