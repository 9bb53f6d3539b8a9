"""What the sample township has on paper: figures typed for the progress report, papers that went out, Mongolian names."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.services.progress_rows import ProgressDraft
from desktop_app.services.roster_papers import EVERYBODY
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.register.draft_content import from_detail

MONGOLIAN_NAMES = 2

_SCRIPT = {
    "乌云": "ᠣᠶᠤᠨ",
    "额尔敦": "ᠡᠷᠳᠡᠨᠢ",
    "孟和": "ᠮᠥᠩᠬᠡ",
    "萨仁": "ᠰᠠᠷᠠᠨ",
    "阿拉坦": "ᠠᠯᠲᠠᠨ",
    "巴彦": "ᠪᠠᠶᠠᠨ",
    "特木尔": "ᠲᠡᠮᠦᠷ",
    "其其格": "ᠴᠡᠴᠡᠭ",
    "琪琪格": "ᠴᠡᠴᠡᠭ",
    "巴特尔": "ᠪᠠᠭᠠᠲᠤᠷ",
    "巴雅尔": "ᠪᠠᠶᠠᠷ",
    "毕力格": "ᠪᠢᠯᠢᠭ",
    "那顺": "ᠨᠠᠰᠤᠨ",
    "宝音": "ᠪᠤᠶᠠᠨ",
    "呼和": "ᠬᠥᠬᠡ",
    "查干": "ᠴᠠᠭᠠᠨ",
    "巴图": "ᠪᠠᠲᠤ",
    "乌力吉": "ᠥᠯᠵᠡᠢ",
    "吉日嘎拉": "ᠵᠢᠷᠭᠠᠯ",
}
"""Parts of names as the sample joins them, in Mongolian script."""

_NOW = (
    ("network_registration_rate", 1326, 1418, "养老服务信息平台导出，与派出所户籍人口核对"),
    ("pension_rate", 2871, 2904, "旗人社局提供"),
    ("rural_home_care_coverage", 9, 12, "还有3个嘎查的服务点在建"),
)
_BEFORE = (
    ("network_registration_rate", 1240, 1409, "养老服务信息平台导出"),
    ("pension_rate", 2850, 2896, "旗人社局提供"),
    ("medical_insurance_rate", 2877, 2896, "旗医保局提供"),
    ("rural_home_care_coverage", 8, 12, "民政办台账"),
)
"""Indicator, numerator, denominator and note; the others an office has yet to ask for."""


def add_filed(app: Application) -> None:
    """Add them to a township that was just filled."""
    _write_mongolian_names(app)
    _type_figures(app)
    _issue_papers(app)


def _write_mongolian_names(app: Application) -> None:
    ids = app.register.list_ids(app.actor, ElderFilter())
    spelt = ((row.uid, spell(row.name)) for row in app.register.rows(app.actor, ids))
    for uid, name in islice(((uid, name) for uid, name in spelt if name), MONGOLIAN_NAMES):
        draft = from_detail(app.register.get(app.actor, uid))
        app.register.save(app.actor, replace(draft, name_local=name))


def spell(name: str) -> str:
    """Return a name of two known parts in Mongolian script, an empty text for any other."""
    for head, script in _SCRIPT.items():
        tail = name.removeprefix(head)
        if tail != name and tail in _SCRIPT:
            return script + _SCRIPT[tail]
    return ""


def _type_figures(app: Application) -> None:
    current = app.progress.usual(app.actor)
    for period, figures in ((current.before, _BEFORE), (current, _NOW)):
        for indicator, numerator, denominator, note in figures:
            draft = ProgressDraft(numerator=numerator, denominator=denominator, note=note)
            app.progress.type_figure(app.actor, str(period), indicator, draft)


def _issue_papers(app: Application) -> None:
    """Let ledger and summary of the last month, and today's roster of a village, have gone out."""
    last = app.clock.today().replace(day=1) - timedelta(days=1)
    month, village = (last.year, last.month), app.register.villages(app.actor)[0].code
    with tempfile.TemporaryDirectory(prefix="elder-visits-sample-", ignore_cleanup_errors=True) as name:
        out = Path(name) / "paper.pdf"
        app.reports.make(app.actor, "month-ledger", out, month=month, village_code=village)
        app.reports.make(app.actor, "month-summary", out, month=month)
        app.reports.make(app.actor, "roster", out, category=EVERYBODY, village_code=village)
