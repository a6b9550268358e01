"""The company's picture: uploaded, chosen, and shown to whoever opened a link of theirs."""

import re
import struct
import zlib
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from tests.paypage.shop import Shop

from stagebill.notifications.followers import HANDLERS
from stagebill.notifications.mutations import DELIVER
from stagebill.sync.dispatcher import Errand

pytestmark = pytest.mark.anyio


def png() -> bytes:
    """Two by two pixels of red."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff\0\0" * 2) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def upload(shop: Shop, content: bytes, kind: str = "image/png") -> int:
    path = f"/api/blobs/{sha256(content).hexdigest()}"
    return (await shop.office.http.put(path, content=content, headers={"Content-Type": kind})).status_code


async def test_customers_see_the_logo_that_was_uploaded(shop: Shop) -> None:
    picture = png()
    assert await upload(shop, picture) in {200, 201}
    chosen = {"logo_sha256": sha256(picture).hexdigest()}
    assert (await shop.office.patch("/api/settings", chosen)).json()["logo_sha256"] == chosen["logo_sha256"]
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert '<img class="picture" src="/pay/logo?' in page.text
    shown = await shop.customer.get("/pay/logo")
    assert (shown.status_code, shown.headers["content-type"].partition("/")[0]) == (200, "image")


async def test_a_logo_must_be_a_picture_that_is_there(shop: Shop) -> None:
    refused = await shop.office.patch("/api/settings", {"logo_sha256": "0" * 64})
    assert (refused.status_code, refused.json()["code"]) == (422, "settings.not_a_picture")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    assert await upload(shop, svg, "image/svg+xml") >= 400


def large_png() -> bytes:
    """A picture that draws as two by two pixels and weighs more than a megabyte: something lies behind it."""
    return png() + bytes(1024 * 1024)


async def test_a_logo_weighs_at_most_a_megabyte_whoever_sends_it(shop: Shop) -> None:
    """The screen says so before the upload; a script that does not ask is refused by the server."""
    large = large_png()
    assert await upload(shop, large) in {200, 201}
    refused = await shop.office.patch("/api/settings", {"logo_sha256": sha256(large).hexdigest()})
    assert (refused.status_code, refused.json()["code"]) == (413, "settings.logo_too_large")
    assert refused.json()["bytes_max"] == 1024 * 1024
    assert (await shop.office.get("/api/settings/logo")).status_code == 404


async def with_logo(shop: Shop) -> str:
    """The company has chosen a picture; its digest."""
    picture = png()
    digest = sha256(picture).hexdigest()
    await upload(shop, picture)
    assert (await shop.office.patch("/api/settings", {"logo_sha256": digest})).status_code == 200
    return digest


async def test_the_office_sees_its_logo_on_screen_and_on_paper(shop: Shop) -> None:
    digest = await with_logo(shop)
    shown = await shop.office.get("/api/settings/logo")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    paper = await shop.office.get(f"/api/invoices/{(await shop.invoice())['id']}/print")
    assert f'<img src="/api/settings/logo?{digest[:12]}" alt="">' in paper.text
    assert (await shop.customer.get("/api/settings/logo")).status_code == 401


async def test_a_mail_carries_the_logo_inside_it(shop: Shop) -> None:
    """No reader has to load anything: no picture is blocked, and nobody learns who opened the mail."""
    digest = await with_logo(shop)
    sent = await shop.office.post(f"/api/invoices/{(await shop.invoice())['id']}/send")
    assert sent.status_code == 200
    await shop.work()
    (file,) = (shop.services.config.data / "mail").glob("*.eml")
    before = file.read_bytes()
    mail = message_from_bytes(before, policy=default)
    html, picture = [part for part in mail.walk() if part.get_content_type() in ("text/html", "image/jpeg")]
    assert f'src="cid:{digest}@logo.invalid"' in html.get_content()
    assert picture["Content-ID"] == f"<{digest}@logo.invalid>"
    assert picture.get_content() == (await shop.office.get("/api/settings/logo")).content
    assert picture.get_content_disposition() == "inline"
    assert "http" not in "".join(re.findall(r"<img[^>]*>", html.get_content()))
    ((message_id,),) = await shop.rows("SELECT id FROM message")
    framed = await shop.office.get(f"/dev/mail/{message_id}/html")
    assert 'src="data:image/jpeg;base64,' in framed.text


async def test_the_same_mail_is_the_same_bytes_after_the_logo_was_changed(shop: Shop) -> None:
    await with_logo(shop)
    await shop.office.post(f"/api/invoices/{(await shop.invoice())['id']}/send")
    await shop.work()
    (file,) = (shop.services.config.data / "mail").glob("*.eml")
    before = file.read_bytes()
    await shop.office.patch("/api/settings", {"logo_sha256": None})
    ((organization_id, message_id),) = await shop.rows("SELECT organization_id, id FROM message")
    forget = "UPDATE message SET delivered_at = NULL"
    await shop.services.database.write(lambda tx: tx.run(forget))
    errand = Errand(id=message_id, organization_id=organization_id, kind=DELIVER, dedupe_key=message_id,
                    payload={"message_id": message_id}, attempts=1, lease_until=shop.clock.now())  # fmt: skip
    await HANDLERS[DELIVER](errand, shop.services)
    assert file.read_bytes() == before


async def test_without_a_link_or_a_logo_there_is_nothing_to_see(shop: Shop) -> None:
    assert (await shop.customer.get("/pay/logo")).status_code == 404
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "picture" not in page.text.partition("</style>")[2]
    assert (await shop.customer.get("/pay/logo")).status_code == 404
