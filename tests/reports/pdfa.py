"""What ISO 19005-2 (PDF/A-2b) asks of a file, and what we ask of every PDF, checked through pikepdf.

A list of our own: no validator of the standard runs here. Numbers in brackets are the standard's clauses.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
_FILTERS = {"/FlateDecode", "/ASCII85Decode"}
_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript", "/SubmitForm", "/URI", "/GoToR", "/GoToE", "/Named",
}  # fmt: skip
_KEYS = {
    "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/AcroForm", "/XFA", "/OCProperties", "/Encrypt", "/Annots", "/OPI",
    "/PS", "/Ref", "/SMask", "/Group", "/TR", "/HTP", "/F", "/FFilter", "/FDecodeParms", "/PresSteps", "/Requirements",
    "/AlternatePresentations", "/CA", "/ca", "/BM", "/Alternates", "/Interpolate", "/NeedsRendering",
}  # fmt: skip
_OPERATORS = {
    "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm",
    "T*", "Tj", "TJ", "m", "l", "c", "h", "re", "S", "s", "f", "f*", "B", "B*", "n", "W", "g", "G", "rg", "RG",
}  # fmt: skip


def faults(path: Path) -> list[str]:
    """Return what is wrong with any PDF of ours: structure, streams, fonts, title, language."""
    found = list(_bytes_faults(path.read_bytes()))
    with pikepdf.open(path) as file:
        found += file.check_pdf_syntax()
        root = file.Root
        if str(root.get("/Lang")) != "zh-CN":
            found.append("language")
        if not str(file.docinfo.get("/Title", "")) or not bool(root.ViewerPreferences.DisplayDocTitle):
            found.append("title")
        found += _fonts_faults(file)
        found += _content_faults(file)
    return found


def archive_faults(path: Path) -> list[str]:
    """Return what keeps the file from being PDF/A-2b."""
    found = faults(path)
    if not path.read_bytes().startswith(b"%PDF-1.7\n"):
        found.append("[6.1.2] version")
    with pikepdf.open(path) as file:
        found += _metadata_faults(file)
        found += _intent_faults(file)
        for each in file.objects:
            found += _object_faults(each)
    return found


def _bytes_faults(raw: bytes) -> Iterator[str]:
    second = raw.split(b"\n", 2)[1]
    if second[:1] != b"%" or len(second) < 5 or any(byte < 128 for byte in second[1:5]):
        yield "[6.1.2] second line"
    if raw.count(b"%%EOF") != 1 or not raw.endswith(b"%%EOF\n"):
        yield "[6.1.3] end of file"
    ids = re.search(rb"/ID\s*\[\s*<([0-9a-f]{32})>\s*<([0-9a-f]{32})>\s*\]", raw)
    if ids is None or ids[1] != ids[2]:
        yield "[6.1.3] identifier"
    start = int(raw.rsplit(b"startxref\n", 1)[1].split()[0])
    head = re.compile(rb"xref\n0 (\d+)\n").match(raw, start)
    if head is None:
        yield "[6.1.4] cross-reference"
        return
    for number in range(1, int(head[1])):
        entry = raw[head.end() + 20 * number :][:20]
        if not entry.endswith(b" n \n"):
            yield f"[6.1.4] object {number} is free"
            continue
        yield from _raw_object_faults(raw, number, int(entry[:10]))


def _raw_object_faults(raw: bytes, number: int, start: int) -> Iterator[str]:
    """Check line ends and lengths where the bytes stand, which no library shows (6.1.7.1, 6.1.9)."""
    opening = b"%d 0 obj\n" % number
    if not raw.startswith(opening, start) or raw[start - 1 : start] != b"\n":
        yield f"[6.1.9] object {number} begins badly"
    end = raw.index(b"endobj\n", start)
    stream = raw.find(b"\nstream\n", start, end)
    if stream >= 0:
        length = re.search(rb"/Length (\d+)", raw[start:stream])
        if length is None:
            yield f"[6.1.7] stream {number} without length"
            return
        stop = stream + len(b"\nstream\n") + int(length[1])
        if not raw.startswith(b"\nendstream\nendobj\n", stop):
            yield f"[6.1.7] stream {number} ends badly"
    elif raw[end - 1 : end] != b"\n":
        yield f"[6.1.9] object {number} ends badly"


def _metadata_faults(file: pikepdf.Pdf) -> Iterator[str]:
    stream = file.Root.get("/Metadata")
    if (
        stream is None
        or "/Filter" in stream
        or [str(stream.Type), str(stream.Subtype)] != ["/Metadata", "/XML"]
    ):
        yield "[6.6.2] metadata stream"
        return
    (about,) = ET.fromstring(stream.read_bytes()).iter(f"{{{_NS['rdf']}}}Description")  # noqa: S314 - our own
    info = file.docinfo
    at = info["/CreationDate"]
    day, clock = re.fullmatch(r"D:(\d{8})(\d{6})\+08'00'", str(at)).groups()  # type: ignore[union-attr]  # fails the test
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}+08:00"
    wanted = {
        "pdfaid:part": "2",
        "pdfaid:conformance": "B",
        "dc:title/rdf:Alt/rdf:li": str(info["/Title"]),
        "dc:creator/rdf:Seq/rdf:li": str(info["/Author"]),
        "dc:description/rdf:Alt/rdf:li": str(info["/Subject"]),
        "xmp:CreatorTool": str(info["/Creator"]),
        "pdf:Producer": str(info["/Producer"]),
        "pdf:Keywords": str(info["/Keywords"]),
        "xmp:CreateDate": date,
        "xmp:ModifyDate": date,
    }
    for place, words in wanted.items():
        node = about.find(place, _NS)
        if node is None or (node.text or "") != words:
            yield f"[6.6.3] {place}"
    if info["/ModDate"] != at:
        yield "[6.6.3] two dates"


def _intent_faults(file: pikepdf.Pdf) -> Iterator[str]:
    intents = list(file.Root.get("/OutputIntents", []))
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1":
        yield "[6.2.3] output intent"
        return
    profile = intents[0].DestOutputProfile
    content = profile.read_bytes()
    if (
        int(profile.N) != 3
        or content[12:20] != b"mntrRGB "
        or struct.unpack(">I", content[:4])[0] != len(content)
    ):
        yield "[6.2.3] profile"


def _object_faults(each: Any) -> Iterator[str]:
    """Check one object and what it holds (6.1.7, 6.1.13, 6.2.5, 6.2.10, 6.5, 6.9)."""
    held: list[Any] = []
    if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
        keys = list(each.keys())
        yield from (f"forbidden key {key}" for key in keys if key in _KEYS)
        yield from (f"[6.1.13] long name {key}" for key in keys if len(key) > 127)
        held = [each[key] for key in keys]
        if str(each.get("/S")) in _ACTIONS:
            yield f"[6.5.1] action {each.S}"
    elif isinstance(each, pikepdf.Array):
        held = list(each)
    elif isinstance(each, pikepdf.String) and len(bytes(each)) > 32767:
        yield "[6.1.13] long string"
    if isinstance(each, pikepdf.Stream):
        listed = each.get("/Filter", pikepdf.Array())
        names = {str(name) for name in listed} if isinstance(listed, pikepdf.Array) else {str(listed)}
        if not names <= _FILTERS:
            yield f"[6.1.7.2] filter {names}"
    for value in held:
        # What has a number of its own is checked under it.
        if not isinstance(value, pikepdf.Object) or not value.is_indirect:
            yield from _object_faults(value)


def _fonts_faults(file: pikepdf.Pdf) -> Iterator[str]:
    """Check that every font is embedded and says the truth about the signs drawn in it (6.2.11)."""
    for font, used in _used(file).values():
        name = str(font.BaseFont)
        descriptor = font.get("/FontDescriptor")
        if font.Subtype != "/TrueType" or descriptor is None or "/FontFile2" not in descriptor:
            yield f"[6.2.11.4] {name} is not embedded"
            continue
        if not int(descriptor.Flags) & 4 or "/Encoding" in font:
            yield f"[6.2.11.6] {name} is not symbolic"
        glyphs, widths = _true_type(descriptor.FontFile2.read_bytes())
        if int(descriptor.FontFile2.Length1) != len(descriptor.FontFile2.read_bytes()):
            yield f"[6.2.11] {name} has another length"
        first, last, given = int(font.FirstChar), int(font.LastChar), [float(each) for each in font.Widths]
        if len(given) != last - first + 1:
            yield f"[6.2.11.2] {name} lacks widths"
        copied = font.ToUnicode.read_bytes()
        for code in sorted(used):
            if not glyphs.get(code):
                yield f"[6.2.11.8] {name} draws .notdef for {code}"
            elif abs(widths[glyphs[code]] - given[code - first]) > 1:
                yield f"[6.2.11.5] {name} has another width for {code}"
            if not re.search(rb"^<%02X> <[0-9A-F]{4,}>$" % code, copied, re.M):
                yield f"{name} cannot be copied for {code}"


def _used(file: pikepdf.Pdf) -> dict[tuple[int, int], tuple[Any, set[int]]]:
    """Return every font that is drawn with, and the codes drawn in it."""
    fonts: dict[tuple[int, int], Any] = {}
    codes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for page in file.pages:
        listed = page.resources.get("/Font", pikepdf.Dictionary())
        current: tuple[int, int] | None = None
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator == "Tf":
                font = listed[str(instruction.operands[0])]
                # A font written in its place has no number: its embedded file tells it from others.
                current = font.FontDescriptor.objgen if "/FontDescriptor" in font else font.objgen
                fonts[current] = font
            elif operator in {"Tj", "TJ"} and current is not None:
                shown = instruction.operands[0]
                pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        codes[current].update(bytes(piece))
    return {key: (font, codes[key]) for key, font in fonts.items()}


def _true_type(content: bytes) -> tuple[dict[int, int], list[float]]:
    """Return glyphs by code and their widths in parts of a thousand."""
    count = struct.unpack(">H", content[4:6])[0]
    tables = {}
    for index in range(count):
        tag, _sum, start, length = struct.unpack(">4sIII", content[12 + 16 * index :][:16])
        tables[tag.decode()] = content[start : start + length]
    unit = struct.unpack(">H", tables["head"][18:20])[0]
    metrics = struct.unpack(">H", tables["hhea"][34:36])[0]
    total = struct.unpack(">H", tables["maxp"][4:6])[0]
    widths = [struct.unpack(">H", tables["hmtx"][4 * n : 4 * n + 2])[0] * 1000 / unit for n in range(metrics)]
    widths += widths[-1:] * (total - metrics)
    cmap = tables["cmap"]
    maps, platform, encoding, start = struct.unpack(">2xHHHI", cmap[:12])
    assert (maps, platform, encoding) == (1, 1, 0), "[6.2.11.6] a symbolic font has one map"
    shape, _length, _language, first, entries = struct.unpack(">5H", cmap[start : start + 10])
    assert shape == 6
    glyphs = struct.unpack(f">{entries}H", cmap[start + 10 :][: 2 * entries])
    return dict(enumerate(glyphs, start=first)), widths


def _content_faults(file: pikepdf.Pdf) -> Iterator[str]:
    """Check what stands on the pages: plain operators, grey and RGB only, saves within bounds (6.1.13, 6.2.2, 6.2.4)."""
    for number, page in enumerate(file.pages, start=1):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator not in _OPERATORS:
                yield f"page {number}: operator {operator}"
            depth += (operator == "q") - (operator == "Q")
            if not 0 <= depth <= 28:
                yield f"page {number}: saves"
        if depth:
            yield f"page {number}: a save is left open"
        box = [float(each) for each in page.mediabox]
        if not all(3 <= side <= 14400 for side in (box[2] - box[0], box[3] - box[1])):
            yield f"page {number}: size"
        if "/XObject" in page.resources or "/ExtGState" in page.resources:
            yield f"page {number}: pictures or states"
