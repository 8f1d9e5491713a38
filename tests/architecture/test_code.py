"""The shape of the code is a promise to newcomers, so it is tested like any other promise."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.reading import CODE, ROOT, calls, dotted, functions, modules, name_of, tree_of

LONGEST = 400
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "execute", "executemany", "raw", "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
HARMLESS = ("actions.", "session.", "messages.", "hashlib.")  # the one right way, and what is not the database
UNGUARDED = {"unnarrowed", "_base_manager"}


def sources() -> list[Path]:
    """Return every file that people write and read as code."""
    found = [*modules("goldenthread", "tests", "scripts", "benchmarks", "examples"), *ROOT.glob("*.py")]
    for pattern in ("*.ts", "*.js", "*.mjs", "*.css"):
        found += sorted((ROOT / "frontend" / "src").rglob(pattern))
    return found + sorted(CODE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_every_file_can_be_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name_of(path)} has {lines} lines: divide it by subject, at most {LONGEST} each"


def test_the_files_that_are_measured_are_found() -> None:
    assert {"conftest.py", "spine.py"} <= {path.name for path in sources()}


def writes(tree: ast.AST) -> Iterator[str]:
    """Yield each call below `tree` that changes the database without going through an action."""
    for call in calls(tree):
        name = dotted(call.func)
        receiver, _, verb = name.rpartition(".")
        if receiver and verb in WRITES and not any(harmless in f"{receiver}." for harmless in HARMLESS):
            yield f"{name} in line {call.lineno}"


def is_page(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a function is declared with `@page(…)`."""
    named = (decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in function.decorator_list)
    return any(dotted(name).split(".")[-1] == "page" for name in named)


def page_functions() -> list[tuple[Path, ast.AST]]:
    """Return whole view modules, and the pages that live in other modules."""
    found: list[tuple[Path, ast.AST]] = []
    for path in modules("goldenthread"):
        if path.name in ("views.py", "api.py") or path.parent.name == "views":
            found.append((path, tree_of(path)))
        else:
            found += [(path, function) for function in functions(tree_of(path)) if is_page(function)]
    return found


def test_pages_never_write() -> None:
    pages = page_functions()
    assert pages, "no page was found: either there is none, or @page has another name now"
    bad = [f"{name_of(path)}: {write}" for path, tree in pages for write in writes(tree)]
    assert not bad, "A page writes. Move it into actions.py, in one transaction with its change set:\n" + "\n".join(bad)


def test_a_page_that_writes_would_be_noticed() -> None:
    bad = "Tie.objects.create(a=1)\nthing.save()\nactions.create(by=1)\nrequest.session.save()"
    assert [write.split(" ")[0] for write in writes(ast.parse(bad))] == ["Tie.objects.create", "thing.save"]
    page = ast.parse("@page(allow=x)\ndef show(request): ...").body[0]
    assert isinstance(page, ast.FunctionDef)
    assert is_page(page)


def unguarded(tree: ast.AST) -> list[str]:
    """Return each use of a manager that does not narrow to what may be seen."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in UNGUARDED]
    return [f"{dotted(node)} in line {node.lineno}" for node in attributes]


@pytest.mark.parametrize("path", [p for p in modules("goldenthread") if "core" not in p.parts], ids=name_of)
def test_only_the_core_reads_past_protection(path: Path) -> None:
    found = unguarded(tree_of(path))
    assert not found, f"{name_of(path)} reads past protection ({found}): use `objects`, or ask the core for a reading"


def test_reading_past_protection_would_be_noticed() -> None:
    assert unguarded(ast.parse("Party.unnarrowed.filter(a=1)")) == ["Party.unnarrowed in line 1"]
    core = [path for path in modules("goldenthread/core") if unguarded(tree_of(path))]
    assert core, f"the core itself no longer uses any of {UNGUARDED}: the managers have other names now, say them here"


def test_test_names_are_sentences() -> None:
    bad = [
        f"{name_of(path)}: {function.name}"
        for path in modules("tests")
        if path.name.startswith("test_")
        for function in functions(tree_of(path))
        if function.name.startswith("test") and not is_sentence(function.name)
    ]
    assert not bad, "A test's name says what holds, in at least three words:\n" + "\n".join(bad)


def is_sentence(name: str) -> bool:
    """Say whether a test's name is `test_` and at least three words, none of them only a number at the end."""
    words = name.removeprefix("test_").split("_")
    return len([word for word in words if re.search("[a-z]", word)]) >= 3 and bool(re.search("[a-z]", words[-1]))


def test_a_test_with_a_poor_name_would_be_noticed() -> None:
    assert is_sentence("test_a_room_is_booked_once")
    assert not is_sentence("test_booking")
    assert not is_sentence("test_of_booking_2")
