"""Why a file is not taken as a visit workbook at all."""

from __future__ import annotations

from desktop_app.domain.errors import N_, ExchangeError
from desktop_app.exchange.workbooks.refusals import NOTHING_CHANGED


class NotAVisitWorkbook(ExchangeError):
    """Neither the hidden sheet nor the codes of the rows are there."""

    code = "visit_workbook.unknown"
    what = N_("这个文件不是本程序导出的探访工作簿，或者“行码”一栏和隐藏的工作表都已丢失。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请用当初导出的工作簿原件填写；单位自己的走访记录表，请从“导入探访记录”导入。")


class VisitSheetMissing(ExchangeError):
    """The workbook is ours, but its table cannot be found."""

    code = "visit_workbook.no_table"
    what = N_("工作簿里找不到探访登记表：没有同时写着“姓名”和“探访日期”的表头。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请恢复被删掉的表头或“探访日期”一栏，或把内容填回当初导出的工作簿，再导入。")


class NewerVisitWorkbook(ExchangeError):
    """A later program wrote it."""

    code = "visit_workbook.newer"
    what = N_("这本工作簿是用较新版本的程序导出的。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请先更新本机的程序，再导入。")


class DamagedVisitWorkbook(ExchangeError):
    """The hidden sheet contradicts itself."""

    code = "visit_workbook.damaged"
    what = N_("工作簿里供程序识别的隐藏工作表被改动过，不能确认每一行是谁。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请把填好的内容复制到当初导出的工作簿原件里（只粘贴白色的格），再导入。")


class NothingFilled(ExchangeError):
    """No row has anything filled in."""

    code = "visit_workbook.nothing_filled"
    what = N_("这本工作簿还没有填写任何探访。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认选的是填好并存盘的那一份，再导入。")
