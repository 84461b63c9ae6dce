"""Everyday words and the words statutes use for the same.

They tell which clause and sentence may answer. ``everyday.txt`` holds ways of speaking, never
figures: what it adds is looked for beside the words of the question and proves nothing.
"""

import re
from pathlib import Path

_ACTS = re.compile(
    "许可(?!证)|转让|备案|公示|质押|出质|续展|投产|作价|入股|共有|改进|独占|排他|公布|登记|异议|仲裁|加班"
    "|试用期|竞业|退伙|解散|分红|出资|年报|审批|休学|兼职|贷款|奖金|合并|注销|续签|解雇|辞退"
    "|分立|减资|增资|代持|挂牌|拍卖"
)
_ACT_SAID = {
    "入股": "股|作价",
    "转让": "转让|转化",
    "年报": "年报|年度报告",
    "审批": "审批|批准|备案",
    "质押": "质押|出质",
    "投产": "投产|实施",
    "解雇": "解除",
    "辞退": "解除",
    "加班": "加班|延长工作时间",
    "作价": "作价|评估",
    "贷款": "贷款|融资",
}


def _pairs(text: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    sides = (line.split(" = ") for line in lines)
    return tuple((re.compile(everyday), tuple(legal.split())) for everyday, legal in sides)


_PAIRS = _pairs(Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8"))


def legal_words(question: str) -> tuple[str, ...]:
    """The words of statutes for what the question says in everyday ones, each once."""
    found: dict[str, None] = {}
    for everyday, legal in _PAIRS:
        if everyday.search(question):
            found.update(dict.fromkeys(word for word in legal if word not in question))
    return tuple(found)


def acts(question: str) -> tuple[re.Pattern[str], ...]:
    """What the question is about doing: a clause that does not speak of it answers another one."""
    named = dict.fromkeys(_ACTS.findall(question))
    return tuple(re.compile(_ACT_SAID.get(act, act)) for act in named)
