"""The PDF behind a ``Sheet``: a page leaves memory as soon as it is done; where it stands in the file is all that is kept."""

from __future__ import annotations

import io
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from reportlab.pdfbase import pdfdoc

KEPT = 4 * 1024 * 1024
"""Bytes of finished pages that stay in memory; a longer paper waits in a file without a name beside its place."""
_CHUNK = 256 * 1024
_ENTRY, _FREE = b"%010d 00000 n \n", b"0000000000 65535 f \n"
_VERSION_AT = len(b"%PDF-")
_STREAM_END = b"endstream\n"


@dataclass(frozen=True, slots=True)
class _WaitingRoom:
    folder: Path
    files: ExitStack = field(default_factory=ExitStack)


_room: ContextVar[_WaitingRoom | None] = ContextVar("waiting room", default=None)


@contextmanager
def waiting_beside(out: Path) -> Iterator[None]:
    """Let the pages of a long paper wait in the folder of ``out``, in a file that nobody else can open.

    It has no name there on Linux and is removed by Windows itself, so that a process that is killed leaves nothing.
    """
    with ExitStack() as files:
        token = _room.set(_WaitingRoom(out.parent, files))
        try:
            yield
        finally:
            _room.reset(token)


def _new_file() -> IO[bytes]:
    room = _room.get()
    if room is None:
        return io.BytesIO()
    spool = SpooledTemporaryFile(max_size=KEPT, dir=str(room.folder), prefix=".", suffix=".part")  # noqa: SIM115 - it is closed with the room
    return cast("IO[bytes]", room.files.enter_context(spool))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry beside the pages: its words, its page from 1 on, and how deep it stands below others."""

    title: str
    page: int
    level: int = 0


class _Numbers(dict[str, tuple[int, int]]):
    """The numbers of objects by name; those of pages stand in a list of their own."""

    def __init__(self, pages: Sequence[int], known: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(known)
        self._pages = pages

    def __missing__(self, name: str) -> tuple[int, int]:
        number = name.removeprefix("Page")
        if not number.isdecimal() or not 0 < int(number) <= len(self._pages):
            raise KeyError(name)
        return self._pages[int(number) - 1], 0


class _PageTree(pdfdoc.PDFPages):
    """All pages in one node, by number."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def format(self, document: Any) -> bytes:
        kids = b"\n".join(b"%d 0 R" % number for number in self._numbers)
        return b"<<\n/Count %d\n/Kids [\n%s\n]\n/Type /Pages\n>>" % (len(self._numbers), kids)


class PageStore(pdfdoc.PDFDocument):
    """ReportLab's document, which would keep every page until the end, with pages written out at once."""

    # Half of it is missing in the stubs.
    Catalog: Any
    info: Any
    signature: Any
    idToObjectNumberAndVersion: Any  # noqa: N815 - ReportLab's name
    _pdfVersion: tuple[int, int]  # noqa: N815 - ReportLab's name

    def __init__(self, *, lang: str | None = None) -> None:
        super().__init__(compression=1, invariant=1, lang=lang)
        self._page_numbers = array("Q")
        self._offsets = array("Q", [0])
        self._out = _new_file()
        self._size = 0
        self.idToObjectNumberAndVersion = _Numbers(self._page_numbers, self.idToObjectNumberAndVersion)
        self.Pages = self.Catalog.Pages = _PageTree(self._page_numbers)
        # Readers take a file for text unless bytes above 127 stand in its second line.
        self._write(b"%PDF-0.0\n%\xe2\xe3\xcf\xd3\n")

    def addPage(self, page: pdfdoc.PDFPage) -> None:  # noqa: N802 - ReportLab's name
        """Write a finished page and what stands on it to the file."""
        number, contents = self._next_number(), self._next_number()
        page.check_format(self)
        stream, page.Contents = page.Contents, b"%d 0 R" % contents
        self._page_numbers.append(number)
        self._put(contents, stream.format(self))
        self._put(number, page.format(self))
        self.pageCounter += 1
        self.inObject = None

    def finish(self, bookmarks: Iterable[Bookmark] = ()) -> None:
        """Write fonts, ``bookmarks``, cross-reference and trailer; once."""
        for font in self.delayedFonts:
            font.addObjects(self)
        self.info.invariant = self.invariant
        self.info.digest(self.signature)
        document: Any = self
        root, info = document.Reference(self.Catalog), document.Reference(self.info)
        self.Catalog.Outlines = self._put_bookmarks(list(bookmarks))
        number = 0
        while number < self.objectcounter:  # which grows while objects are formatted
            number += 1
            name = self.numberToId.get(number)
            if name is not None:
                self._put(number, pdfdoc.format(self.idToObject[name], self, toplevel=1))
        start = self._size
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (number + 1))
        self._write(b"".join(_ENTRY % offset if offset else _FREE for offset in self._offsets[1:]))
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=number + 1, Root=root, Info=info, ID=self.ID())
        self._write(trailer.format(self))
        self._out.seek(_VERSION_AT)
        self._out.write(b"%d.%d" % self._pdfVersion)

    def content(self) -> Iterator[bytes]:
        """Go through the finished file."""
        self._out.seek(0)
        while chunk := self._out.read(_CHUNK):
            yield chunk

    def _next_number(self) -> int:
        self.objectcounter += 1
        return self.objectcounter

    def _put_bookmarks(self, bookmarks: Sequence[Bookmark]) -> bytes | None:
        """Write the tree of bookmarks and return the reference to it, None where there are none."""
        if not bookmarks:
            return None
        top = self._next_number()
        above = [top]
        below: dict[int, list[int]] = {top: []}
        for bookmark in bookmarks:
            number = self._next_number()
            del above[bookmark.level + 1 :]
            below[above[-1]].append(number)
            below[number] = []
            above.append(number)
        first, last = below[top][0], below[top][-1]
        self._put(
            top,
            b"<< /Type /Outlines /Count %d /First %d 0 R /Last %d 0 R >>" % (len(below[top]), first, last),
        )
        homes = {child: (parent, children) for parent, children in below.items() for child in children}
        for number, bookmark in enumerate(bookmarks, start=top + 1):
            parent, siblings = homes[number]
            at = bisect_left(siblings, number)
            body = [
                b"/Title %s" % pdfdoc.PDFString(bookmark.title).format(self),
                b"/Parent %d 0 R" % parent,
                b"/Dest [ %d 0 R /Fit ]" % self._page_numbers[bookmark.page - 1],
            ]
            if at:
                body.append(b"/Prev %d 0 R" % siblings[at - 1])
            if at + 1 < len(siblings):
                body.append(b"/Next %d 0 R" % siblings[at + 1])
            if children := below[number]:
                # A negative count keeps them folded until somebody opens them.
                body.append(
                    b"/First %d 0 R /Last %d 0 R /Count -%d" % (children[0], children[-1], len(children))
                )
            self._put(number, b"<< %s >>" % b" ".join(body))
        return b"%d 0 R" % top

    def _put(self, number: int, body: bytes) -> None:
        self._offsets.extend(0 for _gap in range(len(self._offsets), number + 1))
        self._offsets[number] = self._size
        if body.endswith(_STREAM_END):  # which must stand on a line of its own
            body = body.removesuffix(_STREAM_END) + b"\n" + _STREAM_END
        self._write(b"%d 0 obj\n%s%sendobj\n" % (number, body, b"" if body.endswith(b"\n") else b"\n"))

    def _write(self, content: bytes) -> None:
        self.signature.update(content)
        self._out.write(content)
        self._size += len(content)
