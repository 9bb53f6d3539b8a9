"""Make up what a township writes and photographs at visits: honest notes, times of a working day, pictures of houses."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

_STATES = (
    "老人今天精神不错，正在院里晒太阳",
    "到的时候老人正在喂羊，说今年下了{number}只羔子",
    "老人说夜里睡不踏实，起来{number}次",
    "老人腿疼又犯了，贴着膏药，走路慢",
    "老人刚从卫生室量完血压回来，高压{high}",
    "老人胃口一般，早饭喝了奶茶吃了半个馒头",
    "老人听力比上回差，说话要大声",
    "老人心情挺好，刚和外孙视频过",
    "老人感冒刚好，还有点咳",
    "老人在炕上缝被子，眼睛看不清针眼",
)
_HOMES = (
    "炉子烧得旺，烟道我看过没有堵",
    "屋里有点冷，暖气片摸着温",
    "院门的插销坏了，先拿铁丝拧上",
    "灶台边堆着柴火，帮着挪开了",
    "水管昨天冻了，邻居帮着化开的",
    "家里米面够吃，煤还剩{number}袋左右",
    "灯泡坏了一个，下次带来换",
    "窗户缝糊了塑料布，不透风了",
    "药盒里的降压药还有{number}天的量",
    "屋里收拾得干净，被褥刚晒过",
)
_FAMILY = (
    "大儿子上周末回来过，带了药",
    "女儿在旗里打工，说腊月回来",
    "孙子考上职高，老人很高兴",
    "邻居{family}家每天过来看一眼",
    "儿媳妇每天送一顿饭",
    "子女电话都通着，写在门后",
    "老伴去世后一直一个人，不愿去儿子家",
    "弟弟一家住前院，有事喊得应",
    "外甥开春要来接她去住一阵",
    "和儿子为草场的事有点别扭，劝了劝",
)
_ASKS = (
    "想换个轮椅，问残联要什么材料",
    "问高龄津贴什么时候到账",
    "盼着村里再放一场电影",
    "想让人帮着拉一车煤",
    "说暂时不缺什么",
    "想去镇上配副老花镜",
    "问助餐点哪天开门",
    "医保卡找不到了，约好周{day}陪着去补",
    "要我下次把体检结果带来念给他听",
    "说手机收不到信号，让孙子来看看",
)
_FAMILIES = "王李张刘陈杨赵黄周吴徐孙马朱胡"
SIDE = 96


def note(rng: Random) -> str:
    """Return what an honest visitor writes of one visit: two to four things that were seen, in any order."""
    parts = [rng.choice(each) for each in rng.sample((_STATES, _HOMES, _FAMILY, _ASKS), rng.randint(2, 4))]
    text = "，".join(parts) + rng.choice(("。", "", "。 "))
    return text.format(
        number=rng.randint(2, 30),
        high=rng.randint(118, 176),
        family=rng.choice(_FAMILIES),
        day=rng.choice("一二三四五"),
    )


def scene(seed: int, *, moved: int = 0, light: float = 1.0) -> Image.Image:
    """Return a picture of one house: the same seed is the same house, seen from ``moved`` pixels aside."""
    rng = Random(seed)
    side = SIDE * 5
    picture = Image.new("RGB", (side, side), tuple(rng.randint(60, 220) for _channel in range(3)))
    draw = ImageDraw.Draw(picture)
    for _shape in range(rng.randint(9, 16)):
        x, y = rng.randint(-80, side) - moved, rng.randint(-80, side) - moved // 3
        wide, high = rng.randint(30, 260), rng.randint(30, 260)
        colour = tuple(rng.randint(0, 255) for _channel in range(3))
        (draw.ellipse if rng.random() < 0.3 else draw.rectangle)((x, y, x + wide, y + high), fill=colour)
    draw.rectangle((40 + 3 * moved, 300, 110 + 3 * moved, side), fill=(90, 60, 40))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    return ImageEnhance.Brightness(picture).enhance(light)


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """Return a picture as a phone stores it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def cropped(picture: Image.Image, hundredths: int) -> Image.Image:
    """Cut so much off every side and blow the rest up again, as a messenger's editor does."""
    off = picture.width * hundredths // 100
    return picture.crop((off, off, picture.width - off, picture.height - off)).resize(picture.size)
