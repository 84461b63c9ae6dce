"""The rules of the house: who may import whom, and habits no reviewer should have to check."""

import ast
import re
import subprocess
import sys

import pytest

from tests.source import ROOT, dotted, modules, nodes

PATHS = sorted(modules())
LONGEST = 400
VAGUE = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "common",
    "misc",
    "data",
    "info",
}
SHADOWS = {"requests", "platform", "types", "email"}
CASE_PACKAGES = (
    "cases/",
    "students/",
    "mentors/",
    "transfer/",
    "staff/",
    "handlers/",
    "bot/",
    "courier/",
)


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_environment_is_read_only_in_config() -> None:
    """Handing it on to a child, or a default for a native library, is not reading it."""
    readers = []
    for path in PATHS:
        if path in ("bot/config.py", "mentorbot.py"):
            continue
        allowed = set()
        for node in nodes(path):
            if isinstance(node, ast.Call) and dotted(node.func) == "dict" and node.args:
                allowed.add(node.args[0])
            if isinstance(node, ast.Attribute) and node.attr == "setdefault":
                allowed.add(node.value)
        readers += [
            f"{path}:{node.lineno}"
            for node in nodes(path)
            if (
                isinstance(node, ast.Attribute)
                and dotted(node) in ("os.environ", "os.environb", "os.getenv")
                and node not in allowed
            )
            or (
                isinstance(node, ast.ImportFrom)
                and node.module == "os"
                and {"environ", "environb", "getenv"} & {alias.name for alias in node.names}
            )
        ]
    assert readers == []


def test_tasks_are_started_by_programs_and_kept() -> None:
    """A task that nobody waits for loses its errors; the packages below start none."""
    starts = ("asyncio.create_task", "asyncio.ensure_future", "create_task", "ensure_future")
    loose = []
    for path in PATHS:
        program = path.startswith(("bot/", "courier/", "webchat/"))
        dropped = {node.value for node in nodes(path) if isinstance(node, ast.Expr)}
        loose += [
            f"{path}:{node.lineno}"
            for node in nodes(path)
            if isinstance(node, ast.Call) and dotted(node.func) in starts
            if not program or node in dropped
        ]
    assert loose == []


def test_modules_are_named_for_a_capability() -> None:
    vague = [path for path in PATHS if set(path.removesuffix(".py").split("/")) & VAGUE]
    assert vague == []


def test_no_package_hides_a_library() -> None:
    assert [name for name in sorted(SHADOWS) if (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", PATHS)
def test_module_says_in_one_sentence_what_it_is_for(path: str) -> None:
    docstring = ast.get_docstring(modules()[path]) or ""

    assert docstring.split("\n\n")[0].rstrip().endswith((".", ".``", ":")), docstring[:80]


@pytest.mark.parametrize("path", PATHS)
def test_module_is_not_longer_than_one_can_keep_in_mind(path: str) -> None:
    if path in ("mentorbot.py",) or "/versions/" in path:
        return
    lines = len((ROOT / path).read_text("utf-8").splitlines())

    assert lines <= LONGEST


def test_casework_is_the_only_writer_of_a_state() -> None:
    writers = [
        f"{path}:{node.lineno}"
        for path in PATHS
        if path.startswith(CASE_PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr == "state"
        and isinstance(node.ctx, ast.Store)
        if dotted(node) != "self.state"
    ]
    assert writers == []


def test_services_do_not_commit() -> None:
    commits = [
        f"{path}:{node.lineno}"
        for path in PATHS
        if not path.startswith("webchat/")
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and dotted(node.func).endswith(("session.commit", "session.begin"))
        if path != "core/db.py"
    ]
    assert commits == []


def test_relationships_never_load_by_surprise() -> None:
    lazy = [
        f"{path}:{node.lineno}"
        for path in PATHS
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "relationship"
        if not any(
            word.arg == "lazy"
            and isinstance(word.value, ast.Constant)
            and word.value.value == "raise"
            for word in node.keywords
        )
    ]
    assert lazy == []


def test_locks_name_no_place_to_download_from() -> None:
    locks = [*ROOT.glob("requirements/*.lock"), *ROOT.glob("tests/contract/package-lock.json")]

    assert len(locks) >= 2
    found = [
        (lock.name, url)
        for lock in locks
        for url in re.findall(r"https?://[^\s\"']+", lock.read_text("utf-8"))
    ]
    assert found == []
