"""Every dialog ends in the same way: first what it does, then the way out without it.

On a phone the two stand under each other, at the thumb; on a desk the deed stands at the end of the line.
"""

import re
from pathlib import Path

SCREENS = Path(__file__).parents[2] / "pwa" / "screens"
WAY_OUT = r'<button\s+type="button" onClick=\$\{on_close\}>\$\{t\("nav\.cancel"\)\}</button>'
WAY_OUT_FIRST = re.compile(WAY_OUT + r"\s*<button")
ENDS = re.compile(WAY_OUT)


def test_no_dialog_has_the_way_out_before_what_it_does() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SCREENS.rglob("*.js")}
    assert sum(len(ENDS.findall(text)) for text in texts.values()) > 20
    assert [path.name for path, text in texts.items() if WAY_OUT_FIRST.search(text)] == []
