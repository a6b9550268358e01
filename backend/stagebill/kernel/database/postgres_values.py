"""PostgreSQL's values as wire text: the same spelling of ids, instants, days and JSON that SQLite stores."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from stagebill.kernel.clock import instant_text

if TYPE_CHECKING:
    import asyncpg

# The instants below are read in the session's zone and style, so both are fixed.
SETTINGS: Final = {"timezone": "UTC", "datestyle": "ISO", "application_name": "stagebill"}
_SECONDS_END: Final = 19


async def set_codecs(connection: "asyncpg.Connection[Any]") -> None:
    """Run once for each new connection of a pool, Tortoise's included."""
    for name, encoder, decoder in (
        ("uuid", str, str),
        ("timestamptz", _instant_out, _instant_in),
        ("date", _day_out, str),
        ("jsonb", str, _json_in),
        ("numeric", str, _number_in),
    ):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=encoder, decoder=decoder, format="text"
        )


def _instant_out(value: Any) -> str:
    return instant_text(value) if isinstance(value, datetime) else str(value)


def _instant_in(text: str) -> str:
    """`2026-11-23 20:37:42.5+00` → `2026-11-23T20:37:42.500000Z`."""
    fraction = text[_SECONDS_END + 1 : -3]
    return f"{text[:10]}T{text[11:_SECONDS_END]}.{fraction:0<6}Z"


def _day_out(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _json_in(text: str) -> str:
    # PostgreSQL puts spaces into it; a phone pays for each byte.
    return msgspec.json.format(text, indent=-1)


def _number_in(text: str) -> int | Decimal:
    """The sum of whole numbers is numeric in PostgreSQL, and whole in SQLite."""
    return Decimal(text) if "." in text or "N" in text else int(text)
