"""Files on jobs: who may attach, see and take off; bytes first; what an invoice shows stays."""

from typing import Any

import pytest
from tests.attachments.pictures import PDF, digest, picture
from tests.sync.office import Office

from stagebill.kernel.ids import derived_id, new_id

pytestmark = pytest.mark.anyio

PHOTO = picture(size=(120, 90))
CODES = {"attachments.missing", "attachments.unknown_job"}


async def upload(office: Office, content: bytes = PHOTO) -> str:
    answer = await office.clients["dispatcher"].put(f"/api/blobs/{digest(content)}", content=content)
    assert answer.status_code == 200, answer.text
    return digest(content)


async def attach(office: Office, who: str = "technician", **body: Any) -> Any:
    given = {"job_id": office.job, "sha256": await upload(office), **body}
    return await office.post("/api/attachments", given, who=who)


async def another_job(office: Office) -> str:
    """A job of the same company that the technician does not work on."""
    job_id = new_id()
    await office.teller.must("jobs.create_job", {
        "job_id": job_id, "customer_id": office.customer, "title": "Drain",
        "line_items": [{"description": "All of it", "unit_price_minor": 90_000}],
    })  # fmt: skip
    return job_id


async def test_bytes_come_first_and_the_same_mutation_then_succeeds(office: Office) -> None:
    body = {"job_id": office.job, "sha256": digest(PHOTO), "caption": "Before"}
    mutation = {"id": new_id(), "type": "attachments.attach_file", "v": 1, "body": body}
    for expected in ("deferred", "deferred"):
        pushed = await office.post("/api/sync/push", {"mutations": [mutation]}, who="technician")
        outcome = pushed.json()["outcomes"][0]
        assert (outcome["state"], outcome["code"]) == (expected, "attachments.not_uploaded")
    refused = await office.post("/api/attachments", body, who="technician")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    await upload(office)
    pushed = await office.post("/api/sync/push", {"mutations": [mutation]}, who="technician")
    assert pushed.json()["outcomes"][0]["state"] == "applied"
    again = await office.post("/api/sync/push", {"mutations": [mutation]}, who="technician")
    assert again.json()["outcomes"][0]["state"] == "duplicate"
    listed = (await office.get(f"/api/jobs/{office.job}/attachments")).json()["items"]
    assert [(each["caption"], each["media_type"], each["width"]) for each in listed] == [
        ("Before", "image/jpeg", 120)
    ]


async def test_a_technician_attaches_to_and_sees_only_jobs_of_their_own(office: Office) -> None:
    other = await another_job(office)
    refused = await attach(office, job_id=other)
    missing = await attach(office, job_id=new_id())
    assert (refused.status_code, refused.json()["code"]) == (404, "attachments.unknown_job")
    assert refused.json().keys() == missing.json().keys()
    theirs = (await attach(office, "dispatcher", job_id=other)).json()["id"]
    for path in (f"/api/attachments/{theirs}", f"/api/attachments/{theirs}/file",
                 f"/api/attachments/{theirs}/thumbnail", f"/api/attachments/{new_id()}/file"):  # fmt: skip
        answer = await office.get(path, who="technician")
        assert (answer.status_code, answer.json()["code"]) == (404, "attachments.missing")
    assert (await office.get(f"/api/jobs/{other}/attachments", who="technician")).json()["items"] == []


async def test_who_was_taken_off_the_job_still_hands_in_what_they_photographed(office: Office) -> None:
    await office.teller.must("jobs.assign_technicians", {"job_id": office.job, "member_ids": []})
    assert (await attach(office)).status_code == 201


async def test_nobody_sees_bytes_without_a_session(office: Office) -> None:
    attached = (await attach(office)).json()["id"]
    stranger = office.client("nobody")
    for path in (f"/api/attachments/{attached}/file", f"/api/attachments/{attached}/thumbnail"):
        assert (await stranger.get(path)).status_code == 401
    assert (await stranger.put(f"/api/blobs/{digest(PHOTO)}", content=PHOTO)).status_code == 401


async def test_a_photo_is_an_image_and_a_document_may_be_one(office: Office) -> None:
    sha256 = await upload(office, PDF)
    refused = await attach(office, sha256=sha256)
    assert (refused.status_code, refused.json()["code"]) == (422, "attachments.not_a_photo")
    assert (await attach(office, sha256=sha256, kind="document")).status_code == 201
    assert (await attach(office, kind="document")).status_code == 201


async def test_a_visit_must_be_one_of_the_job(office: Office) -> None:
    refused = await attach(office, visit_id=new_id())
    assert (refused.status_code, refused.json()["code"]) == (404, "attachments.unknown_visit")


async def test_a_technician_takes_back_their_own_file_and_no_other(office: Office) -> None:
    own, others = [(await attach(office, who)).json()["id"] for who in ("technician", "dispatcher")]
    removed = await office.post(f"/api/attachments/{own}/remove", {}, who="technician")
    assert removed.json()["removed_at"] is not None
    refused = await office.post(f"/api/attachments/{others}/remove", {}, who="technician")
    assert (refused.status_code, refused.json()["code"]) == (403, "attachments.not_yours")
    assert (await office.get(f"/api/attachments/{own}/file")).status_code == 404
    assert (await office.get(f"/api/attachments/{others}/file")).status_code == 200


async def test_a_caption_is_said_anew_by_the_office_and_by_whose_file_it_is(office: Office) -> None:
    own, others = [(await attach(office, who)).json()["id"] for who in ("technician", "dispatcher")]
    mine = {"caption": " Under the sink "}
    said = await office.patch(f"/api/attachments/{own}", mine, who="technician")
    assert (said.status_code, said.json()["caption"]) == (200, "Under the sink")
    refused = await office.patch(f"/api/attachments/{others}", mine, who="technician")
    assert (refused.status_code, refused.json()["code"]) == (403, "attachments.not_yours")
    assert (await office.patch(f"/api/attachments/{own}", {"caption": ""})).json()["caption"] == ""
    await office.post(f"/api/attachments/{own}/remove", {})
    late = await office.patch(f"/api/attachments/{own}", mine)
    assert (late.status_code, late.json()["code"]) == (409, "attachments.is_removed")


async def test_what_an_invoice_shows_stays_until_it_is_taken_off_the_invoice(office: Office) -> None:
    photo = (await attach(office)).json()["id"]
    invoice = (await office.post(
        "/api/invoices", {"job_id": office.job, "percent_bps": 2000, "attachment_ids": [photo, photo]}
    )).json()  # fmt: skip
    assert invoice["attachment_ids"] == [photo]
    refused = await office.post(f"/api/attachments/{photo}/remove", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "attachments.on_invoice")
    assert refused.json()["number"] == invoice["number"]
    edit = await office.clients["dispatcher"].patch(
        f"/api/invoices/{invoice['id']}", json={"attachment_ids": []}
    )
    assert edit.json()["attachment_ids"] == []
    assert (await office.post(f"/api/attachments/{photo}/remove", {})).status_code == 200


async def test_an_invoice_shows_only_files_of_its_own_job(office: Office) -> None:
    other = await another_job(office)
    foreign = (await attach(office, "dispatcher", job_id=other)).json()["id"]
    gone = (await attach(office)).json()["id"]
    await office.post(f"/api/attachments/{gone}/remove", {})
    kept = (await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 1000})).json()["id"]
    for attachment_id in (foreign, gone, new_id()):
        body = {"job_id": office.job, "percent_bps": 2000, "attachment_ids": [attachment_id]}
        for answer in (
            await office.post("/api/invoices", body),
            await office.clients["dispatcher"].patch(
                f"/api/invoices/{kept}", json={"attachment_ids": [attachment_id]}
            ),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "attachments.missing")


async def test_a_card_number_in_a_caption_or_a_name_is_masked(office: Office) -> None:
    attached = (await attach(office, caption="card 4111 1111 1111 1111", name="4111111111111111.jpg")).json()
    assert attached["caption"] == "card ••••••••••••1111"
    assert attached["name"] == "••••••••••••1111.jpg"


async def test_a_photo_is_tied_to_a_line_when_it_is_added_or_later_and_back_to_the_job(
    office: Office,
) -> None:
    first = derived_id("line_item", office.job, "0")
    photo = (await attach(office, line_item_id=first)).json()
    assert photo["line_item_id"] == first
    path = f"/api/attachments/{photo['id']}/line"
    for line_item_id in (None, first):
        tied = await office.post(path, {"line_item_id": line_item_id}, who="technician")
        assert (tied.status_code, tied.json()["line_item_id"]) == (200, line_item_id)
    told = (await office.get(f"/api/jobs/{office.job}/timeline")).json()["items"]
    assert [one["action"] for one in told[:3]] == ["attachments.tie_file"] * 2 + ["attachments.attach_file"]


async def test_a_photo_shows_no_line_of_another_job_and_a_technician_ties_only_their_own(
    office: Office,
) -> None:
    other = derived_id("line_item", await another_job(office), "0")
    refused = await attach(office, line_item_id=other)
    assert (refused.status_code, refused.json()["code"]) == (404, "attachments.unknown_line")
    photo = (await attach(office, who="dispatcher")).json()["id"]
    path = f"/api/attachments/{photo}/line"
    refused = await office.post(path, {"line_item_id": other})
    assert (refused.status_code, refused.json()["code"]) == (404, "attachments.unknown_line")
    refused = await office.post(path, {"line_item_id": None}, who="technician")
    assert (refused.status_code, refused.json()["code"]) == (403, "attachments.not_yours")
    await office.post(f"/api/attachments/{photo}/remove", {})
    refused = await office.post(path, {"line_item_id": None})
    assert (refused.status_code, refused.json()["code"]) == (409, "attachments.is_removed")
