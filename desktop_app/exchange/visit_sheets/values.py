"""The words that offices write for how a visit was made and what came of it."""

from __future__ import annotations

import unicodedata

from desktop_app.domain.terms import Mode, Outcome

_MODES: dict[Mode, str] = {
    Mode.IN_PERSON: "上门 入户 上门探访 上门走访 入户走访 入户探访 走访 面访 实地 实地走访 当面 见面 现场 上门看望",
    Mode.PHONE: "电话 电话探访 打电话 电话走访 通话 电话联系 语音 电话问候 手机",
    Mode.VIDEO: "视频 视频探访 微信视频 视频通话 视频电话 微信",
    Mode.DEVICE: "物联网 设备 智能设备 手环 智能手环 监测设备",
    Mode.THIRD_PARTY: "代访 他人代访 委托 邻居代访 代为探访",
}
_OUTCOMES: dict[Outcome, str] = {
    Outcome.MET_IN_PERSON: "见到本人 见到 已见 见面 见到老人 本人在家 在家 是 有 √ 已探访 已走访 正常 已完成 完成",
    Outcome.MET_REMOTELY: "通话到本人 接通 已接通 已接听 接听 本人接听 通话正常 视频见到",
    Outcome.SEEN_BY_THIRD_PARTY: "他人代述 邻居代述 家属代述 子女代述 邻居反映 他人反映",
    Outcome.NOT_AT_HOME: "不在家 未在家 家中无人 没在家 无人在家 未见到 未见到本人 无人 否",
    Outcome.COULD_NOT_REACH: "无人应答 无人接听 未接通 未接 打不通 关机 停机 无法接通 空号 联系不上",
    Outcome.REFUSED: "拒访 拒绝 拒绝探访 不愿意",
    Outcome.AWAY: "外出 在外 外出务工 去子女家 外地 走亲戚 在外地 外出未归",
    Outcome.IN_HOSPITAL: "住院 在医院 住院中 正在住院",
    Outcome.IN_INSTITUTION: "入住机构 入住养老机构 养老院 敬老院 在养老院 在敬老院 机构",
    Outcome.MOVED: "迁出 搬走 已迁出 已搬走 户口迁出",
    Outcome.DECEASED: "死亡 去世 已故 已去世 已死亡 病故",
}
_MODE_BY_WORD = {word: mode for mode, words in _MODES.items() for word in words.split()}
_OUTCOME_BY_WORD = {word: outcome for outcome, words in _OUTCOMES.items() for word in words.split()}
_REMOTE = (Mode.PHONE, Mode.VIDEO)


def read_mode(text: str) -> Mode | None:
    """Return how the visit was made, or None for an unknown word."""
    return _MODE_BY_WORD.get(_plain(text))


def read_outcome(text: str, mode: Mode | None) -> Outcome | None:
    """Return what came of the visit, or None for an unknown word; words of meeting follow the mode."""
    outcome = _OUTCOME_BY_WORD.get(_plain(text))
    if outcome is Outcome.MET_IN_PERSON and mode in _REMOTE:
        return Outcome.MET_REMOTELY
    if outcome is Outcome.NOT_AT_HOME and mode in _REMOTE:
        return Outcome.COULD_NOT_REACH
    return outcome


def _plain(text: str) -> str:
    """Return a cell's word without blanks and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("。.,;")
