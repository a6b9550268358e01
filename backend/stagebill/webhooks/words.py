"""The mail to owners about a webhook that was paused."""

_WORDS = {
    "en": (
        "A webhook was paused",
        "{url}\nno longer answers, so no events are sent to it until somebody resumes it.\n\n"
        "When it works again, open {settings} and resume it: what it missed is sent then.\n",
    ),
    "es": (
        "Un webhook quedó en pausa",
        "{url}\nya no responde, así que no recibe nada hasta que alguien lo reanude.\n\n"
        "Cuando vuelva a funcionar, abra {settings} y reanúdelo: entonces se envía lo que se perdió.\n",
    ),
}


def paused_mail(language: str, url: str, settings: str) -> tuple[str, str]:
    """Subject and text."""
    subject, text = _WORDS["es" if language == "es" else "en"]
    return subject, text.format(url=url, settings=settings)
