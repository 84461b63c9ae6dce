"""The command line: what others may script, and one sentence for whatever cannot be done."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config import ROOT

QUESTION = "学校把专利许可给我，老师能分多少"
TITLE = "示例大学学生创业扶持办法"
RULES = f"# {TITLE}\n\n第一条 入孵团队可以免费使用工位六个月。\n\n第二条 每个团队补贴五千元。\n"
RENT = "演示市租金办法\n第一条 毕业五年内的创业者减半收取租金。\n"
GARBAGE = (b"not a database " * 1000, b"SQLite format 3\x00" + b"x" * 8000)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence of a command that could not run."""
        assert (self.code, self.out) == (2, "")
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


Command = Callable[..., Ended]


@pytest.fixture
def command(small_dir: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs commands on a library of little more than one law."""
    return runner(capfd)


@pytest.fixture
def whole_command(data_dir: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs commands on the library as it ships."""
    return runner(capfd)


def runner(capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*words: object) -> Ended:
        capfd.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        return Ended(code, *capfd.readouterr())

    return run


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.md"
    path.write_text(RULES, "utf-8")
    return path


def adding(path: Path, *, starts: str = "2026-01-01", **more: str) -> list[object]:
    words: list[object] = ["knowledge", "add", path, "--title", TITLE, "--source", "学校主页"]
    for name, value in {"effective_from": starts, **more}.items():
        words += ["--" + name.replace("_", "-"), value]
    return words


def listed(command: Command) -> list[dict[str, Any]]:
    return [row for row in command("knowledge", "list", "--json").json if row["document"] == TITLE]


def test_ask_shows_the_clause_and_its_source(command: Command) -> None:
    done = command("ask", QUESTION, "--as-of", "2026-11-22")

    assert (done.code, done.err) == (0, "")
    answer, source = done.out.rstrip("\n").rsplit("\n", 1)
    assert answer.startswith("[answered] ")
    assert "不低于百分之五十" in answer
    assert source == "  《促进科技成果转化法》第四十五条 · 现行有效"


def test_ask_json_has_exactly_the_promised_shape(whole_command: Command) -> None:
    found = whole_command("ask", QUESTION, "--as-of", "2026-11-22", "--json").json

    assert list(found) == [
        "question",
        "outcome",
        "answer",
        "citations",
        "retrieved",
        "elapsed_ms",
    ]
    assert (found["question"], found["outcome"]) == (QUESTION, "answered")
    (cited,) = found["citations"]
    assert list(cited) == ["document", "article", "version", "status", "quote"]
    assert cited["document"] == "促进科技成果转化法"
    assert cited["article"] == "第四十五条"
    assert "不低于百分之五十的比例" in cited["quote"]
    assert len(found["retrieved"]) == 10
    assert {tuple(item) for item in found["retrieved"]} == {("document", "article", "score")}
    scores = [item["score"] for item in found["retrieved"]]
    assert scores == sorted(scores, reverse=True)
    assert found["elapsed_ms"] > 0


def test_ask_without_proof_is_refused_with_the_same_shape(command: Command) -> None:
    found = command("ask", "今天天气怎么样", "--json").json

    assert (found["outcome"], found["citations"]) == ("refused", [])
    assert list(found) == list(command("ask", QUESTION, "--json").json)


def test_ask_as_of_an_earlier_day_cites_what_governed_then(command: Command, rules: Path) -> None:
    command(*adding(rules))
    rules.write_text(RULES.replace("六个月", "九个月"), "utf-8")
    command(*adding(rules, starts="2026-06-01"))

    cited = {}
    for day in ("2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01"):
        words = ["ask", "入孵团队免费使用工位几个月", "--as-of", day, "--json"]
        cited[day] = [c["version"] for c in command(*words).json["citations"]]

    assert cited == {
        "2025-12-31": [],
        "2026-01-01": ["2026-01-01"],
        "2026-05-31": ["2026-01-01"],
        "2026-06-01": ["2026-06-01"],
    }


@pytest.mark.parametrize(
    "question", ["", " ", "😀", "\x00", "a" * 5000, "<b>*_`[", "x\ud800y", "-- '; DROP TABLE"]
)
def test_ask_strange_things_is_an_answer(command: Command, question: str) -> None:
    found = command("ask", question, "--json").json

    assert found["outcome"] in {"refused", "closest", "answered"}


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "", "22.11.2026"])
def test_date_that_is_none_is_named(command: Command, day: str) -> None:
    done = command("ask", QUESTION, "--as-of", day)

    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].endswith(f"{day!r} is no date like 2026-11-22")


def test_added_rules_are_listed_and_answered_from(command: Command, rules: Path) -> None:
    added = command(*adding(rules, document_number="校发〔2026〕1号", jurisdiction="本校"))

    assert (added.code, added.out) == (0, f"{TITLE} (2026-01-01): 2 clauses\n")
    assert listed(command) == [
        {
            "document": TITLE,
            "version": "2026-01-01",
            "kind": "policy",
            "jurisdiction": "本校",
            "effective_from": "2026-01-01",
            "effective_to": None,
            "confirmed": True,
            "clauses": 2,
            "source": "校发〔2026〕1号 学校主页",
        }
    ]
    assert TITLE in command("knowledge", "list").out
    found = command("ask", "入孵团队可以免费使用工位多久", "--as-of", "2026-11-22", "--json").json
    assert (TITLE, "第一条") in {(c["document"], c["article"]) for c in found["citations"]}


def test_later_day_makes_a_new_version(command: Command, rules: Path) -> None:
    command(*adding(rules))
    command(*adding(rules, starts="2026-06-01"))
    command(*adding(rules, starts="2026-06-01"))

    assert [row["version"] for row in listed(command)] == ["2026-01-01", "2026-06-01"]


def test_gbk_file_is_read(command: Command, rules: Path) -> None:
    rules.write_bytes(RULES.encode("gbk"))

    assert command(*adding(rules)).code == 0
    assert [row["clauses"] for row in listed(command)] == [2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no text in rules.md."),
        (b" \n\t\n", "There is no text in rules.md."),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
            "rules.md is no text file (perhaps a picture, a PDF or an archive). "
            "Turn it into Markdown or plain text.",
        ),
    ],
    ids=["empty", "blank", "binary"],
)
def test_file_without_text_is_refused(
    command: Command, rules: Path, content: bytes, sentence: str
) -> None:
    rules.write_bytes(content)

    assert command(*adding(rules)).sentence == sentence
    assert listed(command) == []


def test_file_that_is_not_there_is_named(command: Command, tmp_path: Path) -> None:
    assert command(*adding(tmp_path / "gone.md")).sentence.endswith("gone.md")
    assert str(tmp_path) in command(*adding(tmp_path)).sentence


@pytest.mark.parametrize("missing", ["--title", "--effective-from", "--source"])
def test_what_nobody_may_guess_must_be_given(command: Command, rules: Path, missing: str) -> None:
    words = adding(rules)
    at = words.index(missing)
    done = command(*words[:at], *words[at + 2 :])

    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].endswith(f"the following arguments are required: {missing}")
    assert listed(command) == []


def test_impossible_fields_are_refused(command: Command, rules: Path) -> None:
    reversed_dates = command(*adding(rules, effective_to="2025-12-31")).sentence
    no_title = command(*adding(rules, title=" ")).sentence

    assert reversed_dates == f"The last day of force of {TITLE} lies before its first."
    assert no_title == "title is missing; nothing was taken in."
    assert listed(command) == []


def test_removed_document_is_no_longer_answered_from(command: Command, rules: Path) -> None:
    command(*adding(rules))

    removed = command("knowledge", "remove", TITLE)

    assert (removed.code, removed.out) == (
        0,
        f"{TITLE}: 2 clauses are no longer answered from\n",
    )
    assert listed(command) == []
    assert command("knowledge", "remove", TITLE).sentence == "No such record, or it is not yours."


def test_import_of_statutes_names_the_unknown(whole_command: Command) -> None:
    unknown = whole_command("knowledge", "import-statutes", "不存在的法")

    assert unknown.sentence == "The package with the statutes holds no 《不存在的法》."
    assert whole_command("knowledge", "import-statutes").out == "0 texts are new\n"


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text(RULES, "utf-8")
    (folder / "b.txt").write_text(
        "演示市租金办法\n第一条 毕业五年内的创业者减半收取租金。\n", "gbk"
    )
    return folder


def questions(folder: Path, *lines: str) -> Path:
    path = folder.parent / "questions.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


ASKED = (
    '{"question": "免费工位可以用几个月", "lang": "zh",'
    f' "gold": [{{"doc": "{TITLE}", "article": "第一条"}}]}}',
    '{"question": "火星上能不能养猫", "lang": "zh", "answerable": false, "gold": []}',
)


def test_evaluate_has_exactly_the_promised_keys(command: Command, corpus: Path) -> None:
    done = command("evaluate", questions(corpus, *ASKED), "--corpus", corpus, "--json")

    assert done.out.count("\n") == 1
    figures = json.loads(done.out)
    groups = {"answerable", "unanswerable"}
    assert set(figures) == {"clauses", *groups, "by_language", "latency_ms", "dense"}
    assert figures["clauses"] == 3
    ranks = {"s@1", "s@3", "s@5", "s@10", "mrr", "false_refusals"}
    assert set(figures["answerable"]) == {"n", *ranks}
    assert set(figures["unanswerable"]) == {"n", "refused"}
    assert set(figures["latency_ms"]) == {"p50", "p95"}
    assert isinstance(figures["dense"], bool)
    assert {name: figures[name] for name in groups} == figures["by_language"]["zh"]
    assert figures["answerable"]["n"] == figures["unanswerable"]["n"] == 1
    assert figures["answerable"]["s@1"] == figures["answerable"]["mrr"] == 1


@pytest.mark.parametrize("line", ["garbage", "[]", "7", "{}", "[" * 100_000, '{"question": "x",'])
def test_evaluate_names_the_line_that_is_no_question(
    command: Command, corpus: Path, line: str
) -> None:
    asked = questions(corpus, *ASKED, "", line)

    sentence = command("evaluate", asked, "--corpus", corpus).sentence

    assert sentence.startswith("questions.jsonl, line 4: no question (")


def test_evaluate_names_what_is_not_there(command: Command, corpus: Path) -> None:
    asked, gone = questions(corpus, *ASKED), corpus.parent / "gone"

    assert command("evaluate", gone, "--corpus", corpus).sentence.endswith(f": {gone}")
    assert command("evaluate", asked, "--corpus", gone).sentence.endswith(f": {gone}")
    assert command("evaluate", asked, "--corpus", asked).sentence.endswith(f": {asked}")
    assert command("evaluate", asked).code == 2
    assert command("evaluate", questions(corpus, ""), "--corpus", corpus).sentence == (
        "There is no text in questions.jsonl."
    )


@pytest.mark.parametrize("words", [["ask", QUESTION], ["knowledge", "list"], ["migrate"]])
@pytest.mark.parametrize("garbage", GARBAGE, ids=["noise", "header"])
def test_corrupt_database_is_one_sentence_and_stays_as_it_is(
    command: Command, small_dir: Path, words: list[str], garbage: bytes
) -> None:
    path = small_dir / "mentorbot.sqlite3"
    path.write_bytes(garbage)

    sentence = command(*words).sentence

    assert sentence == (
        f"The database {path} is damaged. Put a backup in its place, then start again."
    )
    assert path.read_bytes() == garbage


def test_run_without_a_channel_is_one_sentence(command: Command) -> None:
    assert command("run").sentence == (
        "A setting is wrong: No channel is set: give WEBCHAT_TOKEN (with WEBCHAT_URL) or "
        "TELEGRAM_TOKEN."
    )


def test_bad_setting_is_one_sentence_at_every_command(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKERS", "many")

    for words in (["ask", QUESTION], ["run"], ["demo"], ["knowledge", "list"]):
        assert command(*words).sentence.startswith("A setting is wrong: WORKERS: ")


def test_invite_without_a_web_chat_is_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset = command("invite", "学生小萌").sentence
    monkeypatch.setenv("WEBCHAT_TOKEN", "123456:a-token-for-invites")
    monkeypatch.setenv("WEBCHAT_URL", "http://127.0.0.1:1")
    unreachable = command("invite", "学生小萌").sentence

    assert unset.startswith("WEBCHAT_TOKEN is not set")
    assert unreachable.startswith("The web chat server at http://127.0.0.1:1 does not answer: ")


@pytest.mark.parametrize("words", [[], ["dance"], ["knowledge"], ["knowledge", "burn"]])
def test_unknown_command_says_which_there_are(command: Command, words: list[str]) -> None:
    done = command(*words)

    assert (done.code, done.out) == (2, "")
    assert "usage: mentorbot.py" in done.err


def test_program_prints_utf8_and_nothing_else(small_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", QUESTION, "--json"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["question"] == QUESTION
