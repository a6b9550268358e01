"""Which compressed form a browser gets."""

import gzip

import brotli
import pytest

from stagebill.webapp.encoding import best, compressed

TEXT = b"const payment = 1;\n" * 40
BODIES = compressed(TEXT, "text/javascript; charset=utf-8")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "gzip"),
        ("gzip, deflate", "gzip"),
        ("GZIP ; q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br; q=0.000", "identity"),
        ("", "identity"),
        ("brr, identity", "identity"),
    ],
)
def test_a_browser_gets_the_smallest_form_it_reads(accepted: str, encoding: str) -> None:
    assert best(BODIES, accepted)[0] == encoding


def test_every_form_is_the_same_content() -> None:
    assert brotli.decompress(BODIES.br) == TEXT
    assert gzip.decompress(BODIES.gzip or b"") == TEXT
    assert BODIES.identity == TEXT
    assert BODIES.raw is None  # memory: what can be unpacked is not kept twice


def test_a_picture_is_not_compressed_twice() -> None:
    assert best(compressed(b"\x89PNG", "image/png"), "br, gzip") == ("identity", b"\x89PNG")


def test_the_same_source_makes_the_same_bytes() -> None:
    assert compressed(TEXT, "text/css") == compressed(TEXT, "text/css")
