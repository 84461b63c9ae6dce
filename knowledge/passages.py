"""Chooses the words of a clause that answer a question: sentences, a 款, or an item with its lead.

Everything is chosen by position, so that what comes out is always a piece of the clause itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.lexical import tokens
from knowledge.questions import Wants

SHORT = 90
"""A clause of this many characters is quoted whole."""
LONG = 180
"""What one clause contributes to an answer should not be longer."""
LIST = 260
"""The whole of a list may be a little longer, because half of one misleads."""

Weight = Callable[[str], float]

_ITEM = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”』」]?")
_BOUND = re.compile(r"^(?:但|但是|其中|除|前款|本款|不过|同时)")
_CUES = {
    Wants.SHARE: re.compile(r"百分之|[%％]|分之|成以上|比例|份额|税率"),
    Wants.MONEY: re.compile(r"[\d一二三四五六七八九十百千万]+\s*(?:元|倍)|百分之|[%％]"),
    Wants.TIME: re.compile(
        r"[\d一二三四五六七八九十百半两]+\s*(?:个?工作日|日|天|个?月|年|周|小时|时)|期限|届满|之日|次日|不计入"
    ),
    Wants.AMOUNT: re.compile(
        r"[\d一二三四五六七八九十百千万两]+\s*(?:个|名|人|元|倍|次|日|年|月|件|%|％|以上|以下)|百分之|不低于|不少于|不超过"
    ),
    Wants.PERMISSION: re.compile(
        r"可以|应当|不得|禁止|必须|有权|无权|无效|有效|允许|无需|不需要|不需|需要|不再"
    ),
    Wants.OWNER: re.compile(r"属于|归|享有|共有|权利人|所有"),
    Wants.MEANING: re.compile(r"是指|指|包括|认定为|视为|所称|用来"),
    Wants.ENUMERATION: re.compile(r"下列|包括|以下|应当载明|写明|内容|各项|、"),
    Wants.SANCTION: re.compile(r"责令|罚款|责任|处分|撤销|吊销|赔偿|没收|处以"),
}
_SAME = (
    ("最少 最低 至少 下限 保底", "不低于 不少于 最低 以上"),
    ("最多 最高 上限", "不超过 以下 最高"),
    ("老师 教授 发明人 导师 教师", "人员 科技人员 发明人 奖励 报酬"),
    ("学校 大学 高校 学院", "高等院校 高等学校 单位 高校"),
    ("分 拿 提成 能得", "提取 奖励 报酬 比例"),
    ("归谁 算谁 谁的 归我 归学校 归公司 版权", "属于 归 享有 所有 著作权"),
    ("口头 写合同 纸质", "书面"),
    ("投产 自己做 自己干 自己生产", "自行实施 投产"),
    ("入股 股份 股权 占股", "作价投资 股份 出资 股权"),
    ("创业 开公司 办公司", "设立 创业 企业"),
    ("交 上交 提交 报送", "提交 报送"),
    ("离职 辞职 跳槽 走人", "解除 终止 离职"),
    ("老板 公司 单位", "用人单位 企业 单位"),
    ("辞退 开除 炒", "解除劳动合同"),
    ("工钱 薪水", "工资 劳动报酬"),
    ("到期 过期", "期限 届满 终止 期满"),
    ("签名 签字", "签名"),
    ("第一天 当天 起算", "开始的当日 计入"),
    ("最后一天 节假日 国庆 放假", "最后一日 法定休假日"),
    ("改进 改良 升级", "后续改进"),
    ("多久 几天 几年 多长 时间 什么时候", "期限 日内 之日 年 个月"),
    ("备案 登记", "备案 登记"),
    ("亲戚 家人 关系户", "利害关系人 亲属"),
    ("没写 没约定 没说 没签", "没有约定 未约定 约定不明确"),
    ("发表 公开", "公布 公开 丧失新颖性"),
    ("机器 算法 自动", "自动化决策"),
    ("说法 解释 理由", "说明"),
    ("赔 赔钱", "赔偿"),
    ("试用", "试用期"),
    ("抄 抄袭 盗用", "侵犯 侵权"),
    ("欠债 债务 欠钱", "债务 责任"),
    ("网店 电商 直播", "电子商务经营者"),
    ("发票 税", "纳税 税"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What a clause says to a question: its pieces in order and how well they fit, 0 to 1.

    ``covered`` are the words of the question found in them, ``figures`` says that an amount asked
    for stands there, ``cut`` that a list goes on after the last piece.
    """

    pieces: tuple[Piece, ...]
    fit: float
    covered: frozenset[str]
    figures: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    line: int
    lead: Piece | None = None
    item: bool = False


def query(terms: str, weight: Weight) -> dict[str, float]:
    """The tokens to look for with their weights; legal words for everyday ones count half."""
    found = {token: weight(token) for token in tokens(terms)}
    for everyday, legal in _SAME:
        if any(word in terms for word in everyday.split()):
            for token in {t for word in legal.split() for t in tokens(word)}:
                found.setdefault(token, weight(token) / 2)
    return found


def choose(text: str, wanted: Mapping[str, float], wants: Wants) -> Passage:
    """The words of a clause that answer best, of at most LONG characters where that can be."""
    units = _units(text)
    scores = [_score(text, unit, wanted, wants) for unit in units]
    best = max(range(len(units)), key=lambda n: (scores[n], -n))
    unit = units[best]
    cut = False
    if len(text) <= SHORT and not any(u.item for u in units):
        pieces = [Piece(0, len(text))]
    elif unit.lead and (_whole_list(unit, scores, units) or Wants.ENUMERATION in wants):
        pieces, cut = _list(unit, units)
    elif unit.lead:
        pieces = _joined([unit.lead, Piece(unit.start, unit.end)], text)
    else:
        pieces = _sentences(text, best, units, scores)
    words = "".join(text[p.start : p.end] for p in pieces)
    covered = frozenset(set(tokens(words)) & wanted.keys())
    return Passage(tuple(pieces), scores[best], covered, _figures(words, wants), cut)


def beginning(text: str) -> Passage:
    """The opening of a clause for somebody who asked for the clause itself."""
    units = _units(text)
    end = units[0].end
    for unit in units[1:]:
        if unit.end > LONG:
            break
        end = unit.end
    lead = units[0].end if len(units) > 1 and units[1].lead else 0
    end = max(end, lead)
    return Passage((Piece(0, end),), 1.0, frozenset(), figures=True, cut=end < len(text))


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    lead: Piece | None = None
    start = 0
    for number, line in enumerate(text.split("\n")):
        if _ITEM.match(line):
            units.append(_Unit(start, start + len(line), number, lead, item=True))
        else:
            sentences = [
                _Unit(start + m.start(), start + m.end(), number) for m in _SENTENCE.finditer(line)
            ]
            units += sentences
            last = sentences[-1] if sentences else None
            lead = Piece(last.start, last.end) if last and line.endswith(("：", ":")) else lead
        start += len(line) + 1
    return units or [_Unit(0, len(text), 0)]


def _score(text: str, unit: _Unit, wanted: Mapping[str, float], wants: Wants) -> float:
    own = set(tokens(text[unit.start : unit.end]))
    lead = set(tokens(text[unit.lead.start : unit.lead.end])) if unit.lead else set[str]()
    total = sum(wanted.values()) or 1.0
    hit = sum(w if t in own else w / 2 if t in lead else 0.0 for t, w in wanted.items()) / total
    cues = [cue for want, cue in _CUES.items() if want in wants]
    said = text[unit.start : unit.end]
    told = sum(bool(cue.search(said)) for cue in cues) / len(cues) if cues else 0.0
    return 0.75 * hit + 0.25 * told


def _figures(words: str, wants: Wants) -> bool:
    asked = [w for w in (Wants.SHARE, Wants.MONEY, Wants.TIME, Wants.AMOUNT) if w in wants]
    return not asked or any(_CUES[want].search(words) for want in asked)


def _whole_list(unit: _Unit, scores: list[float], units: list[_Unit]) -> bool:
    """Whether no item stands out: then the list as a whole answers."""
    same = [s for u, s in zip(units, scores, strict=True) if u.lead == unit.lead]
    if len(same) < 2:
        return False
    ordered = sorted(same, reverse=True)
    return ordered[0] - ordered[1] < 0.015


def _list(unit: _Unit, units: list[_Unit]) -> tuple[list[Piece], bool]:
    assert unit.lead
    items = [u for u in units if u.lead == unit.lead]
    start, end = unit.lead.start, items[0].end
    for item in items[1:]:
        if item.end - start > LIST:
            return [Piece(start, end)], True
        end = item.end
    return [Piece(start, end)], False


def _sentences(text: str, best: int, units: list[_Unit], scores: list[float]) -> list[Piece]:
    """The best sentence, with what follows on it, and its lead list when it announces one."""
    start, end = units[best].start, units[best].end
    if text[:end].endswith(("：", ":")):
        items = [u for u in units if u.lead == Piece(start, end)]
        if items:
            return _list(items[0], units)[0]
    after = best + 1
    while after < len(units) and not units[after].item and units[after].end - start <= LONG:
        said = text[units[after].start : units[after].end]
        near = scores[after] >= 0.8 * scores[best]
        if not (_BOUND.match(said) or (near and units[after].line == units[best].line)):
            break
        end = units[after].end
        after += 1
    before = best - 1
    if before >= 0 and not units[before].item:
        opening = _BOUND.match(text[start:end]) or scores[before] >= 0.8 * scores[best]
        same_line = units[before].line == units[best].line
        if opening and same_line and end - units[before].start <= LONG:
            start = units[before].start
    return [Piece(start, end)]


def _joined(pieces: list[Piece], text: str) -> list[Piece]:
    """Neighbouring pieces as one."""
    first, second = pieces
    if not text[first.end : second.start].strip():
        return [Piece(first.start, second.end)]
    return pieces
