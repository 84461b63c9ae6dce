"""Texts and code agree: both languages say the same things, with what the code hands them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from core.texts import DEFAULT, Texts
from tests.source import ROOT, dotted, modules, nodes

LOCALES = ROOT / "locales"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every message of a language: its file, its id and the variables it uses."""
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                variables = Variables()
                variables.visit(entry)
                yield file.name, entry.id.name, frozenset(variables.names)


@cache
def table(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    return {name: (file, variables) for file, name, variables in messages(language)}


def test_both_languages_are_there() -> None:
    assert LANGUAGES == ["en", "zh-CN"]


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != DEFAULT])
def test_languages_say_the_same_things_with_the_same_variables(language: str) -> None:
    assert table(language) == table(DEFAULT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_defined_twice(language: str) -> None:
    counted = Counter(name for _, name, _ in messages(language))

    assert [name for name, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders(language: str) -> None:
    texts = Texts(LOCALES, strict=True)

    for name, (_, variables) in table(language).items():
        for value in ("学生小萌", 1, 2026):
            rendered = texts.render(language, name, **dict.fromkeys(variables, value))
            assert rendered.strip(), name
            assert "2,026" not in rendered, name


def test_every_refusal_has_a_text() -> None:
    keys = {
        node.value.value: path
        for path in modules()
        for cls in nodes(path)
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and node.value.value.startswith("error-")
        and not path.startswith("webchat/")
    }

    assert len(keys) > 5
    assert {key: path for key, path in keys.items() if key not in table(DEFAULT)} == {}


def calls() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Every place that asks for a text: where, the key's expression, the call."""
    for path in modules():
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            name = dotted(node.func)
            if name in ("t", "translate") and node.args:
                yield f"{path}:{node.lineno}", node.args[0], node
            elif name.endswith("texts.render") and len(node.args) > 1:
                yield f"{path}:{node.lineno}", node.args[1], node


def test_every_text_that_is_asked_for_exists_with_its_variables() -> None:
    wrong = []
    for where, key, call in calls():
        if isinstance(key, ast.JoinedStr):
            if not any(pattern(key).fullmatch(name) for name in table(DEFAULT)):
                wrong.append(f"{where} asks for no text at all: {ast.unparse(key)}")
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            if key.value not in table(DEFAULT):
                wrong.append(f"{where} asks for {key.value}, which is no text")
                continue
            given = {word.arg for word in call.keywords}
            needed = table(DEFAULT)[key.value][1]
            if None not in given and not needed <= given:
                wrong.append(f"{where} does not give {sorted(needed - given)} to {key.value}")
    assert wrong == []


def asked_in_pages() -> Iterator[tuple[str, str, bool]]:
    """Every text a page template asks for: where, its id, whether that is only its beginning."""
    for file in sorted((ROOT / "desk" / "templates").glob("*.html")):
        for found in re.finditer(r"\bt\(\"([a-z0-9-]+)\"( ~)?", file.read_text("utf-8")):
            yield file.name, found[1], bool(found[2])


def test_every_text_that_a_page_asks_for_exists() -> None:
    known = set(table(DEFAULT))
    wrong = [
        f"{where} asks for {key}"
        for where, key, begins in asked_in_pages()
        if not (any(name.startswith(key) for name in known) if begins else key in known)
    ]
    assert wrong == []


def test_every_text_is_used() -> None:
    """By its whole id somewhere in the code, or as one of a family built there."""
    whole = {key for _, key, begins in asked_in_pages() if not begins}
    families = [
        re.compile(re.escape(key) + "[a-z0-9-]+") for _, key, begins in asked_in_pages() if begins
    ]
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and "-" in ast.unparse(node):
                families.append(pattern(node))
    unused = [
        name
        for name in table(DEFAULT)
        if name not in whole and not any(family.fullmatch(name) for family in families)
    ]
    assert unused == []


def pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    """What an f-string can produce, its gaps being words of an id."""
    parts = [
        re.escape(value.value)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
        else "[a-z0-9-]+"
        for value in node.values
    ]
    return re.compile("".join(parts))
