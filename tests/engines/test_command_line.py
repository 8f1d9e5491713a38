"""`python -m goldenthread.engines NAME FILE.json`: JSON in, JSON out, and one sentence when that cannot be."""

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from unittest import mock

import pytest

from goldenthread.engines.__main__ import ENGINES, main

CLUB = {
    "parties": [
        {"id": "lunch club", "kind": "group", "sector": "social", "name": "more is welcome, and not read"},
        {"id": "Amina", "kind": "person"},
        {"id": "library", "sector": "public"},
        {"id": "alone", "sector": None},
        {"id": "church"},
    ],
    "ties": [
        {"source": "Amina", "target": "lunch club", "kind": "member_of"},
        {"source": "lunch club", "target": "library", "kind": "meets_at"},
        {"source": "lunch club", "target": "church"},
        {"source": "church", "target": "library"},
    ],
}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    error: str


def run(*words: str, piped: str | bytes = "") -> Done:
    """Run the command here, which is quicker than starting a Python for each test."""
    stdin = TextIOWrapper(BytesIO(piped.encode() if isinstance(piped, str) else piped))
    out, error = StringIO(), StringIO()
    with mock.patch("sys.stdin", stdin), redirect_stdout(out), redirect_stderr(error):
        try:
            code = main(words)
        except SystemExit as stopped:  # argparse, after --help or words it does not know
            code = stopped.code
    return Done(code, out.getvalue(), error.getvalue())


def answer(data: object) -> dict:
    done = run("losing_touch", "-", piped=json.dumps(data))
    assert (done.code, done.error) == (0, "")
    return json.loads(done.out)


def refusal(piped: str | bytes) -> str:
    """The one sentence on standard error."""
    done = run("losing_touch", "-", piped=piped)
    assert (done.code, done.out) == (2, "")
    assert done.error.count("\n") == 1
    return done.error.strip()


# ---- As a program of its own ----


@pytest.mark.parametrize(
    ("piped", "code", "out", "error"),
    [
        (json.dumps(CLUB), 0, b'"part_before": 4', b""),
        (json.dumps(CLUB)[:-1], 2, b"", b"What was piped in is not whole JSON"),
    ],
)
def test_the_program_prints_the_answer_or_one_sentence_and_says_which_by_its_exit_code(piped, code, out, error):
    command = [sys.executable, "-W", "error", "-m", "goldenthread.engines", "losing_touch", "-"]
    done = subprocess.run(command, input=piped.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == code
    assert out in done.stdout and bool(out) == bool(done.stdout)
    assert done.stderr.startswith(error) and bool(error) == bool(done.stderr)


# ---- Answers ----


def test_without_a_party_everyone_is_counted_in_the_order_of_the_ids():
    said = answer(CLUB)
    assert [row["id"] for row in said["parties"]] == ["Amina", "alone", "church", "library", "lunch club"]
    assert said["parties"][-1] == {"id": "lunch club", "cut_off": 1, "part_before": 4, "part_after": 2, "pieces": 2}
    assert sum(row["cut_off"] for row in said["parties"]) == 1
    assert said["caveat"] == "only_connections_recorded"
    assert said["seen"].items() >= {"parties": 5, "ties": 4, "as_of": None}.items()
    assert said["seen"]["ties_by_kind"] == {"meets_at": 1, "member_of": 1, "tie": 2}


def test_with_a_party_its_loss_is_told_with_reasons():
    said = answer(CLUB | {"party": "lunch club", "as_of": "2026-03-31", "purpose": "connecting"})
    assert said["pieces"] == [{"parties": ["Amina"], "through": ["Amina"]}]
    assert said["routes"] == [["church", "library"]]
    assert said["ties"] == {"meets_at": 1, "member_of": 1, "tie": 1}
    assert (said["seen"]["as_of"], said["seen"]["purpose"]) == ("2026-03-31", "connecting")


def test_ids_may_be_numbers_and_a_number_is_not_its_text():
    ties = [{"source": 10, "target": 9}, {"source": 9, "target": "9"}]
    said = answer({"parties": [{"id": "9"}, {"id": 10}, {"id": 9}], "ties": ties})
    assert [(row["id"], row["cut_off"]) for row in said["parties"]] == [(9, 1), (10, 0), ("9", 0)]


def test_a_file_is_read_and_the_order_of_its_rows_changes_nothing(tmp_path: Path):
    said = []
    for step in (1, -1):
        file = tmp_path / f"place{step}.json"
        turned = {"parties": CLUB["parties"][::step], "ties": CLUB["ties"][::step]}
        file.write_bytes(b"\xef\xbb\xbf" + json.dumps(turned).encode())  # as some editors save it
        done = run("losing_touch", str(file))
        assert done.code == 0
        said.append(json.loads(done.out))
    assert said[0] == said[1]


def test_the_revision_tells_different_places_apart():
    fewer = CLUB | {"ties": CLUB["ties"][:-1]}
    assert len({answer(place)["seen"]["revision"] for place in (CLUB, fewer, CLUB | {"as_of": "2026-03-31"})}) == 3


def test_nobody_at_all_is_an_answer_too():
    assert answer({"parties": [], "ties": []})["parties"] == []


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_has_a_schema_with_an_example_that_it_takes(name: str):
    done = run(name, "--schema")
    assert done.code == 0
    schema = json.loads(done.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] and schema["required"] and schema["examples"]
    for example in schema["examples"]:
        assert run(name, "-", piped=json.dumps(example)).code == 0


def test_the_schema_names_every_key_of_the_answers():
    answers = ENGINES["losing_touch"].SCHEMA["$defs"]
    everyone, one = answer(CLUB), answer(CLUB | {"party": "library"})
    assert everyone.keys() == answers["answer for everyone"]["properties"].keys()
    assert one.keys() == answers["answer for one"]["properties"].keys()


def test_help_has_an_example_that_works(tmp_path: Path):
    done = run("--help")
    assert done.code == 0
    said = done.out
    data, after = said.split("echo '")[1].split("' > place.json")
    assert "python -m goldenthread.engines losing_touch place.json" in after
    assert all(name in said for name in ENGINES)
    assert answer(json.loads(data))["pieces"] == [{"parties": ["library"], "through": ["library"]}]


# ---- Refusals ----


@pytest.mark.parametrize(
    ("piped", "where", "remedy"),
    [
        (json.dumps(CLUB)[:-30], "goes wrong at line 1, column", "Save or send it again"),
        ("", "goes wrong at line 1, column 1", "Save or send it again"),
        (b'{"parties": "caf\xe9"}', "not readable as JSON text", "save it as UTF-8"),
        ("[" * 100_000, "too deep to read", "not a place file"),
        ("9" * 5_000, "not readable as JSON text", "save it as UTF-8"),
        ("[]", "the file is a list […]", "make it an object"),
        ("{}", 'has no "parties"', "add it (the people, groups and organisations)"),
        ('{"parties": []}', 'has no "ties"', "add it (who is connected to whom)"),
        ('{"parties": {}, "ties": []}', "parties is an object {…}", "make it a list"),
        ('{"parties": [7], "ties": []}', "parties[0] is 7", "make it an object"),
        ('{"parties": [{"id": 1}, {"ID": 2}], "ties": []}', 'parties[1] has no "id"', "each used once"),
        ('{"parties": [{"id": true}], "ties": []}', "parties[0].id is true", "make it text or a whole number"),
        ('{"parties": [{"id": 1.5}], "ties": []}', "parties[0].id is 1.5", "make it text or a whole number"),
        ('{"parties": [{"id": null}], "ties": []}', "parties[0].id is null", "make it text or a whole number"),
        ('{"parties": [{"id": 1}, {"id": 1}], "ties": []}', "parties[1].id is 1", "give each its own id"),
        (
            '{"parties": [{"id": 1, "kind": "hub"}], "ties": []}',
            'parties[0].kind is "hub"',
            'use one of "person", "group"',
        ),
        ('{"parties": [{"id": 1, "kind": []}], "ties": []}', "parties[0].kind is a list […]", "use one of"),
        ('{"parties": [{"id": 1, "sector": 3}], "ties": []}', "parties[0].sector is 3", 'use one of null, "social"'),
        ('{"parties": [{"id": 1}], "ties": [{"source": 1}]}', 'ties[0] has no "target"', "the id of another party"),
        (
            '{"parties": [{"id": 1}], "ties": [{"source": 1, "target": "1"}]}',
            'ties[0].target is "1"',
            "leave the tie out",
        ),
        ('{"parties": [], "ties": [], "party": "x"}', 'party is "x"', "use one that is"),
        ('{"parties": [], "ties": [], "party": {}}', "party is an object {…}", "make it text or a whole number"),
        ('{"parties": [], "ties": [], "as_of": "March"}', 'as_of is "March"', "write the date as 2026-03-31"),
        ('{"parties": [], "ties": [], "purpose": "debt"}', 'purpose is "debt"', 'use one of "directory"'),
    ],
)
def test_bad_input_is_refused_in_one_sentence_that_says_where_and_what_to_do(
    piped: str | bytes, where: str, remedy: str
):
    said = refusal(piped)
    assert where in said
    assert remedy in said


def test_too_many_kinds_of_tie_are_refused():
    ties = [{"source": 1, "target": 1, "kind": f"kind {n}"} for n in range(128)]
    assert "128 different kinds" in refusal(json.dumps({"parties": [{"id": 1}], "ties": ties}))


def test_a_long_value_is_not_repeated_in_full():
    assert len(refusal(json.dumps({"parties": [], "ties": [], "party": "x" * 100_000}))) < 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["losing_touch", "no-such-file.json"], "no-such-file.json could not be read"),
        (["losing_touch", "."], ". could not be read"),
        (["losing_touch"], "No file was named"),
        (["losing_tuoch", "x.json"], "invalid choice: 'losing_tuoch'"),
        ([], "NAME"),
    ],
)
def test_a_command_that_names_nothing_known_is_refused(words: list[str], said: str):
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.error
