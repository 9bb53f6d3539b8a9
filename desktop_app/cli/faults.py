"""What can go wrong on a command line before any service is asked."""

from __future__ import annotations

from desktop_app.domain.errors import N_, ElderVisitsError, InputError, SurroundingsError

CORRECT_AND_REPEAT = N_("请改正后重新执行命令。")
"""What to do about a wrong field: a command line has no form that would still be open."""


class UsageProblem(InputError):
    """The command is not written as it should be."""

    code = "cli.usage"
    what = N_("命令写法有误：{problem}")
    data_safe = N_("没有执行任何操作，数据没有改动。")
    do_now = N_("请用 {command} --help 查看写法。")


class PasswordMissing(InputError):
    """No password was given and nobody can be asked."""

    code = "cli.password_missing"
    what = N_("没有给出密码，也没有可以输入密码的终端。")
    do_now = N_("请用 --password-file 指定密码文件，或设置环境变量 {variable}。")


class PasswordFileUnreadable(InputError):
    """The password file cannot be read or is empty."""

    code = "cli.password_file"
    what = N_("密码文件读不出来，或者是空的。")
    do_now = N_("请检查 --password-file 指定的文件，密码写在第一行。")


class PasswordsDiffer(InputError):
    """The password typed again is another one."""

    code = "cli.passwords_differ"
    what = N_("两次输入的密码不一致。")
    do_now = N_("请重新执行命令，再输入一次。")


class JsonFileUnreadable(InputError):
    """A file that should hold a JSON object does not."""

    code = "cli.json_file"
    what = N_("文件不是可用的 JSON：{reason}")
    do_now = N_("请改正文件内容，格式见帮助。")


class FingerprintDiffers(InputError):
    """The fingerprint read out by the other site is not that of the card."""

    code = "cli.fingerprint_differs"
    what = N_("名片的校验码与给出的不一致，没有收取。")
    do_now = N_("请打电话向对方逐组核对，并索取新的名片文件。")


class OutputExists(InputError):
    """A file that must be new is there already."""

    code = "cli.output_exists"
    what = N_("要写的文件已经存在：{file}")
    do_now = N_("请换一个文件名，或先把原来的文件移走。")


class FolderNotOurs(InputError):
    """The folder for the demo holds things the demo did not make."""

    code = "demo.folder_not_ours"
    what = N_("文件夹“{folder}”里有 {count} 项不是演示生成的内容，演示不会删除或覆盖它们。")
    data_safe = N_("文件夹里的内容没有改动。")
    do_now = N_("请用 --out 指定一个空文件夹或新文件夹。")


class FileTrouble(SurroundingsError):
    """The operating system refused a file or folder."""

    code = "cli.file_trouble"
    what = N_("读写文件时出错：{reason}")
    data_safe = N_("名册没有改动。")
    do_now = N_("请检查文件夹是否存在、磁盘是否已满、有没有写入权限，再试一次。")


class WindowMissing(SurroundingsError):
    """What the window needs is not installed."""

    code = "cli.window_missing"
    what = N_("本机没有安装窗口界面所需的组件（{module}）。")
    do_now = N_("命令行可以照常使用，见 elder-visits --help；要用窗口，请安装完整版程序。")


class DisplayMissing(SurroundingsError):
    """There is no display to open a window on."""

    code = "cli.display_missing"
    what = N_("没有找到显示器，打不开窗口。")
    do_now = N_("请在桌面环境中运行，或使用命令行，见 elder-visits --help。")


class DemoFailed(ElderVisitsError):
    """The demo found that the program did not do what it promises."""

    code = "demo.failed"
    exit_code = 1
    what = N_("演示中有一步的结果与预期不符：{step}")
    data_safe = N_("演示只使用自己生成的样例数据，其他数据没有改动。")
    do_now = N_("请把演示文件夹和日志交给维护人员。")
