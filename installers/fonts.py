r"""Rebuild ``resources/fonts`` from the published packages: strip what neither papers nor window use.

Get the packages into one folder with their ordinary clients, then run this on it::

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3 \
             @expo-google-fonts/noto-sans-mongolian@0.4.1
    apt-get download fonts-hanazono=20170904-2.1 unicode-data=15.0.0-1
    python installers/fonts.py FOLDER

The result is the same byte for byte (about a minute).
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import io
import subprocess
import sys
import tarfile
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.misc.roundTools import otRound
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

HERE = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SHA256 = {
    "expo-google-fonts-noto-sans-sc-0.4.3.tgz": "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    "expo-google-fonts-noto-serif-sc-0.4.3.tgz": "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    "expo-google-fonts-noto-sans-mongolian-0.4.1.tgz": "383061682ce39c24b3656c298f9a2675a88465a699ea9f0cfe3d319b5ae0a519",
    "fonts-hanazono_20170904-2.1_all.deb": "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
    "unicode-data_15.0.0-1_all.deb": "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
}
HANAZONO = "usr/share/fonts/truetype/hanazono/HanaMinB.ttf"
HANAZONO_LICENCE = "usr/share/doc/fonts-hanazono/copyright"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"

UNUSED_TABLES = ["vmtx", "vhea", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "STAT", "DSIG", "gasp", "meta"]
"""Vertical writing, kerning and alternates: the papers place characters themselves, the window runs along lines."""
HANGUL = range(0xAC00, 0xD7B0)
EXTENSION_A = range(0x3400, 0x4DB6)
"""What Noto Sans SC has of it; the ten later characters are in Noto Serif SC only."""
HAN = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))

EMPTY_BOX = 0x25A1
TICKED_BOX = 0x2611
TICK = ((0.14, 0.52), (0.23, 0.60), (0.41, 0.36), (0.88, 0.98), (1.02, 0.90), (0.44, 0.08))
"""The tick of ☑ in parts of the box, clockwise; it leaves the box a little as a pen does."""

RARE_TOLERANCE = 3.0
"""Largest distance in 1/1024 em by which a point of the rare font's polygons may be left out."""
RARE_UNITS = 512

Chooser = Callable[[int], bool]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NotoFile:
    """One face to ship: the package, the file in it, the name here and which characters stay."""

    package: str
    member: str
    file: str
    keep: Chooser


def is_han(code: int) -> bool:
    """Tell whether ``code`` is a Han character."""
    return any(code in block for block in HAN)


def common_characters(unihan: bytes) -> frozenset[int]:
    """Return the 8,105 characters of 通用规范汉字表 (Unihan field kTGH) and all Han characters of GB 2312."""
    lines = bz2.decompress(unihan).decode("utf-8").splitlines()
    table = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            table.update(ord(char) for char in bytes((row, cell)).decode("gb2312", "ignore"))
    return frozenset(table)


def noto_files(common: frozenset[int]) -> tuple[NotoFile, ...]:
    """Return the faces to ship; what a face leaves out is drawn from a neighbouring face."""

    def everything(code: int) -> bool:
        return code not in HANGUL

    def without_extension_a(code: int) -> bool:
        return code in common or not (code in HANGUL or code in EXTENSION_A)

    def only_common(code: int) -> bool:
        return code in common or not (code in HANGUL or is_han(code))

    sans = "expo-google-fonts-noto-sans-sc-0.4.3.tgz"
    serif = "expo-google-fonts-noto-serif-sc-0.4.3.tgz"
    return (
        NotoFile(sans, "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", everything),
        NotoFile(sans, "700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", without_extension_a),
        NotoFile(
            serif, "400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", without_extension_a
        ),
        NotoFile(serif, "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", only_common),
    )


def read_npm(package: Path, member: str) -> bytes:
    """Return one file of a package made by ``npm pack``."""
    with tarfile.open(package) as archive:
        found = archive.extractfile(f"package/{member}")
        if found is None:
            raise FileNotFoundError(member)
        return found.read()


def read_deb(package: Path, member: str) -> bytes:
    """Return one file of a Debian package."""
    stream = subprocess.run(
        ["dpkg-deb", "--fsys-tarfile", str(package)], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(stream)) as archive:
        found = archive.extractfile(f"./{member}")
        if found is None:
            raise FileNotFoundError(member)
        return found.read()


def strip(
    font: TTFont, codes: Iterable[int], features: Iterable[str] = (), unused: Iterable[str] = ()
) -> TTFont:
    """Keep ``codes`` and ``features``; drop hints, glyph names and the ``unused`` tables."""
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.layout_features = list(features)
    options.drop_tables += list(unused)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=set(codes))
    worker.subset(font)
    return font


def simplify(ring: list[Point], tolerance: float) -> list[Point]:
    """Leave out points of a closed polygon that lie within ``tolerance`` of it (Douglas and Peucker)."""
    count = len(ring)
    if count < 4:
        return ring
    far = max(range(count), key=lambda i: (ring[i][0] - ring[0][0]) ** 2 + (ring[i][1] - ring[0][1]) ** 2)
    keep = [False] * count
    keep[0] = keep[far] = True
    closed = [*ring, ring[0]]
    open_spans = [(0, far), (far, count)]
    while open_spans:
        first, last = open_spans.pop()
        x, y = closed[first]
        dx, dy = closed[last][0] - x, closed[last][1] - y
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        worst, at = tolerance, -1
        for index in range(first + 1, last):
            px, py = closed[index][0] - x, closed[index][1] - y
            distance = abs(dy * px - dx * py) / length
            if distance > worst:
                worst, at = distance, index
        if at >= 0:
            keep[at] = True
            open_spans += [(first, at), (at, last)]
    return [point for point, kept in zip(ring, keep, strict=True) if kept]


def lighten(font: TTFont) -> None:
    """Simplify every outline of a font whose curves are drawn as polygons, then halve its grid."""
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.numberOfContours < 1:
            continue
        points, ends, _flags = glyph.getCoordinates(glyphs)
        outline: list[Point] = []
        new_ends: list[int] = []
        start = 0
        for end in ends:
            ring = simplify([(otRound(x), otRound(y)) for x, y in points[start : end + 1]], RARE_TOLERANCE)
            start = end + 1
            if len(ring) > 2:
                outline += ring
                new_ends.append(len(outline) - 1)
        glyph.coordinates = GlyphCoordinates(outline)
        glyph.flags = array("B", [1] * len(outline))
        glyph.endPtsOfContours = new_ends
        glyph.numberOfContours = len(new_ends)
        glyph.recalcBounds(glyphs)
    scale_upem(font, RARE_UNITS)


def rename(font: TTFont, family: str) -> None:
    """Give a changed font a name of its own, as its licence's reserved names ask."""
    names = font["name"]
    compact = family.replace(" ", "")
    texts = {1: family, 2: "Regular", 3: compact, 4: family, 6: compact}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)


def add_ticked_box(font: TTFont) -> None:
    """Add ☑, which the family lacks, as its own □ with a tick, so that paper and copied text say the same."""
    glyphs, box = font.getGlyphSet(), font.getBestCmap()[EMPTY_BOX]
    bounds, outline, pen = BoundsPen(glyphs), DecomposingRecordingPen(glyphs), TTGlyphPen(None)
    glyphs[box].draw(bounds)
    glyphs[box].draw(outline)
    left, bottom, right, top = bounds.bounds
    outline.replay(pen)
    points = [(otRound(left + x * (right - left)), otRound(bottom + y * (top - bottom))) for x, y in TICK]
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
    font.setGlyphOrder([*font.getGlyphOrder(), "ticked_box"])
    font["glyf"]["ticked_box"] = pen.glyph()
    font["hmtx"]["ticked_box"] = font["hmtx"][box]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[TICKED_BOX] = "ticked_box"


def load(data: bytes) -> TTFont:
    """Open a font without touching its dates, so that a rebuild gives the same bytes."""
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def save(font: TTFont, file: str) -> set[int]:
    """Write ``file`` and return the characters that it has."""
    font.save(HERE / file)
    print(f"{file}: {(HERE / file).stat().st_size / 1e6:.1f} MB")
    return set(font.getBestCmap())


def build(folder: Path) -> None:
    """Write every font and licence; raises ValueError when a package is not the one named here."""
    for name, digest in SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name}: other SHA-256 than expected")
    HERE.mkdir(parents=True, exist_ok=True)
    for name in ("noto-sans-sc-0.4.3", "noto-serif-sc-0.4.3", "noto-sans-mongolian-0.4.1"):
        licence = read_npm(folder / f"expo-google-fonts-{name}.tgz", "LICENSE_FONT")
        (HERE / f"LICENSE-{name.rsplit('-', 1)[0]}.txt").write_bytes(licence)
    hanazono = folder / "fonts-hanazono_20170904-2.1_all.deb"
    (HERE / "LICENSE-hanazono.txt").write_bytes(read_deb(hanazono, HANAZONO_LICENCE))

    common = common_characters(read_deb(folder / "unicode-data_15.0.0-1_all.deb", UNIHAN))
    covered: set[int] = set()
    for face in noto_files(common):
        font = load(read_npm(folder / face.package, face.member))
        strip(font, filter(face.keep, font.getBestCmap()), unused=UNUSED_TABLES)
        add_ticked_box(font)
        covered |= save(font, face.file)

    rare = load(read_deb(hanazono, HANAZONO))
    strip(
        rare,
        {0x20} | {code for code in rare.getBestCmap() if is_han(code) and code not in covered},
        unused=UNUSED_TABLES,
    )
    lighten(rare)
    rename(rare, "Rare Han Ming")
    save(rare, "RareHanMing.ttf")

    mongolian = load(
        read_npm(
            folder / "expo-google-fonts-noto-sans-mongolian-0.4.1.tgz",
            "400Regular/NotoSansMongolian_400Regular.ttf",
        )
    )
    save(strip(mongolian, mongolian.getBestCmap(), features=["*"]), "NotoSansMongolian-Regular.ttf")


def main() -> int:
    """Rebuild the fonts from the packages in the folder named on the command line."""
    parser = argparse.ArgumentParser(description="rebuild resources/fonts")
    parser.add_argument("folder", type=Path, help="where the packages lie")
    build(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
