"""Tell what a file is by its first bytes, because names lie."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.exchange.workbooks.refusals import EmptyFile, NotAWorkbook

ZIP = "zip"
OLE = "ole"
TEXT = "text"

_OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", N_("它是PDF文件")),
    (b"\xff\xd8\xff", N_("它是图片")),
    (b"\x89PNG", N_("它是图片")),
    (b"GIF8", N_("它是图片")),
    (b"BM", N_("它是图片")),
    (b"II*\x00", N_("它是图片")),
    (b"MM\x00*", N_("它是图片")),
    (b"Rar!", N_("它是压缩包")),
    (b"7z\xbc\xaf", N_("它是压缩包")),
    (b"\x1f\x8b", N_("它是压缩包")),
    (b"MZ", N_("它是程序")),
    (b"\x7fELF", N_("它是程序")),
    (b"SQLite format 3", N_("它是数据库文件")),
    (b"{\\rtf", N_("它是文字文档")),
    (b"age-encryption.org/", N_("它是加密的上报包")),
)
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<?xml", b"<workbook")
IS_WEB_PAGE = N_("它是网页或XML，只是用了表格的文件名")
IS_BINARY = N_("内容不是文字也不是表格")
_HEAD = 4096
_BINARY_NOISE = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D, 0x0C, 0x1A}


def sniff(content: bytes) -> str:
    """Return ``ZIP``, ``OLE`` or ``TEXT``; raises EmptyFile and NotAWorkbook."""
    head = content[:_HEAD]
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise EmptyFile
    if head.startswith(_OLE_HEAD):
        return OLE
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if b"%PDF-" in head[:1024]:
        raise NotAWorkbook(looks_like=_FOREIGN[0][1])
    for magic, looks_like in _FOREIGN:
        if head.startswith(magic) and not (len(magic) == 2 and _is_plain(head)):
            raise NotAWorkbook(looks_like=looks_like)
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(_MARKUP):
        raise NotAWorkbook(looks_like=IS_WEB_PAGE)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_plain(head):
        raise NotAWorkbook(looks_like=IS_BINARY)
    return TEXT


def _is_plain(head: bytes) -> bool:
    """Tell whether the bytes could be text of one byte or several, by their lack of control codes."""
    return not any(byte in _BINARY_NOISE for byte in head)
