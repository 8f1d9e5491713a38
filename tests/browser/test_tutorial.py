"""“In ten minutes”, done as it is written: each comment of the document is one thing a newcomer does or sees."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "in-ten-minutes.md"
STEP = re.compile(r"^ *<!-- (open|press|follow|choose|wait for|search|see|miss) (.+) -->$", re.MULTILINE)
WORKER_TAKES = 60_000  # milliseconds, for a file to be read or written in the background


def steps(text: str) -> list[tuple[str, str]]:
    """Return (what to do, with what) in the order of the document."""
    return [(found[1], found[2]) for found in STEP.finditer(text)]


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=words, exact=True).first.click()


def choose(page: Page, words: str) -> None:
    file, label = words.split(" as ")
    page.get_by_label(label).set_input_files(ROOT / file)


def search(page: Page, words: str) -> None:
    with page.expect_navigation():
        box = page.get_by_role("searchbox").first
        box.fill(words)
        box.press("Enter")


def wait_for(page: Page, words: str) -> None:
    expect(page.get_by_role("link", name=words, exact=True)).to_be_visible(timeout=WORKER_TAKES)


DO: dict[str, Callable[[Page, str], object]] = {
    "open": lambda page, words: page.goto(words),
    "press": press,
    "follow": follow,
    "choose": choose,
    "search": search,
    "wait for": wait_for,
    "see": lambda page, words: expect(page.get_by_text(words).first).to_be_visible(),
    "miss": lambda page, words: expect(page.get_by_role("link", name=words, exact=True)).to_have_count(0),
}


def test_a_newcomer_can_do_everything_the_tutorial_says(page: Page) -> None:
    for verb, words in steps(TUTORIAL.read_text(encoding="utf-8")):
        try:
            DO[verb](page, words)
        except AssertionError as wrong:
            pytest.fail(f"“{verb} {words}” does not work at {page.url}: {wrong}")


def test_what_the_browser_does_is_what_the_reader_is_told() -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    done = steps(text)
    assert len(done) == len(re.findall(r"(?m)^ +<!-- ", text)), "a step is written in a way that is not understood"
    assert len(done) > 20
    silent = [words for verb, words in done if verb in ("press", "follow") and f"**{words}**" not in told]
    assert not silent, f"the browser presses {silent}, and the reader is not told to"
