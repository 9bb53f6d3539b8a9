"""``batch``: seal what is new, look into a batch, merge one, write or take a receipt."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import DONE, WITH_PROBLEMS, WRONG_INPUT, Answer, plain, spoken
from desktop_app.cli.kinds import kind_word
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.exchange.batches import Inspection
from desktop_app.services.batches import Merged

RECEIPT_SUFFIX = ".receipt.json"


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("batch", _("上报包：导出、检验、合并、回执"))
    parser = group.command("export", _("把新的改动封成上报包"), _export)
    parser.add_argument("--to", required=True, metavar="SITE|LEVEL", help=_("接收单位的站点代码或级别"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("写到哪个文件夹"))
    parser.add_argument("--everything", action="store_true", help=_("重新导出全部内容"))
    parser = group.command("inspect", _("检验上报包，不改动数据"), _inspect)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--report", type=Path, metavar="FILE.pdf", help=_("另写一份检验单"))
    parser = group.command("merge", _("合并上报包；重复合并不会改动数据"), _merge)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = group.command("receipt", _("为合并过的上报包开回执；给出回执文件时则收下回执"), _receipt)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("回执写到哪个文件，缺省在上报包旁边"))


def _export(session: Session, options: Namespace) -> Answer:
    app = session.app
    options.out.mkdir(parents=True, exist_ok=True)
    sealed = app.batches.export(
        app.actor, options.to, options.out, everything=options.everything, progress=session.progress
    )
    return Answer(
        {
            "file": str(sealed.path),
            "batch": sealed.path.name,
            "sequence": sealed.header.sequence,
            "sha256": sealed.sha256,
            "counts": sealed.counts,
        },
        [_("已封好上报包：{file}").format(file=sealed.path), *_counts(sealed.counts)],
    )


def _counts(counts: Any) -> list[str]:
    return [f"  {kind_word(kind)}：{count}" for kind, count in counts.items() if count]


def inspection_document(batch: Path, found: Inspection) -> dict[str, Any]:
    """Return all verdicts on one batch; what it says about itself is empty while unproved."""
    header = found.header
    return {
        "batch": batch.name,
        "accepted": found.accepted,
        "sha256": found.sha256,
        "sender": found.sender and {"site": found.sender.site_uid, "name": found.sender.name},
        "sequence": header and header.sequence,
        "epoch": header and header.epoch,
        "created_at": header and plain(header.created_at),
        "previous_sha256": header and header.previous_sha256,
        "counts": dict(found.counts),
        "checks": [
            {
                "check": result.check.value,
                "title": _(result.check.term),
                "passed": result.passed,
                "error": result.error and plain(spoken(result.error)),
            }
            for result in found.checks
        ],
    }


def _inspect(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = app.batches.inspect(app.actor, options.file, progress=session.progress)
    lines = []
    for result in found.checks:
        mark = {True: _("通过"), False: _("不通过"), None: _("未检验")}[result.passed]
        lines.append(f"{_(result.check.term)}：{mark}")
        if result.error is not None:
            words = spoken(result.error)
            lines += [f"  {words.what}", f"  {words.data_safe}", f"  {words.do_now}"]
    if found.sender and found.header:
        lines += [
            _("来自“{name}”，第 {number} 包。").format(name=found.sender.name, number=found.header.sequence),
            *_counts(found.counts),
        ]
    if options.report:
        app.reports.make_batch_report(app.actor, options.file, found, options.report)
    return Answer(inspection_document(options.file, found), lines, DONE if found.accepted else WRONG_INPUT)


def merged_document(merged: Merged) -> dict[str, Any]:
    """Return what a merge did as programs read it."""
    return {
        "batch": merged.batch,
        "applied": merged.applied,
        "already": merged.already,
        "conflicts": merged.conflicts,
        "missing_before": merged.missing_before,
    }


def _merge(session: Session, options: Namespace) -> Answer:
    app = session.app
    merged = app.batches.merge(app.actor, options.file, progress=session.progress)
    lines = [
        _("已合并“{sender}”的上报包：新收 {applied} 条，已有 {already} 条，冲突 {conflicts} 处。").format(
            sender=merged.sender, applied=merged.applied, already=merged.already, conflicts=merged.conflicts
        )
    ]
    if merged.conflicts:
        lines.append(_("请用 elder-visits conflicts list 查看并处理冲突。"))
    if merged.missing_before:
        numbers = "、".join(map(str, merged.missing_before))
        lines.append(_("还缺这个单位更早的上报包：第 {numbers} 包。").format(numbers=numbers))
    problems = merged.conflicts or merged.missing_before
    return Answer(merged_document(merged), lines, WITH_PROBLEMS if problems else DONE)


def _receipt(session: Session, options: Namespace) -> Answer:
    app = session.app
    with options.file.open("rb") as stream:
        is_receipt = stream.read(1) == b"{"
    if is_receipt:
        receipt = app.batches.accept_receipt(app.actor, options.file)
        lines = [_("已收下第 {number} 包的回执。").format(number=receipt.sequence)]
        out = options.file
    else:
        out = options.out or options.file.with_name(f"{options.file.stem}{RECEIPT_SUFFIX}")
        receipt = app.batches.write_receipt(app.actor, options.file, out)
        lines = [_("已写出回执：{file}").format(file=out)]
    return Answer(
        {
            "file": str(out),
            "batch_sha256": receipt.batch_sha256,
            "sequence": receipt.sequence,
            "applied": receipt.applied,
            "already": receipt.already,
            "conflicts": receipt.conflicts,
            "missing_before": receipt.missing_before,
        },
        lines,
    )
