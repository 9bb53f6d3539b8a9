"""Batch report: what a sealed batch says about itself and whether its seal holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import CHINA, Signed
from desktop_app.reports.plain import PlainReport, Table
from desktop_app.reports.plain import write as write_plain
from desktop_app.reports.printed import Printed

TITLE = "上报包检验单"
_GROUP = 8
"""Characters of a hash that stand together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """What was found in a batch; what it says about itself is left out while its signature is not proved."""

    signed: Signed
    file_name: str
    size_bytes: int
    sha256: str
    accepted: bool
    batch_uid: str = ""
    sequence: int | None = None
    from_site: str = ""
    to_site: str = ""
    made_at: datetime | None = None
    previous_sha256: str = ""
    key_fingerprint: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    self_check: tuple[tuple[str, str, str], ...] = ()
    """What the sender's self-check has: month and kind, what was seen, what was said to it."""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return the head of the batch as label and text."""
        verdict = "全部检验通过，可以接收" if self.accepted else "检验未通过，不得接收"
        found = [("文件", self.file_name), ("检验结论", verdict)]
        if self.accepted:
            found.append(("检验项目", "、".join(name for name, _result in self.checks)))
        if self.sequence is not None and self.made_at is not None:
            made_at = self.made_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
            found += [
                ("上报包编号", self.batch_uid),
                ("序号", f"第 {self.sequence} 包"),
                ("上报单位", self.from_site),
                ("接收单位", self.to_site),
                ("封装时间", made_at),
                ("上报单位校验码", self.key_fingerprint),
                ("上一包 SHA-256", grouped(self.previous_sha256) or "无（首包）"),
            ]
        found.append(("大小", f"{self.size_bytes:,} 字节"))
        if self.sha256:
            found.append(("本包 SHA-256", grouped(self.sha256)))
        return tuple(found)


def grouped(digest: str) -> str:
    """Return a hexadecimal digest in groups of eight that can be read aloud and compared."""
    return " ".join(digest[start : start + _GROUP] for start in range(0, len(digest), _GROUP))


def write(path: Path, report: BatchReport, progress: Progress = SILENT) -> Printed:
    """Write the report as PDF; raises Cancelled and OSError."""
    tables = [
        Table(
            "包内记录",
            (("记录种类", 60, "left"), ("条数", 40, "center")),
            [(kind, str(count)) for kind, count in report.counts if count],
            "包内没有可确认的记录",
        ),
        Table(
            "自查和说明",
            (("月份和种类", 34, "left"), ("看到的情况", 70, "left"), ("说明", 70, "left")),
            report.self_check,
            "包内没有自查说明，本机也没有列出与包内探访有关的事项",
        ),
    ]
    if not report.accepted:
        problems = [(str(number), text) for number, text in enumerate(report.problems, start=1)]
        tables = [
            Table("检验项目", (("项目", 60, "left"), ("结果", 40, "center")), report.checks, "没有检验"),
            Table("发现的问题", (("序号", 14, "center"), ("问题", 160, "left")), problems, "没有说明"),
        ]
    plain = PlainReport(
        title=TITLE,
        signed=report.signed,
        facts=report.facts,
        tables=tuple(tables),
        notes=("重复接收同一上报包不会改变数据。检验未通过或序号不连续的，请联系上报单位重新导出。",),
        sign_places=("检验人：", "复核人：", "日期："),
    )
    return write_plain(path, plain, progress)
