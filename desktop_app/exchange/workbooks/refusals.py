"""Why a file is refused before any of its rows is looked at, each in three sentences."""

from __future__ import annotations

from desktop_app.domain.errors import N_, ExchangeError, SurroundingsError

NOTHING_CHANGED = N_("数据没有改动，原文件也没有改动。")


class FileCannotBeOpened(SurroundingsError):
    """The operating system does not hand out the file."""

    code = "file_cannot_be_opened"
    what = N_("打不开所选的文件。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认文件还在原处、没有被其他程序占用，再试一次。")


class WorkbookTimedOut(SurroundingsError):
    """Reading took longer than any sensible workbook needs."""

    code = "workbook_timed_out"
    what = N_("读取这个文件花的时间太长，已经停止。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请在WPS或Excel中打开它，只留需要的工作表，另存为新的 .xlsx 后再导入。")


class FileTooLarge(ExchangeError):
    """More bytes than the cap."""

    code = "file_too_large"
    what = N_("文件太大：{megabytes} MB，最多 {limit} MB。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请删除文件中的图片和不用的工作表，或按嘎查村（社区）分成几个文件后再导入。")


class EmptyFile(ExchangeError):
    """No bytes, or no filled cell in any sheet."""

    code = "empty_file"
    what = N_("文件里没有内容。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认选对了文件，并已在WPS或Excel中保存。")


class NotAWorkbook(ExchangeError):
    """The content is something else, whatever the name says."""

    code = "not_a_workbook"
    what = N_("这个文件不是表格：{looks_like}。")
    data_safe = NOTHING_CHANGED
    do_now = N_("改文件名不能改变文件内容。请用WPS或Excel打开原来的表格，另存为 .xlsx 后再导入。")


class WorkbookEncrypted(ExchangeError):
    """A password protects the workbook."""

    code = "workbook_encrypted"
    what = N_("这个表格设有打开密码，读不出内容。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请先取消密码：用WPS或Excel打开，在“文档加密”里清除密码，保存后再导入。")


class WorkbookDamaged(ExchangeError):
    """The package or one of its parts does not hold together."""

    code = "workbook_damaged"
    what = N_("表格文件已损坏，读不出内容。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请用WPS或Excel打开并修复，另存为新的 .xlsx 后再导入；打不开时请重新索取文件。")


class WorkbookSuspicious(ExchangeError):
    """The package is built to exhaust the reader: too many parts, too much inside, entities."""

    code = "workbook_suspicious"
    what = N_("表格文件的内部结构异常（解压后过大或部件过多），已拒绝读取。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认文件来源；如来源可靠，请在WPS或Excel中另存为新的 .xlsx 后再导入。")


class TooManyRows(ExchangeError):
    """A sheet is longer than the cap."""

    code = "too_many_rows"
    what = N_("工作表“{sheet}”的行数太多：超过 {limit} 行。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请删除数据下面多余的行，或按嘎查村（社区）分成几个文件后再导入。")


class TooManyColumns(ExchangeError):
    """A sheet is wider than the cap."""

    code = "too_many_columns"
    what = N_("工作表“{sheet}”的列数太多：超过 {limit} 列。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请删除数据右边多余的列后再导入。")


class TooMuchContent(ExchangeError):
    """The sheets do not fit into the memory a workbook may take."""

    code = "too_much_content"
    what = N_("表格的内容太多或分布太散，超出可以读取的范围。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请只留需要的工作表，删除远离数据的零散单元格，另存为新的 .xlsx 后再导入。")


class CellTooLong(ExchangeError):
    """One cell holds more text than any field takes."""

    code = "cell_too_long"
    what = N_("工作表“{sheet}”第 {row} 行 {column} 列的文字太长：超过 {limit} 个字。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请缩短这个单元格的内容后再导入。")


class MixedEncodings(ExchangeError):
    """A text file whose lines are written in different encodings."""

    code = "mixed_encodings"
    what = N_("文本表格的第 {line} 行与其他行的文字编码不同，读出来会是乱码。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请用WPS或Excel打开，核对第 {line} 行附近的文字，另存为 .xlsx 后再导入。")


class UnknownEncoding(ExchangeError):
    """A text file in no encoding that an office uses."""

    code = "unknown_encoding"
    what = N_("文本表格的文字编码无法识别（第 {line} 行）。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请用WPS或Excel打开，确认文字正常后另存为 .xlsx 再导入。")


REFUSALS: dict[str, type[ExchangeError]] = {
    refusal.code: refusal
    for refusal in (
        FileTooLarge,
        EmptyFile,
        NotAWorkbook,
        WorkbookEncrypted,
        WorkbookDamaged,
        WorkbookSuspicious,
        TooManyRows,
        TooManyColumns,
        TooMuchContent,
        CellTooLong,
        MixedEncodings,
        UnknownEncoding,
    )
}
"""What the child may answer, by code."""
