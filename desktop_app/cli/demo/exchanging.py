"""The demo's exchange: seal a batch for the county, merge it there twice, refuse a tampered copy, answer."""

from __future__ import annotations

from pathlib import Path

from desktop_app.bootstrap import Application, create_application
from desktop_app.cli.batches import RECEIPT_SUFFIX, inspection_document, merged_document
from desktop_app.cli.console import spoken
from desktop_app.cli.demo.registering import PROFILES
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.domain.errors import ExchangeError
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.sample.generate import SAMPLE_TOWNSHIP
from desktop_app.services.access import SetupDraft
from desktop_app.services.batches import SETS
from desktop_app.storage.queries.elders import ElderFilter

UNIT = "克什克腾旗民政局"
OFFICER = "旗县管理员"


def set_up_county(stage: Stage, name: str) -> Application:
    """Set up the county's store and let both sites know each other."""
    stage.step(_("建立旗县区的名册，互换站点名片"))
    home = stage.folder.claim_folder(name, _("样例旗县区的加密名册"))
    draft = SetupDraft(
        level=SiteLevel.COUNTY,
        division_code=SAMPLE_TOWNSHIP[:6],
        unit_name=UNIT,
        profiles=PROFILES,
        user=OFFICER,
        password=stage.password,
        sample=True,
    )
    app, _recovery = create_application(home, draft, clock=stage.clock)
    return app


def exchange(stage: Stage, township: Application, county: Application) -> None:
    """Exchange cards, seal, inspect, merge twice, refuse a tampered copy, send the receipt back."""
    for app, other, name in (
        (township, county, "card-township.json"),
        (county, township, "card-county.json"),
    ):
        card = stage.folder.claim(name, _("“{unit}”的站点名片").format(unit=app.site.unit_name))
        app.sites.write_card(app.actor, card)
        other.sites.trust(other.actor, card)
    stage.step(_("封装上报包，交给旗县区"))
    sealed = township.batches.export(township.actor, "county", stage.folder.path, progress=stage.progress)
    stage.folder.adopt(sealed.path, _("加密并签名的上报包"))
    stage.tell(
        _("{file}：{count} 条改动。").format(
            file=sealed.path.name, count=sum(count for kind, count in sealed.counts.items() if kind != SETS)
        )
    )
    _inspect(stage, county, sealed.path)
    _merge_twice(stage, county, sealed.path)
    _refuse_tampered(stage, county, sealed.path)
    receipt = stage.folder.claim(f"{sealed.path.stem}{RECEIPT_SUFFIX}", _("旗县区的回执"))
    county.batches.write_receipt(county.actor, sealed.path, receipt)
    township.batches.accept_receipt(township.actor, receipt)
    stage.expect(township.batches.sent(township.actor)[0].acknowledged_at, _("收下回执"))
    stage.tell(_("回执已开出，苏木已收下。"))


def _inspect(stage: Stage, county: Application, batch: Path) -> None:
    found = county.batches.inspect(county.actor, batch, progress=stage.progress)
    stage.expect(found.accepted, _("检验上报包"))
    report = stage.folder.claim("batch-report.pdf", _("上报包检验单"))
    county.reports.make_batch_report(county.actor, batch, found, report)
    stage.write_json("batch-inspect.json", inspection_document(batch, found), _("上报包检验结果（JSON）"))
    stage.tell(
        _("旗县区检验：{checks}，全部通过。").format(checks="、".join(_(c.check.term) for c in found.checks))
    )


def _merge_twice(stage: Stage, county: Application, batch: Path) -> None:
    first = county.batches.merge(county.actor, batch, progress=stage.progress)
    stage.write_json("batch-merge.json", merged_document(first), _("合并结果（JSON）"))
    stage.tell(
        _("合并：新收 {applied} 条，冲突 {conflicts} 处。").format(
            applied=first.applied, conflicts=first.conflicts
        )
    )
    again = county.batches.merge(county.actor, batch, progress=stage.progress)
    stage.expect(first.applied and not again.applied, _("重复合并不改动数据"))
    stage.tell(_("再合并一次：新收 0 条，已有 {already} 条。").format(already=again.already))


def _refuse_tampered(stage: Stage, county: Application, batch: Path) -> None:
    content = bytearray(batch.read_bytes())
    content[len(content) // 2] ^= 1
    copy = stage.folder.claim(f"tampered-{batch.name}", _("改动过一个字节的副本，会被拒收"))
    copy.write_bytes(content)
    before = county.register.count(county.actor, ElderFilter())
    try:
        county.batches.merge(county.actor, copy)
    except ExchangeError as error:
        words = spoken(error)
        stage.tell(
            _("改动过的副本被拒收：{what}{data_safe}").format(what=words.what, data_safe=words.data_safe)
        )
    else:
        stage.expect(False, _("拒收改动过的上报包"))
    stage.expect(county.register.count(county.actor, ElderFilter()) == before, _("拒收后数据不变"))


def check_both(stage: Stage, township: Application, county: Application) -> None:
    """Check both stores and compare their registers."""
    stage.step(_("检查两份名册"))
    for app in (township, county):
        problems = app.checks.run(app.actor)
        people = app.register.count(app.actor, ElderFilter())
        found = "；".join(problems) or _("没有发现问题")
        stage.tell(
            _("{unit}：在册 {people} 人，{found}。").format(
                unit=app.site.unit_name, people=people, found=found
            )
        )
        stage.expect(not problems, _("检查"))
    counts = {app.register.count(app.actor, ElderFilter()) for app in (township, county)}
    stage.expect(len(counts) == 1, _("两份名册人数一致"))
