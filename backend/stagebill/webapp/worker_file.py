"""The service worker as one classic script: import maps do not reach workers, and its address stays."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from stagebill.webapp.script import compact

# Leaves first; the last one holds the events.
_PARTS: Final = ("cache_policy.js", "shell.js", "push.js", "deliver.js", "service_worker.js")
_IMPORT: Final = re.compile(r"^import\s[^;]*;", re.MULTILINE)
_EMPTY_EXPORT: Final = re.compile(r"^export\s*\{\s*\};?", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export\s+(?=async |function |const |class )", re.MULTILINE)


def worker_file(sources: Mapping[str, str], version: str, precache: Sequence[str]) -> str:
    build = json.dumps({"version": version, "precache": list(precache)}, separators=(",", ":"))
    return f"const BUILD={build};\n" + _joined(sources, _PARTS)


def no_worker_file(sources: Mapping[str, str]) -> str:
    """The kill switch's file."""
    return _joined(sources, ("no_worker.js",))


def _joined(sources: Mapping[str, str], names: Sequence[str]) -> str:
    # Strict as modules are; the directive must come first to count, so a function holds all parts.
    parts = "".join(compact(_as_classic(sources[name])) for name in names)
    return f'(()=>{{"use strict";\n{parts}}})();\n'


def _as_classic(source: str) -> str:
    for pattern in (_IMPORT, _EMPTY_EXPORT, _EXPORT):
        source = pattern.sub("", source)
    return source
