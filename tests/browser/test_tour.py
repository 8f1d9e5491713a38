"""The tour follows one lunch club over real pages: on a phone, at a desk, without scripts, and from right to left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

LONGEST = 50  # words of one step
CLUB = "Tuesday Table Lunch Club"
VISITORS = {
    "phone": "tour-phone",
    "page": "tour-desktop",
    "page_without_scripts": "tour-no-js",
    "page_in_arabic": "tour-arabic",
}
PLACES = (  # where each step leads, in order
    r"/", r"/directory/\w+/", r"/directory/\w+/", r"/network/\w+/absence/", r"/network/", r"/directory/map/",
    r"/directory/postcode/", r"/about/",
)  # fmt: skip


def begin(page: Page) -> Locator:
    """Open the tour's own page, press its one button, and return the box that stays with the reader."""
    page.goto("/tour/")
    page.locator("main a.button").click()
    box = page.locator(".tour")
    expect(box).to_be_visible()
    return box


def path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("?")[0]


@pytest.mark.parametrize(("visitor", "picture"), VISITORS.items())
def test_the_tour_is_walked_to_its_end_on_real_pages_in_at_most_fifty_words_a_step(
    visitor: str, picture: str, request: pytest.FixtureRequest, screenshot: Callable[..., None]
) -> None:
    page: Page = request.getfixturevalue(visitor)
    box, been = begin(page), []
    for number in range(1, 30):
        expect(box.locator(".knots .done")).to_have_count(number)
        words = box.locator("p").nth(1).inner_text().split()
        assert 5 < len(words) <= LONGEST, f"step {number} has {len(words)} words: {' '.join(words)}"
        been.append(path(page))
        if re.fullmatch(PLACES[3], path(page)):
            screenshot(page, picture)
        onward = box.locator(f"a[href$='tour={number + 1}']")
        if not onward.count():
            break
        onward.click()
    assert len(been) == len(PLACES), been
    for was, wanted in zip(been, PLACES, strict=True):
        assert re.fullmatch(wanted, was), f"{was} is not {wanted}"


def test_each_step_stands_on_a_page_that_is_about_the_club(page: Page) -> None:
    box = begin(page)
    box.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CLUB)
    box.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    box.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Who would lose touch if {CLUB} stopped?")
    expect(page.get_by_text("A small number here does not mean little worth")).to_be_visible()


def test_one_can_go_back_and_leave_and_then_the_tour_is_gone(page: Page) -> None:
    box = begin(page)
    expect(box.get_by_role("link", name="Back")).to_have_count(0)
    box.get_by_role("link", name="Next").click()
    box.get_by_role("link", name="Next").click()
    box.get_by_role("link", name="Back").click()
    expect(box).to_contain_text("step 2 of 8")
    box.get_by_role("link", name="Leave the tour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CLUB)
    expect(box).to_have_count(0)


def test_changing_the_language_stays_on_the_same_step(page: Page) -> None:
    box = begin(page)
    box.get_by_role("link", name="Next").click()
    page.locator("button[value=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(box.locator(".knots .done")).to_have_count(2)


def test_the_way_on_is_the_first_thing_after_the_words(page: Page) -> None:
    box = begin(page)
    links = box.get_by_role("link").all_inner_texts()
    assert links == ["Next", "Leave the tour"]


@pytest.mark.parametrize("asked", ["0", "99", "-1", "x", "1000000000000"])
def test_a_step_that_does_not_exist_is_not_shown(page: Page, asked: str) -> None:
    answer = page.goto(f"/?tour={asked}")
    assert answer is not None
    assert answer.status == 200
    expect(page.locator(".tour")).to_have_count(0)
