"""The stylesheet stays small, mirrors by itself, and the built files are what the sources say."""

import gzip
import json
import re
import shutil
import time
from pathlib import Path

import pytest

import build_assets
from goldenthread.ui import jinja
from goldenthread.ui.gallery_samples import samples
from goldenthread.ui.languages import ENGLISH, OFFERED
from tests.ui.conftest import Draw

STYLES = sorted((build_assets.FRONTEND / "src").rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![-\w.])(?:(?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right|top|bottom)[\w-]*"
    r"|left|right|top|bottom|float|(?:min-|max-)?(?:width|height))\s*:(?!\s*[\d.]+rem\))"
    r"|(?:padding|margin|inset|border-width|border-radius)\s*:(?:\s+[^\s;]+){4}\s*;"
    r"|(?:text-align|clear|caption-side)\s*:\s*(?:left|right)"
)
LARGEST_STYLE = 8 * 1024  # bytes, compressed
LARGEST_PAGE = 50 * 1024  # bytes a resident's first page may cost over the wire, fonts and scripts included


def built(name: str) -> Path:
    return build_assets.DIST / jinja.manifest()[name]


def wire(path: Path) -> int:
    """Bytes over the wire: fonts are compressed already."""
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.parametrize("style", STYLES, ids=lambda path: str(path.name))
def test_styles_speak_of_start_and_end_never_of_left_and_right(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.S)
    assert PHYSICAL.findall(text) == []


def test_the_check_for_left_and_right_can_fail() -> None:
    for bad in (
        "margin-left: 1px",
        "left: 0",
        "float: right",
        "width: 3rem",
        "text-align: left",
        "border-top-width: 1px",
        "padding: 0 1px 0 2px",
    ):
        assert PHYSICAL.search(f"a {{ {bad}; }}"), bad
    for good in (
        "margin-inline: 1px",
        "@media (max-width: 30rem)",
        "stroke-width: 4px",
        "inset-inline-start: 0",
        "padding: 0 1px;",
    ):
        assert not PHYSICAL.search(good), good


def test_the_stylesheet_is_small() -> None:
    assert wire(built("style.css")) <= LARGEST_STYLE


def test_a_first_page_costs_a_resident_little(draw: Draw) -> None:
    """Everything an English page fetches with an empty cache: itself, style, script, icon, letters, language names."""
    page = len(gzip.compress(draw("ui/gallery.html", **(samples() | {"job": finished()})).encode()))
    names = sum(path.stat().st_size for path in build_assets.DIST.glob("names-*.woff2"))
    files = sum(wire(built(name)) for name in ("style.css", "site.js", "thread.svg", "english.woff2"))
    assert page + names + files <= LARGEST_PAGE


def finished() -> object:
    """A job that is done, so that the page has nothing for htmx to do."""
    from goldenthread.ui.shapes import Progress

    return Progress("job", "Brought in", 1, 1, False, "#")


def test_the_script_of_every_page_fetches_htmx_only_when_it_is_needed() -> None:
    assert wire(built("site.js")) < 2048
    assert "import(" in built("site.js").read_text()


def test_the_letters_of_every_language_name_are_in_the_small_face() -> None:
    names = re.search(r'NAMES = "([^"]+)"', (build_assets.FRONTEND / "fonts.mjs").read_text())
    assert names is not None
    needed = {letter for language in OFFERED if language is not ENGLISH for letter in language.autonym}
    assert needed - set(names[1]) == set()


def test_no_address_of_a_registry_stands_in_the_lock() -> None:
    lock = (build_assets.FRONTEND / "package-lock.json").read_text()
    assert "registry" not in lock
    assert '"resolved"' not in lock


def test_every_dependency_is_pinned_exactly() -> None:
    package = json.loads((build_assets.FRONTEND / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_a_second_build_does_nothing_quickly() -> None:
    started = time.perf_counter()
    assert build_assets.build() is False
    assert time.perf_counter() - started < 0.2


def test_a_build_again_gives_the_same_bytes(tmp_path: Path) -> None:
    again = tmp_path / "dist"
    build_assets.node("build.mjs", str(again))
    ours = {path.name: path.read_bytes() for path in build_assets.DIST.iterdir() if path != build_assets.STAMP}
    assert {path.name: path.read_bytes() for path in again.iterdir()} == ours


def test_a_changed_style_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a copy: the tree is shared with whoever else is working in it."""
    shutil.copytree(build_assets.FRONTEND / "src", tmp_path / "frontend/src")
    monkeypatch.setattr(build_assets, "ROOT", tmp_path)
    before = build_assets.digest_of(sorted((tmp_path / "frontend/src").rglob("*.css")))
    (tmp_path / "frontend/src/style.css").write_text("a { color: red; }")
    assert build_assets.digest_of(sorted((tmp_path / "frontend/src").rglob("*.css"))) != before
