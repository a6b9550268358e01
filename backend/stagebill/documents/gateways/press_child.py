"""Sets documents, one after the other, as long as it lives. A process of its own: what breaks, breaks here.

Run as a script, by its path, with the folders of templates and of fonts. It reads an order from its standard
input (four bytes of length, then JSON) and writes one byte (0: set, 1: refused), four bytes of length, and
the document or what was wrong with it. It imports nothing of Stagebill, and nothing of Stagebill imports it:
the server never holds a typesetter in its memory.
"""

import base64
import io
import json
import resource
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import typst

MEMORY_BYTES_MAX = 1024 * 1024 * 1024
FORMS: dict[str, Any] = {
    "pdf": {"format": "pdf", "pdf_standards": ["a-3a", "ua-1"]},
    "png": {"format": "png", "ppi": 96.0},
    "slip": {"format": "png", "ppi": 240.0},  # 80 mm are as wide as a phone's screen has points, twice
}
FILE_BYTES_MAX = 32 * 1024 * 1024
FACTURX_SPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
FACTURX = (
    f'<rdf:Description rdf:about="" xmlns:fx="{FACTURX_SPACE}"><fx:DocumentType>INVOICE</fx:DocumentType>'
    "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version>"
    "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>"
)
FACTURX_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{FACTURX_SPACE}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    + "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external"
        f"</pdfaProperty:category><pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
        for name, about in (
            ("DocumentFileName", "Name of the embedded XML invoice file"),
            ("DocumentType", "INVOICE"),
            ("Version", "Version of the standard of the embedded XML invoice"),
            ("ConformanceLevel", "Profile of the embedded XML invoice"),
        )
    )
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
)


def main(templates: str, fonts: str) -> int:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_FSIZE, FILE_BYTES_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for template in Path(templates).glob("*.typ"):
            (root / template.name).write_bytes(template.read_bytes())
        compiler = typst.Compiler(root=folder, font_paths=known, ignore_system_fonts=True)
        while order := read(sys.stdin.buffer):
            write(sys.stdout.buffer, *done(compiler, root, json.loads(order)))
    return 0


def done(compiler: typst.Compiler, root: Path, order: dict[str, Any]) -> tuple[int, bytes]:
    """The document, or why there is none. The logo lies beside the template while it is needed."""
    logo = None
    data = order["data"]
    if order["logo"]:
        logo = root / order["logo_name"]
        logo.write_bytes(base64.b64decode(order["logo"]))
        data["logo"] = order["logo_name"]
    try:
        made = compiler.compile(
            input=str(root / order["template"]),
            sys_inputs={"data": json.dumps(data)},
            timestamp=order["timestamp"],
            **FORMS[order["form"]],
        )
    except typst.TypstError as error:
        return 1, str(error).encode()
    finally:
        if logo is not None:
            logo.unlink()
    if isinstance(made, list):
        made = made[0]
    assert isinstance(made, bytes)
    return 0, marked(made) if data.get("xml") and order["form"] == "pdf" else made


def marked(made: bytes) -> bytes:
    """Factur-X wants the document's metadata to name the invoice that is attached; typst does not write that.
    The metadata stay unpacked, as PDF/A has them, and the same document gives the same bytes.
    """
    import pikepdf  # most documents do without it

    with pikepdf.open(io.BytesIO(made)) as document:
        told = document.Root.Metadata.read_bytes().decode()
        bag = "<pdfaExtension:schemas><rdf:Bag>"
        told = told.replace(bag, bag + FACTURX_SCHEMA, 1).replace("</rdf:RDF>", f"{FACTURX}</rdf:RDF>", 1)
        document.Root.Metadata.write(told.encode())
        out = io.BytesIO()
        document.save(
            out,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def read(stream: BinaryIO) -> bytes:
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def write(stream: BinaryIO, code: int, body: bytes) -> None:
    stream.write(struct.pack(">BI", code, len(body)) + body)
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
