"""HTML and text from a slice's templates: escaped by construction; a missing fact is an error."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from stagebill.kernel.directions import direction
from stagebill.kernel.money import with_sign

Render = Callable[..., str]


def renderer(slice_name: str, *others: str) -> Render:
    """`render("pay.html", **facts)` for one slice's templates; those named .txt are not escaped. Templates
    that the slice lacks, such as a layout, are taken from the others.
    """
    folders = [PackageLoader(f"stagebill.{name}", "templates") for name in (slice_name, *others)]
    environment = Environment(
        loader=ChoiceLoader(folders),
        autoescape=_is_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"direction": direction, "with_sign": with_sign}

    def render(name: str, **facts: Any) -> str:
        return environment.get_template(name).render(facts)

    return render


def _is_escaped(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def styles(slice_name: str, name: str) -> str:
    """A slice's style sheet without line breaks, to be inlined into a page."""
    text = files(f"stagebill.{slice_name}").joinpath("templates", name).read_text(encoding="utf-8")
    return "".join(line.strip() for line in text.splitlines())
