"""One press signs four people in; six can be looked as; and whoever signs out is out."""

import csv
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hands import PLACE, look_as, names, press

DOORS = ("Hub manager", "Network coordinator", "Neighbour", "Administrator")
SIX = (*DOORS, "Community connector", "Lunch club organiser")


def cast() -> dict[str, str]:
    """Return the words of a role -> the name of who has it."""
    with (PLACE / "cast.csv").open(encoding="utf-8", newline="") as table:
        refs = [row["ref"] for row in csv.DictReader(table)]
    return {role: names()[ref] for role, ref in zip(SIX, refs, strict=True)}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_press_signs_each_of_four_people_in(open_context: Callable[..., BrowserContext], scripts: bool) -> None:
    page = open_context(java_script_enabled=scripts).new_page()
    for role in DOORS:
        page.goto("/sign-in/")
        press(page, f"Look as: {role}")
        expect(page.get_by_text(f"Signed in as {cast()[role]}")).to_be_visible()
        press(page, "Sign out")


def test_six_people_can_be_looked_as_from_any_page_and_one_stays_on_it(page: Page) -> None:
    page.goto("/directory/places/")
    for role in SIX:
        look_as(page, role)
        expect(page.get_by_text(f"Signed in as {cast()[role]}")).to_be_visible()
        assert page.url.endswith("/directory/places/")
        expect(page.get_by_label("Look as").locator("option:checked")).to_have_text(role)


def test_whoever_signs_out_is_a_stranger_again(page: Page) -> None:
    page.goto("/sign-in/")
    press(page, "Look as: Network coordinator")
    press(page, "Sign out")
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_text("Bring in")).to_have_count(0)


def test_what_each_may_open_stands_in_their_menu(page: Page) -> None:
    page.goto("/")
    menus = {}
    for role in DOORS:
        look_as(page, role)
        menus[role] = page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    assert menus["Network coordinator"][-4:] == ["Bring in", "Other directories", "Alike?", "Changes"]
    assert not {"Bring in", "Other directories", "Alike?", "Changes"} & {*menus["Neighbour"], *menus["Administrator"]}
