"""Weekly slots in the words people use: 工作日晚上, 周六."""

from collections.abc import Sequence

from core.texts import Translate
from mentors.vocabulary import SLOTS, Day, Part, slot, text_key

_DAYS = tuple(Day)


def said(slots: Sequence[str], t: Translate) -> str:
    """All slots of one person; none at all means any time."""
    if not slots or len(set(slots)) == len(SLOTS):
        return t("times-any")
    parts_of = {day: [part for part in Part if slot(day, part) in slots] for day in Day}
    groups: dict[tuple[Part, ...], list[Day]] = {}
    for day, parts in parts_of.items():
        if parts:
            groups.setdefault(tuple(parts), []).append(day)
    return t("list-comma").join(span(days, parts, t) for parts, days in groups.items())


def span(days: Sequence[Day], parts: Sequence[Part], t: Translate) -> str:
    """These parts of these days in few words."""
    named = {_DAYS[:5]: "times-weekdays", _DAYS[5:]: "times-weekends", _DAYS: "times-daily"}
    key = named.get(tuple(days))
    when = t(key) if key else t("list-comma").join(t(text_key(day)) for day in days)
    if len(parts) == len(Part):
        return when
    return t("times-span", days=when, parts=t("list-comma").join(t(text_key(p)) for p in parts))
