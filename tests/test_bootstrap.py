"""mentorbot.py on a fresh folder: a real .venv from a real hashed lock, no network."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mentorbot

ROOT = Path(__file__).parent.parent


def make_wheel(folder: Path) -> Path:
    """A tiny real wheel, so that pip has something to install."""
    wheel = folder / "greeting-1.0-py3-none-any.whl"
    info = "greeting-1.0.dist-info"
    files = {
        "greeting.py": b"WORD = 'hello'\n",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for name, body in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(body)}")
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,"]).encode()
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return wheel


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout in small: the bootstrap, a lock of one local wheel, a bot that echoes."""
    shutil.copy(ROOT / "mentorbot.py", tmp_path)
    (tmp_path / "requirements").mkdir()
    wheel = make_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").write_text(
            f"{wheel.as_uri()} --hash=sha256:{digest}\n", "utf-8"
        )
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__main__.py").write_text(
        "import sys, greeting; print(greeting.WORD, *sys.argv[1:])", "utf-8"
    )
    return tmp_path


def start(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "mentorbot.py", *words],
        cwd=project,
        env=environment | {"PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_first_start_installs_and_the_second_only_hands_over(project: Path) -> None:
    first = start(project, "demo", "--port", "8099")
    log = project / "var" / "install.log"
    log.unlink()
    second = start(project, "ask", "问")

    assert (first.returncode, first.stdout) == (0, "hello demo --port 8099\n"), first.stderr
    assert "Setting up" in first.stderr
    assert (second.returncode, second.stdout, second.stderr) == (0, "hello ask 问\n", "")
    assert not log.exists()


def test_installation_that_was_cut_off_is_continued(project: Path) -> None:
    assert start(project, "demo").returncode == 0
    (project / ".venv" / "mentorbot.stamp").unlink()
    (project / ".venv.lock").write_text("4194304", "ascii")  # no such process: the dead installer's

    again = start(project, "demo")

    assert (again.returncode, again.stdout) == (0, "hello demo\n"), again.stderr
    assert not (project / ".venv.lock").exists()


def test_package_that_differs_from_the_lock_is_refused_in_one_sentence(project: Path) -> None:
    lock = project / "requirements" / "run.lock"
    lock.write_text(lock.read_text("utf-8").rsplit(":", 1)[0] + ":" + "0" * 64 + "\n", "utf-8")

    refused = start(project, "demo")

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1].startswith("A downloaded package differs from the one")


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("error: command 'gcc' failed: No such file or directory", "no C compiler"),
        ("error: command '/usr/bin/x86_64-linux-gnu-gcc' failed with exit code 1", "no C compiler"),
        ("error: Microsoft Visual C++ 14.0 or greater is required.", "no C compiler"),
        ("NewConnectionError: Temporary failure in name resolution", "cannot be reached"),
        ("ERROR: No matching distribution found for x==1", "has no build for Python"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "No permission"),
        ("something else\nlast line\n", "failed (last line)"),
    ],
)
def test_problem_of_the_installation_becomes_one_sentence(printed: str, sentence: str) -> None:
    explained = mentorbot.explain(printed)

    assert sentence in explained
    assert "\n" not in explained


def test_unknown_command_and_help_show_what_there_is(project: Path) -> None:
    assert start(project, "--help").stdout.startswith("usage: python3 mentorbot.py COMMAND")
    assert start(project).returncode == 2
    unknown = start(project, "dmeo")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("There is no command 'dmeo'; there are: demo, test, ask,")
    assert not (project / ".venv").exists()


def test_bootstrap_can_be_read_by_an_old_python_and_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ast

    ast.parse((ROOT / "mentorbot.py").read_text("utf-8"), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))

    with pytest.raises(mentorbot.Stop, match=r"needs Python 3\.11 or newer"):
        mentorbot.main(["demo"])
