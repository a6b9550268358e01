"""The real server, killed under load and run out of disk: what it acknowledged is there, and once."""

import asyncio
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.journeys.product import Product, items, running

from stagebill.kernel.ids import new_id

pytestmark = [pytest.mark.fault, pytest.mark.anyio]

CLIENTS = 8
KILLS = int(os.environ.get("STAGEBILL_KILLS", "6"))
PAYMENTS_EACH = 12
SMALL_DISK = "24m"


class Payer:
    """A client that keeps each payment until it hears 201, and sends it again under the same key."""

    def __init__(self, product: Product, job_id: str, headers: dict[str, str]) -> None:
        self._api = httpx.AsyncClient(base_url=product.direct, headers=headers, timeout=5)
        self._job_id = job_id
        self.acknowledged: list[str] = []
        self.refused = asyncio.Event()

    async def pays(self, count: int) -> None:
        async with self._api:
            for _ in range(count):
                await self._pays_once(new_id())

    async def _pays_once(self, id_: str) -> None:
        body = {"payment_id": id_, "method": "cash", "amount_minor": 100, "job_id": self._job_id}
        while id_ not in self.acknowledged:
            with suppress(httpx.TransportError):
                answer = await self._api.post("/api/payments", json=body, headers={"Idempotency-Key": id_})
                if answer.status_code == httpx.codes.CREATED:
                    self.acknowledged.append(id_)
                    return
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
                assert int(answer.headers["Retry-After"]) > 0
                self.refused.set()
            await asyncio.sleep(0.05)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with running(tmp_path / "data") as product:
        yield product


def a_payer(product: Product) -> Payer:
    with product.api() as api:
        job_id = items(api.get("/api/jobs"))[0]["id"]
        return Payer(product, job_id, dict(api.headers))


def payments(product: Product, *ids: str) -> list[dict[str, Any]]:
    with product.api() as api:
        return [api.get(f"/api/payments/{id_}").raise_for_status().json() for id_ in ids]


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(product: Product) -> None:
    payers = [a_payer(product) for _ in range(CLIENTS)]
    chance = random.Random(7)

    async def kills() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.05, 0.5))
            product.kill()
            await asyncio.to_thread(product.start)

    await asyncio.gather(kills(), *(payer.pays(PAYMENTS_EACH) for payer in payers))
    ids = [id_ for payer in payers for id_ in payer.acknowledged]
    assert len(ids) == len(set(ids)) == CLIENTS * PAYMENTS_EACH
    assert [payment["id"] for payment in payments(product, *ids)] == ids
    assert product.check() == ""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own, so that filling it harms nobody."""
    folder = Path(tempfile.mkdtemp(prefix="stagebill-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode != 0:
        shutil.rmtree(folder)
        pytest.skip(
            "this machine lets nobody mount a small disk: the writer's own test of a full one remains"
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def fill(disk: Path) -> Path:
    """The file that takes the last free page."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass
    return ballast


async def test_a_full_disk_refuses_and_works_again_when_there_is_room(small_disk: Path) -> None:
    """503 with Retry-After, nothing half written; the same payments go through once space is back."""
    with running(small_disk / "data") as product:
        payer = a_payer(product)
        ballast = fill(small_disk)
        paying = asyncio.ensure_future(payer.pays(40))
        await asyncio.wait_for(payer.refused.wait(), 30)
        ballast.unlink()
        await asyncio.wait_for(paying, 60)
        found = payments(product, *payer.acknowledged)
        assert [payment["amount_minor"] for payment in found] == [100] * 40
        assert product.check() == ""
