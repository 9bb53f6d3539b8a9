"""Records as lines of strict JSON: write one per line, read them back bounded and without double meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from desktop_app.exchange.batches import bag, strict_json


def line_of(record: Mapping[str, object]) -> bytes:
    """Return one record as a line; raises NotStrict for values that do not travel."""
    line = strict_json.dumps(record) + b"\n"
    if len(line) > bag.MOST_LINE_BYTES:
        raise strict_json.NotStrict("a record is too long")
    return line


def lines_in(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the records of one file; raises NotStrict, whose place is the number of records yielded plus one."""
    while True:
        line = stream.readline(bag.MOST_LINE_BYTES + 1)
        if not line:
            return
        # Members of archives may give up to 512 bytes more than asked for.
        if not line.endswith(b"\n") or len(line) > bag.MOST_LINE_BYTES:
            raise strict_json.NotStrict("a line is too long or cut short")
        record = strict_json.loads(line[:-1])
        if not isinstance(record, dict):
            raise strict_json.NotStrict("a line is no record")
        yield record
