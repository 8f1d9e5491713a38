"""Bringing a file in: preview, agree, progress, receipt, take it back; refused rows with their reasons."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import ROOT, WORKER_TAKES, find, follow, heading, press

GRANTS = ROOT / "examples" / "real-grants" / "sample-grants.csv"
FUNDER = "Willowbank Example Fund"
BAD = "name,kind,sector\nOld Forge Singers,group,social\n,group,social\nNew Inn Band,dragon,social\n"


def bring(page: Page, file: Path) -> None:
    """From the menu to the preview of a file."""
    page.goto("/")
    follow(page, "Bring in")
    follow(page, "Bring a file in")
    page.get_by_label("The file").set_input_files(file)
    press(page, "Look at what it would do")
    see_what_came_of_it(page)
    expect(heading(page)).to_have_text("What would this file do?")


def see_what_came_of_it(page: Page) -> None:
    """Wait on the page of the work until the worker is done, and go where it leads."""
    onward = page.get_by_role("link", name="See what came of it")
    expect(onward).to_be_visible(timeout=WORKER_TAKES)
    with page.expect_navigation():
        onward.click()


def shown(page: Page, name: str) -> int:
    page.goto("/")
    find(page, name)
    return page.get_by_role("link", name=name, exact=True).count()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_of_grants_is_looked_at_brought_in_and_taken_back(
    page_for: Callable[..., Page], scripts: bool, screenshot: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    page = page_for("coordinator", java_script_enabled=scripts)
    bring(page, GRANTS)
    expect(page.get_by_text(FUNDER).first).to_be_visible()
    if scripts:
        axe(page)
        screenshot(page, "import-preview")
    preview = page.url
    assert not shown(page, FUNDER), "a preview wrote something"
    page.goto(preview)
    press(page, "Bring it in")
    see_what_came_of_it(page)
    expect(page.get_by_text("It was brought in, all of it.")).to_be_visible()
    receipt = page.url
    if scripts:
        axe(page)
        screenshot(page, "import-receipt")
    assert shown(page, FUNDER) == 1
    page.goto(receipt)
    press(page, "Take this back")
    expect(page.get_by_text("Taken back.").first).to_be_visible()
    assert not shown(page, FUNDER)
    page.goto(receipt)
    expect(page.get_by_text("This was taken back since.")).to_be_visible()
    expect(page.get_by_role("button", name="Take this back")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_with_wrong_rows_is_refused_row_by_row_and_nothing_of_it_is_kept(
    page_for: Callable[..., Page], scripts: bool, tmp_path: Path, screenshot: Callable[..., None]
) -> None:
    bad = tmp_path / "bands.csv"
    bad.write_text(BAD, encoding="utf-8")
    page = page_for("coordinator", java_script_enabled=scripts)
    bring(page, bad)
    reasons = page.get_by_role("table", name="Rows to put right")
    expect(reasons.get_by_role("row").filter(has_text="3")).to_contain_text("This row has no name.")
    expect(reasons.get_by_role("row").filter(has_text="4")).to_contain_text("“dragon” is not a kind we know.")
    expect(page.get_by_role("button", name="Bring it in")).to_have_count(0)
    if scripts:
        screenshot(page, "import-refused")
    press(page, "Give this file up")
    expect(page.get_by_text("Nothing of it is kept.")).to_be_visible()
    assert not shown(page, "Old Forge Singers")


def test_without_a_file_one_is_told_what_to_do_beside_the_field(page_for: Callable[..., Page]) -> None:
    page = page_for("coordinator")
    page.goto("/imports/new/")
    press(page, "Look at what it would do")
    expect(page.get_by_role("alert")).to_contain_text("One thing to put right")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("The file")).to_be_focused()


def test_somebody_who_may_not_bring_anything_in_is_told_so(page_for: Callable[..., Page]) -> None:
    page = page_for("neighbour")
    answer = page.goto("/imports/new/")
    assert answer is not None
    assert answer.status in (403, 404)
