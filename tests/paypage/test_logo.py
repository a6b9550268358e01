"""The company's picture: uploaded, chosen, and shown to whoever opened a link of theirs."""

import struct
import zlib
from hashlib import sha256

import pytest
from tests.paypage.shop import Shop

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


async def test_without_a_link_or_a_logo_there_is_nothing_to_see(shop: Shop) -> None:
    assert (await shop.customer.get("/pay/logo")).status_code == 404
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "picture" not in page.text.partition("</style>")[2]
    assert (await shop.customer.get("/pay/logo")).status_code == 404
