"""HTML and text from Jinja templates: escaped by construction, and a forgotten fact is an error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Render = Callable[..., str]


def renderer(folder: Path) -> Render:
    """`render("pay.html", **facts)` for one folder's templates; those named .txt are not escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=_is_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def render(name: str, **facts: Any) -> str:
        return environment.get_template(name).render(facts)

    return render


def _is_escaped(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def styles(file: Path) -> str:
    """A style sheet without its line ends, as it goes inline into a page."""
    return "".join(line.strip() for line in file.read_text(encoding="utf-8").splitlines())
