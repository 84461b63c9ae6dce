"""The one limit that a long quotation sets, for the line that is read before it is unfolded."""

import re

_COUNT = "[0-9.,一二三四五六七八九十百千万亿两]+"
_LIMIT = re.compile(
    "(?:不(?:得)?(?:低于|少于|高于|多于|超过)|至少|最(?:低|高|多|少)(?:为)?)"
    f"(?:百分之{_COUNT}|{_COUNT}(?:个?工作日|个月|年|日|天|元|倍|人|%|％))"
    "(?:的比例)?"
)


def of(words: str) -> str:
    """The only limit in the words (不低于百分之五十的比例), "" where there is none or several."""
    found = set(_LIMIT.findall(words))
    return found.pop() if len(found) == 1 else ""
