"""The log: one JSON line an event on standard error, ours and the libraries'; none of it lets a reader in."""

import json
import logging
import sys
from typing import Any, Final

import structlog

# Names under which a secret could reach a log line.
SECRET_WORDS: Final = frozenset({"token", "authorization", "cookie", "password", "secret", "password_hash"})


def configure_logs() -> None:
    """Once for a process. Whoever runs one that has a log of its own (a test) keeps that of the libraries."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


class Lines(logging.Formatter):
    """What a library says of itself, in the form of our own lines."""

    def format(self, record: logging.LogRecord) -> str:
        """A trace stays within its line: no reader of lines would put it together again."""
        said: dict[str, Any] = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        moment = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"]
        return json.dumps({**said, "level": record.levelname.lower(), "timestamp": moment})


def _without_secrets(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {name: "…" if name.lower() in SECRET_WORDS else value for name, value in event.items()}
