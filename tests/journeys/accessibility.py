"""What axe-core finds wrong with a screen, light and dark: for those who hear it or tell no colors apart."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SCHEMES = ("light", "dark")
_RUN = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations.map(
  ({id, nodes}) => [id, nodes.slice(0, 3).map(({html}) => html.slice(0, 200))]))
"""


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Each rule that the screen breaks, where, and in which colors. The page's policy stays as it is: the
    engine is brought by the test's own channel, not as a script of the page.
    """
    page.evaluate(_axe())
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        broken: list[Any] = page.evaluate(_RUN)
        found += [f"{scheme}: {rule} {json.dumps(places)}" for rule, places in broken]
    return found
