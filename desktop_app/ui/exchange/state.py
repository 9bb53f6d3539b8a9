"""Everything the exchange page shows, read in one go, and where a site's batches go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import fingerprint
from desktop_app.services.batches import BatchRow, ReceivedRow
from desktop_app.services.conflicts import ConflictRow
from desktop_app.services.sites import SiteRow
from desktop_app.ui.kit import Station

LEVELS = (SiteLevel.VILLAGE, SiteLevel.TOWNSHIP, SiteLevel.COUNTY)
UPWARD = {SiteLevel.VILLAGE: SiteLevel.TOWNSHIP, SiteLevel.TOWNSHIP: SiteLevel.COUNTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeState:
    """One reading of all that was sent, received, trusted and is in conflict."""

    waiting: int
    sent: Sequence[BatchRow]
    received: Sequence[ReceivedRow]
    sites: Sequence[SiteRow]
    conflicts: Sequence[ConflictRow]
    villages: dict[str, str]
    own_fingerprint: str
    own_site: str
    own_name: str
    level: SiteLevel

    @property
    def upward(self) -> SiteLevel | None:
        """The level that this site reports to; none above the county."""
        return UPWARD.get(self.level)

    def receivers(self) -> list[SiteRow]:
        """Return the trusted sites that a batch may go to: of the level above, then below; at the county all."""
        if self.upward is None:
            return list(self.sites)
        above = [each for each in self.sites if each.level == self.upward.value]
        return above + [each for each in self.sites if self.goes_down(each)]

    def goes_down(self, receiver: SiteRow) -> bool:
        """Tell whether a batch to ``receiver`` is one for a level below: 下发, not 上报."""
        return LEVELS.index(SiteLevel(receiver.level)) < LEVELS.index(self.level)

    def name_of(self, site: str) -> str:
        """Return the name of a site as its card says."""
        if site == self.own_site:
            return self.own_name
        return next((each.name for each in self.sites if each.site == site), _("未知站点"))


def read(app: Application) -> ExchangeState:
    """Read the state; for a reader thread."""
    actor = app.actor
    return ExchangeState(
        waiting=app.batches.waiting_to_send(actor),
        sent=app.batches.sent(actor),
        received=app.batches.received(actor),
        sites=app.sites.list(actor),
        conflicts=app.conflicts.list(actor),
        villages={village.code: village.name for village in app.register.villages(actor)},
        own_fingerprint=fingerprint(app.sites.own_card()),
        own_site=app.site.site,
        own_name=app.site.unit_name,
        level=app.site.level,
    )


def stations(state: ExchangeState) -> list[Station]:
    """Return the way 村 → 乡镇 → 旗县 with what is known of each station."""
    return [_station(state, level) for level in LEVELS]


def _station(state: ExchangeState, level: SiteLevel) -> Station:
    title = _(level.term)
    if level is state.level:
        waiting = _("待上报 {count} 条").format(count=state.waiting) if state.waiting else _("没有待上报")
        if state.upward is None:
            words, tint = _("已合并 {count} 包").format(count=len(state.received)), "info"
        else:
            words, tint = waiting, "soon" if state.waiting else "done"
        return Station(title, _("本机：{unit}").format(unit=state.own_name), words, tint, here=True)
    known = [each for each in state.sites if each.level == level.value]
    who = known[0].name if len(known) == 1 else _("{count} 个站点").format(count=len(known))
    if not known:
        return Station(title, _("还没有收取站点名片"), "", "quiet")
    if LEVELS.index(level) > LEVELS.index(state.level):
        return Station(title, who, *_receipt_words(state, {each.site for each in known}))
    merged = [each for each in state.received if each.site in {one.site for one in known}]
    if not merged:
        return Station(title, who, _("还没有收到上报包"), "quiet")
    return Station(title, who, _("上次收取 {day}").format(day=local_day(merged[0].merged_at)), "done")


def _receipt_words(state: ExchangeState, sites: set[str]) -> tuple[str, str]:
    sent = [each for each in state.sent if each.recipient in sites]
    if not sent:
        return _("还没有上报过"), "quiet"
    if sent[0].acknowledged_at is None:
        return _("第 {number} 包等回执").format(number=sent[0].seq), "soon"
    return _("已回执 {day}").format(day=local_day(sent[0].acknowledged_at)), "done"


def local_day(instant: datetime) -> str:
    """Return the day of an instant for a chip."""
    here = instant.astimezone()
    return _("{month}月{day}日").format(month=here.month, day=here.day)


def local_time(instant: datetime) -> str:
    """Return an instant for a table."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M")
