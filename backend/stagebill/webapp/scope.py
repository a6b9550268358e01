"""Which addresses are the app's screens, and which are the server's own."""

import re
from typing import Final

# Held equal to service_worker/cache_policy.js by a test: the worker must never answer for one of these.
OUTSIDE: Final = (
    "/api",
    "/auth",
    "/pay",
    "/approve",
    "/docs",
    "/schema",
    "/dev",
    "/hooks",
    "/sandbox",
    "/statement",
    "/owed",
    "/unsubscribe",
    "/healthz",
    "/readyz",
    "/metrics",
    "/service_worker.js",
    "/manifest.webmanifest",
)
_FILE_NAME: Final = re.compile(r"\.[0-9a-zA-Z]+$")


def is_app_path(path: str) -> bool:
    """Whether the shell answers it. A last part with an ending asks for a file, not for a screen."""
    if path.startswith("//"):
        return False
    if any(path == outside or path.startswith(f"{outside}/") for outside in (*OUTSIDE, "/assets")):
        return False
    return _FILE_NAME.search(path.rpartition("/")[2]) is None
