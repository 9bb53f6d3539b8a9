"""Which visits reach somebody for a campaign, how far it got, and templates as data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop_app.domain.campaigns import (
    CampaignPhase,
    RoundProgress,
    TargetState,
    phase_on,
    progress_of,
    reaches,
)
from desktop_app.domain.policy_schema import PolicyRefused, parse_campaigns
from desktop_app.domain.terms import Mode, Outcome

FROM, TO = date(2026, 12, 31), date(2027, 1, 2)


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2026, 12, 30), CampaignPhase.COMING),
        (FROM, CampaignPhase.RUNNING),
        (TO, CampaignPhase.RUNNING),
        (date(2027, 1, 3), CampaignPhase.OVER),
    ],
)
def test_a_campaign_runs_on_its_first_and_its_last_day(today: date, phase: CampaignPhase) -> None:
    assert phase_on(FROM, TO, today) is phase


@pytest.mark.parametrize(
    ("modes", "mode", "outcome", "reached"),
    [
        ({Mode.IN_PERSON}, Mode.IN_PERSON, Outcome.MET_IN_PERSON, True),
        ({Mode.IN_PERSON}, Mode.PHONE, Outcome.MET_REMOTELY, False),
        ({Mode.PHONE}, Mode.PHONE, Outcome.MET_REMOTELY, True),
        ({Mode.PHONE}, Mode.PHONE, Outcome.COULD_NOT_REACH, False),
        ({Mode.PHONE}, Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY, False),
        ({Mode.THIRD_PARTY}, Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY, True),
        (set(Mode), Mode.IN_PERSON, Outcome.REFUSED, False),
        (set(Mode), Mode.IN_PERSON, Outcome.DECEASED, False),
    ],
)
def test_only_its_modes_and_only_who_was_met_count(
    modes: set[Mode], mode: Mode, outcome: Outcome, reached: bool
) -> None:
    assert reaches(modes, mode, outcome) is reached


def test_those_exempt_are_no_part_of_what_is_owed() -> None:
    states = [
        TargetState.REACHED,
        TargetState.EXEMPT,
        TargetState.OPEN,
        TargetState.TRIED,
        TargetState.MISSED,
    ]
    found = progress_of(states)
    assert found == RoundProgress(targets=5, reached=1, tried=1, open=1, missed=1, exempt=1)
    assert (found.owed, found.left) == (4, 3)


def entry(**changed: Any) -> dict[str, Any]:
    facts = {
        "key": "cold",
        "title": "寒潮",
        "kind": "cold",
        "occasion": "预警后",
        "who": {"special": True},
        "within_days": 3,
        "source": {"document": "系统设定", "sentence": "增加探访。", "basis": "default"},
    }
    return {**facts, **changed}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "snow"}, "不认识的专项种类“snow”"),
        ({"when": {"kind": "solar", "from": "13-01", "to": "12-01"}}, "月日应写成如 09-01"),
        ({"when": {"kind": "lunar", "from": "09-31", "to": "09-30"}}, "日为 1 至 30"),
        ({"when": {"kind": "lunar", "from": "09-01"}}, "缺少月日"),
        ({"when": {"kind": "move"}}, "缺少转场之前"),
        ({"when": {"kind": "full_moon"}}, "不认识的时间类型"),
        ({"when": {"kind": "on_call", "from": "01-01"}}, "不认识的字段"),
        ({"modes": []}, "没有写明哪些探访方式有效"),
        ({"feeds_duties": "yes"}, "应为 true 或 false"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_where_it_stands(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse_campaigns({"campaigns": [entry(**changed)]})
    assert words in str(refused.value.details["listing"])
    assert "campaigns[1]" in str(refused.value.details["listing"])


def test_two_templates_of_one_key_are_refused() -> None:
    with pytest.raises(PolicyRefused):
        parse_campaigns({"campaigns": [entry(), entry()]})
