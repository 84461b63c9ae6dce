"""Times as people type them; now is a Friday, 2026-11-20 16:00 in Shanghai."""

from datetime import date, datetime

import pytest

from core.clock import SHANGHAI
from mentors import moments
from mentors.moments import MomentUnclear

READ = {
    "11-25 19:00": "2026-11-25 19:00",
    "11/25 19:00": "2026-11-25 19:00",
    "11月25日 19点": "2026-11-25 19:00",
    "十一月二十五日晚上七点半": "2026-11-25 19:30",
    "2027-01-05 9:05": "2027-01-05 09:05",
    "1-5 10:00": "2027-01-05 10:00",
    "１１－２５　１９：００": "2026-11-25 19:00",
    "周三晚7点": "2026-11-25 19:00",
    "星期六上午十点一刻": "2026-11-21 10:15",
    "下周五 15:00": "2026-11-27 15:00",
    "周五17:00": "2026-11-20 17:00",
    "周五15:00": "2026-11-27 15:00",
    "本周三 10:00": "2026-11-18 10:00",
    "明天下午3点": "2026-11-21 15:00",
    "后天 10:30": "2026-11-22 10:30",
    "今晚八点": "2026-11-20 20:00",
    "明天中午12点": "2026-11-21 12:00",
    "wed 7pm": "2026-11-25 19:00",
    "next Friday 10:00 am": "2026-11-27 10:00",
    "tomorrow 15:30": "2026-11-21 15:30",
    "11-20 9:00": "2026-11-20 09:00",
}


@pytest.mark.parametrize("typed", READ)
def test_a_time_is_read_as_it_is_meant(typed: str, now: datetime) -> None:
    read = moments.moment(typed, now=now).astimezone(SHANGHAI)

    assert read.strftime("%Y-%m-%d %H:%M") == READ[typed]


@pytest.mark.parametrize(
    "typed",
    ["", "好", "19:00", "周三", "11-25 25:00", "11-25 19:75", "2-30 10:00", "13-01 10:00",
     "十三月五日 10点", "😀", "周三 10点" + "x" * 100, "入孵有什么条件？"],
)  # fmt: skip
def test_what_is_no_time_is_not_guessed(typed: str, now: datetime) -> None:
    with pytest.raises(MomentUnclear):
        moments.moment(typed, now=now)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("先去三家宠物店试卖，12-05 前报 10 个反馈", date(2026, 12, 5)),
        ("下周三前交", date(2026, 11, 25)),
        ("两周后看数据", date(2026, 12, 4)),
        ("一个月内签下来", date(2026, 12, 20)),
        ("in two weeks", date(2026, 12, 4)),
        ("找 3-5 家客户谈", None),
        ("11-25 前交初稿", date(2026, 11, 25)),
        ("约 10-12 家客户", None),
        ("2-30 之前", None),
        ("继续做", None),
    ],
)
def test_a_day_is_found_in_a_sentence(typed: str, read: date | None, now: datetime) -> None:
    assert moments.day(typed, now=now) == read
