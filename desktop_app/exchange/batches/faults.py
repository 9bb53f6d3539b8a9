"""Why a file from or for another site is refused, in words the user can act on."""

from __future__ import annotations

from desktop_app.domain.errors import N_, ExchangeError, InputError, SurroundingsError


class NotABatch(ExchangeError):
    """The file is something else altogether."""

    code = "batch.not_a_batch"
    what = N_("这不是上报包文件。")
    do_now = N_("请选择以 .ebatch 结尾、由对方导出的上报包。")


class BatchDamaged(ExchangeError):
    """The sealed file is cut short or some of its bytes changed."""

    code = "batch.damaged"
    what = N_("上报包不完整或已损坏，可能没有复制完。")
    do_now = N_("请让对方重新复制一份，等提示可以拔出后再拔 U 盘。")


class NotForThisSite(ExchangeError):
    """The file was not sealed for this site, or it was sealed anew by somebody the sender did not name."""

    code = "batch.not_for_this_site"
    what = N_("上报包不是发给本单位的，打不开。")
    do_now = N_("请让对方选择本单位的名片重新导出。")


class UnknownSender(ExchangeError):
    """The signing site is not among the trusted ones; ``details["fingerprint"]`` shows its key."""

    code = "batch.unknown_sender"
    what = N_("发来文件的单位不在本机的可信单位名单里（指纹 {fingerprint}）。")
    do_now = N_("请先导入对方的单位名片，并打电话逐组核对指纹，然后再导入。")


class SignatureWrong(ExchangeError):
    """The signature does not fit the contents, or the signer is not the site that the file names."""

    code = "batch.signature_wrong"
    what = N_("文件的签名不对，可能是伪造的，或被改动过。")
    do_now = N_("请不要使用这个文件，打电话向发送单位核实。")


class BatchTampered(ExchangeError):
    """The contents do not agree with the lists in the file; ``details["where"]`` names the member."""

    code = "batch.tampered"
    what = N_("上报包里的内容与清单不一致，可能被改动过（{where}）。")
    do_now = N_("请不要使用这个文件，让发送单位重新导出。")


class BatchMalformed(ExchangeError):
    """A record or the header is not written as the format asks; ``details["where"]`` names the place."""

    code = "batch.malformed"
    what = N_("上报包里的记录写法不符合格式（{where}）。")
    do_now = N_("请把这个文件和发送单位所用的程序版本告诉技术支持。")


class BatchNewer(ExchangeError):
    """The file was written by a newer version whose records this one cannot understand."""

    code = "batch.newer"
    what = N_("文件由更新版本的程序写成，本机的版本读不懂。")
    do_now = N_("请先升级本程序，再导入这个文件。")


class BatchTooLarge(ExchangeError):
    """The file, or what it unpacks to, exceeds the bound of ``details["limit_mb"]`` MiB."""

    code = "batch.too_large"
    what = N_("文件太大，超过允许的 {limit_mb} MB。")
    do_now = N_("请核对文件来源；确实需要时，请分几次导出。")


class CardDamaged(ExchangeError):
    """The file is no site card, or only a part of one."""

    code = "card.damaged"
    what = N_("这不是完整的单位名片文件。")
    do_now = N_("请让对方重新导出单位名片。")


class CardForged(ExchangeError):
    """The signature of a site card does not fit its contents."""

    code = "card.forged"
    what = N_("单位名片的签名不对，可能是伪造的，或被改动过。")
    do_now = N_("请不要使用这张名片，打电话向对方单位核实。")


class ReceiptDamaged(ExchangeError):
    """The file is no receipt, or only a part of one."""

    code = "receipt.damaged"
    what = N_("这不是完整的回执文件。")
    do_now = N_("请让对方重新导出回执。")


class NoRecipients(InputError):
    """A batch without a recipient could be read by nobody but its sender."""

    code = "batch.no_recipients"
    what = N_("没有选择接收单位。")
    do_now = N_("请先导入上级单位的名片，再导出上报包。")


class BatchExists(InputError):
    """A batch with this number is already in the folder; two different ones must never bear one number."""

    code = "batch.exists"
    what = N_("文件夹里已经有同一编号的上报包。")
    data_safe = N_("原有的上报包没有改动。")
    do_now = N_("请另选一个文件夹；不要把同一编号的两个上报包都交上去。")


class CannotRead(SurroundingsError):
    """The file cannot be read at all: it is gone, the drive was pulled, or permission is missing."""

    code = "exchange.cannot_read"
    what = N_("文件读不出来：文件不在了、U 盘被拔出，或没有权限。")
    do_now = N_("请检查 U 盘和文件夹后再试。")


class CannotWrite(SurroundingsError):
    """The file cannot be written, or it did not arrive on the drive as it was sent."""

    code = "exchange.cannot_write"
    what = N_("文件写不进去，或写入后核对不一致：磁盘已满、只读或 U 盘有问题。")
    data_safe = N_("本机数据没有改动，没有留下半个文件。")
    do_now = N_("请腾出空间或换一个 U 盘后重新导出。")
