"""One way: web -> capabilities -> ui -> core -> engines -> domain."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.reading import ROOT, calls, dotted, modules, name_of, tree_of

CLOCK_OR_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "random.random", "random.choice",
    "random.shuffle", "random.sample", "random.randint", "uuid.uuid4", "uuid4", "secrets.token_hex",
}  # fmt: skip


def test_imports_flow_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(no_cache=True)
    assert code == 0, (
        f"An import goes against the house (pyproject.toml, tool.importlinter):\n{capsys.readouterr().out}"
    )


def pure_modules() -> list[Path]:
    return [*modules("goldenthread/domain", "goldenthread/engines"), *ROOT.glob("goldenthread/capabilities/*/rules.py")]


def reads_clock_or_draws(tree: ast.AST) -> list[str]:
    """Return each call that answers differently when asked twice."""
    found = [
        dotted(call.func) for call in calls(tree) if ".".join(dotted(call.func).split(".")[-2:]) in CLOCK_OR_CHANCE
    ]
    unseeded = [
        dotted(call.func)
        for call in calls(tree)
        if dotted(call.func).split(".")[-1] in ("default_rng", "Random") and not call.args and not call.keywords
    ]
    return found + unseeded


@pytest.mark.parametrize("path", pure_modules(), ids=name_of)
def test_domain_engines_and_rules_have_no_clock_and_no_unseeded_chance(path: Path) -> None:
    found = reads_clock_or_draws(tree_of(path))
    assert not found, f"{name_of(path)} calls {found}: take the time or the seed as an argument instead"


def test_a_clock_in_an_engine_would_be_noticed() -> None:
    bad = (
        "import datetime as d\nnow = d.datetime.now()\ndraw = np.random.default_rng()\nfine = np.random.default_rng(7)"
    )
    assert reads_clock_or_draws(ast.parse(bad)) == ["d.datetime.now", "np.random.default_rng"]
    assert len(pure_modules()) > 5, "the engines have moved: this test looks at nothing"
