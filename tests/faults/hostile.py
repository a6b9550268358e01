"""What nobody should send: values that fit no field, bodies that are none, addresses that lead nowhere."""

import json
from collections.abc import Iterator
from typing import Any

HOLE = "the hole that a hostile value is put into"

# As JSON text, since half of them cannot be written down otherwise. None of them fits any field there is.
VALUES = {
    "a NUL": '"a\\u0000b"',
    "half a surrogate pair": '"cut emoji \\ud83d"',
    "2^63": "9223372036854775808",
    "-2^63 - 1": "-9223372036854775809",
    "400 digits": "9" * 400,
    "a number beyond floats": "1e400",
    "less than nothing": "-0.5",
    "not a number": "NaN",
    "an object of another kind": '{"__proto__": {"kind": {"kind": []}}}',
    "a list of nothings": "[null, [null]]",
    "deep brackets": "[" * 400 + "]" * 400,
    "brackets without end": "[" * 100_000,
    "SQL": '"\'; DROP TABLE payment; --\\u0000"',
}
# Whole bodies.
BODIES = {
    "nothing": b"",
    "half of a body": b'{"a": ',
    "no UTF-8": b'{"name": "\xff\xfe\xed\xa0\x80"}',
    "another encoding": '{"name": "x"}'.encode("utf-16"),
    "null": b"null",
    "a list": b"[[]]",
    "a text": b'"x"',
    "a number beyond floats": b"1e999",
    "brackets without end": b"[" * 100_000,
    "objects without end": b'{"a":' * 50_000,
    "more than a megabyte": b'{"name": "' + b"x" * 1_100_000 + b'"}',
    "an unknown field": b'{"surely_unknown": 1}',
}
CONTENT_TYPES = (
    "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/msgpack", "application/octet-stream", "json", "/", "application/jsonp",
)  # fmt: skip
# Percent-encoded, for addresses and queries.
WORDS = (
    "", "%00", "a%00b", "-1", "0", "1e9", "9" * 30, "9" * 400, "NaN", "null", "[]", "%7B%7D", "%ED%A0%80",
    "%FF%FE", "%F0%9F%94%A5", "'%20OR%201=1--", "..%2F..%2Fetc%2Fpasswd", "x" * 5000, "%0D%0AX:%20y",
    "9999-99-99", "00000000-0000-0000-0000-000000000000%0A", "Infinity", "true%00",
)  # fmt: skip


def variants(body: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """(field, kind of value, body as JSON) for every field of this body, however deep, and every value."""
    for path in _paths(body, ()):
        holed = json.dumps(_with(body, path, HOLE))
        for kind, value in VALUES.items():
            yield ".".join(map(str, path)), kind, holed.replace(f'"{HOLE}"', value).encode()
    unknown = json.dumps({**body, "surely_unknown": 1}).encode()
    yield "surely_unknown", "an unknown field", unknown


def _paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from _paths(each, (*path, key))


def _with(value: Any, path: tuple[str | int, ...], put: Any) -> Any:
    if not path:
        return put
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], put)
    return copy
