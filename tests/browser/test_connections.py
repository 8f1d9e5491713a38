"""The connection picture: drawn, searched, moved by keyboard, clicked; and the table that says the same."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.hands import CLUB, find, follow, heading

ENOUGH = 40  # presses of Tab within which anything on a page is reached


def drawn(page: Page) -> int:
    """Open the picture, wait until it is drawn, and return how many it shows."""
    page.goto("/network/")
    box = page.locator(".explore")
    expect(box).to_have_attribute("data-drawn", re.compile(r"\d+"))
    return int(box.get_attribute("data-drawn") or 0)


def test_the_picture_draws_everybody_the_table_lists(page: Page, screenshot: Callable[..., None]) -> None:
    shown = drawn(page)
    expect(page.get_by_role("status").filter(has_text="shown")).to_have_text(f"{shown} shown.")
    assert page.locator(".explore canvas").count() > 1
    screenshot(page, "connections")
    said = page.get_by_text("Drawn from").inner_text()
    assert f"among {shown} people, groups and organisations" in said


def test_a_coordinator_sees_the_neighbours_who_agreed_and_a_stranger_none(
    page: Page, page_for: Callable[..., Page]
) -> None:
    assert drawn(page_for("coordinator")) > drawn(page) > 50


def test_searching_moves_to_whoever_is_found_and_offers_their_page(page: Page) -> None:
    drawn(page)
    page.get_by_label("Find somebody or something").fill("Tuesday Table")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text(re.compile(rf"{CLUB} has \d+ connections\."))).to_be_visible()
    follow(page, f"Open the page of {CLUB}")
    expect(heading(page)).to_have_text(CLUB)


def test_searching_for_nobody_says_so(page: Page) -> None:
    drawn(page)
    page.get_by_label("Find somebody or something").fill("zzzz")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("Nobody by that name is in this picture.")).to_be_visible()


def picture_of(page: Page) -> bytes:
    page.wait_for_timeout(400)  # a movement takes 300 ms
    return page.locator(".explore").screenshot()


def test_the_keyboard_moves_the_picture_and_changes_its_size(page: Page) -> None:
    drawn(page)
    page.locator(".explore").focus()
    before = picture_of(page)
    for key in ("ArrowRight", "+"):
        page.keyboard.press(key)
        after = picture_of(page)
        assert after != before, f"{key} changed nothing"
        before = after


def test_clicking_a_mark_opens_its_page(page: Page) -> None:
    drawn(page)
    page.get_by_label("Find somebody or something").fill(CLUB)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("link", name=f"Open the page of {CLUB}")).to_be_visible()
    page.wait_for_timeout(500)  # until the picture has moved there: whoever is chosen is then in the middle
    box = page.locator(".explore").bounding_box()
    assert box
    with page.expect_navigation():
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(heading(page)).to_have_text(CLUB)


def test_a_sector_can_be_left_out(page: Page) -> None:
    drawn(page)
    before = picture_of(page)
    page.get_by_label("Commercial").uncheck()
    assert picture_of(page) != before


def test_without_scripts_the_table_says_the_same_and_sorts(page_without_scripts: Page, page: Page) -> None:
    shown = drawn(page)
    page_without_scripts.goto("/network/")
    follow(page_without_scripts.get_by_role("main"), "The same as a table")
    expect(heading(page_without_scripts)).to_have_text("Who is connected to whom?")
    rows = page_without_scripts.get_by_role("main").get_by_role("table").get_by_role("row")
    assert rows.count() > 40
    assert shown > 50
    follow(page_without_scripts, "See it as a picture")
    assert "This picture needs JavaScript." in page_without_scripts.locator("main").inner_text()


def test_a_coordinator_finds_who_would_lose_touch_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/sign-in/")
    to(page, "Look as: Network coordinator")
    expect(page.get_by_text("Signed in as")).to_be_visible()
    to(page, "Who is here")
    reach(page, "Search", "searchbox")
    page.keyboard.type("Tuesday Table")
    go(page)
    to(page, CLUB)
    to(page, "Who would lose touch if this stopped?", most=120)
    expect(heading(page)).to_have_text(f"Who would lose touch if {CLUB} stopped?")
    expect(page.get_by_text("A small number here does not mean little worth")).to_be_visible()


def go(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def to(page: Page, words: str, most: int = ENOUGH) -> None:
    """Come to a link or button by Tab alone, and press Enter."""
    reach(page, words, most=most)
    go(page)


def reach(page: Page, words: str, kind: str = "", most: int = ENOUGH) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const e = document.activeElement;
            const ring = getComputedStyle(e);
            return {words: (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim(),
                    kind: e.type === 'search' ? 'searchbox' : e.tagName.toLowerCase(),
                    seen: ring.outlineStyle !== 'none' || ring.boxShadow !== 'none' || e.closest('svg') !== null}; }"""
        )
        if at["words"] == words and kind in ("", at["kind"]):
            assert at["seen"], f"nobody can see that the keyboard stands on {words}"
            return
    raise AssertionError(f"“{words}” is not reached within {most} presses of Tab on {page.url}")


def test_a_club_that_is_found_shows_its_own_connections(page: Page, screenshot: Callable[..., None]) -> None:
    page.goto("/")
    find(page, "Tuesday Table")
    follow(page, CLUB)
    expect(page.get_by_role("group", name=re.compile(CLUB)).locator("a").first).to_be_visible()
    page.get_by_role("heading", name="Connections").evaluate("heading => heading.scrollIntoView()")
    screenshot(page, "party-desktop")
