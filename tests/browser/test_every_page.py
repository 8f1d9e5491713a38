"""Every page there is, as a stranger and as the coordinator sees it: nobody is kept out, nothing is too wide.

The pages are found by following links and checked against the map of the site: a page that nothing leads to, or that
this file has not looked at, fails.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.hands import CLUB, open_page_of, press
from tests.browser.test_bringing_in import GRANTS, bring

Open = Callable[..., BrowserContext]
LANGUAGES = {"en": "en-GB", "ar": "ar"}
NARROW = 320  # CSS pixels: WCAG 2.2, 1.4.10
HEAVIEST = 50_000  # bytes over the wire of a resident's page, with everything it loads
NOT_PAGES = {  # addresses that answer with a file or lead elsewhere at once
    "healthz", "network/data.json", "network/export.<slug:ending>", "source/goldenthread.tar.gz", "sign-in/link/",
    "directory/<slug:ref>/calendar.ics", "directory/places/<slug:ref>/calendar.ics", "directory/grants.<str:ending>",
    "directory/calendar/<str:key>.ics", "me/export.json", "me/export.schema.json", "me/export.zip",
}  # fmt: skip
FOR_PROGRAMS = "oruk/v3/"
AFTER_A_PRESS = {  # answers to a form, and pages of a way in that is under way; tests/pages presses them
    "sign-in/card/", "sign-in/code/", "sign-in/code/enter/", "sign-in/passkey/",
    "receipt/", "directory/fresh/", "directory/asking/<slug:ref>/",  # tests/browser/test_freshness.py opens them
    "account/card/", "account/card/end/", "account/passkey/<int:pk>/end/",
    "account/of/<slug:ref>/address/", "account/of/<slug:ref>/card/", "account/of/<slug:ref>/card/end/",
}  # fmt: skip
NEED_SCRIPTS = {"account/passkey/"}  # a passkey speaks to the browser itself; the page says so, and names other ways
FIRST = "a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']"


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every route of the site, as Django writes it: `directory/<slug:ref>/`."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


def crawl(page: Page, seeds: Iterable[str]) -> dict[str, str]:
    """Follow links from the seeds and return route -> one address of each page that answers with HTML."""
    found: dict[str, str] = {}
    waiting = list(seeds)
    while waiting:
        address = waiting.pop(0)
        route = resolve(re.sub(r"[?#].*", "", address)).route
        if route in found or route in NOT_PAGES:
            continue
        answer = page.request.get(address, max_redirects=0)
        if answer.status == 200 and "html" in answer.headers["content-type"]:
            found[route] = address
            waiting += re.findall(r'href="(/(?!static/)[^"#]*)', answer.text().replace("&amp;", "&"))
    return found


@pytest.fixture(scope="module")
def places_to_look(chromium: Browser) -> dict[str, dict[str, str]]:
    """Return role -> route -> address; filled by the first test that asks, as signing in belongs to a test."""
    return {}


@pytest.fixture
def pages_of(
    page_for: Callable[..., Page], page: Page, places_to_look: dict[str, dict[str, str]]
) -> Callable[[str], dict[str, str]]:
    """Return a function: role -> the pages somebody in that role comes to."""

    def look(role: str) -> dict[str, str]:
        if role not in places_to_look:
            places_to_look[role] = crawl(*((page, ["/", "/tour/"]) if role == "visitor" else set_out(page_for(role))))
        return places_to_look[role]

    return look


def set_out(page: Page) -> tuple[Page, list[str]]:
    """Leave a file waiting, so that its preview and the page of the work can be looked at, and say where to begin."""
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    bring(page, GRANTS)
    club = open_page_of(page, CLUB)
    follow_a_feed(page)
    page.goto("/directory/?kind=person")
    person = page.get_by_role("main").locator("table a").first.get_attribute("href") or ""
    page.goto(f"{person}")
    ways = page.locator("a[href*='/account/of/']").first
    inside = ["/" + url.split("/", 3)[3] for url in [*seen, club] if url.startswith("http")]
    extra = [ways.get_attribute("href") or "/"] if ways.count() else []
    return page, [*inside, *extra, "/me/", "/account/", "/lists-of-people/", "/privacy/", "/tour/"]


def follow_a_feed(page: Page) -> None:
    """Another directory is followed, so that its pages are there to be looked at."""
    page.goto("/directory/feeds/new/")
    page.get_by_label("What is it called?").fill("The next borough")
    page.get_by_label("Address of its feed").fill("https://directory.example.org/oruk/v3")
    press(page, "Follow it")


def opened(open_context: Open, page_for: Callable[..., Page], role: str, **options: object) -> Page:
    return open_context(**options).new_page() if role == "visitor" else page_for(role, **options)


def test_every_page_of_the_site_is_looked_at(
    pages_of: Callable[[str], dict[str, str]], page_for: Callable[..., Page]
) -> None:
    page = page_for("coordinator")
    seen = {*pages_of("coordinator"), *pages_of("visitor")}
    every = {route for route in routes(get_resolver().url_patterns) if not route.startswith(FOR_PROGRAMS)}
    unseen = sorted(every - seen - NOT_PAGES - AFTER_A_PRESS)
    # 405: something to press, not a page
    missed = [route for route in unseen if page.request.get(of_nobody(route), max_redirects=0).status != 405]
    assert not missed, f"nothing leads to {missed}, or nobody has looked at them"


def of_nobody(route: str) -> str:
    """Return an address of that route, about nobody that exists."""
    return "/" + route.replace("<slug:ref>", "0" * 12).replace("<int:pk>", "1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_no_page_has_an_accessibility_fault_or_is_too_wide_for_a_small_phone(
    role: str, language: str, pages_of: Callable[[str], dict[str, str]], open_context: Open,
    page_for: Callable[..., Page], axe: Callable[[Page], None],
) -> None:  # fmt: skip
    page, faults = opened(open_context, page_for, role, locale=LANGUAGES[language]), []
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.context.clear_cookies(name="language")
    for address in pages_of(role).values():
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        try:
            axe(page)
        except AssertionError as wrong:
            faults.append(str(wrong))
        page.set_viewport_size({"width": NARROW, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW:
            faults.append(f"{address} is {wide} pixels wide")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_every_page_works_without_scripts_and_begins_with_the_languages(
    role: str, pages_of: Callable[[str], dict[str, str]], open_context: Open, page_for: Callable[..., Page]
) -> None:
    page, faults = opened(open_context, page_for, role, java_script_enabled=False), []
    for address in pages_of(role).values():
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200 or page.locator("h1").count() != 1 or not page.locator("main").inner_text().strip():
            faults.append(f"{address} answers {answer.status}, with {page.locator('h1').count()} headings")
        dead = page.locator("button[type=button]:not([popovertarget]):visible").count()
        if dead and resolve(address).route not in NEED_SCRIPTS:
            faults.append(f"{address} has a button that does nothing")
        if page.locator(FIRST).first.get_attribute("name") != "language":
            faults.append(f"{address} does not begin with the languages")
    assert not faults, "\n".join(faults)


def test_a_residents_page_weighs_at_most_50_kilobytes_with_everything_it_loads(page_for: Callable[..., Page]) -> None:
    page = page_for("neighbour")
    club = open_page_of(page, CLUB)
    weights = {address: weight(page, address) for address in ("/", club, "/me/")}
    assert all(0 < each <= HEAVIEST for each in weights.values()), weights


def weight(page: Page, address: str) -> int:
    """Open a page with an empty cache and return the bytes of it and of everything it loads, over the wire.

    Scripts, styles, fonts and pictures count as the browser received them; the page itself as a proxy compresses it.
    """
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    documents: set[str] = set()
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda got: got["type"] == "Document" and documents.add(got["requestId"]))
    wire.on("Network.loadingFinished", lambda done: sizes.update({done["requestId"]: int(done["encodedDataLength"])}))
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    wire.detach()
    assert len(documents) == 1
    assert len(sizes) > 4, "the style, the script and the letters were not loaded again"
    return len(gzip.compress(answer.body())) + sum(size for key, size in sizes.items() if key not in documents)


@pytest.mark.parametrize("what", ["list", "party"])
def test_on_paper_stands_what_matters_and_no_button(page: Page, what: str, tmp_path: Path) -> None:
    if what == "list":
        page.goto("/directory/?kind=group")
    else:
        open_page_of(page, CLUB)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("people, relationships and money are invented").first).to_be_visible()
    for gone in ("nav", ".look", ".tongues", ".button", ".pager"):
        expect(page.locator(f"{gone}:visible")).to_have_count(0)
    paper = page.pdf(path=tmp_path / f"{what}.pdf", format="A4")
    assert paper.startswith(b"%PDF")


def test_in_the_dark_the_page_is_dark_and_still_readable(
    open_context: Open, axe: Callable[[Page], None], screenshot: Callable[..., None]
) -> None:
    page = open_context(color_scheme="dark").new_page()
    open_page_of(page, CLUB)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper)[:3])) < 80, paper
    axe(page)
    screenshot(page, "party-dark")
