"""A kind of case made up for the tests, with a table outside the program's own."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.casework import CaseMixin
from core.db import Base, Database
from core.workflow import Workflow


class DemoBase(DeclarativeBase):
    type_annotation_map = Base.type_annotation_map


class DemoCase(CaseMixin, DemoBase):
    __tablename__ = "demo_cases"
    title: Mapped[str] = mapped_column(default="")


DEMO = Workflow(
    "demo",
    """
# state    | event   | who                  | next     | notify         | within | basis
| -        | propose | student              | proposed | mentor         | 72h    | 演示规则第一条
| proposed | accept  | mentor               | active   | student        | -      | -
| proposed | decline | mentor               | declined | student        | -      | -
| proposed | cancel  | student              | canceled | mentor         | -      | -
| proposed | expire  | clock                | expired  | student mentor | -      | -
| active   | review  | staff                | checking | student        | 5wd    | 演示规则第二条
| checking | pass    | staff                | active   | student        | -      | -
| active   | close   | student mentor staff | closed   | student mentor | -      | -
""",
)


async def create_table(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(DemoBase.metadata.create_all)
