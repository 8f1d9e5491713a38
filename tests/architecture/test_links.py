"""A link in a document leads somewhere, and a document can be found from the index."""

import re
from pathlib import Path

from tests.architecture.reading import ROOT, name_of

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# Taken by the browser tests (make screenshots), which need a browser; everything else has to be there.
MADE_LATER = "docs/screenshots/"


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def headings(path: Path) -> set[str]:
    """Return the anchors of a document, as the usual viewers make them."""
    titles = re.findall(r"(?m)^#+ (.+)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def dead_links(path: Path, text: str) -> list[str]:
    """Return each link of a document that leads to no file, or to no heading of it."""
    dead = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if name_of(there).startswith(MADE_LATER):
            continue
        if not there.exists() or (anchor and anchor not in headings(there)):
            dead.append(target)
    return dead


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = {name_of(path): found for path in documents() if (found := dead_links(path, path.read_text("utf-8")))}
    assert not dead, f"{dead}: the file has moved, or was never written"


def test_a_dead_link_would_be_noticed() -> None:
    text = "[one](words.md) [two](words.md#how-we-write) [three](gone.md) [four](words.md#gone) [five](https://a.org)"
    assert dead_links(ROOT / "docs" / "index.md", text) == ["gone.md", "words.md#gone"]


def test_every_document_is_in_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target.split("#")[0]).resolve() for target in LINK.findall(index.read_text("utf-8"))}
    lost = [name_of(path) for path in (ROOT / "docs").rglob("*.md") if path not in linked and path != index]
    assert not lost, f"{lost}: nobody finds these from docs/index.md"
