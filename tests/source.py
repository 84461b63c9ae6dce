"""The program's own source, parsed, for tests about how it is written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "bot",
    "courier",
    "handlers",
    "desk",
    "staff",
    "transfer",
    "mentors",
    "students",
    "knowledge",
    "cases",
    "core",
    "webchat",
    "migrations",
)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program by its path from the root, with / on every system."""
    files = [ROOT / "mentorbot.py"]
    for package in PACKAGES:
        files += sorted((ROOT / package).rglob("*.py"))
    return {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8"), str(file))
        for file in files
        if file.exists()
    }


def nodes(path: str) -> Iterator[ast.AST]:
    return ast.walk(modules()[path])


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for names and attributes of names, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
