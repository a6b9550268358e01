"""What `deploy/` says and ships is so: settings, commands, places, and what can be installed from it."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click import Command, Option

from stagebill.attachments.media import UPLOAD_BYTES_MAX
from stagebill.cli import main
from stagebill.kernel.config import ENVIRONMENT

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (DEPLOY / "README.md").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
SCRIPT = (DEPLOY / "stagebill").read_text()
UNIT = (DEPLOY / "stagebill.service").read_text()
# What the image settles for itself, and what only developers change.
OF_THE_IMAGE = {"STAGEBILL_DATA", "STAGEBILL_HOST", "STAGEBILL_PORT", "STAGEBILL_ASSETS"}
PYTHONS = ("cp311", "cp312", "cp313")


def section(title: str) -> str:
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)


def test_the_guide_has_every_setting_and_no_other() -> None:
    told = [name for cell in first_cells(section("Settings")) for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(ENVIRONMENT.values())


def test_the_guide_names_the_options_that_are_settings_too() -> None:
    serve = main.commands["serve"]
    options = {option.opts[0] for option in serve.params if isinstance(option, Option)}
    assert options == set(re.findall(r"`(--[a-z-]+)`", section("Settings").partition("|")[0]))


def test_containers_hand_on_every_setting() -> None:
    handed = set(re.findall(r"^      (\w+): ", COMPOSE, re.MULTILINE))
    assert set(ENVIRONMENT.values()) - OF_THE_IMAGE - handed == set()


def test_every_command_stands_in_the_guide_and_every_command_of_the_guide_is_there() -> None:
    commands: dict[str, Command] = main.commands
    told = {re.findall(r"`stagebill ([a-z-]+)", cell)[0] for cell in first_cells(section("Commands"))}
    assert told == set(commands) - {"docs"}
    typed = re.findall(r"stagebill ([a-z]+)", code())
    assert set(typed) <= set(commands)


def code() -> str:
    """What the guide wants typed: blocks of it, and what stands between backticks."""
    blocks = re.findall(r"^```\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    typed = [line for block in blocks for line in block.splitlines() if line.startswith("stagebill ")]
    return "\n".join([*typed, *re.findall(r"`stagebill [^`]*`", GUIDE)])


def test_another_proxy_takes_what_the_server_takes_and_keeps_what_caddy_keeps() -> None:
    nginx = section("Another proxy than Caddy")
    (size_mb,) = re.findall(r"client_max_body_size (\d+)m;", nginx)
    assert int(size_mb) * 1024 * 1024 > UPLOAD_BYTES_MAX
    (kept,) = re.findall(r"@private path (.+)", (DEPLOY / "Caddyfile").read_text())
    (private,) = re.findall(r"location ~ (\S+) \{ return 404; \}", nginx)
    assert [path for path in kept.split() if not re.search(private, path.replace("*", "mail"))] == []
    assert not re.search(private, "/")


def test_script_unit_and_guide_speak_of_the_same_places() -> None:
    for place in ("/etc/stagebill.env", "/opt/stagebill/.venv/bin/stagebill", "/var/lib/stagebill"):
        assert place in SCRIPT
        assert place in UNIT
    assert {"/etc/stagebill.env", "/opt/stagebill", "/var/lib/stagebill"} <= set(
        re.findall(r"/(?:etc|opt|var)/[a-z/]*stagebill(?:\.env)?\b", GUIDE)
    )


def test_the_script_gives_a_command_the_services_settings_as_they_stand(tmp_path: Path) -> None:
    """A password may hold what a shell would take for its own."""
    (tmp_path / "env").write_text(
        "# settings\n\n; another remark\nSTAGEBILL_SMTP=smtp://a:$p&`w`*@host:587\n"
        'STAGEBILL_MAIL_FROM="bills@alder.example"\nSTAGEBILL_SECRET=\'it is "quoted"\'\nDATABASE_URL=a=b#c'
    )
    (tmp_path / "program").write_text('#!/bin/sh\nenv | grep -E "^(STAGEBILL|DATABASE)"; echo "$@"; umask\n')
    (tmp_path / "program").chmod(0o755)
    script = (
        SCRIPT.replace("/etc/stagebill.env", str(tmp_path / "env"))
        .replace("/opt/stagebill/.venv/bin/stagebill", str(tmp_path / "program"))
        .replace('[ "$(id -u)" != 0 ] ||', "[ 1 = 1 ] ||")  # the user is only there where it is installed
    )
    done = subprocess.run(
        ["sh", "-s", "backup", "a folder"], input=script, capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    *environment, words, mask = done.stdout.splitlines()
    assert sorted(environment) == [
        "DATABASE_URL=a=b#c",
        "STAGEBILL_DATA=/var/lib/stagebill",
        "STAGEBILL_MAIL_FROM=bills@alder.example",
        'STAGEBILL_SECRET=it is "quoted"',
        "STAGEBILL_SMTP=smtp://a:$p&`w`*@host:587",
    ]
    assert (words, mask) == ("backup a folder", "0077")


@pytest.mark.parametrize("python", PYTHONS)
def test_nothing_has_to_be_compiled_on_the_machines_that_the_guide_asks_for(python: str) -> None:
    """The image has no compiler, and neither has a fresh server."""
    locked = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    named = {package["name"]: package for package in locked}
    needed = runtime(named)
    assert len(needed) > 20
    assert [name for name in sorted(needed) if not has_wheel(named[name], python)] == []


def runtime(named: dict[str, dict[str, Any]]) -> set[str]:
    """All that a server is installed with: what the project depends on, and what that depends on."""
    found: set[str] = set()
    waiting = ["stagebill"]
    while waiting:
        package = named[waiting.pop()]
        for needed in package.get("dependencies", []):
            elsewhere = "== 'win32'" in needed.get("marker", "")
            if needed["name"] not in found and not elsewhere:
                found.add(needed["name"])
                waiting.append(needed["name"])
    return found


def has_wheel(package: dict[str, Any], python: str) -> bool:
    wheels = [wheel["url"].rsplit("/", 1)[1] for wheel in package.get("wheels", [])]
    return any(
        "none-any" in wheel
        or ("manylinux" in wheel and "x86_64" in wheel and re.search(f"{python}-|abi3|py3-none", wheel))
        for wheel in wheels
    )
