"""Uploads: kept once under their digest, images made anew, hostile ones refused, nothing half written."""

import asyncio
import errno
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.attachments.pictures import (
    PDF,
    UPRIGHT_WHEN_TURNED,
    digest,
    drawn,
    flood,
    located,
    opened,
    picture,
)
from tests.sync.office import Office

from stagebill.attachments.gateways import disk
from stagebill.attachments.media import UPLOAD_BYTES_MAX
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def upload(
    office: Office, content: bytes, *, who: str = "technician", **headers: str
) -> httpx.Response:
    return await office.clients[who].put(f"/api/blobs/{digest(content)}", content=content, headers=headers)


async def shown(office: Office, content: bytes, part: str = "file", **body: Any) -> httpx.Response:
    """What comes back of an upload that was attached."""
    answer = await upload(office, content)
    assert answer.status_code == 200, answer.text
    attached = await office.post(
        "/api/attachments", {"job_id": office.job, "sha256": digest(content), **body}
    )
    assert attached.status_code == 201, attached.text
    return await office.get(f"/api/attachments/{attached.json()['id']}/{part}")


def files_of(office: Office) -> list[Path]:
    folder = office.app.state.services.config.data / disk.FOLDER
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_an_upload_is_kept_once_and_a_repeat_answers_alike(office: Office) -> None:
    content = picture()
    missing = await office.clients["technician"].head(f"/api/blobs/{digest(content)}")
    first = await upload(office, content)
    kept = files_of(office)
    again = await upload(office, content, who="dispatcher")
    there = await office.clients["technician"].head(f"/api/blobs/{digest(content)}")
    assert (missing.status_code, first.status_code, there.status_code) == (404, 200, 200)
    assert first.json() == again.json() == {
        "sha256": digest(content), "media_type": "image/jpeg", "width": 640, "height": 480,
        "file_bytes": first.json()["file_bytes"],
    }  # fmt: skip
    assert files_of(office) == kept
    assert len(kept) == 2  # the photo and its small copy
    assert {path.name for path in kept} == {digest(path.read_bytes()) for path in kept}


async def test_sixteen_phones_sending_the_same_photo_at_once_keep_it_once(office: Office) -> None:
    content = picture(size=(300, 200))
    answers = await asyncio.gather(*(upload(office, content) for _ in range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(files_of(office)) == 2


async def test_a_photo_loses_its_place_and_its_camera_and_stands_upright(office: Office) -> None:
    answer = await shown(office, located(UPRIGHT_WHEN_TURNED))
    image = opened(answer.content)
    assert dict(image.getexif()) == {}
    assert b"Spy Camera" not in answer.content
    assert {"exif", "icc_profile", "comment", "xmp"} & image.info.keys() == set()
    assert image.size == (480, 640)
    top, bottom = image.getpixel((240, 40)), image.getpixel((240, 600))
    assert top[0] > 150 > top[2]  # what was left is up
    assert bottom[2] > 150 > bottom[0]


async def test_a_large_photo_is_shrunk_and_has_a_small_copy(office: Office) -> None:
    content = picture(size=(4000, 3000))
    assert opened((await shown(office, content)).content).size == (2048, 1536)
    small = await shown(office, content, "thumbnail")
    assert opened(small.content).size == (480, 360)
    assert len(small.content) < 40_000


@pytest.mark.parametrize(("kind", "mode", "comes_back"), [
    ("PNG", "RGB", "image/jpeg"), ("PNG", "RGBA", "image/png"), ("WEBP", "RGB", "image/jpeg"),
    ("JPEG", "L", "image/jpeg"), ("JPEG", "CMYK", "image/jpeg"), ("PNG", "P", "image/jpeg"),
])  # fmt: skip
async def test_images_of_every_kind_become_the_two_that_are_kept(
    office: Office, kind: str, mode: str, comes_back: str
) -> None:
    answer = await shown(office, drawn(kind, mode))
    assert answer.headers["content-type"] == comes_back
    assert opened(answer.content).size == (640, 480)


async def test_a_pdf_is_kept_as_it_came_and_given_to_be_saved(office: Office) -> None:
    answer = await shown(office, PDF, kind="document", name="Permit № 7.pdf")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Permit%20%E2%84%96%207.pdf"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = b"GIF89a" + b"\0" * 40
HEIC = b"\0\0\0\x24ftypheic" + b"\0" * 40
HOSTILE = {
    "an SVG with a script": (SVG, 415, "attachments.unknown_kind"),
    "a page that calls itself a photo": (HTML, 415, "attachments.unknown_kind"),
    "an image of a kind that is not kept": (GIF, 415, "attachments.unknown_kind"),
    "a photo as an iPhone keeps it": (HEIC, 415, "attachments.heic"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", 415, "attachments.unknown_kind"),
    "an archive": (b"PK\x03\x04" + b"\0" * 60, 415, "attachments.unknown_kind"),
    "an archive that begins as a PDF": (PDF + b"PK\x05\x06" + b"\0" * 18, 415, "attachments.unknown_kind"),
    "a PDF cut short": (PDF[:30], 415, "attachments.unknown_kind"),
    "a page in a JPEG": (b"\xff\xd8\xff\xe0" + HTML, 422, "attachments.unreadable_image"),
    "a page behind the first bytes of a WebP": (
        b"RIFF\x40\0\0\0WEBPVP8 " + HTML, 422, "attachments.unreadable_image"),
    "half a photo": (picture(size=(900, 900))[:4000], 422, "attachments.unreadable_image"),
    "a PNG of 2,500 million pixels": (flood(50_000, 50_000), 413, "attachments.too_many_pixels"),
    "a PNG just over the limit": (flood(40_000_001, 1), 413, "attachments.too_many_pixels"),
    "a PNG whose pixels are not there": (flood(6_000, 6_000), 422, "attachments.unreadable_image"),
    "nothing": (b"", 422, "attachments.empty"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_uploads_are_refused_and_leave_nothing(office: Office, what: str) -> None:
    content, status, code = HOSTILE[what]
    answer = await upload(office, content, **{"Content-Type": "image/jpeg"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert files_of(office) == []
    assert (await office.clients["technician"].head(f"/api/blobs/{digest(content)}")).status_code == 404


async def test_what_hides_behind_a_good_photo_is_gone(office: Office) -> None:
    answer = await shown(office, picture() + b"PK\x03\x04" + HTML)
    assert b"alert" not in answer.content
    assert opened(answer.content).size == (640, 480)


async def test_bytes_of_another_digest_are_refused(office: Office) -> None:
    answer = await office.clients["technician"].put(f"/api/blobs/{digest(b'other')}", content=picture())
    assert (answer.status_code, answer.json()["code"]) == (422, "attachments.wrong_digest")
    assert files_of(office) == []


async def test_an_address_that_is_no_digest_is_nobodys(office: Office) -> None:
    for address in ("abc", "A" * 64, "..%2f..%2fetc%2fpasswd", "0" * 65):
        answer = await office.clients["technician"].put(f"/api/blobs/{address}", content=picture())
        assert answer.status_code in {404, 422}
    assert files_of(office) == []


async def test_a_gigabyte_that_is_announced_is_refused_before_a_byte_is_read(office: Office) -> None:
    async def never() -> Any:
        raise AssertionError("the body was read")
        yield b""

    answer = await office.clients["technician"].put(
        f"/api/blobs/{'0' * 64}", content=never(), headers={"Content-Length": str(1024**3)}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "attachments.too_large")


async def test_more_than_may_come_is_refused_while_it_comes(office: Office) -> None:
    async def endless() -> Any:
        for _ in range(UPLOAD_BYTES_MAX // 2**20 + 2):
            yield b"\xff" * 2**20

    answer = await office.clients["technician"].put(f"/api/blobs/{'0' * 64}", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "attachments.too_large")
    assert files_of(office) == []


async def test_one_member_uploads_so_much_a_day_and_no_more(
    office: Office, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = picture(size=(64, 64)), picture(size=(65, 64))
    monkeypatch.setattr("stagebill.attachments.routes.DAY_BYTES_MAX", len(first))
    assert (await upload(office, first)).status_code == 200
    refused = await upload(office, second)
    assert (refused.status_code, refused.json()["code"]) == (429, "attachments.too_much_today")
    assert refused.headers["retry-after"] == "3600"
    assert (await upload(office, second, who="dispatcher")).status_code == 200


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
async def test_a_full_disk_says_so_and_nothing_is_half_written(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    content = picture()
    with monkeypatch.context() as full:
        full.setattr(disk.os, "fsync", _raises(error))
        answer = await upload(office, content)
        assert (answer.status_code, answer.json()["code"]) == (503, "kernel.unavailable")
        assert "retry-after" in answer.headers
        assert files_of(office) == []
    assert (await upload(office, content)).status_code == 200


def _raises(error: int) -> Any:
    def fail(_: int) -> None:
        raise OSError(error, "no room")

    return fail


async def test_a_file_that_was_lost_is_taken_again(office: Office) -> None:
    content = picture()
    answer = await shown(office, content)
    for path in files_of(office):
        path.unlink()
    assert (await office.clients["technician"].head(f"/api/blobs/{digest(content)}")).status_code == 404
    assert (await upload(office, content)).status_code == 200
    assert (await shown(office, content)).content == answer.content


async def test_another_company_has_no_use_for_a_digest(office: Office) -> None:
    """Bytes lie apart for each company: knowing a digest is not having the file."""
    content = picture()
    await upload(office, content)
    assert all(path.parent.parent.name == office.teller.organization_id for path in files_of(office))
    attached = await office.teller.tell(
        "attachments.attach_file", {"job_id": new_id(), "sha256": digest(content)}, role="dispatcher"
    )
    assert attached.outcome.code == "attachments.unknown_job"
