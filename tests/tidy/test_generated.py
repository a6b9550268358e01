"""The pages written from the code are as the code is now."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from stagebill import cli, handbook


@pytest.mark.parametrize("path", handbook.pages(), ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    assert path.exists(), "run make docs"
    assert path.read_text(encoding="utf-8") == handbook.pages()[path], "run make docs"


def test_a_stale_page_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stale = tmp_path / "ERRORS.md"
    stale.write_text("older")
    monkeypatch.setattr(handbook, "pages", lambda: {stale: "newer"})
    done = CliRunner().invoke(cli.main, ["docs", "--check"])
    assert (done.exit_code, done.output) == (1, "Error: stale: ERRORS.md; run make docs\n")
    assert stale.read_text() == "older"
