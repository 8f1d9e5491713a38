"""What a person can set or type is written down."""

import ast
import re
from collections.abc import Iterator

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
