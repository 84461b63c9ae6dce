"""The table that couriers share: when each channel and each chat may be written to next."""

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Pace(Base):
    """The next free moment of a channel ("telegram") or of one chat of it ("telegram 42").

    In microseconds since 1970, so that one statement on either engine takes it and moves it on.
    """

    __tablename__ = "paces"
    name: Mapped[str] = mapped_column(primary_key=True)
    next_us: Mapped[int]
