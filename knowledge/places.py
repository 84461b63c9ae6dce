"""Provinces and cities as people name them, and which rules of the library are theirs."""

import re
from dataclasses import dataclass

PROVINCES = tuple(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
    广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """.split()  # noqa: SIM905 - a table to read, one province beside the other
)
_CITIES = {
    "江苏": "南京 苏州 无锡 常州 南通 徐州 扬州 镇江",
    "浙江": "杭州 宁波 温州 绍兴 嘉兴 金华 义乌 台州 湖州",
    "广东": "广州 深圳 珠海 佛山 东莞 汕头 中山 惠州",
    "山东": "济南 青岛 烟台 潍坊 威海 淄博",
    "河南": "郑州 洛阳 开封 新乡",
    "湖北": "武汉 宜昌 襄阳",
    "湖南": "长沙 株洲 湘潭",
    "四川": "成都 绵阳",
    "陕西": "西安 咸阳 杨凌",
    "福建": "福州 厦门 泉州",
    "安徽": "合肥 芜湖",
    "辽宁": "沈阳 大连",
    "吉林": "长春",
    "黑龙江": "哈尔滨",
    "河北": "石家庄 保定 雄安",
    "山西": "太原",
    "江西": "南昌",
    "广西": "南宁 桂林",
    "云南": "昆明",
    "贵州": "贵阳",
    "甘肃": "兰州",
    "海南": "海口 三亚",
    "新疆": "乌鲁木齐",
    "内蒙古": "呼和浩特",
}
_PROVINCE_OF = {city: province for province, cities in _CITIES.items() for city in cities.split()}
_SCHOOL = "大学(?!生(?!命|物|态|医))|学院|师大|理工|工大|交大|科大|农大|财大|师范|工业|科技|职业"
_NAME = re.compile("|".join(sorted([*PROVINCES, *_PROVINCE_OF], key=len, reverse=True)))
_SCHOOL_AFTER = re.compile(rf"(?:{_SCHOOL})(?!成果|人员|厅|局|部门|园|城)")
_NOT_A_PLACE = re.compile(r"中山装|海南鸡|青岛啤酒|上海滩")


@dataclass(frozen=True, slots=True)
class Place:
    """A place a question names; ``school`` when it is only part of a university's name."""

    name: str
    school: bool = False

    @property
    def province(self) -> str:
        return _PROVINCE_OF.get(self.name, self.name)

    @property
    def jurisdictions(self) -> frozenset[str]:
        """Whose rules apply there besides the national ones."""
        return frozenset({self.name, self.province})


def named(text: str) -> tuple[Place, ...]:
    """The places in a text, in its order, each once; 浙江大学 counts as a school in 浙江."""
    found: dict[str, Place] = {}
    for match in _NAME.finditer(_NOT_A_PLACE.sub("", text)):
        school = bool(_SCHOOL_AFTER.match(match.string, match.end()))
        known = found.get(match[0])
        if known is None or known.school:
            found[match[0]] = Place(match[0], school)
    return tuple(found.values())


def without(text: str) -> str:
    """The text with the places taken out that are not part of a school's name."""
    kept: list[str] = []
    end = 0
    for match in _NAME.finditer(text):
        if not _SCHOOL_AFTER.match(text, match.end()):
            kept.append(text[end : match.start()])
            end = match.end()
            for suffix in ("省", "市", "自治区"):
                if text.startswith(suffix, end):
                    end += len(suffix)
    return "".join([*kept, text[end:]])
