"""Three languages: chosen once, kept, first in tab order, each in its own script and direction."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP

LANGUAGES = {"en": ("English", "ltr"), "pa": ("ਪੰਜਾਬੀ", "ltr"), "ar": ("العربية", "rtl")}


@pytest.mark.parametrize("visitor", ["page", "page_without_scripts"])
def test_a_language_is_chosen_with_one_press_and_kept_on_the_next_page(
    visitor: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(visitor)
    page.goto("/directory/places/?q=library")
    for code, (own_name, direction) in LANGUAGES.items():
        with page.expect_navigation():
            page.get_by_role("button", name=own_name).click()
        assert page.url.endswith("/directory/places/?q=library")
        page.goto("/about/")
        assert page.locator("html").get_attribute("lang") == code
        assert page.locator("html").get_attribute("dir") == direction
        expect(page.locator("button[aria-current=true]")).to_have_text(own_name)
        page.goto("/directory/places/?q=library")


def test_the_browsers_own_language_is_the_first_guess(page_in_arabic: Page) -> None:
    page_in_arabic.goto("/sign-in/")
    assert page_in_arabic.locator("html").get_attribute("lang") == "ar"


def test_a_language_no_speaker_has_checked_says_so_and_english_does_not(page: Page, page_in_arabic: Page) -> None:
    said = "main > .page > p.meta"  # in Arabic's own words, which this test need not know
    page.goto("/")
    expect(page.locator(said)).to_have_count(0)
    page_in_arabic.goto("/")
    expect(page_in_arabic.locator(said)).to_have_count(1)
    expect(page_in_arabic.locator(said)).not_to_be_empty()


def test_the_page_is_mirrored_and_names_are_not(page_in_arabic: Page, page: Page) -> None:
    page.goto("/directory/")
    page_in_arabic.goto("/directory/")
    middle = DESKTOP["width"] / 2
    here = page.locator(".mast .name").bounding_box()
    there = page_in_arabic.locator(".mast .name").bounding_box()
    assert here
    assert there
    assert here["x"] < middle < there["x"] + there["width"]
    wanted = page.locator("main table a bdi").first.inner_text()
    assert page_in_arabic.locator("main table a bdi").first.inner_text() == wanted
