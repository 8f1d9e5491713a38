"""The pictures in docs/screenshots: each is shown somewhere, each that is shown exists, and none is heavy."""

import re
import struct

import pytest

from tests.browser.conftest import SCREENSHOTS
from tests.browser.hands import ROOT

HEAVIEST = 300_000  # bytes
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+\.png)\)")
PICTURES = sorted(SCREENSHOTS.glob("*.png"))


def shown() -> dict[str, list[str]]:
    """Return the name of each picture that a document shows -> what is said of it to those who cannot see it."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    said: dict[str, list[str]] = {}
    for document in documents:
        for words, path in SHOWN.findall(document.read_text(encoding="utf-8")):
            picture = (document.parent / path).resolve()
            assert picture.exists(), f"{document.relative_to(ROOT)} shows {path}, which does not exist"
            said.setdefault(picture.name, []).append(words)
    return said


def test_every_picture_is_shown_in_a_document_with_words_for_those_who_cannot_see_it() -> None:
    said = shown()
    assert {picture.name for picture in PICTURES} == set(said)
    assert all(len(words.split()) > 2 for each in said.values() for words in each)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_a_picture_is_small_and_a_real_one(picture: object) -> None:
    content = picture.read_bytes()  # type: ignore[attr-defined]
    assert len(content) < HEAVIEST
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width in (360, 1280)
    assert 200 < height < 4000


def test_a_picture_is_taken_by_a_journey_that_names_it() -> None:
    journeys = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "browser").glob("test_*.py"))
    unnamed = [each.stem for each in PICTURES if f'"{each.stem}"' not in journeys]
    assert not unnamed, f"no journey takes {unnamed}: take them out, or take them again"
