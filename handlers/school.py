"""The school this bot speaks for, as the operator named it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class School:
    """``desk`` is the offline contact shown when a person is needed, "" when there is none.

    ``region`` is the province whose rules apply beside the national ones (浙江), or "".
    """

    name: str
    desk: str = ""
    region: str = ""
