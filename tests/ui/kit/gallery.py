"""Draw every widget of the kit and an empty shell into PNG files, for looking at them after a change.

Run ``python tests/ui/kit/gallery.py OUT [light|dark|contrast]``: each picture in the usual size, in large type, and at 150 % scale.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.terms import Category, Mode, Outcome, Sex
from desktop_app.ui import theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import (
    Card,
    CheckField,
    ChipsField,
    ChoiceField,
    ChoiceRow,
    Column,
    DateField,
    DayMark,
    EmptyState,
    ErrorDialog,
    ErrorWords,
    Figure,
    Form,
    FormPage,
    HeaderCard,
    LineField,
    ListSource,
    MonthGrid,
    MonthMark,
    MonthPicker,
    NumberField,
    PathStations,
    PdfView,
    PersonHeader,
    PhoneField,
    RowTable,
    Section,
    Sort,
    StateChip,
    Station,
    Text,
    TextField,
    Tiles,
    YearSquares,
    button,
    main_button,
    row,
    scrolling,
)
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.shell import MainWindow, ShellInfo

TODAY = date(2026, 11, 22)
SETTINGS = (
    ("usual", 1.0, 1366, 728, "1"),
    ("x175", 1.75, 1366, 728, "1"),
    ("scale150", 1.0, 910, 485, "1.5"),
)


class Line(NamedTuple):
    """A made-up row."""

    name: str
    sex: str
    age: int
    village: str
    categories: tuple[str, ...]
    last: str
    due: str
    state: str
    tint: str
    share: float


VILLAGES = ("达日罕嘎查", "白音查干嘎查", "查干哈达嘎查", "宝日洪绍日嘎查")
NAMES = "王桂兰 其木格 张秀英 李福 乌云其其格 赵德厚 欧阳秀芝 𠮷田静 巴特尔 刘玉珍 敖登 阿拉坦其其格格日乐".split()
STATES = (
    ("已逾期 3 天", "overdue"),
    ("今天到期", "soon"),
    ("可探访", "info"),
    ("已完成", "done"),
    ("免访", "quiet"),
)


def lines(count: int) -> list[Line]:
    """Return made-up rows."""
    made = []
    for number in range(count):
        words, tint = STATES[number % len(STATES)]
        tags = ("独居", "高龄", "失能", "低保", "重残", "高危慢病")[: number % 6 + 1]
        made.append(
            Line(
                NAMES[number % len(NAMES)],
                "女" if number % 2 else "男",
                62 + number % 35,
                VILLAGES[number % len(VILLAGES)],
                tags,
                f"2026-11-{number % 20 + 1:02}",
                f"2026-11-{number % 8 + 20}",
                words,
                tint,
                (number * 13 % 100) / 100,
            )
        )
    return made


def columns() -> tuple[Column[Line], ...]:
    """Return the register's columns."""
    return (
        Column(key="name", title="姓名", width_em=7.5, text=lambda line: line.name, strong=True),
        Column(key="sex", title="性别", width_em=3.5, text=lambda line: line.sex),
        Column(key="age", title="年龄", width_em=4, text=lambda line: str(line.age), align_right=True),
        Column(key="village", title="嘎查村", width_em=9, text=lambda line: line.village),
        Column(
            key="tags",
            title="类别",
            width_em=12,
            text=lambda line: "、".join(line.categories),
            chips=lambda line: line.categories,
            stretch=True,
            sortable=False,
        ),
        Column(key="last", title="上次探访", width_em=7, text=lambda line: line.last),
        Column(key="due", title="下次到期", width_em=7, text=lambda line: line.due),
        Column(
            key="state", title="状态", width_em=8, text=lambda line: line.state, tint=lambda line: line.tint
        ),
        Column(
            key="share",
            title="完成",
            width_em=6,
            text=lambda line: f"{line.share:.0%}",
            bar=lambda line: line.share,
        ),
    )


class TablePage(Page):
    """A page with a list."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title="今日")
        self.set_main_action("登记探访", "F2", lambda: None)
        self.table = RowTable(columns(), sort=Sort("due"))
        source = ListSource(lines(300), {"due": lambda line: line.due, "name": lambda line: line.name})
        self.table.show_source(source)
        self.table.choose_first()
        layout = QVBoxLayout(self)
        edge = theme.px(1.5)
        layout.setContentsMargins(edge, theme.px(1), edge, theme.px(1))
        layout.setSpacing(theme.px(0.75))
        chips = row(
            StateChip("24小时内 1", "urgent"),
            StateChip("已逾期 12", "overdue"),
            StateChip("今天 3", "soon"),
            StateChip("本周 27", "info"),
        )
        chips.addStretch(1)
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)


class BoardPage(Page):
    """A page with figures, the path of a batch, the person's head and an empty state."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title="看板")
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(1.5)
        layout.setContentsMargins(edge, theme.px(1), edge, theme.px(1))
        layout.setSpacing(theme.px(1))
        layout.addWidget(MonthPicker(TODAY, today=lambda: TODAY))
        layout.addWidget(
            Tiles(
                Figure("月探访率", "86 %", hint="还差 7 人，目标 100 %", share=0.86),
                Figure("应探访", "312 人", hint="其中高风险 41 人"),
                Figure("发现问题", "23 件", hint="3 件已超时限", share=0.7, tint="overdue"),
                Figure("已销号", "20 件", hint="按时办结 95 %", share=0.95),
            )
        )
        head = HeaderCard()
        head.show_person(
            PersonHeader(
                name="王桂兰",
                sex="女",
                age=83,
                village="达日罕嘎查",
                household="3 组 12 户",
                categories=("独居", "高龄", "半失能", "低保", "高危慢病"),
                tier="高风险",
                tier_tint="overdue",
                next_due="11月18日 · 已逾期 4 天",
                due_tint="overdue",
                phone="13800138001",
                emergency="女儿 李梅 139 0013 9002",
            )
        )
        layout.addWidget(head)
        layout.addWidget(
            PathStations(
                [
                    Station("嘎查村", "5 个站点", "上次收取 11月20日", "done"),
                    Station("达日罕乌拉苏木", "本机", "待上报 34 条", "soon", here=True),
                    Station("旗县", "民政局养老服务科", "回执 11月15日", "info"),
                ]
            )
        )
        year = Card("这一年")
        year.body.addWidget(
            YearSquares(
                [
                    MonthMark(letter, letter, tint)
                    for letter, tint in zip(
                        "完完晚完免完漏完完完到未",
                        ["done", "done", "soon", "done", "quiet", "done", "overdue"]
                        + ["done"] * 3
                        + ["soon", "quiet"],
                        strict=True,
                    )
                ]
            )
        )
        layout.addWidget(year)
        month = MonthGrid(TODAY, today=TODAY)
        month.show_days(
            {
                TODAY: DayMark("今天 3", "3 人", "soon"),
                date(2026, 11, 18): DayMark("逾期 2", "2 人", "overdue"),
                date(2026, 11, 25): DayMark("5", "5 人"),
            }
        )
        layout.addWidget(month)
        card = Card("抽屉里的纸")
        card.body.addWidget(EmptyState("还没有打印过走访单。", "打印走访单", hint="打印后在这里登记收回。"))
        layout.addWidget(card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))


class FormDemoPage(Page):
    """A page with every field."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title="登记老人")
        form = Form(columns=2)
        form.add_row("姓名", LineField(), name="name", required=True).set_value("欧阳秀芝")
        form.add_row("性别", ChoiceField(Sex), name="sex").set_value(Sex.FEMALE)
        form.add_row(
            "出生日期", DateField(today=lambda: TODAY), name="born_on", help="按身份证填写"
        ).set_value(date(1943, 5, 8))
        form.add_row("本人电话", PhoneField(), name="phone", help="没有电话可留空").set_value("13800138001")
        form.add_row("类别标签", ChipsField(Category), name="categories", wide=True).set_value(
            {Category.LIVING_ALONE, Category.OLDEST_OLD}
        )
        form.add_section("探访")
        mode = form.add_row("探访方式", ChoiceRow(Mode), name="mode", wide=True)
        mode.set_ghost(Mode.IN_PERSON)
        form.add_row("探访结果", ChoiceRow(Outcome), name="outcome", wide=True).set_value(
            Outcome.MET_IN_PERSON
        )
        form.add_row("室温", NumberField(-40, 50), name="heat", unit="℃").set_value(17)
        form.add_row("炉灶", CheckField("烟道畅通，一氧化碳报警器正常"), name="stove")
        form.add_row("备注", TextField(placeholder="写下看到的情况"), name="note", wide=True)
        form.row("phone").field.set_value("1380013")  # a wrong one
        page = FormPage(form)
        page.buttons.addWidget(main_button("保存", "Ctrl+Enter"))
        page.buttons.addWidget(button("同上次"))
        page.buttons.addWidget(button("删除草稿", look="danger"))
        page.buttons.addWidget(button("查看历史", look="link"))
        page.buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        QTimer.singleShot(0, form.check)


class PaperPage(Page):
    """A page with a preview and the first list of an empty site."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title="报表打印")
        self.set_main_action("打印", "Ctrl+P", lambda: None)
        view = PdfView()
        view.show_document(sample_pdf())
        empty = RowTable(
            columns(), empty=EmptyState("名册还是空的。", "导入名册", hint="可以直接读取现有的 Excel 台账。")
        )
        empty.show_source(ListSource([]))
        layout = QHBoxLayout(self)
        edge = theme.px(1.5)
        layout.setContentsMargins(edge, theme.px(1), edge, theme.px(1))
        layout.setSpacing(theme.px(1))
        left = QVBoxLayout()
        left.addWidget(Section("花名册"))
        left.addWidget(Text("按嘎查村分页，A4 横向。", "hint"))
        left.addWidget(empty, 1)
        layout.addLayout(left, 1)
        layout.addWidget(view, 1)


def sample_pdf() -> bytes:
    """Return a small PDF of three pages."""
    import io

    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(3):
        canvas.setFont("Helvetica", 24)
        canvas.drawString(72, 740, f"Page {number + 1}")
        canvas.rect(72, 200, 450, 500)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def specs() -> list[PageSpec]:
    """Return the sidebar of a township."""
    listed: list[tuple[str, str, str, Callable[[PageContext], Page]]] = [
        ("today", "今日", "sun", TablePage),
        ("register", "名册", "users", FormDemoPage),
        ("duties", "应探访", "calendar-check", TablePage),
        ("visits", "探访记录", "clipboard-list", TablePage),
        ("findings", "问题跟踪", "triangle-alert", TablePage),
        ("services", "服务", "hand-heart", TablePage),
        ("papers", "报表打印", "printer", PaperPage),
        ("exchange", "上报交换", "arrow-left-right", TablePage),
        ("board", "看板", "chart-column", BoardPage),
    ]
    badges = {"today": Badge(12), "findings": Badge(3, "overdue")}
    made = [
        PageSpec(
            key=key, title=title, icon=icon, order=10 * at, factory=factory, badge=badge_of(badges.get(key))
        )
        for at, (key, title, icon, factory) in enumerate(listed)
    ]
    made.append(PageSpec(key="settings", title="设置", icon="settings", order=90, factory=TablePage))
    made.append(
        PageSpec(
            key="help", title="帮助", icon="circle-question-mark", order=95, factory=TablePage, key_hint="F1"
        )
    )
    return made


def badge_of(badge: Badge | None) -> Callable[[Any], Badge | None]:
    """Return a question that always gives ``badge``."""
    return lambda _app: badge


def settle(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def draw(folder: Path, name: str, palette: str, scale: float, width: int, height: int) -> None:
    """Draw all pictures of one setting."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, palette=palette, scale=scale)
    jobs = JobRunner()
    info = ShellInfo(unit_name="巴林右旗达日罕乌拉苏木", user_name="王秀英", is_sample=True)
    window = MainWindow(
        info, pages=specs(), jobs=jobs, feed=ChangeFeed(), settings_file=folder / f"{name}.ini", app=None
    )
    window.set_date_line("11月22日 周日 农历十月十四")
    window.set_backup_line("备份 今天 09:12")
    window.resize(width, height)
    window.open_first_page()
    window.refresh_badges()
    window.show()
    window.notices.show_notice(
        "soon", "备份已有 7 天没有做，U 盘插好后可以马上备份。", "现在备份", lambda: None
    )
    for key in ("today", "register", "board", "papers"):
        window.navigator.open(key)
        if key == "board":
            work = jobs.reading("正在生成 11月台账", slow)
            work.start()
            settle(700)
        if key == "register":
            window.undo_notice.offer("已保存 王桂兰 的探访", lambda: None)
            window.notices.dismiss()
        settle(150)
        window.grab().save(str(folder / f"{palette}-{name}-{key}.png"))
        if key == "board":
            area = cast(QScrollArea, window.stack.currentWidget().findChild(QScrollArea))
            area.verticalScrollBar().setValue(theme.px(30))
            settle(50)
            window.grab().save(str(folder / f"{palette}-{name}-board-below.png"))
    dialog = ErrorDialog(
        ErrorWords(
            "无法写入备份文件：磁盘已满。",
            "登记的数据已经保存，没有丢失。",
            "请换一个 U 盘或清理空间，然后再备份一次。",
        ),
        window,
    )
    dialog.open()
    settle(50)
    dialog.grab().save(str(folder / f"{palette}-{name}-error.png"))
    dialog.close()
    jobs.close()
    window.deleteLater()


def slow(progress: Any) -> None:
    """Count slowly."""
    import time

    for number in range(340, 1001):
        progress.report(number, 1000)
        time.sleep(0.01)


def main() -> None:
    """Draw into the folder given, one process per screen scale."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    palette = sys.argv[2] if len(sys.argv) > 2 else "light"
    only = os.environ.get("GALLERY_SETTING", "")
    for name, scale, width, height, factor in SETTINGS:
        if not only:
            environment = os.environ | {"GALLERY_SETTING": name, "QT_SCALE_FACTOR": factor}
            subprocess.run([sys.executable, __file__, str(folder), palette], env=environment, check=True)
        elif only == name:
            draw(folder, name, palette, scale, width, height)


if __name__ == "__main__":
    main()
