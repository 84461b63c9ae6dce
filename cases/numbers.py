"""The numbers of cases, as people quote them: RF-2026-0001, by series and year, without gaps."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from cases.models import CaseNumber
from core.clock import local_day
from core.db import Session


async def next_number(session: Session, series: str, *, now: datetime) -> str:
    """The next number of ``series`` in Shanghai's year; it is given back if the transaction is.

    Everybody else who wants one of the same series and year waits until this transaction ends, so
    ask for it late. From the ten-thousandth on there are five digits.
    """
    if not (series.isascii() and series.isalpha() and series.isupper()):
        raise ValueError(f"a series is capital letters, not {series!r}")
    year = local_day(now).year
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    last = await session.scalar(
        dialect.insert(CaseNumber)
        .values(series=series, year=year, last=1)
        .on_conflict_do_update(
            index_elements=[CaseNumber.series, CaseNumber.year],
            set_={"last": CaseNumber.last + 1},
        )
        .returning(CaseNumber.last)
    )
    return f"{series}-{year}-{last:04}"
