"""The web app manifest: one source with its translations beside each text, one file for each language."""

import json
from collections.abc import Mapping
from typing import Any, Final

LANGUAGES: Final = ("en", "es")
_MARK: Final = "_localized"


def manifest(source: str, language: str, urls: Mapping[str, str]) -> str:
    """The source in one language, its icons under their published addresses."""
    said = _in_language(json.loads(source), language)
    said["lang"] = language
    for icon in said["icons"]:
        icon["src"] = urls[icon["src"]]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def language_of(accept_language: str) -> str:
    """The first language asked for that we speak."""
    asked = (tag.strip()[:2].lower() for tag in accept_language.split(","))
    return next((language for language in asked if language in LANGUAGES), LANGUAGES[0])


def _in_language(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return [_in_language(item, language) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _in_language(item, language) for key, item in value.items() if not key.endswith(_MARK)}
    texts = {key.removesuffix(_MARK): item for key, item in value.items() if key.endswith(_MARK)}
    return own | {key: text[language] for key, text in texts.items() if language in text}
