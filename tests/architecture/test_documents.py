"""What a person can set or type is written down."""

import argparse
import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest

from goldenthread.web.cli import parser
from tests.architecture.reading import ROOT, calls, dotted, modules, tree_of

SETTINGS = ROOT / "docs" / "reference" / "settings.md"
READERS = ("os.environ.get", "os.getenv", "environ.get", "from_environment", "flag", "environment.flag")
# Read while testing or building, never by a running site.
NOT_OURS = {"CI", "PATH", "HOME"}


def names_read(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a piece of code reads from the environment."""
    for call in calls(tree):
        if dotted(call.func) in READERS and call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Subscript)
            and dotted(node.value).endswith("environ")
            and isinstance(node.slice, ast.Constant)
        ):
            yield str(node.slice.value)


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    read = {name for path in modules("goldenthread") for name in names_read(tree_of(path))} - NOT_OURS
    assert {"DATABASE_URL", "GT_MODE"} <= read, "settings are read in another way now: teach names_read"
    assert SETTINGS.exists(), f"docs/reference/settings.md is missing; it lists {sorted(read)}"
    written = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`", SETTINGS.read_text(encoding="utf-8")))
    assert not read - written, f"docs/reference/settings.md does not say what these do: {sorted(read - written)}"
    gone = {name for name in written - read if name.startswith("GT_")}
    assert not gone, f"docs/reference/settings.md still names {sorted(gone)}, which nothing reads"


def test_a_setting_read_in_silence_would_be_noticed() -> None:
    bad = 'import os\na = os.environ["ONE"]\nb = os.environ.get("TWO", "")\nc = flag("THREE", default=False)'
    assert set(names_read(ast.parse(bad))) == {"ONE", "TWO", "THREE"}


# Outside checks call these; none may go away (issue 2, "The command line").
PROMISED = {
    "init", "import", "undo", "export", "backup", "restore", "verify", "erase", "where", "serve", "sign-in-link",
    "demo", "manage", "new-capability",
}  # fmt: skip


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return every command of `goldenthread` by its name."""
    choices = next(action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert isinstance(choices, dict)
    return choices


def test_every_promised_command_is_there() -> None:
    missing = PROMISED - set(commands())
    assert not missing, f"`goldenthread` has lost {sorted(missing)}: people's scripts call them"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_with_an_example_that_it_understands(name: str) -> None:
    told = commands()[name].format_help()
    lines = re.findall(rf"goldenthread {name}\b.*", told.split("Example", 1)[-1])
    assert "Example" in told, f"goldenthread {name} --help ends without an example"
    assert lines, f"the example of goldenthread {name} does not call goldenthread {name}"
    for line in lines:
        parser().parse_args(shlex.split(line, comments=True)[1:])  # ends the test when it is refused
    assert (commands()[name].description or "").strip().endswith("."), (
        f"goldenthread {name} --help says nothing in a sentence"
    )


def test_the_reference_says_what_the_code_says() -> None:
    command = [sys.executable, "-m", "scripts.write_reference", "--check"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
