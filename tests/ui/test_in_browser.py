"""The gallery in the system's Chromium, under the content policy of the site: nothing a tool can find is wrong.

Playwright works in a thread of its own here, because the journeys' browser may still be open in the main one.
"""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.simple_server import WSGIServer

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

import build_assets

pytestmark = pytest.mark.browser
AXE = build_assets.FRONTEND / "node_modules/axe-core/axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDTHS = (320, 390, 1280)
OURS = [
    "django.middleware.locale.LocaleMiddleware",
    "csp.middleware.CSPMiddleware",
]  # what the frame needs of the site: its language and its policy
Browse = Callable[..., Any]


class Quiet(WSGIRequestHandler):
    """Says nothing for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
        pass


@pytest.fixture
def address(face: None) -> Iterator[str]:
    with override_settings(MIDDLEWARE=OURS):
        server: WSGIServer = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[ThreadPoolExecutor, Browser]]:
    """One Chromium, and the one thread that may speak to it."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium: apt install chromium")
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(lambda: playwright.chromium.launch(executable_path=path, args=FLAGS)).result()
        yield thread, browser
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.fixture
def browse(desk: tuple[ThreadPoolExecutor, Browser], address: str) -> Browse:
    """Open a path as a visitor, do something with the page, give back what it returned.

    Whatever the page complains about on its console (a refused style, a script error) fails the test.
    """
    thread, browser = desk

    def whole(path: str, work: Callable[[Page], Any], **visitor: Any) -> Any:
        context = browser.new_context(**visitor)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            page.goto(address + path)
            page.evaluate("document.fonts.ready.then(() => true)")
            result = work(page)
        finally:
            context.close()
        assert complaints == []
        return result

    return lambda path, work, **visitor: thread.submit(whole, path, work, **visitor).result()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")["violations"]
    return [f"{each['id']}: {json.dumps([node['html'][:120] for node in each['nodes']][:3])}" for each in found]


def beyond(page: Page) -> int:
    """How many pixels the page scrolls sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("ar", "light"), ("pa", "light")])
def test_axe_finds_nothing_wrong(browse: Browse, language: str, scheme: str) -> None:
    assert browse("/gallery/", violations, locale=language, color_scheme=scheme) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_scrolls_sideways(browse: Browse, language: str) -> None:
    def at_each(page: Page) -> list[int]:
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found.append(beyond(page))
        return found

    assert browse("/gallery/", at_each, locale=language) == [0, 0, 0]


def test_every_control_is_large_enough_for_a_thumb(browse: Browse) -> None:
    """44 pixels high: buttons, fields, the menu and the filters; links inside a sentence are let be."""

    def small(page: Page) -> list[str]:
        choose = ".button, .say, .menu a, .who a, .sieve a, .pager a, .exports a, .foot li a, select, summary"
        return page.eval_on_selector_all(
            f"{choose}, input:not([type=hidden], [type=checkbox], [type=radio]), .tick",
            "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)",
        )  # type: ignore[no-any-return]

    assert browse("/gallery/", small, viewport={"width": 390, "height": 800}) == []


def test_the_page_mirrors_in_arabic(browse: Browse) -> None:
    def edges(page: Page) -> tuple[float, float]:
        box = page.locator(".name").bounding_box()
        assert box is not None
        return box["x"], 1280 - box["x"] - box["width"]

    english, arabic = (
        browse("/gallery/", edges, locale=code, viewport={"width": 1280, "height": 800}) for code in ("en", "ar")
    )
    assert english[0] == pytest.approx(arabic[1], abs=20)
    assert english[0] < english[1]


def test_the_language_can_be_chosen_without_javascript(browse: Browse) -> None:
    def choose(page: Page) -> str:
        page.click("button[lang=ar]")
        return str(page.get_attribute("html", "dir"))

    assert browse("/gallery/", choose, java_script_enabled=False) == "rtl"


def test_a_term_opens_without_javascript(browse: Browse) -> None:
    def opened(page: Page) -> bool:
        before = page.is_visible("#term-lsoa")
        page.click("button.term")
        return not before and page.is_visible("#term-lsoa")

    assert browse("/gallery/", opened, java_script_enabled=False) is True


def test_the_summary_of_a_refused_form_is_reached_first_and_leads_to_the_field(browse: Browse) -> None:
    def follow(page: Page) -> tuple[str, str]:
        first = page.evaluate("document.activeElement.className")
        page.click(".errors a")
        return first, page.evaluate("document.activeElement.id")

    assert browse("/gallery/", follow) == ("errors", "id_name")


def test_the_connection_picture_is_drawn_searched_and_leads_to_a_page(browse: Browse) -> None:
    def explore(page: Page) -> tuple[str, str, str]:
        page.wait_for_selector(".explore[data-drawn='4']")
        assert violations(page) == []
        page.fill("[name=who]", "lunch")
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('[data-explore=said]').textContent.includes('Lunch club')")
        said, way = page.text_content("[data-explore=said]"), page.text_content("[data-explore=way]")
        page.click("[data-explore=way]")
        return str(said), str(way), page.url.rsplit("/", 2)[-2]

    assert browse("/explore/", explore) == ("Lunch club has 3 connections.", "Open the page of Lunch club", "me")


def test_the_connection_picture_is_moved_by_keys_alone(browse: Browse) -> None:
    def press(page: Page) -> bool:
        page.wait_for_selector(".explore[data-drawn]")
        page.focus(".explore")
        before = page.locator(".explore").screenshot()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("+")
        page.wait_for_timeout(500)
        return before != page.locator(".explore").screenshot()

    assert browse("/explore/", press) is True


def test_without_javascript_the_picture_leads_to_its_table(browse: Browse) -> None:
    def links(page: Page) -> int:
        assert page.is_hidden("[data-explore=tools]")
        return page.locator("main a[href='#table']:visible").count()

    assert browse("/explore/", links, java_script_enabled=False) >= 1


def test_pressing_shift_three_times_leaves_a_page_that_concerns_safety(browse: Browse, address: str) -> None:
    def leave(page: Page) -> str:
        page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("https://www.bbc.co.uk/**")
        return page.url

    assert browse("/gallery/", leave).startswith("https://www.bbc.co.uk/")
