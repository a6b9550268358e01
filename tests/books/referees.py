"""Two programs that know nothing of Stagebill judge what it exports: beancount and hledger."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest


class Verdict(NamedTuple):
    """Whether the file is right, why not, and the balance of each account in the smallest unit."""

    is_right: bool
    words: str
    balances: Mapping[str, int]


def beancount_judges(text: str, folder: Path) -> Verdict:
    """By its own checker in a process of its own, then its own sums."""
    from beancount import loader
    from beancount.core.data import Transaction

    path = folder / "journal.beancount"
    path.write_text(text, encoding="utf-8")
    bean_check = Path(sys.executable).with_name("bean-check")
    checked = subprocess.run([bean_check, path], capture_output=True, text=True, timeout=120, check=False)
    entries, _, _ = loader.load_file(str(path))
    sums: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                sums[posting.account] = sums.get(posting.account, 0) + int(posting.units.number * 100)
    return Verdict(checked.returncode == 0, checked.stdout + checked.stderr, sums)


def hledger_judges(text: str, folder: Path) -> Verdict:
    """Strict: accounts, commodities and payees are declared, days are in order, entries balance."""
    path = folder / "journal.hledger"
    path.write_text(text, encoding="utf-8")
    checked = _hledger(path, "check", "--strict", "ordereddates", "payees")
    listed = _hledger(path, "balance", "--flat", "--no-total", "--output-format", "json")
    sums = {}
    if listed.returncode == 0:
        rows, _ = json.loads(listed.stdout)
        for name, _, _, amounts in rows:
            sums[name] = sum(
                int(
                    Decimal(each["aquantity"]["decimalMantissa"]).scaleb(
                        2 - each["aquantity"]["decimalPlaces"]
                    )
                )
                for each in amounts
            )
    return Verdict(checked.returncode == 0, checked.stdout + checked.stderr, sums)


def _hledger(path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("hledger")
    if program is None:
        if os.environ.get("CI") == "true":
            raise RuntimeError("hledger is missing: make test-tools")
        pytest.skip("no hledger: make test-tools")
    # Debian's hledger reads a file by the locale, and the plain one knows no é.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run([program, "-f", path, *command], capture_output=True, text=True, timeout=120,
                          check=False, env=environment)  # fmt: skip
