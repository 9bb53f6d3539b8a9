"""督促函 and 转介单: what they say, what they leave out, and that the ledger knows of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import ContactRole, UserRole
from desktop_app.services.access_log import AccessFilter
from desktop_app.services.actor import Actor
from desktop_app.services.preferences import PreferenceService
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, HealthDraft, SpanDraft
from desktop_app.services.support_drafts import LetterWish, ReferralWish, SupportStepDraft, SupportWish
from tests.reports import pdf
from tests.services.families import DAY, READER, TODAY, Town, field_of
from tests.services.homes import VILLAGES

ID_NUMBER = "150425194205010021"


@pytest.fixture
def family(town: Town) -> Town:
    """Return the town with an elder who is ill and has a son elsewhere."""
    son = ContactDraft(
        name="李强",
        relation="儿子",
        phone="13800138002",
        roles=(ContactRole.SUPPORTER.value,),
        lives_at="赤峰市",
    )
    uid = town.app.register.save(
        town.actor,
        ElderDraft(
            name="王大娘",
            village_code=VILLAGES[0],
            id_number=ID_NUMBER,
            birth_on=date(1942, 5, 1),
            phone="13800138001",
            address="三组9号",
            registered_on=date(2026, 3, 1),
            categories=(SpanDraft(category="incapacitated", from_on=date(2026, 3, 1)),),
            contacts=(son,),
            health=(HealthDraft(kind="disease", what="糖尿病"),),
        ),
    )
    panel = town.app.family_support.panel(town.actor, uid)
    town.uids.update({"老人": uid, "儿子": panel.supporters[0].uid})
    return town


def letter(town: Town, **changed: Any) -> LetterWish:
    return replace(
        LetterWish(contact_uid=town.uids["儿子"], reasons=("unseen",), phone="0476-5220000", clerk="海棠"),
        **changed,
    )


def referral(town: Town, **changed: Any) -> ReferralWish:
    made = ReferralWish(
        kind="mediation",
        referred_to="嘎查人民调解委员会",
        words="儿子不肯给生活费用",
        contact_uids=(town.uids["儿子"],),
        clerk="海棠",
    )
    return replace(made, **changed)


def made(town: Town, wish: SupportWish, out: Path, *, actor: Actor | None = None) -> str:
    name = "support-letter" if isinstance(wish, LetterWish) else "support-referral"
    town.app.reports.make(actor or town.actor, name, out / "a.pdf", elder_uid=town.uids["老人"], support=wish)
    return "".join(pdf.texts(out / "a.pdf"))


def test_a_letter_says_what_was_ticked_quotes_the_law_and_tells_nothing_else(
    family: Town, tmp_path: Path
) -> None:
    text = made(family, letter(family, words="老人想见孙子。"), tmp_path)
    for part in (
        "李强：",
        "老人的儿子",
        "较长时间没有得到您的看望或者问候",
        "老人想见孙子",
        "第十四条",
        "第十八条",
        "第二十四条",
        "2026年12月2日前",
        "0476-5220000",
        "督促函回执",
        "签字（手印）",
        "（盖章）",
    ):
        assert part in text, part
    for part in (ID_NUMBER, "13800138001", "13800138002", "三组", "糖尿病", "失能", "第七十五条", "第十五条"):
        assert part not in text, part


def test_mediation_and_court_are_named_only_when_asked_for(family: Town, tmp_path: Path) -> None:
    text = made(family, letter(family, remedies=True, reasons=("money", "care")), tmp_path)
    assert "第七十五条" in text
    assert "人民调解" in text
    assert "一、请您按照家庭约定" in text
    assert "第十五条" in text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reasons": ()}, "reasons"),
        ({"reasons": ("shouting",)}, "reasons"),
        ({"contact_uid": "nobody"}, "contact"),
        ({"by_on": TODAY}, "by_on"),
        ({"by_on": TODAY + 400 * DAY}, "by_on"),
        ({"words": "长" * 501}, "words"),
    ],
)
def test_a_letter_that_cannot_be_written_says_why(
    family: Town, tmp_path: Path, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldProblem) as refused:
        made(family, letter(family, **changed), tmp_path)
    assert field_of(refused.value) == field
    assert not (tmp_path / "a.pdf").exists()


def test_a_letter_for_three_reasons_with_the_way_to_court_is_one_sheet(family: Town, tmp_path: Path) -> None:
    made(family, letter(family, reasons=("unseen", "money", "care"), remedies=True), tmp_path)
    assert len(pdf.texts(tmp_path / "a.pdf")) == 1


def test_the_units_telephone_is_printed_where_none_was_written(family: Town, tmp_path: Path) -> None:
    PreferenceService(family.app.context).set_unit_phone(family.actor, " 0476-5220001 ")
    assert "0476-5220001" in made(family, letter(family, phone=None), tmp_path)
    assert "0476-5220001" in made(family, referral(family), tmp_path)


def test_own_words_are_enough(family: Town, tmp_path: Path) -> None:
    assert "老人盼您回家" in made(family, letter(family, reasons=(), words="老人盼您回家。"), tmp_path)


def test_a_referral_tells_what_was_done_and_health_only_when_asked(family: Town, tmp_path: Path) -> None:
    family.app.family_support.record(
        family.actor,
        SupportStepDraft(
            elder_uid=family.uids["老人"],
            kind="urged",
            done_on=TODAY - DAY,
            result="refused",
            contact_uid=family.uids["儿子"],
            by_name="海棠",
            what="说没有钱",
        ),
    )
    text = made(family, referral(family), tmp_path)
    for part in ("赡养纠纷人民调解转介单", "嘎查人民调解委员会：", "王大娘", "13800138002", "不肯履行"):
        assert part in text.replace(" ", ""), part
    assert "第七十五条" in text
    for part in (ID_NUMBER, "糖尿病", "失能", "说没有钱"):
        assert part not in text, part
    text = made(family, referral(family, health=True, phones=False, kind="legal_aid"), tmp_path)
    assert "法律援助转介单" in text
    assert "失能、糖尿病" in text
    assert "13800138001" not in text.replace(" ", "")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "urged"}, "kind"),
        ({"referred_to": " "}, "referred_to"),
        ({"words": ""}, "words"),
        ({"contact_uids": ("nobody",)}, "contact"),
    ],
)
def test_a_referral_that_cannot_be_written_says_why(
    family: Town, tmp_path: Path, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldProblem) as refused:
        made(family, referral(family, **changed), tmp_path)
    assert field_of(refused.value) == field


def test_the_ledger_notes_whose_letter_went_out_and_readers_get_none(family: Town, tmp_path: Path) -> None:
    made(family, letter(family), tmp_path)
    last = family.app.access_log.list(family.actor, AccessFilter(elder_uid=family.uids["老人"]))[0]
    assert last.what == "赡养义务督促函"
    assert last.elder_uid == family.uids["老人"]
    for wish in (letter(family), referral(family)):
        with pytest.raises(NotAllowed):
            made(family, wish, tmp_path, actor=READER)
    assert READER.role is UserRole.READER


def test_without_a_wish_the_program_says_where_the_papers_are_made(family: Town, tmp_path: Path) -> None:
    for name in ("support-letter", "support-referral"):
        with pytest.raises(FieldProblem):
            family.app.reports.make(family.actor, name, tmp_path / "a.pdf", elder_uid=family.uids["老人"])
