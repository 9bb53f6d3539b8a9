"""Say in a PDF what it is, in which language, by whom; and what makes it PDF/A-2b (ISO 19005-2) where that is asked for.

The rest of the standard holds for every paper: fonts embedded, no encryption, no scripts, no transparency, no reference
to anything outside the file. Colours are grey and RGB only; the profile that says which RGB is made here, so that no
file of somebody else has to be shipped: its numbers are those of IEC 61966-2-1, adapted to the white point D50 that
ICC profiles count from.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from desktop_app.reports.lettering import MISSING_MARK, printable
from desktop_app.reports.paper import CHINA, Signed

LANGUAGE = "zh-CN"
CREATOR = "老年人探访服务记录"
PROFILE_NAME = "sRGB IEC61966-2.1"
VERSION = (1, 7)
"""The edition of PDF that PDF/A-2 is made from."""

_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold besides controls."""
_MARKS = "\xfe\xff\xef"
"""Letters that readers take for the mark of another encoding at the front of a text."""
_CURVE_POINTS = 1024
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    "rXYZ": (0.43607, 0.22249, 0.01392),
    "gXYZ": (0.38515, 0.71687, 0.09708),
    "bXYZ": (0.14307, 0.06061, 0.71410),
}

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{at}</xmp:CreateDate>
<xmp:ModifyDate>{at}</xmp:ModifyDate>
<xmp:MetadataDate>{at}</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def describe(document: Any, signed: Signed, title: str) -> None:
    """Give ReportLab's ``document`` title, unit, subject, language and the instant of printing; make it PDF/A if asked.

    The document is not typed: the stubs know hardly any of its attributes.
    """
    info, catalog = document.info, document.Catalog
    # To the minute, as the foot of the paper has it.
    at = signed.printed_at.astimezone(CHINA).replace(second=0, microsecond=0)
    info.title = words(title)
    info.author = words(signed.unit)
    month = signed.month_text if signed.month_on else ""
    info.subject = words("、".join(part for part in (signed.division, month) if part))
    info.creator = CREATOR
    info._dateFormatter = lambda *_clock: f"D:{at:%Y%m%d%H%M%S}+08'00'"
    catalog.Lang = pdfdoc.PDFString(LANGUAGE)
    catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
    if signed.archive:
        document._pdfVersion = VERSION
        catalog.Metadata = _metadata(info, at.isoformat())
        catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
        # ReportLab writes only the entries that it lists.
        catalog.__NoDefault__ = catalog.__Refs__ = [*catalog.__NoDefault__, "OutputIntents"]


def words(text: str) -> str:
    """Return ``text`` as title, bookmark or description hold it: what no file can hold is 〓."""
    return _NO_CHARACTERS.sub(MISSING_MARK, printable(text)).lstrip(_MARKS)


def _metadata(info: Any, at: str) -> pdfdoc.PDFStream:
    said = {
        "title": info.title,
        "author": info.author,
        "subject": info.subject,
        "creator": info.creator,
        "producer": info.producer,
        "keywords": info.keywords,
        "language": LANGUAGE,
        "at": at,
    }
    packet = _PACKET.format(**{key: escape(value) for key, value in said.items()})
    kind = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
    # No filter: archives read the packet without knowing PDF.
    return pdfdoc.PDFStream(kind, packet.encode())


def _output_intent(document: Any) -> pdfdoc.PDFDictionary:
    profile = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"N": 3}), srgb_profile(), [pdfdoc.PDFZCompress])
    name = pdfdoc.PDFString(PROFILE_NAME)
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": name,
            "Info": name,
            "DestOutputProfile": document.Reference(profile, "srgb-profile"),
        }
    )


@cache
def srgb_profile() -> bytes:
    """Return an ICC profile (version 2.1, display, three primaries and one curve) of the colours of common screens."""
    curve = _curve()
    tags = {
        "desc": _description(PROFILE_NAME),
        "cprt": b"text\0\0\0\0No copyright, use freely\0",
        "wtpt": _point(_WHITE),
        **{name: _point(xyz) for name, xyz in _PRIMARIES.items()},
        "rTRC": curve,
        "gTRC": curve,
        "bTRC": curve,
    }
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    body = b""
    for content in tags.values():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
    table = b"".join(
        struct.pack(">4sII", name.encode(), places[content], len(content)) for name, content in tags.items()
    )
    header = struct.pack(
        ">I4xI4s4s4s6H4s24xI12s48x",
        start + len(body),
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2026, 1, 1, 0, 0, 0),
        b"acsp",
        0,
        _fixed(_WHITE),
    )
    return header + struct.pack(">I", len(tags)) + table + body


def _fixed(values: tuple[float, ...]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _point(xyz: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(xyz)


def _curve() -> bytes:
    """Return how light grows with the number in the file, which is nearly its 2.2nd power."""
    steps = (index / (_CURVE_POINTS - 1) for index in range(_CURVE_POINTS))
    light = (step / 12.92 if step <= 0.04045 else ((step + 0.055) / 1.055) ** 2.4 for step in steps)
    return struct.pack(
        f">4s4xI{_CURVE_POINTS}H", b"curv", _CURVE_POINTS, *(round(each * 65535) for each in light)
    )


def _description(name: str) -> bytes:
    words = name.encode("ascii") + b"\0"
    return struct.pack(">4s4xI", b"desc", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
