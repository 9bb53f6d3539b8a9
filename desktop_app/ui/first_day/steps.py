"""The steps of the first day as data: what to do, why, and by which real act each one ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import RoundKind
from desktop_app.ui import sights
from desktop_app.ui.first_day import ground
from desktop_app.ui.first_day.ground import Ground
from desktop_app.ui.first_day.happenings import Happening, Recorded, Sighted, TakenBack

if TYPE_CHECKING:  # heavy; loaded long before a window is there
    from desktop_app.bootstrap import Application

LEDGER = "month-ledger"


class End(Protocol):
    """By what a step ends."""

    def is_met(self, happening: Happening) -> bool:
        """Tell whether this is what the step asked for."""
        ...


@dataclass(frozen=True, slots=True)
class InSight:
    """Ends when this stands on the screen."""

    what: str

    def is_met(self, happening: Happening) -> bool:
        """Tell whether it was just seen."""
        return isinstance(happening, Sighted) and happening.what == self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Ends when so many visits were saved at once, in this round (None: one by one).

    ``with_findings`` and ``from_sheet`` say what they must have; None leaves it open.
    """

    round: RoundKind | None = None
    at_least: int = 1
    with_findings: bool | None = None
    from_sheet: bool | None = None

    def is_met(self, happening: Happening) -> bool:
        """Tell whether such visits were just saved."""
        return (
            isinstance(happening, Recorded)
            and happening.round is self.round
            and happening.visits >= self.at_least
            and self.with_findings in {None, happening.findings > 0}
            and self.from_sheet in {None, happening.from_sheet}
        )


@dataclass(frozen=True, slots=True)
class Undone:
    """Ends when a visit was taken back."""

    def is_met(self, happening: Happening) -> bool:
        """Tell whether one just was."""
        return isinstance(happening, TakenBack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; its texts are message ids, ``todo`` with the placeholders that ``look`` fills in.

    ``page`` is where it begins and ``pages`` where one may be meanwhile; elsewhere the panel offers the way.
    ``otherwise`` stands in place of ``todo`` where ``look`` finds that it cannot be done now. ``writes`` says that
    ``look`` must run in the writer's lane.
    """

    key: str
    title: str
    todo: str
    why: str
    end: End
    page: str
    pages: frozenset[str] = frozenset()
    look: Callable[[Application], Ground] = ground.always
    otherwise: str = ""
    writes: bool = False


_VISITING = frozenset({"visit", "person"})

STEPS = (
    Step(
        key="why",
        title=N_("看今天先去谁家"),
        todo=N_("“今日”里最急的排在最上面。用上下箭头选一位老人，按 F9 看为什么要去；看完按 Esc。"),
        why=N_("先后是按时限和政策排的，依据都写在里面。"),
        end=InSight(sights.WHY),
        page="today",
        pages=frozenset({"person", "duties"}),
        look=ground.somebody_owed,
        otherwise=N_("今天和这一周没有要探访的老人，这一步先不做。平时在“今日”选一位，按 F9 就能看到依据。"),
    ),
    Step(
        key="unchanged",
        title=N_("登记没有变化的一次"),
        todo=N_("按 F2 登记选中的老人，按 F6（与上次相同），核对后按 Ctrl+Enter 保存。"),
        why=N_("多数探访没有变化，几个键就登记完，并转到下一位。"),
        end=Saved(with_findings=False, from_sheet=False),
        page="today",
        pages=_VISITING,
        look=ground.somebody_registered,
        otherwise=N_("样例名册里现在没有老人，这一步先不做。"),
    ),
    Step(
        key="finding",
        title=N_("登记发现的问题"),
        todo=N_("再登记一位（F2、F6），点“添加问题”写一句，如“烟囱漏烟”，按 Ctrl+Enter 保存。"),
        why=N_("问题单独跟踪，没办结以前每次探访都摆在最上面，不会忘掉。"),
        end=Saved(with_findings=True),
        page="today",
        pages=_VISITING,
        look=ground.somebody_registered,
        otherwise=N_("样例名册里现在没有老人，这一步先不做。"),
    ),
    Step(
        key="undo",
        title=N_("登记错了就撤销"),
        todo=N_(
            "刚保存的按 Ctrl+Z 撤销。没赶上也不要紧：到“设置”→“最近操作”撤销那次登记，或按 F2 再登记一次来试。"
        ),
        why=N_("撤销的内容留作草稿，可以改了再存。"),
        end=Undone(),
        page="today",
        pages=_VISITING | {"settings", "visits"},
        look=ground.somebody_registered,
        otherwise=N_("样例名册里现在没有老人，这一步先不做。"),
    ),
    Step(
        key="household",
        title=N_("入户同访"),
        todo=N_("在“今日”选中{name}，按 Ctrl+H 登记同住的几位：F6 全部与上次相同，Ctrl+Enter 一起保存。"),
        why=N_("一家住着几位老人，去一趟、登记一次，每人都有记录。"),
        end=Saved(round=RoundKind.HOUSEHOLD),
        page="today",
        pages=frozenset({"household-round"}),
        look=ground.shared_roof,
        otherwise=N_("今天的名单里没有同住的老人，这一步先不做。平时选中写着“一起去”的一户，按 Ctrl+H。"),
    ),
    Step(
        key="calls",
        title=N_("电话探访两位"),
        todo=N_("在“今日”按 Ctrl+T。按 1（通话到本人），回车到下一位，再按 1，按 Ctrl+Enter 全部保存。"),
        why=N_("打电话也要登记；算不算数，名单里写着。"),
        end=Saved(round=RoundKind.CALLS, at_least=ground.CALLS_WANTED),
        page="today",
        pages=frozenset({"phone-round"}),
        look=ground.two_to_call,
        otherwise=N_("现在没有两位可以电话探访的老人，这一步先不做。平时在“今日”按 Ctrl+T。"),
    ),
    Step(
        key="sheet",
        title=N_("补录一张纸单"),
        todo=N_("假设交回一张纸单：在“今日”按 Ctrl+B，输入 {code}，回车；按 F6，再按 Ctrl+Enter。"),
        why=N_("打印的表上有编号，输入编号就找到人和日期，不会登记错。"),
        end=Saved(from_sheet=True),
        page="today",
        pages=frozenset({"back-entry", "visit"}),
        look=ground.sheet_out,
        otherwise=N_("样例名册里现在没有老人，印不出纸单，这一步先不做。"),
        writes=True,
    ),
    Step(
        key="find",
        title=N_("找人，看历次探访"),
        todo=N_("在“名册”按 Ctrl+K，输入{name}，回车打开档案（列出几位时选中再回车），按 Alt+2 看历次探访。"),
        why=N_("姓名、拼音首字母、证件号、电话、村名都能找到人。"),
        end=InSight(sights.PAST_VISITS),
        page="register",
        pages=frozenset({"today", "person"}),
        look=ground.somebody_registered,
        otherwise=N_("样例名册里现在没有老人，这一步先不做。"),
    ),
    Step(
        key="ledger",
        title=N_("看本月台账"),
        todo=N_("打开左边的“报表打印”，选“探访台账”，右边就是印出来的样子。"),
        why=N_("台账由登记自动生成，月底打印、签字、盖章就行。"),
        end=InSight(sights.paper(LEDGER)),
        page="papers",
    ),
    Step(
        key="keys",
        title=N_("字大一点，键记不住"),
        todo=N_("字小就到“设置”→“字和颜色”换大的。记不住键，随时按 Shift+F1 看按键一览；现在按一下。"),
        why=N_("这一页有哪些键，都写在那里。"),
        end=InSight(sights.KEYS),
        page="today",
        pages=frozenset({"settings"}),
    ),
)
"""In the order of a real day."""
