#!/usr/bin/env python3
"""Starts Mentorbot on a machine that has only Python and pip: makes .venv once, then hands over.

Standard library only, and written so that an old Python can still read it and say what is wrong.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "mentorbot.stamp")
LOCK = os.path.join(HERE, ".venv.lock")
LOG = os.path.join(HERE, "var", "install.log")
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
)
# Tests of one file stay together: they share what is slow to make.
SPREAD = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")

USAGE = """usage: python3 mentorbot.py COMMAND [options]

  demo        start everything on this machine and print the address of the chat page
  test        run the tests
  ask         answer one policy question on the command line
  knowledge   add, list or remove documents; import statutes
  evaluate    measure retrieval and refusal on a file of questions
  match       assign students to mentors of a file, with a proof
  run         run the bot with the settings of .env
  courier     deliver notices, with the settings of .env
  webchat     run only the web chat server
  invite      hand out a one-time sign-in code for the web chat
  clock       when a period by Chinese rules ends
  audit       check the record of what was done to cases
  workflows   print the state tables
  check       formatting, lint, types and import contracts (for developers)

Every command explains itself with --help."""

# What pip prints, and what to tell a person about it; the first that matches wins.
PROBLEMS = (
    (
        r"No space left on device|Errno 28|not enough space on the disk",
        f"The disk is full: the installation needs about 1 GB in {HERE}.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded package differs from the one this release was tested with; "
        "nothing was installed. Try again, and if it stays, ask your network's operator.",
    ),
    (
        r"Temporary failure in name resolution|getaddrinfo failed|nodename nor servname"
        r"|Connection refused|Network is unreachable|ConnectTimeout|Read timed out"
        r"|NewConnectionError|ProxyError",
        "The package registry cannot be reached: check the network, then run the same command.",
    ),
    (
        r"[Pp]ermission denied|Errno 13|Access is denied",
        f"No permission to write in {VENV}: choose a folder of your own.",
    ),
    (
        r"command '?[\w./+-]*(gcc|cc|clang|c\+\+|g\+\+|cl\.exe)|Microsoft Visual C\+\+"
        r"|Unable to find a compatible Visual Studio|no acceptable C compiler",
        "A package has no ready build for this Python and no C compiler was found: "
        "use Python 3.11, 3.12 or 3.13 from python.org, or install a compiler.",
    ),
    (
        r"No matching distribution found|from versions: none",
        f"A package has no build for Python {sys.version.split()[0]} on this system: "
        "use Python 3.11, 3.12 or 3.13.",
    ),
)


class Stop(Exception):
    """Ends the program with one sentence."""


def main(arguments: "list[str]") -> int:
    if sys.version_info < OLDEST:
        raise Stop(
            f"Mentorbot needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
            "install a newer one from python.org and start with it."
        )
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    known = re.findall(r"^  (\w+) ", USAGE, re.MULTILINE)
    if command not in known:
        raise Stop(f"There is no command {command!r}; there are: {', '.join(known)}.")
    needs = "dev" if command in ("test", "check") else "run"
    ensure_installed(needs)
    python = venv_python()
    if command == "check":
        return check(python, rest)
    if command == "test":
        return hand_over([python, "-m", "pytest", *SPREAD, *rest])
    module = "webchat" if command == "webchat" else "bot"
    return hand_over([python, "-m", module] + ([] if command == "webchat" else [command]) + rest)


def check(python: str, rest: "list[str]") -> int:
    """Run every static check and fail if one does."""
    worst = 0
    for words in CHECKS:
        print("== " + " ".join(words), flush=True)
        if words[0] == "lint-imports":
            line = [os.path.join(os.path.dirname(python), words[0]), *rest]
        else:
            line = [python, "-m", *words, *rest]
        worst = max(worst, abs(subprocess.call(line, cwd=HERE)))
    return worst


def venv_python() -> str:
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, "python.exe" if os.name == "nt" else "python")


def wanted(needs: str) -> str:
    """What an installation is: this Python, this platform, these exact packages."""
    with open(os.path.join(HERE, "requirements", needs + ".lock"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return f"{needs} {sys.version.split()[0]} {sys.platform} {digest}"


def installed(needs: str) -> bool:
    """Is that installation complete? The tests' packages contain the program's."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = file.read()
    except OSError:
        return False
    kinds = ("dev",) if needs == "dev" else ("dev", "run")
    return os.path.exists(venv_python()) and stamp in [wanted(kind) for kind in kinds]


def ensure_installed(needs: str) -> None:
    """Make .venv hold what the lock names. A killed installation is simply continued."""
    if installed(needs):
        return
    with Alone():
        if installed(needs):
            return
        start = time.time()
        print("Setting up .venv (once, a minute or two) ...", file=sys.stderr, flush=True)
        try:
            os.makedirs(os.path.dirname(LOG), exist_ok=True)
            same_python = (
                os.path.exists(STAMP + ".python") and _read(STAMP + ".python") == sys.version
            )
            if os.path.exists(STAMP):
                os.remove(STAMP)
            if not (same_python and os.path.exists(venv_python())):
                shutil.rmtree(VENV, ignore_errors=True)
                make_venv()
                _write(STAMP + ".python", sys.version)
            install(os.path.join(HERE, "requirements", needs + ".lock"))
            _write(STAMP, wanted(needs))
        except OSError as error:
            raise Stop(explain(str(error))) from error
        print(f"Ready after {time.time() - start:.0f} s.", file=sys.stderr, flush=True)


def make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, ImportError) as error:
        text = str(getattr(error, "output", b"") or error)
        if re.search(PROBLEMS[0][0], text):
            raise Stop(PROBLEMS[0][1]) from error
        raise Stop(
            "This Python cannot make virtual environments: install its venv part "
            "(on Debian and Ubuntu: apt install python3-venv)."
        ) from error


def install(lock: str) -> None:
    """Let pip install exactly the hashed packages of the lock; its words go to var/install.log."""
    line = [venv_python(), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    line += ["--disable-pip-version-check", "--no-input", "-r", lock]
    environment = dict(os.environ, PYTHONUTF8="1")
    shown = 0
    with open(LOG, "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            line,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            encoding="utf-8",
            errors="replace",
        )
        assert process.stdout is not None
        for text in process.stdout:
            log.write(text)
            if text.startswith("Collecting"):
                shown += 1
                if shown % 10 == 0:
                    print(f"  {shown} packages ...", file=sys.stderr, flush=True)
            elif text.startswith("Installing collected"):
                print("  unpacking ...", file=sys.stderr, flush=True)
        code = process.wait()
    if code:
        raise Stop(explain(_read(LOG)))


def explain(text: str) -> str:
    """One sentence for what went wrong, and where the whole story is."""
    for pattern, sentence in PROBLEMS:
        if re.search(pattern, text):
            return sentence
    last = [row for row in text.strip().splitlines() if row.strip()]
    why = last[-1].strip() if last else "no output"
    return f"The installation failed ({why}); details are in {LOG}."


class Alone:
    """Lets one process at a time install; a lock left behind by a dead process is taken over."""

    def __enter__(self) -> None:
        told = False
        while True:
            try:
                handle = os.open(LOCK, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                if self._left_behind():
                    with contextlib.suppress(OSError):
                        os.remove(LOCK)
                    continue
                if not told:
                    print("Another start is installing; waiting for it ...", file=sys.stderr)
                    told = True
                time.sleep(0.5)
            except OSError as error:
                raise Stop(explain(str(error))) from error
            else:
                os.write(handle, str(os.getpid()).encode())
                os.close(handle)
                return

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            os.remove(LOCK)

    @staticmethod
    def _left_behind() -> bool:
        try:
            with open(LOCK, encoding="utf-8") as file:
                owner = int(file.read() or "0")
            age = time.time() - os.path.getmtime(LOCK)
        except (OSError, ValueError):
            return False
        if os.name == "nt":
            return age > 1800
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return owner == 0 and age > 10


def hand_over(line: "list[str]") -> int:
    """Become the real program; on Windows, which cannot, run it and pass its exit code on."""
    os.chdir(HERE)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(line[0], line)  # noqa: S606 - the interpreter of our own .venv
    process = subprocess.Popen(line)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the child got it too and is ending


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
