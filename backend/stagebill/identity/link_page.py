"""The page behind a sign-in link: one button, because mail scanners open links and only a press may use them.

Where scripts run, the page presses the button itself. It holds no data at all: the form posts to its own
address.
"""

import hashlib
from base64 import b64encode

from stagebill.kernel.context import Language

# Who comes by a link may be another member than the one whose rows the app would show first: it asks anew.
_SCRIPT = 'try{localStorage.setItem("stagebill.me","null")}catch{}document.forms[0].submit()'
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.5 system-ui,sans-serif;"
    "background:light-dark(oklch(97.9% .006 95),oklch(18.5% .012 255));"
    "color:light-dark(oklch(21.5% .022 262),oklch(95.5% .008 95))}"
    "main{padding:24px;text-align:center;max-width:26rem}"
    "h1{font-size:1.35rem;margin:0 0 8px}p{margin:0 0 24px}"
    "button{min-height:48px;padding:0 32px;border:0;border-radius:14px;font:inherit;font-weight:600;"
    "background:light-dark(oklch(45% .155 262),oklch(74% .12 258));"
    "color:light-dark(oklch(99% 0 0),oklch(18% .03 262))}"
    "button:focus-visible{outline:3px solid light-dark(oklch(45% .155 262),oklch(74% .12 258));"
    "outline-offset:3px}"
)
_WORDS: dict[Language, tuple[str, str, str, str, str]] = {
    "en": (
        "Sign in to Stagebill",
        "One tap and you are in.",
        "Sign in",
        "This link no longer works",
        "It was used already, or it is too old. Ask for a new one.",
    ),
    "es": (
        "Entrar en Stagebill",
        "Un toque y ya está.",
        "Entrar",
        "Este enlace ya no sirve",
        "Ya se usó o es demasiado antiguo. Pide uno nuevo.",
    ),
}


def _hash(text: str) -> str:
    return "'sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


POLICY = (
    f"default-src 'none'; script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def link_page(language: Language) -> str:
    """The page with the button."""
    title, sentence, button, _, _ = _WORDS[language]
    form = f'<form method="post"><button type="submit">{button}</button></form><script>{_SCRIPT}</script>'
    return _page(language, title, f"<h1>{title}</h1><p>{sentence}</p>{form}")


def expired_page(language: Language) -> str:
    """The page of a link that was used, has expired, or never existed."""
    *_, title, sentence = _WORDS[language]
    return _page(language, title, f'<h1>{title}</h1><p>{sentence}</p><p><a href="/">Stagebill</a></p>')


def _page(language: Language, title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )


def preferred(accept_language: str) -> Language:
    """The first of our languages that a browser asks for."""
    for part in accept_language.lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("es"):
            return "es"
        if tag.startswith("en"):
            return "en"
    return "en"
