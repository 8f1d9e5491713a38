"""A real server with the demonstration place, and the system's own Chromium looking at it.

The server is the one people start (`goldenthread demo`), in a process of its own, on a database of its own, once per
run. The browser may speak to that server and to nobody else: any other request fails the test that made it.
"""

import csv
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.serving import Demonstration, demonstration_in

ROOT = Path(__file__).resolve().parents[2]
CAST = ROOT / "examples" / "smethwick" / "cast.csv"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "docs" / "screenshots"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Start what `make run` starts; it stops when the last journey is over."""
    with demonstration_in(tmp_path_factory.mktemp("site"), [sys.executable, "-m", "goldenthread.web.cli"]) as started:
        yield started


@pytest.fixture(scope="session")
def site(demonstration: Demonstration) -> str:
    """The address of the demonstration, without a slash at the end."""
    return demonstration.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield the system's Chromium; without one the journeys are left out, and named."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., BrowserContext]


@pytest.fixture
def strays() -> list[str]:
    """The addresses of other machines that a page of this test asked for; not empty is a failure."""
    return []


@pytest.fixture
def open_context(chromium: Browser, site: str, strays: list[str]) -> Iterator[Open]:
    """Return a function that opens a fresh visitor; any word that Playwright's `new_context` knows may be passed.

    When the test ends, a request to another machine or an error on a page fails it.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith((f"{site}/", "data:", "blob:")):
            route.continue_()
        else:
            strays.append(route.request.url)
            route.abort()

    def open_one(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site, **{"viewport": DESKTOP, "locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        context.route("**/*", guard)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert not strays, f"a page asked another machine for {strays}"
    assert not errors, f"a script stopped with {errors}"


@pytest.fixture
def page(open_context: Open) -> Page:
    """A stranger at a desk."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: Open) -> Page:
    """A stranger with a small phone."""
    return open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()


@pytest.fixture
def page_without_scripts(open_context: Open) -> Page:
    """A stranger whose browser runs no JavaScript."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture
def page_in_arabic(open_context: Open) -> Page:
    """A stranger who reads Arabic, from right to left: the browser asks for it, as theirs would."""
    return open_context(locale="ar").new_page()


@pytest.fixture(scope="session")
def emails() -> dict[str, str]:
    """Return role -> e-mail address of the people one can sign in as, from the demonstration's own table."""
    with CAST.open(encoding="utf-8", newline="") as table:
        return {row["role"]: row["email"] for row in csv.DictReader(table)}


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Whoever has signed in once, by role, with the cookies they were given."""
    return {}


@pytest.fixture
def page_for(
    open_context: Open, emails: dict[str, str], demonstration: Demonstration, sessions: dict[str, Any]
) -> Callable[..., Page]:
    """Return a function: `page_for("coordinator")` is a page of somebody who has signed in.

    Takes the same words as `open_context`, so `page_for("neighbour", java_script_enabled=False)` works. They sign in
    by a link once in a run and stay signed in: a whole run from one address would be more than a town allows.
    """

    def signed_in(role: str, **options: Any) -> Page:
        if role not in sessions:
            page = open_context().new_page()
            page.goto(sign_in_link(emails[role], demonstration))
            with page.expect_navigation():  # opening a link signs nobody in: a mail scanner opens links too
                page.get_by_role("main").locator("form button").first.click()
            sessions[role] = page.context.storage_state()
        return open_context(storage_state=sessions[role], **options).new_page()

    return signed_in


def sign_in_link(email: str, demonstration: Demonstration) -> str:
    """Ask the command line for a link that signs somebody in once."""
    return next(word for word in demonstration.ask("sign-in-link", email).split() if word.startswith("http"))


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that fails with every accessibility fault axe finds on a page."""
    if not AXE.exists():
        pytest.skip("needs axe-core: make setup installs it into frontend/node_modules")

    def look(page: Page) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
            + "\n    ".join(n["html"] for n in fault["nodes"])
            for fault in result["violations"]
        ]
        assert result["passes"], "axe looked at nothing"
        assert not faults, f"{page.url}:\n" + "\n".join(faults)

    return look


@pytest.fixture
def screenshot() -> Callable[..., None]:
    """Return a function that keeps a picture of a page in docs/screenshots, when UPDATE_SCREENSHOTS=1 asks for it."""

    def take(page: Page, name: str, *, full_page: bool = False) -> None:
        if os.environ.get("UPDATE_SCREENSHOTS") == "1":
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page, animations="disabled")

    return take
