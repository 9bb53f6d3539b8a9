"""Site cards: who may read our batches and whose batches we accept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange import batches as files
from desktop_app.exchange.batches import CardStanding, SiteCard
from desktop_app.models import KnownSite
from desktop_app.services.access import site_keys
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service


class UnknownRecipient(InputError):
    """No trusted site matches what was asked for."""

    code = "site.unknown_recipient"
    what = N_("没有找到接收单位“{to}”的站点名片。")
    data_safe = N_("数据没有改动，也没有生成文件。")
    do_now = N_("请先收取对方的站点名片（site trust），核对校验码后再导出。")


class SeveralRecipients(InputError):
    """Several trusted sites have the level asked for."""

    code = "site.several_recipients"
    what = N_("有多个“{to}”级别的接收单位：{sites}。")
    data_safe = N_("数据没有改动，也没有生成文件。")
    do_now = N_("请写明接收单位的站点代码。")


class OlderCard(InputError):
    """A newer card of the same site is trusted already: an old one must not put old keys back."""

    code = "site.older_card"
    what = N_("这张站点名片比已收取的旧。")
    do_now = N_("请向对方索取最新的站点名片。")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One trusted site."""

    site: str
    level: str
    name: str
    division_code: str
    fingerprint: str
    trusted_at: datetime
    trusted_by: str


class SiteService(Service):
    """站点."""

    def own_card(self) -> SiteCard:
        """Return this site's public card."""
        site = self._context.site
        return files.make_card(
            site_keys(self._store),
            site_uid=site.site,
            name=site.unit_name,
            level=site.level,
            division_code=site.division_code,
            made_at=self._context.clock.now(),
        )

    def trusted_cards(self) -> dict[str, SiteCard]:
        """Return the cards of the trusted sites by site code."""
        with self._store.reading() as session:
            cards = session.execute(select(KnownSite.card)).scalars()
            return {card.site_uid: card for card in (files.card_from_dict(data) for data in cards)}

    def resolve(self, to: str) -> SiteCard:
        """Return the trusted site meant by a site code or a level (village, township, county)."""
        cards = self.trusted_cards()
        if to in cards:
            return cards[to]
        fitting = [card for card in cards.values() if card.level.value == to]
        if not fitting:
            raise UnknownRecipient(to=to)
        if len(fitting) > 1:
            raise SeveralRecipients(to=SiteLevel(to).term, sites="、".join(card.site_uid for card in fitting))
        return fitting[0]

    @allowed(*EVERYONE)
    def write_card(self, _actor: Actor, out: Path) -> SiteCard:
        """Write this site's card to a file that may travel openly."""
        card = self.own_card()
        files.write_card(out, card, site_keys(self._store))
        return card

    @allowed(*OFFICERS)
    def trust(self, actor: Actor, path: Path) -> SiteCard:
        """Trust the site of a card file, after its fingerprint was compared over the phone."""
        card = files.read_card(path)
        if files.standing(card, self.trusted_cards()) is CardStanding.OLDER:
            raise OlderCard
        with self._store.setting_up() as session:
            session.merge(
                KnownSite(
                    site=card.site_uid,
                    level=card.level.value,
                    name=card.name,
                    card=files.card_as_dict(card),
                    trusted_at=self._context.clock.now(),
                    trusted_by=actor.name,
                )
            )
        return card

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[SiteRow]:
        """Return the trusted sites by name."""
        query = select(KnownSite.card, KnownSite.trusted_at, KnownSite.trusted_by).order_by(KnownSite.name)
        with self._store.reading() as session:
            rows = session.execute(query).all()
        found = []
        for data, trusted_at, trusted_by in rows:
            card = files.card_from_dict(data)
            found.append(
                SiteRow(
                    card.site_uid,
                    card.level.value,
                    card.name,
                    card.division_code,
                    files.fingerprint(card),
                    trusted_at,
                    trusted_by,
                )
            )
        return found
