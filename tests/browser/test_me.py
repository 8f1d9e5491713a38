"""“Who can see what about me?”: agreeing and stopping, with everybody else's pages following at once."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import follow, heading, names, press
from tests.serving import Demonstration

FOUND, MATCHED = "to be found here by name", "to be matched with offers, needs, jobs and spaces"
NEIGHBOUR, MANAGER = names()["p003"], names()["p001"]


def agreement(page: Page, words: str) -> Locator:
    return page.locator("#agreed").get_by_role("listitem").filter(has_text=words)


def agree(page: Page, words: str) -> None:
    page.get_by_label("Let the partnership use my details").select_option(label=words)
    press(page, "I agree")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_neighbour_agrees_and_stops_and_the_page_says_what_is_so(
    page_for: Callable[..., Page], scripts: bool, screenshot: Callable[..., None]
) -> None:
    page = page_for("neighbour", java_script_enabled=scripts)
    page.goto("/")
    follow(page, "My page")
    expect(heading(page)).to_have_text("Who can see what about me?")
    expect(agreement(page, MATCHED)).to_have_count(0)
    agree(page, MATCHED)
    expect(agreement(page, MATCHED)).to_have_count(1)
    if scripts:
        screenshot(page, "me-desktop", full_page=True)
    press(agreement(page, MATCHED), "Stop this")
    expect(agreement(page, MATCHED)).to_have_count(0)


def test_who_stops_being_found_is_gone_for_the_next_reader_at_once(page_for: Callable[..., Page]) -> None:
    own, other = page_for("neighbour"), page_for("coordinator")
    search = f"/directory/?q={NEIGHBOUR.replace(' ', '+')}"
    other.goto(search)
    expect(other.get_by_role("link", name=NEIGHBOUR)).to_have_count(1)
    own.goto("/me/")
    press(agreement(own, FOUND), "Stop this")
    other.goto(search)
    expect(other.get_by_role("link", name=NEIGHBOUR)).to_have_count(0)
    own.goto("/me/")
    agree(own, FOUND)
    other.goto(search)
    expect(other.get_by_role("link", name=NEIGHBOUR)).to_have_count(1)


@pytest.fixture
def a_second_person(demonstration: Demonstration, tmp_path: Path) -> None:
    """The hub manager may act for the partnership in people, too: without a second person nothing is taken."""
    ties = tmp_path / "authority.csv"
    ties.write_text("from,kind,to,since,scopes\np001,acts_for,partnership,2025-01-01,people\n", encoding="utf-8")
    demonstration.ask("import", str(ties), "--as", "ties", "--source", "smethwick")


def test_a_list_of_people_is_asked_for_agreed_by_a_second_person_taken_and_seen_by_those_in_it(
    page_for: Callable[..., Page], a_second_person: None
) -> None:
    asking, agreeing = page_for("coordinator"), page_for("hub_manager")
    asking.goto("/lists-of-people/")
    asking.get_by_label("Which list?").select_option(index=0)
    asking.get_by_label("What for?").select_option(label=FOUND)
    press(asking, "Ask for it")
    expect(asking.get_by_text("Asked. Somebody else")).to_be_visible()
    expect(asking.get_by_role("button", name="I agree")).to_have_count(0)
    expect(asking.get_by_role("button", name="Take the list")).to_have_count(0)

    agreeing.goto("/")
    with agreeing.expect_navigation():
        agreeing.get_by_role("link", name="waits for a second person").click()
    press(agreeing, "I agree")
    expect(agreeing.get_by_text(f"Agreed to by {MANAGER}")).to_be_visible()

    asking.goto("/lists-of-people/")
    with asking.expect_download() as waiting:
        asking.get_by_role("button", name="Take the list").click()
    taken = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert NEIGHBOUR in taken
    asking.goto("/lists-of-people/")
    expect(asking.get_by_role("button", name="Take the list")).to_have_count(0)

    own = page_for("neighbour")
    own.goto("/me/")
    expect(own.locator("#looked")).to_contain_text(FOUND)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_neighbour_reads_who_may_see_each_detail_and_takes_it_all_along(
    page_for: Callable[..., Page], scripts: bool
) -> None:
    page = page_for("neighbour", java_script_enabled=scripts)
    page.goto("/me/")
    kept = page.locator("#held")
    kept.get_by_text("Who I am here").click()
    expect(kept.get_by_text("It is about you.").first).to_be_visible()
    expect(kept.get_by_text(NEIGHBOUR, exact=True).first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="A copy to read (zip)").click()
    with zipfile.ZipFile(waiting.value.path()) as files:
        assert NEIGHBOUR in files.read("index.html").decode() and "everything.json" in files.namelist()
    follow(page, "Print it on a sheet")
    page.emulate_media(media="print")
    expect(page.get_by_text("It is about you.").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator("main").get_by_role("button")).to_have_count(0)


def test_leaving_says_what_goes_and_what_stays_before_anything_happens(page_for: Callable[..., Page]) -> None:
    page = page_for("neighbour")
    page.goto("/me/")
    follow(page, "Have everything about me erased")
    expect(page.get_by_text("What stays, without your name")).to_be_visible()
    expect(page.get_by_role("button", name="Erase everything about me")).to_be_visible()
    follow(page, "Leave it as it is")
    expect(heading(page)).to_have_text("Who can see what about me?")


def test_a_desk_shows_the_sheet_of_the_person_whose_reference_is_read_out(page_for: Callable[..., Page]) -> None:
    own, desk = page_for("neighbour"), page_for("coordinator")
    own.goto("/me/")
    own.locator("#held").get_by_text("Who I am here").click()
    reference = own.locator("#held dt:text-is('reference') + dd").first.inner_text()
    desk.goto("/me/")
    follow(desk, "At the desk, for the person in front of you")
    desk.locator("#id_printed").fill(reference)
    press(desk, "Show the sheet")
    expect(desk.get_by_text(NEIGHBOUR).first).to_be_visible()
    own.goto("/me/")
    expect(own.locator("#looked")).to_contain_text("printed your sheet for you at a desk")
