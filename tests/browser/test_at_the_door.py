"""The front door, for everybody: a small phone, no scripts, Arabic, a keyboard; and the guards that watch journeys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Look = Callable[[Page], None]
Open = Callable[..., BrowserContext]


@pytest.mark.parametrize(
    ("visitor", "picture"), {"page": "home-desktop", "phone": "home-phone", "page_in_arabic": "home-arabic"}.items()
)
def test_the_front_door_has_no_accessibility_fault(
    visitor: str, picture: str, request: pytest.FixtureRequest, axe: Look, screenshot: Callable[..., None]
) -> None:
    page: Page = request.getfixturevalue(visitor)
    page.goto("/")
    axe(page)
    screenshot(page, picture)


def test_the_front_door_reads_from_right_to_left_in_arabic(page_in_arabic: Page) -> None:
    page_in_arabic.goto("/")
    html = page_in_arabic.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_on_the_front_door_has_to_be_pushed_sideways(open_context: Open, width: int) -> None:
    page = open_context(viewport={"width": width, "height": 640}).new_page()
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_line_of_the_menu_leads_somewhere_without_scripts(page_without_scripts: Page) -> None:
    page_without_scripts.goto("/")
    addresses = page_without_scripts.eval_on_selector_all(
        "nav a[href^='/']", "links => links.map(a => a.getAttribute('href'))"
    )
    assert addresses, "the menu is empty"
    for address in sorted(set(addresses)):
        answer = page_without_scripts.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} answers {answer.status}"


def test_the_keyboard_comes_to_the_languages_and_the_way_past_the_menu_before_the_menu(page: Page) -> None:
    page.goto("/")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    assert stops[0] == "BUTTON", f"the first control is the language choice, not {stops[0]}"
    before = stops[: stops.index("#main")]
    assert set(before) == {"BUTTON"}, f"before the way past the menu the keyboard stops at {before}"


@pytest.mark.parametrize("role", ["hub_manager", "coordinator", "neighbour", "administrator"])
def test_four_people_can_sign_in(page_for: Callable[..., Page], role: str) -> None:
    page = page_for(role)
    page.goto("/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_page_that_asks_another_machine_would_be_noticed(open_context: Open, strays: list[str]) -> None:
    page = open_context().new_page()  # an empty page: no policy of ours stands before the guard
    page.evaluate("fetch('http://192.0.2.1/').catch(() => null)")  # an address that belongs to nobody (RFC 5737)
    assert strays == ["http://192.0.2.1/"]
    strays.clear()
