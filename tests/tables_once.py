"""What Tortoise makes of the tables for an engine is made once in a process: it takes 16 ms, is the same each
time, and nearly every test opens a database.
"""

from typing import Any

from tortoise.apps import Apps
from tortoise.models import MetaInfo, Model

_BUILD = Apps._build_initial_querysets
# What `finalise_model` and the building of queries leave in a model's description.
_LEFT = ("filters", "db_default_fields", "db_complex_fields", "db_native_fields", "basetable", "basequery",
         "basequery_all_fields")  # fmt: skip
_KNOWN: dict[tuple[str | None, tuple[type[Model], ...]], list[tuple[Any, ...]]] = {}


def build_tables_once() -> None:
    Apps._build_initial_querysets = _build  # type: ignore[method-assign]


def _build(apps: Apps) -> None:
    models = tuple(model for app in apps.apps.values() for model in app.values())
    metas: list[MetaInfo] = [model._meta for model in models]
    key = (metas[0].default_connection, models)
    if key in _KNOWN:
        for meta, left in zip(metas, _KNOWN[key], strict=True):
            for name, value in zip(_LEFT, left, strict=True):
                setattr(meta, name, value)
        return
    for meta in metas:  # Tortoise fills these where they are, and they may be another engine's
        meta.filters = {}
        meta.db_default_fields, meta.db_complex_fields, meta.db_native_fields = [], [], []
    _BUILD(apps)
    _KNOWN[key] = [tuple(getattr(meta, name) for name in _LEFT) for meta in metas]
