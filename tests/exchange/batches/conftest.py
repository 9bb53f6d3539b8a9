"""Two townships, a county and a stranger, with keys and cards, and one sealed batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import BatchHeader, SealedBatch, SiteCard, SiteKeys, make_card, seal

NOW = datetime(2024, 11, 20, 8, 30, 15, tzinfo=UTC)
RECORDS: Mapping[str, list[dict[str, object]]] = {
    "elder": [
        {"uid": "e1", "name": "𬱖䶮㛃·巴特尔", "tags": ["独居", "高龄"], "phone": None},
        {"uid": "e2", "name": "赵\u2028钱\n孙\u0085李", "born": {"on": "1940-02-29"}, "alive": True},
    ],
    "visit": [{"uid": f"v{n}", "elder": "e1", "minutes": n} for n in range(40)],
    "finding": [],
}


@dataclass(frozen=True)
class Site:
    """One site of the tests."""

    keys: SiteKeys
    card: SiteCard

    def header(self, sequence: int = 1, previous: str | None = None) -> BatchHeader:
        return BatchHeader(
            site_uid=self.card.site_uid,
            site_name=self.card.name,
            level=self.card.level,
            division_code=self.card.division_code,
            epoch=1,
            sequence=sequence,
            previous_sha256=previous,
            created_at=NOW,
        )

    def seal(
        self,
        out_dir: Path,
        *recipients: Site,
        records: Mapping[str, Iterable[Mapping[str, object]]] = RECORDS,
        changes: Mapping[str, object] | None = None,
    ) -> SealedBatch:
        header = replace(self.header(), **(changes or {}))  # type: ignore[arg-type]  # the tests change any field
        return seal(
            header=header,
            records=records,
            recipients=[site.card for site in recipients],
            keys=self.keys,
            out_dir=out_dir,
        )


@dataclass(frozen=True)
class Sites:
    """All sites of the tests; the county trusts both townships."""

    township: Site
    other: Site
    county: Site
    stranger: Site

    @property
    def trusted(self) -> dict[str, SiteCard]:
        return {site.card.site_uid: site.card for site in (self.township, self.other)}


def make_site(number: int, name: str, level: SiteLevel, code: str) -> Site:
    keys = SiteKeys.generate()
    uid = f"01934b6e-0000-7000-8000-{number:012d}"
    return Site(keys, make_card(keys, site_uid=uid, name=name, level=level, division_code=code, made_at=NOW))


@pytest.fixture(scope="session")
def sites() -> Sites:
    return Sites(
        township=make_site(1, "白音他拉苏木", SiteLevel.TOWNSHIP, "150425201000"),
        other=make_site(2, "南门外街道", SiteLevel.TOWNSHIP, "150425001000"),
        county=make_site(3, "某旗民政局", SiteLevel.COUNTY, "150425000000"),
        stranger=make_site(4, "白音他拉苏木", SiteLevel.TOWNSHIP, "150425201000"),
    )


@pytest.fixture(scope="session")
def sealed(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> SealedBatch:
    return sites.township.seal(tmp_path_factory.mktemp("sealed"), sites.county)
