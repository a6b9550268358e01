"""The folder of files against the database: what is lost, what is damaged, and what nobody needs."""

from pathlib import Path

import pytest
from tests.attachments.pictures import digest, picture
from tests.sync.office import Office

from stagebill.check.files import check_bytes

pytestmark = pytest.mark.anyio


async def kept(office: Office) -> Path:
    """Two photos: one attached, one not. The folder that holds them."""
    client = office.clients["technician"]
    for content in (picture(), picture(size=(50, 50))):
        assert (await client.put(f"/api/blobs/{digest(content)}", content=content)).status_code == 200
    attached = {"job_id": office.job, "sha256": digest(picture())}
    assert (await office.post("/api/attachments", attached, who="technician")).status_code == 201
    folder = Path(office.app.state.services.config.data) / "blobs"
    founding = folder / office.teller.organization_id / office.teller.upload[:2]
    founding.mkdir(parents=True)
    (founding / office.teller.upload).write_bytes(office.teller.name.encode())
    return folder


async def test_every_file_is_there_whole_and_what_hangs_on_nothing_is_listed(office: Office) -> None:
    folder = await kept(office)
    (folder / "incoming" / "left by a killed server").write_bytes(b"half")
    read = await check_bytes(office.app.state.services.config)
    assert (read.files, read.broken) == (5, [])
    assert len(read.orphans) == 4


async def test_a_lost_and_a_damaged_file_are_named(office: Office) -> None:
    folder = await kept(office)
    first, second, *_ = sorted(path for path in folder.rglob("*") if path.is_file())
    first.unlink()
    second.write_bytes(b"other")
    read = await check_bytes(office.app.state.services.config)
    assert read.broken == [
        f"{first.relative_to(folder)} is missing",
        f"{second.relative_to(folder)} is damaged",
    ]
