"""The school this bot speaks for, as the operator named it."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class School:
    """``desk`` is the offline contact shown when a person is needed, "" when there is none.

    ``region`` is the province whose rules apply beside the national ones (浙江), or "".
    """

    name: str
    desk: str = ""
    region: str = ""

    @property
    def name_html(self) -> str:
        return escape(self.name, quote=False)

    @property
    def desk_html(self) -> str:
        return escape(self.desk, quote=False)
