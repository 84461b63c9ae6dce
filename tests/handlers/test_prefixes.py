"""Callback data of two screens must never be taken for each other."""

import ast
from collections import Counter

from tests.source import modules, nodes


def test_every_prefix_of_callback_data_is_used_once() -> None:
    found = Counter(
        word.value.value
        for path in modules()
        if path.startswith("handlers/")
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
        for word in node.keywords
        if word.arg == "prefix" and isinstance(word.value, ast.Constant)
    )

    assert len(found) > 50
    assert {prefix for prefix, times in found.items() if times > 1} == set()
    assert "a" not in found, "kept for the actions of cases"
