"""Security headers: what every answer tells the browser, whoever produced it."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
)
# What only a document can use: on JSON these are 290 bytes that every answer would carry over a weak signal.
OF_DOCUMENTS: tuple[Header, ...] = (
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), autoplay=(), browsing-topics=(), camera=(self), display-capture=(), "
        b"fullscreen=(self), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), "
        b"midi=(), payment=(), usb=()",
    ),
)
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
NO_STORE = (b"cache-control", b"no-store")

# A page that wants more says so with a policy of its own, which is kept as it is.
CSP_DATA = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
CSP_PAGE = (
    b"content-security-policy",
    b"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
)
# Behind these nothing may be kept by a browser or a proxy, signed in or not: an error page for one person is
# not the next one's answer.
_PERSONAL = ("/api/", "/auth/", "/pay/", "/approve/", "/dev/")
_JSON = (b"application/json", b"application/problem+json")


def completed(sent: Iterable[Header], path: str, *, https: bool) -> list[Header]:
    """An answer's headers with the missing ones added; what a route set itself stays."""
    headers = list(sent)
    present = {name.lower(): value for name, value in headers}
    kind = present.get(b"content-type", b"")
    wanted = [*ALWAYS, CSP_PAGE if kind.startswith(b"text/html") else CSP_DATA]
    if not kind.startswith(_JSON):
        wanted += OF_DOCUMENTS
    if path.startswith(_PERSONAL):
        wanted.append(NO_STORE)
    if https:
        wanted.append(HSTS)
    return headers + [header for header in wanted if header[0] not in present]
