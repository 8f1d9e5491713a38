"""What hands do on a page: press a button, follow a link, search. Each waits for the page it leads to."""

import csv
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "examples" / "smethwick"
CLUB = "Tuesday Table Lunch Club"
WORKER_TAKES = 60_000  # milliseconds, for a file to be read or written in the background


def press(page: Page | Locator, words: str) -> None:
    """Press the first button that says exactly `words`; the page it leads to is loaded afterwards."""
    of = page if isinstance(page, Page) else page.page
    with of.expect_navigation():
        page.get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page | Locator, words: str) -> None:
    """Follow the first link that says exactly `words`."""
    of = page if isinstance(page, Page) else page.page
    with of.expect_navigation():
        page.get_by_role("link", name=words, exact=True).first.click()


def find(page: Page, words: str) -> None:
    """Search who is here for `words`."""
    follow(page, "Who is here")
    box = page.get_by_role("main").get_by_role("searchbox").first
    with page.expect_navigation():
        box.fill(words)
        box.press("Enter")


def open_page_of(page: Page, name: str) -> str:
    """Find a group, organisation or person by name, open its page, and return its address."""
    page.goto("/")
    find(page, name)
    follow(page, name)
    expect(heading(page)).to_have_text(name)
    return page.url


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def look_as(page: Page, role: str) -> None:
    """Be somebody else, by the choice at the top of every page: `role` as it stands there."""
    page.get_by_label("Look as").select_option(label=role)
    press(page, "Look")


def names() -> dict[str, str]:
    """Return ref -> name of everybody and everything in the demonstration's own table."""
    with (PLACE / "parties.csv").open(encoding="utf-8", newline="") as table:
        return {row["ref"]: row["name"] for row in csv.DictReader(table)}
