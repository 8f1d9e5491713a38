"""A coordinator adds a group, changes it, takes it out of the directory, and takes even that back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import find, follow, heading, press

OLD, NEW = "Ropewalk Skipping Club", "Ropewalk Double Dutch Club"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_group_is_added_changed_taken_out_and_brought_back(page_for: Callable[..., Page], scripts: bool) -> None:
    page = page_for("coordinator", java_script_enabled=scripts)
    page.goto("/directory/")
    follow(page, "Add a group or organisation")
    page.get_by_label("Its name").fill(OLD)
    page.get_by_label("Which sector?").select_option("social")
    page.get_by_label("What it does").fill("Skipping in the yard, on dry days.")
    press(page, "Keep this")
    expect(page.get_by_text(f"“{OLD}” is in the directory.")).to_be_visible()
    own = page.url

    follow(page, "Change this page")
    expect(page.get_by_label("What it does")).to_have_value("Skipping in the yard, on dry days.")
    page.get_by_label("Its name").fill(NEW)
    press(page, "Keep this")
    expect(heading(page)).to_have_text(NEW)

    follow(page, "Take it out of the directory")
    press(page, "Take it out")
    find(page, NEW)
    expect(page.get_by_role("link", name=NEW)).to_have_count(0)

    follow(page, "Changes")
    press(page.get_by_role("main").get_by_role("listitem").filter(has_text="aken out of the directory").first,
          "Take this back")  # fmt: skip
    page.goto(own)
    expect(heading(page)).to_have_text(NEW)
    clear_away(page)


def clear_away(page: Page) -> None:
    """Leave the place as it was for the next journey."""
    follow(page, "Take it out of the directory")
    press(page, "Take it out")


def test_a_form_with_mistakes_says_what_to_put_right_and_keeps_what_was_written(page_for: Callable[..., Page]) -> None:
    page = page_for("coordinator")
    page.goto("/directory/new/")
    page.get_by_label("What it does").fill("Something fine.")
    page.get_by_label("Postcode").fill("nowhere")
    press(page, "Keep this")
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("2 things to put right")
    expect(page.get_by_label("What it does")).to_have_value("Something fine.")
    wrong.get_by_role("link").last.click()
    expect(page.get_by_label("Postcode")).to_be_focused()


def test_a_neighbour_is_offered_no_way_to_change_anybody(page_for: Callable[..., Page]) -> None:
    page = page_for("neighbour")
    page.goto("/directory/")
    expect(page.get_by_role("link", name="Add a group or organisation")).to_have_count(0)
    find(page, "Tuesday Table")
    follow(page, "Tuesday Table Lunch Club")
    expect(page.get_by_role("link", name="Change this page")).to_have_count(0)
