"""An office changes its papers without code: kept, printed, taken to another office, given back."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from desktop_app.bootstrap import Application
from desktop_app.config import durable
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.reports.printed import BOOK
from desktop_app.services import settings
from desktop_app.services.actor import Actor
from desktop_app.services.paper_layouts import LayoutRefused, UnknownLayout
from desktop_app.services.paper_orders import Made, PaperWish
from desktop_app.services.previews import FOLDER, PreviewService
from desktop_app.services.reports import ReportService
from tests.reports import pdf

NAME = "month-ledger"


def test_an_own_layout_is_printed_until_it_is_given_back(application: Application, tmp_path: Path) -> None:
    layouts, actor = application.paper_layouts, application.actor
    village = application.register.villages(actor)[0].code
    own = 'title = "走访台账"\nsignatures = ["包村干部："]\n[[columns]]\nkey = "name"\ntitle = "老人姓名"\n'
    layouts.change(actor, NAME, own)
    assert [row.title for row in layouts.list(actor) if row.changed] == ["走访台账"]
    out = tmp_path / "a.pdf"
    application.reports.make(actor, NAME, out, village_code=village)
    text = "".join(pdf.texts(out))
    assert all(words in text for words in ("走访台账", "老人姓名", "包村干部："))
    assert "探访日期" not in text
    layouts.reset(actor, NAME)
    application.reports.make(actor, NAME, out, village_code=village)
    assert "探访日期" in "".join(pdf.texts(out)).replace("\n", "")


def test_a_layout_goes_to_another_office_as_a_file(empty: Application, tmp_path: Path) -> None:
    layouts, actor = empty.paper_layouts, empty.actor
    file = tmp_path / "a.toml"
    layouts.save(actor, NAME, file)
    file.write_text(file.read_text(encoding="utf-8").replace("探访台账", "走访台账"), encoding="utf-8")
    assert "走访台账" in layouts.load(actor, NAME, file).title
    assert "走访台账" in layouts.text(actor, NAME)


def test_one_that_a_newer_version_cannot_use_is_still_listed_to_be_reset(empty: Application) -> None:
    layouts, actor = empty.paper_layouts, empty.actor
    with empty.store.setting_up() as session:
        settings.write(session, settings.PAPER_LAYOUTS, {NAME: '[[columns]]\nkey = "no_more"\n'})
    assert [row.name for row in layouts.list(actor) if row.changed] == [NAME]
    with pytest.raises(LayoutRefused):
        layouts.layout(actor, NAME)
    layouts.reset(actor, NAME)
    assert layouts.layout(actor, NAME).column("no_more") is None


def test_what_cannot_be_used_is_refused_and_nothing_changes(empty: Application, tmp_path: Path) -> None:
    layouts, actor = empty.paper_layouts, empty.actor
    for text in ("title = 3", "x" * 30_000):
        with pytest.raises(LayoutRefused):
            layouts.change(actor, NAME, text)
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    for file in ("a.toml", "none.toml"):
        with pytest.raises(LayoutRefused):
            layouts.load(actor, NAME, tmp_path / file)
    with pytest.raises(UnknownLayout):
        layouts.text(actor, "../roster")
    with pytest.raises(NotAllowed):
        layouts.change(Actor("经办", UserRole.WORKER), NAME, 'title = "x"')
    assert not any(row.changed for row in layouts.list(actor))


def test_looking_elsewhere_leaves_what_is_being_made_alone(empty: Application) -> None:
    class Meanwhile:
        def make_wished(self, _actor: Actor, _wish: PaperWish, out: Path, **_more: object) -> Made:
            part = durable.part_of(out.with_name("paper"))
            part.write_bytes(b"%PDF")
            PreviewService(empty.context, empty.reports)
            durable.publish(part, out)
            return Made(out, BOOK)

    service = PreviewService(empty.context, cast("ReportService", Meanwhile()))
    seen = service.paper(empty.actor, PaperWish(name=NAME, month=(2026, 10)))
    assert seen.content == b"%PDF"
    left = empty.store.folder / FOLDER / ".paper.1.part"
    left.write_bytes(b"%PDF")
    PreviewService(empty.context, empty.reports)
    assert not left.exists()
