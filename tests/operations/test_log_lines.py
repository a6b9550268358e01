"""Whoever speaks, a line of the log is JSON: what reads logs falls over nothing else."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from stagebill import cli
from stagebill.kernel.config import Config
from stagebill.operations.log_lines import Lines


def test_a_library_speaks_in_the_form_of_our_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    log = logging.getLogger("tests.of.a.library")
    log.propagate = False
    log.addHandler(handler)
    try:
        log.warning("Invalid HTTP request received.")
        try:
            raise OSError("gone")
        except OSError:
            log.exception("it broke\nin two")
    finally:
        log.removeHandler(handler)
    plain, broken = map(json.loads, capsys.readouterr().err.splitlines())
    assert plain.pop("timestamp").endswith("Z")
    assert plain == {
        "event": "Invalid HTTP request received.", "logger": "tests.of.a.library", "level": "warning",
    }  # fmt: skip
    assert broken["event"] == "it broke\nin two"
    assert broken["exception"].endswith("OSError: gone")


def test_the_server_has_no_log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None: ...

    monkeypatch.setattr(logging.getLogger("uvicorn"), "handlers", [])  # a test before may have given it some
    cli.listening_for(app, Config(data=tmp_path)).load()
    assert logging.getLogger("uvicorn").handlers == []
