"""Tortoise's own connection: reads for screens, forms and reports. The database refuses writes through it."""

from pathlib import Path
from typing import Any

import tortoise.context
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext

from stagebill.kernel.config import Config
from stagebill.kernel.database.postgres_values import SETTINGS, set_codecs
from stagebill.kernel.database.sqlite_file import BUSY_SECONDS, JOURNAL_BYTES_MAX

_PACKAGE = Path(__file__).parents[2]


def table_modules() -> list[str]:
    """Every slice that has tables, and every room of one, describes them in a module of this name."""
    found = (path.relative_to(_PACKAGE.parent).with_suffix("") for path in _PACKAGE.rglob("tables.py"))
    return sorted(".".join(path.parts) for path in found)


async def open_orm(config: Config) -> TortoiseContext:
    # Tortoise caches INSERT texts by connection name, whatever the engine: so each engine has its own name.
    name = config.dialect
    context = TortoiseContext()
    with context:
        await context.init(
            config={
                "connections": {name: _postgres(config) if name == "postgres" else _sqlite(config)},
                "apps": {"stagebill": {"models": table_modules(), "default_connection": name}},
            },
            # The context of the task that starts the server does not reach those that answer requests.
            _enable_global_fallback=tortoise.context._global_context is None,
        )
    return context


async def close_orm(context: TortoiseContext) -> None:
    await context.close_connections()
    if tortoise.context._global_context is context:
        tortoise.context._global_context = None


def _sqlite(config: Config) -> dict[str, Any]:
    pragmas = {
        "query_only": "ON",
        "busy_timeout": int(BUSY_SECONDS * 1000),
        "journal_size_limit": JOURNAL_BYTES_MAX,
    }
    return {
        "engine": "tortoise.backends.sqlite",
        "credentials": {"file_path": str(config.sqlite_file), **pragmas},
    }


def _postgres(config: Config) -> dict[str, Any]:
    expanded: dict[str, Any] = expand_db_url(config.database_url.replace("postgresql://", "postgres://", 1))
    expanded["engine"] = "tortoise.backends.asyncpg"
    expanded["credentials"] |= {
        "init": set_codecs,
        "server_settings": {**SETTINGS, "default_transaction_read_only": "on"},
    }
    return expanded
