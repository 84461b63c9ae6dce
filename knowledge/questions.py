"""What a question asks: its topic, the day and the place it is about, what would answer it."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import Flag, auto

from core.numerals import to_int
from knowledge import places
from knowledge.language import simplified
from knowledge.places import Place

LONGEST = 300
"""Characters of a question that are read; nobody types more, whoever pastes more is not asking."""


class Wants(Flag):
    """What kind of words would answer."""

    NOTHING = 0
    AMOUNT = auto()
    MONEY = auto()
    SHARE = auto()
    TIME = auto()
    PEOPLE = auto()
    PERMISSION = auto()
    OWNER = auto()
    MEANING = auto()
    ENUMERATION = auto()
    SANCTION = auto()
    CONDITION = auto()
    CONTRAST = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood. ``asked`` can be handed back as the topic of the next one.

    ``day`` is the day whose rules are asked about and ``dated`` whether the question itself says
    so; ``terms`` is what to look for, without dates; ``excluded`` is a reason to refuse at once.
    """

    asked: str
    terms: str
    day: date
    dated: bool = False
    places: tuple[Place, ...] = ()
    wants: Wants = Wants.NOTHING
    excluded: str = ""
    whole: bool = False
    rest: bool = False
    formerly: bool = False

    @property
    def sought(self) -> str:
        """The terms to search: a place decides whose rules apply, it is no topic."""
        if _NUMBERED.search(self.terms):
            return self.terms
        return _COURTESY.sub("", places.without(self.terms)).strip("，,：: ()（）")


_COURTESY = re.compile(
    r"^(?:请问|你好|您好|老师好|想问(?:一下|下)?|问(?:一下|下)|咨询(?:一下|下)?)[，,。!！ ]*"
    r"|(?:是|在)?(?:哪一?条|第几条)(?:规定|法律|写)?的?[？?。 ]*$"
)
_NUMBERED = re.compile(r"[\d零〇一二两三四五六七八九十百]\s*[条点條點]")
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2})\s*年?"
_MONTH = r"(?:(?P<month>\d{1,2})\s*月(?:(?P<dom>\d{1,2})\s*[日号])?(?:份)?)?"
_RELATIVE = r"(?P<relative>大前年|前年|去年|今年|明年|后年)"
_RULE = (
    r"(?:的|底|初)?"
    r"(?:(?:规定|法律|法规|标准|政策|旧法|老规定|版本|说法|要求|条文|规则|办法|细则)的?|版)"
)
_BACK_THEN = r"(?:那会儿?|那时候?|那阵子?|当时|时候|的时候|以前|之前)"
_ACT = (
    r"(?:我|我们|俺|咱)?(?:才|就|刚|已经)?(?:申请|毕业|注册|入学|成立|发表|签|离职|辞职|开公司|开店|买|做|拿到|"
    r"授权|参加|入职|退伍|创办|报名|考上|休学|登记|转让|立项|结题|投|卖|写|发明(?!专利|人)|完成|级|届)"
)
_DATED = re.compile(
    rf"(?P<lead>按照?|依照?|根据|照)?\s*(?:{_YEAR}{_MONTH}|{_RELATIVE})(?P<tail>{_RULE}|{_BACK_THEN})?"
)
_PERSONAL = re.compile(_ACT)
_FORMERLY = re.compile(
    r"（以前的规定）|(?:按照?|依照?)?(?:以前|过去|原来|从前)的?(?:是)?(?:怎么规定|规定|标准)的?"
    r"|(?:旧|老)规定"
)
_NOW = re.compile(r"^(?:那)?(?:现在|如今|目前|现行)(?:的?规定|的话)?(?:呢)?$")
_SHIFT = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}

_WANTS = (
    (
        Wants.SHARE,
        r"比例|百分|几成|[\d一二两三四五六七八九]成|多少提成|分多少|拿多少|占多少|分几|税率|份额|%",
    ),
    (
        Wants.MONEY,
        r"多少钱|几块|几万|多少万|起征点|赔多少|赔偿多少|判赔|[费资]怎么算"
        r"|(?:奖金|罚款|额度|金额|费用|资金|补贴|补助|贷款|工资|注册资本).{0,6}(?:多少|最低|最高|几|标准|上限)"
        r"|(?:多少|最低|最高).{0,4}(?:奖金|罚款|额度|金额|费用|资金|补贴|补助|贷款|工资|注册资本)",
    ),
    (
        Wants.TIME,
        r"多久|几天|几年|几个月|多少年|多少天|多长|什么时候|何时|哪天|几号|几日|截止|第一天|最后一天"
        r"|(?:期限|有效期|时效|时限|时间).{0,6}(?:多|几|是|什么)|(?:什么|多长).{0,2}(?:期限|时间)",
    ),
    (
        Wants.AMOUNT,
        r"多少(?!年|天|个?月|日|钱|时间|小时)|最少|最低|至少|最多|最高|上限|下限|几个(?!月|人)|几条|几次|几种",
    ),
    (Wants.PEOPLE, r"几个人|多少人|几人|几名|人数|多少个人"),
    (
        Wants.PERMISSION,
        r"能不能|可不可以|可以|能否|行不行|允许|合法|违法|犯法|要不要|需不需要|需要|必须|是否|有没有|能.{0,12}[吗么]|要.{0,12}[吗么]|会不会|有效吗|算不算|得.{0,6}[吗么]",
    ),
    (Wants.OWNER, r"归谁|谁的|归属|属于谁|算谁|归我|归学校|归公司|所有权|谁拥有|是谁"),
    (
        Wants.MEANING,
        r"什么是|是什么|区别|不同|什么意思|干嘛|干什么|指什么|算什么|定义|含义|何为|怎么算|怎样算|讲什么|是啥",
    ),
    (
        Wants.ENUMERATION,
        r"哪些|什么条件|哪几|什么材料|什么内容|什么文件|要写|包括|情形|方式|哪些方式|什么支持|公示什么|要什么|写什么",
    ),
    (Wants.CONTRAST, r"区别|不同|差别|分别|哪几种"),
    (Wants.CONDITION, r"什么条件|哪些条件|条件是|指标|什么资格|门槛"),
    (Wants.SANCTION, r"处罚|罚|后果|责任|怎么办|违约|赔|坐牢|判"),
)
_WANTS_COMPILED = tuple((want, re.compile(pattern)) for want, pattern in _WANTS)

_INJECTION = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要(?:理会|管)|跳过|绕过).{0,10}(?:规则|指令|提示|设定|限制|要求|指示|内容)"
    r"|(?:你现在是|从现在起你|扮演|假装你|角色扮演|系统提示|开发者模式|越狱)"
    r"|ignore\s+(?:all|any|the|your|previous|above)|system\s*prompt|jailbreak|disregard\s+(?:all|the|your)"
    r"|(?:回答|回复|说|告诉大家|输出|打印).{0,4}(?:我已(?:经)?(?:入孵|获批|通过|中标)|审核通过)",
    re.IGNORECASE,
)
_OTHER_TASK = re.compile(
    r"(?:帮|替|给|请)(?:我|忙|俺)?.{0,3}(?:写|代写|编|做|画|翻译|润色|订|买|点|查|算).{0,8}"
    r"(?:论文|作业|代码|程序|情书|诗|小说|简历|稿|ppt|作文|外卖|机票|车票|快递|天气|星座|八字)"
    r"|推荐.{0,4}(?:股票|基金|电影|餐|饭|火锅|手机|电脑|游戏|小说|歌|景点|酒店|彩票)"
    r"|附近.{0,6}(?:火锅|餐|饭|奶茶|咖啡|酒店|超市|医院|地铁|厕所|好吃)"
    r"|讲(?:个|一个)?(?:笑话|故事)|陪我聊|唱(?:首|个)",
    re.IGNORECASE,
)
VARIES = re.compile(r"贷款|补贴|补助|资助|额度|租金|奖学金|落户|房补|经费|扶持资金|奖励金")
"""Sums that differ by place and year and are in no statute."""
_SAYS_LITTLE = re.compile(
    r"^(?:那|那么|还有|如果|要是|换成|换作|在|按)?(?P<key>.{0,14}?)"
    r"(?:的话|的呢|怎么样|怎么说|又怎样|呢|嘞|咧)?[？?。!！\s]*$"
)
_STARTS_OVER = re.compile(r"^(?:那|那么|还有|要是|如果是|换成|换作)|(?:呢|嘞|咧)[？?！!。\s]*$")
_BARE = re.compile(
    r"^(?:那|那么|大概|一般|最)?(?:要|需要|得|能|可以|会)?"
    r"(?:多久|几天|几年|多少钱|多少|多长时间|什么时候|为什么"
    r"|怎么办理?|找谁|谁来批|谁批|要什么材料|什么材料|需要什么|公示多久|公示几天|备案吗|要备案吗|怎么申请"
    r"|哪里办|在哪办|有期限吗|原文|依据呢?|哪条|哪一条|第几条|合法吗|可以吗|行吗)[？?。\s]*$"
)
_FAMILIES = tuple(
    tuple(family.split())
    for family in (
        "作价投资 作价入股 入股 自行实施 自己投产 合作实施 转让 许可",
        "实用新型 外观设计 外观 发明专利 发明",
        "独占许可 排他许可 普通许可 独占 排他",
        "有限公司 有限责任公司 股份公司 股份有限公司 合伙企业 有限合伙 个人独资企业 个体户",
        "专利 商标 著作权 版权 软件",
        "博士生 硕士生 研究生 本科生 毕业生 在校生",
        "老师 学生 导师 院长",
    )
)
_ARTICLE_ONLY = re.compile(r"^第?(?P<n>[\d零〇一二两三四五六七八九十百]+)[条点](?P<rest>.{0,8})$")
_WHOLE = re.compile(
    r"全文|原文|讲什么|讲了什么|说什么|说了什么|写什么|写了什么|内容|是什么|规定了什么|怎么规定"
)
_REST = re.compile(r"后半|后面|下半|剩下|余下|接下来|完整|全文|缺")


def clean(question: str) -> str:
    """A question as one line of sound characters, at most LONGEST of them."""
    sound = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else c
        for c in question[: LONGEST * 4]
    )
    return " ".join(sound.split())[:LONGEST]


def read(question: str, *, as_of: date, previous: str = "", place: str = "") -> Reading:
    """Understand a question in the light of the one before; ``as_of`` is the day it is asked.

    A year or 去年 in words moves the day where rules of that time are meant (按2012年的规定), not
    where something happened then (我2023年申请的专利). A past year means its last day, 去年 a year
    before today. ``place`` is what is remembered of the person; the words of the question win.
    """
    question = clean(question)
    asked = _complete(question, clean(previous))
    plain = simplified(asked)
    day, dated, terms = _day(plain, as_of)
    found = places.named(terms)
    if not found and place:
        found = tuple(Place(known.name, school=True) for known in places.named(place))
    formerly = not dated and bool(_FORMERLY.search(terms))
    if formerly:
        terms = _FORMERLY.sub(" ", terms).strip("，, ")
    only = _ARTICLE_ONLY.match(re.sub(r"[\s，,。？?]", "", terms))
    if only:
        terms = f"行动计划第{to_int(only['n'])}点 {only['rest']}"
    excluded = ""
    if _INJECTION.search(simplified(question)) or _OTHER_TASK.search(simplified(question)):
        excluded = "scope"
    elif not any(c.isalnum() for c in terms):
        excluded = "nothing"
    return Reading(
        asked=asked,
        terms=terms,
        day=day,
        dated=dated,
        places=found,
        wants=wants(terms),
        excluded=excluded,
        whole=bool(_WHOLE.search(terms)),
        rest=bool(_REST.search(terms)),
        formerly=formerly,
    )


def wants(text: str) -> Wants:
    """What kind of words would answer a question."""
    found = Wants.NOTHING
    for want, pattern in _WANTS_COMPILED:
        if pattern.search(text):
            found |= want
    return found


def _complete(question: str, previous: str) -> str:
    """A follow-up with the topic of the question before it; any other question as it is."""
    if not previous or not question:
        return question
    plain = simplified(question)
    if _NOW.match(plain.rstrip("？?。！! ")):
        return _without_day(previous)
    if _FORMERLY.fullmatch(plain.rstrip("？?。！! ")):
        return f"{_without_day(previous)}（以前的规定）"
    short = _SAYS_LITTLE.match(plain)
    key = short["key"].strip("，, ") if short else ""
    here = places.named(key)
    if here and len(places.without(key)) <= 2:
        return f"{key}：{places.without(_bare_topic(previous)).lstrip('：，, ')}"
    dated = _DATED.fullmatch(key) if key else None
    if dated:
        return f"{_without_day(previous)}（按{key if dated['tail'] else key + '的规定'}）"
    if _BARE.match(plain):
        return f"{previous.rstrip('？?。 ')}，{question}"
    if not (key and _STARTS_OVER.search(plain) and len(key) <= 12):
        return question
    for family in _FAMILIES:
        member = next((m for m in family if m in key), None)
        present = next((m for m in family if m in previous), None)
        if member and present and member != present and len(key) <= len(member) + 4:
            return previous.replace(present, member)
    return f"{previous.rstrip('？?。 ')}，{question}"


def _bare_topic(previous: str) -> str:
    head, mark, rest = previous.partition("：")
    return rest if mark and places.named(head) and len(head) <= 6 else previous


def _without_day(text: str) -> str:
    text = re.sub(r"（按.{1,14}的规定）|（以前的规定）", "", text)
    match = _rule_day(text)
    return (text[: match.start()] + text[match.end() :]).strip("，, ") if match else text


def _rule_day(text: str) -> re.Match[str] | None:
    """The first date in a text that says whose time's rules are meant."""
    for match in _DATED.finditer(text):
        if match["lead"] or match["tail"]:
            return match
        before, after = text[: match.start()], text[match.end() : match.end() + 8]
        if _PERSONAL.match(after.lstrip("的就才在，, ")) or before.endswith(
            ("我", "我们", "从", "自")
        ):
            continue
        if not before.strip("，,。那在 ") or before.endswith(("，", ",", "：", "（按")):
            return match
    return None


def _day(text: str, as_of: date) -> tuple[date, bool, str]:
    match = _rule_day(text)
    if match is None:
        return as_of, False, text
    terms = f"{text[: match.start()]} {text[match.end() :]}".replace("（）", "").strip(
        "，,：: （）"
    )
    if match["relative"]:
        year = as_of.year + _SHIFT[match["relative"]]
        try:
            return as_of.replace(year=year), True, terms
        except ValueError:
            return date(year, 2, 28), True, terms
    written = match["year"]
    year = int(written) if written.isdecimal() else to_int(written) or as_of.year
    if not match["month"]:
        return (as_of if year == as_of.year else date(year, 12, 31)), True, terms
    try:
        first = date(year, int(match["month"]), int(match["dom"] or 1))
    except ValueError:
        return as_of, False, text
    return first, True, terms


def at_place(reading: Reading, known: frozenset[str]) -> Reading:
    """The reading without places named only as part of a school whose rules nobody entered."""
    kept = tuple(p for p in reading.places if not p.school or p.jurisdictions & known)
    return replace(reading, places=kept)
