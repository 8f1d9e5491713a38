"""From the coordinator who says where to write, through the mail, to a page confirmed without an account."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hands import CLUB, follow, heading, open_page_of, press
from tests.serving import Demonstration

ASK = (
    "from goldenthread.capabilities.directory import freshness; from goldenthread.core import jobs; "
    "print(freshness.ask_all(jobs.Progress()))"
)


def mails(demonstration: Demonstration) -> str:
    folder = Path(demonstration.environment["GT_DATA_DIR"]) / "mail"
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.log")))


def let_write_to(page: Page, address: str) -> None:
    """Give the club an e-mail address that may be used."""
    open_page_of(page, CLUB)
    follow(page, "Telephone numbers and addresses")
    page.get_by_label("E-mail").check()
    page.get_by_label("The number or address").fill(address)
    page.get_by_label("Show it to everybody").check()
    press(page, "Add it")
    expect(page.get_by_text(address)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_entry_is_confirmed_from_the_mail_without_an_account(
    scripts: bool, page_for: Callable[..., Page], open_context: Callable[..., BrowserContext],
    demonstration: Demonstration, axe: Callable[[Page], None],
) -> None:  # fmt: skip
    page = page_for("coordinator", java_script_enabled=scripts)
    open_page_of(page, CLUB)
    club = page.url
    title = f"Supper {'with' if scripts else 'without'} scripts"
    if scripts:
        let_write_to(page, "club@example.org")
        demonstration.ask("manage", "shell", "-c", ASK)
        link = re.findall(r"http://localhost\S+answer=right\S+", mails(demonstration))[-1]
        reader = open_context().new_page()
        reader.goto(link)
        expect(heading(reader)).to_have_text("Is this still right?")
        axe(reader)
        press(reader, "It is right")
        expect(heading(reader)).to_have_text("Thank you")
        reader.goto(link)
        expect(heading(reader)).to_have_text("This link does not work")
        reader.goto(club)
        expect(reader.get_by_text("Last checked on").first).to_be_visible()
        page.goto(club)
    follow(page, "Add what people can come for")
    page.get_by_label("What is it called?").fill(title)
    page.locator("[name='hours-0-weekday']").select_option("1")
    page.locator("[name='hours-0-opens']").fill("12:00")
    page.locator("[name='hours-0-closes']").fill("14:00")
    press(page, "Keep this")
    expect(heading(page)).to_have_text(title)
    expect(page.get_by_text("12:00 to 14:00")).to_be_visible()
    follow(page, "A slip: how to ask")
    expect(page.get_by_text(f"I would like to come to {title}")).to_be_visible()
    follow(page, "Back to the page")
    follow(page, "Take it out of the directory")
    press(page, "Take it out")
    expect(heading(page)).to_have_text(CLUB)


def test_a_neighbour_asks_for_what_is_missing_and_the_coordinator_phones_back(
    phone: Page, page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    phone.goto("/directory/asking/")
    axe(phone)
    phone.get_by_label("What do you need?").fill("Somebody to mend a kettle")
    phone.get_by_label("What shall we call you?").fill("Zebunisa")
    phone.get_by_label("Your telephone number").fill("0121 496 0778")
    press(phone, "I agree: keep this and answer me")
    expect(heading(phone)).to_have_text("Somebody will answer you")
    page = page_for("coordinator")
    page.goto("/")
    follow(page, "Somebody to mend a kettle")
    axe(page)
    press(page, "Show how to reach them")
    expect(page.get_by_text("0121 496 0778")).to_be_visible()
    press(page, "I have phoned back")
    page.goto("/")
    expect(page.get_by_text("Somebody to mend a kettle")).to_have_count(0)


def test_words_of_danger_show_whom_to_ring(phone: Page, axe: Callable[[Page], None]) -> None:
    phone.goto("/directory/asking/?q=my+husband+beats+me")
    expect(phone.get_by_role("link", name="999").first).to_be_visible()
    axe(phone)


@pytest.mark.parametrize("role", ["coordinator"])
def test_the_pages_of_a_service_have_no_accessibility_fault_and_fit_a_phone(
    role: str, page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = page_for(role)
    open_page_of(page, CLUB)
    follow(page, "Add what people can come for")
    axe(page)
    page.get_by_label("What is it called?").fill("Mending morning")
    press(page, "Keep this")
    service = page.url
    for end in ("", "slip/", "change/", "archive/"):
        page.goto(f"{service}{end}")
        axe(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, end
        page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    page.goto(f"{service}slip/")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("I would like to come to Mending morning")).to_be_visible()
    page.emulate_media(media="screen")
    page.goto("/directory/freshness/")
    axe(page)
    page.goto(f"{service}archive/")
    press(page, "Take it out")
