"""The demo's photos: drawn ones, shipped small and ready, since telling the story must not take a while."""

import asyncio
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from stagebill.attachments.gateways.disk import blob_store
from stagebill.attachments.media import MediaType
from stagebill.attachments.tables import KEEP_BLOB
from stagebill.demo.told import ORGANIZATION_ID, member_id
from stagebill.kernel.database.tx import Tx
from stagebill.sync.services import Services

NAMES: Final = ("before", "after")
WIDTH: Final = 960
HEIGHT: Final = 720
_FOLDER: Final = Path(__file__).parent / "pictures"


def digest_of(name: str) -> str:
    """Under which digest a picture is uploaded."""
    return sha256(_bytes(name)).hexdigest()


async def put_pictures(services: Services, at: datetime) -> None:
    """As if the technician's phone had sent them: the bytes first, then what is known of them."""
    store = blob_store(services.config)
    for name in NAMES:
        large, small = _bytes(name), _bytes(f"{name}.small")
        for content in (large, small):
            place = store.incoming()
            await asyncio.to_thread(place.write_bytes, content)
            await store.keep(ORGANIZATION_ID, sha256(content).hexdigest(), place)
        values = (
            sha256(large).hexdigest(), MediaType.JPEG, sha256(large).hexdigest(), len(large),
            sha256(small).hexdigest(), len(small), WIDTH, HEIGHT, len(large), member_id("technician"), at,
        )  # fmt: skip

        async def unit(tx: Tx, values: tuple[object, ...] = values) -> None:
            await tx.run(KEEP_BLOB, ORGANIZATION_ID, *values)

        await services.database.write(unit)


def _bytes(name: str) -> bytes:
    return (_FOLDER / f"{name}.jpg").read_bytes()
