"""The header of a batch: who sends what to whom under which number, written as the bag's info file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import facts
from desktop_app.exchange.batches.facts import Unfit

FORMAT = 1
"""Version of the container: bag, signature and header."""
SCHEMA_VERSION = 6
"""Version of the records inside; a batch names the least reader that understands it.

1: the first kinds. 2: the register in full, with new kinds and columns. 3: what people decide about duties,
campaigns, changed policies. 4: measures, signatures, photos and rounds of visits. 5: steps of findings, support of
families, services, assessments, explanations of the self-check, handovers. An older program would have to
leave them out of its tables, so it refuses such a batch as a newer one instead.
"""
MOST_EARLIER = 400
"""How many numbers of earlier batches a header names at most; what is missing for longer was asked for long ago."""
MOST_RECIPIENTS = 64
MOST_KINDS = 64

_LINE = re.compile(r"([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*): (\S(?:.*\S)?)")
_COUNT = re.compile(r"(\S+) (\S+)")
_OXUM = re.compile(r"([0-9]{1,16})\.([0-9]{1,3})")
_NOTHING = "none"
_SEVERAL = frozenset({"Recipient-Key-Id", "Record-Count"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHeader:
    """One batch's place in the world; the last three fields are filled in when it is sealed.

    ``earlier`` numbers the batches that went to the same recipient before, None where an older program did not say.
    """

    site_uid: str
    site_name: str
    level: SiteLevel
    division_code: str
    epoch: int
    sequence: int
    previous_sha256: str | None
    created_at: datetime
    earlier: tuple[int, ...] | None = None
    schema_version: int = SCHEMA_VERSION
    min_reader: int = SCHEMA_VERSION
    sender_key_id: str = ""
    recipients: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file name without suffix; it tells neither the name nor the place of the site."""
        return f"{site_code(self.site_uid)}-{self.epoch}-{self.sequence:06d}"


def site_code(site_uid: str) -> str:
    """Return the short opaque code of a site for file names, 10 hexadecimal digits."""
    return hashlib.sha256(b"elder-visits site code\x00" + site_uid.encode("ascii")).hexdigest()[:10]


def render_header(header: BatchHeader, *, payload_bytes: int) -> bytes:
    """Return the text of ``bag-info.txt``; raises Unfit for facts that no header may carry."""
    lines = [
        ("Source-Organization", header.site_name),
        ("External-Identifier", header.stem),
        ("Bagging-Date", facts.instant_text(header.created_at)[:10]),
        ("Payload-Oxum", f"{payload_bytes}.{len(header.counts)}"),
        ("Batch-Format", str(FORMAT)),
        ("Schema-Version", str(header.schema_version)),
        ("Min-Reader-Version", str(header.min_reader)),
        ("Site-Uid", header.site_uid),
        ("Site-Level", header.level.value),
        ("Division-Code", header.division_code),
        ("Epoch", str(header.epoch)),
        ("Sequence-Number", str(header.sequence)),
        ("Previous-Batch-SHA256", header.previous_sha256 or _NOTHING),
        *_earlier_lines(header.earlier),
        ("Created-At", facts.instant_text(header.created_at)),
        ("Sender-Key-Id", header.sender_key_id),
        *(("Recipient-Key-Id", recipient) for recipient in header.recipients),
        *(("Record-Count", f"{kind} {count}") for kind, count in sorted(header.counts.items())),
    ]
    content = "".join(f"{label}: {value}\n" for label, value in lines).encode("utf-8")
    parse_header(content)
    return content


def needs_newer_reader(content: bytes, *, reader_version: int) -> bool:
    """Tell whether ``bag-info.txt`` asks for a newer program, before its other lines are judged."""
    lines = _lines(content)
    if facts.whole_text(_single(lines, "Batch-Format"), "Batch-Format", least=1) > FORMAT:
        return True
    return (
        facts.whole_text(_single(lines, "Min-Reader-Version"), "Min-Reader-Version", least=1) > reader_version
    )


def claimed_sender(content: bytes) -> tuple[str, str]:
    """Return the site uid and the key id that ``bag-info.txt`` names as sender; raises Unfit."""
    lines = _lines(content)
    return _single(lines, "Site-Uid"), _single(lines, "Sender-Key-Id")


def parse_header(content: bytes) -> tuple[BatchHeader, int]:
    """Return the header and the total of payload bytes in ``bag-info.txt``; raises Unfit.

    Labels that are not ours are allowed, as the bag format allows them.
    """
    lines = _lines(content)
    if Counter(label for label, _ in lines if label not in _SEVERAL).most_common(1)[0][1] > 1:
        raise Unfit("a label twice")
    previous = _single(lines, "Previous-Batch-SHA256")
    counts = _counts(lines)
    recipients = tuple(value for label, value in lines if label == "Recipient-Key-Id")
    if not 1 <= len(recipients) <= MOST_RECIPIENTS or len(set(recipients)) != len(recipients):
        raise Unfit("Recipient-Key-Id")
    header = BatchHeader(
        site_uid=facts.matching(facts.UID, _single(lines, "Site-Uid"), "Site-Uid"),
        site_name=facts.name(_single(lines, "Source-Organization"), "Source-Organization"),
        level=facts.level(_single(lines, "Site-Level"), "Site-Level"),
        division_code=facts.matching(facts.DIVISION, _single(lines, "Division-Code"), "Division-Code"),
        epoch=facts.whole_text(_single(lines, "Epoch"), "Epoch"),
        sequence=facts.whole_text(_single(lines, "Sequence-Number"), "Sequence-Number", least=1),
        previous_sha256=(
            None if previous == _NOTHING else facts.matching(facts.SHA256, previous, "Previous-Batch-SHA256")
        ),
        created_at=facts.instant(_single(lines, "Created-At"), "Created-At"),
        earlier=_earlier(lines),
        schema_version=facts.whole_text(_single(lines, "Schema-Version"), "Schema-Version", least=1),
        min_reader=facts.whole_text(_single(lines, "Min-Reader-Version"), "Min-Reader-Version", least=1),
        sender_key_id=facts.matching(facts.SHA256, _single(lines, "Sender-Key-Id"), "Sender-Key-Id"),
        recipients=tuple(facts.matching(facts.SHA256, value, "Recipient-Key-Id") for value in recipients),
        counts=counts,
    )
    if _single(lines, "External-Identifier") != header.stem:
        raise Unfit("External-Identifier")
    return header, _payload_bytes(_single(lines, "Payload-Oxum"), len(counts))


def _earlier_lines(earlier: tuple[int, ...] | None) -> list[tuple[str, str]]:
    if earlier is None:
        return []
    return [("Earlier-Batches", " ".join(map(str, earlier)) or _NOTHING)]


def _earlier(lines: list[tuple[str, str]]) -> tuple[int, ...] | None:
    """Return the numbers of the line, first ones first; raises Unfit."""
    if not any(label == "Earlier-Batches" for label, _ in lines):
        return None
    text = _single(lines, "Earlier-Batches")
    if text == _NOTHING:
        return ()
    numbers = tuple(facts.whole_text(one, "Earlier-Batches", least=1) for one in text.split(" "))
    if len(numbers) > MOST_EARLIER or list(numbers) != sorted(set(numbers)):
        raise Unfit("Earlier-Batches")
    return numbers


def _lines(content: bytes) -> list[tuple[str, str]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unfit("UTF-8") from error
    if not text.endswith("\n"):
        raise Unfit("last line")
    found = []
    for line in text[:-1].split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            raise Unfit("line")
        found.append((match[1], match[2]))
    return found


def _single(lines: list[tuple[str, str]], wanted: str) -> str:
    values = [value for label, value in lines if label == wanted]
    if len(values) != 1:
        raise Unfit(wanted)
    return values[0]


def _counts(lines: list[tuple[str, str]]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for label, value in lines:
        if label != "Record-Count":
            continue
        match = _COUNT.fullmatch(value)
        if match is None or match[1] in counts:
            raise Unfit("Record-Count")
        counts[facts.matching(facts.KIND, match[1], "Record-Count")] = facts.whole_text(
            match[2], "Record-Count"
        )
    if not 1 <= len(counts) <= MOST_KINDS:
        raise Unfit("Record-Count")
    return counts


def _payload_bytes(oxum: str, files: int) -> int:
    match = _OXUM.fullmatch(oxum)
    if match is None or int(match[2]) != files:
        raise Unfit("Payload-Oxum")
    return int(match[1])
