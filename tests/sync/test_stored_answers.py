"""Answers as they were stored by an earlier revision: who asks again after an upgrade gets them, whole."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stagebill.app import REGISTRY
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.sync.command import Command

STORED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "stored_answers.json").read_text())
# These are as the server is reached today.
ADDRESSES = {"webhook_url", "secret", "url"}
PRESENTED = [command for command in REGISTRY.commands.values() if command.present is not None]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, secret="s" * 32)


@pytest.fixture
def context() -> Context:
    organization_id = "01900000-0000-7000-8000-000000000001"
    return Context(
        organization_id=organization_id, role="owner", mutation_id=organization_id, zone="America/New_York",
        now=datetime(2026, 12, 31, 12, tzinfo=UTC), currency="USD", name="Alder Plumbing",
    )  # fmt: skip


def told(command: Command, config: Config, context: Context) -> dict[str, Any]:
    assert command.present is not None
    assert command.view is not None
    stored = json.dumps(STORED[command.view.__name__]).encode()
    said: dict[str, Any] = json.loads(command.present(config, context, stored))
    return said


def lacking(stored: dict[str, Any], said: dict[str, Any]) -> list[str]:
    """What is not said any more, or otherwise. What was added since is no matter."""
    return [
        name
        for name, value in stored.items()
        if name not in ADDRESSES
        and (lacking(value, said[name]) if isinstance(value, dict) else said[name] != value)
    ]


@pytest.mark.parametrize("command", PRESENTED, ids=lambda command: command.name)
def test_an_answer_that_was_stored_before_the_upgrade_is_given_again(
    command: Command, config: Config, context: Context
) -> None:
    assert command.view is not None
    stored = STORED[command.view.__name__]
    assert lacking(stored, told(command, config, context)) == []


def test_the_address_of_webhooks_of_an_older_answer_is_the_one_that_works_today(
    config: Config, context: Context
) -> None:
    said = told(REGISTRY.commands["paypage.switch_gateway"], config, context)
    path = "/hooks/stripe/01900000-0000-7000-8000-000000000001"
    assert said["webhook_url"] == f"{config.base_url}{path}"
