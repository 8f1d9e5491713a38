"""What the frame around every page needs: one frozen value named `frame`, made once per request.

What a page does not have is absent, never an empty shell: a footer link whose page is not mounted, the
account area before there are accounts, "Look as…" outside the demonstration.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext

from goldenthread.ui.addresses import path, path_if_mounted
from goldenthread.ui.languages import OFFERED, Language, find
from goldenthread.ui.shapes import Account, Link, LookAs


@dataclass(frozen=True, slots=True)
class Frame:
    """`path` is this page with its query, for coming back to; `theme_href` a hub's own variables, if any."""

    partnership: str
    language: Language
    languages: Sequence[Language]
    set_language_href: str
    path: str
    home_href: str
    demo: bool
    menu: Sequence[Link]
    account: Account | None
    look_as: LookAs | None
    footer: Sequence[Link]
    theme_href: str


def layout(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor: `frame`, and the messages that wait for this reader."""
    return {
        "messages": get_messages(request),
        "csrf_input": csrf_input(request),  # made once for all the forms of a page
        "frame": Frame(
            partnership=getattr(settings, "PARTNERSHIP_NAME", "Golden Thread"),
            language=find(get_language()),
            languages=OFFERED,
            set_language_href=path_if_mounted("set_language"),
            path=request.get_full_path(),
            home_href=path_if_mounted("home") or "/",
            demo=getattr(settings, "DEMO", False),
            menu=menu_for(request),
            account=account_of(request),
            look_as=look_as(request),
            footer=footer(request.path),
            theme_href=getattr(settings, "THEME_HREF", ""),
        ),
    }


def menu_for(request: HttpRequest) -> list[Link]:
    """The lines of the menu this reader may open, from the registry (or from settings' MENU, a dotted path)."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    items = import_string(getattr(settings, "MENU", "goldenthread.core.registry.menu"))(actor)
    lines = [(gettext(item.words), path(item.url)) for item in items]
    here = current([href for _, href in lines], request.path)
    return [Link(words, href, href == here) for words, href in lines]


def current(hrefs: Iterable[str], here: str) -> str:
    """Which line of the menu a page belongs to: the one with the longest address that the page's begins with."""
    above = [href for href in hrefs if href == here or (href != "/" and here.startswith(href))]
    return max(above, key=len, default="")


def account_of(request: HttpRequest) -> Account | None:
    """Who is signed in; None where accounts are not mounted."""
    reader = getattr(request, "user", None)
    sign_in, sign_out = path_if_mounted("account_login"), path_if_mounted("account_logout")
    if reader is None or not sign_in:
        return None
    if not reader.is_authenticated:
        return Account(sign_in_href=f"{sign_in}?{urlencode({'next': request.path})}")
    name = getattr(request, "signed_in_as", "") or str(reader)
    return Account(name=name, home_href=path_if_mounted("me"), sign_out_href=sign_out)


def look_as(request: HttpRequest) -> LookAs | None:
    """The demonstration's choice of six people: settings' LOOK_AS names a function of the request that
    returns a LookAs or None."""
    if not getattr(settings, "DEMO", False) or not getattr(settings, "LOOK_AS", ""):
        return None
    found: LookAs | None = import_string(settings.LOOK_AS)(request)
    return found


def footer(path: str) -> list[Link]:
    pages = (
        (gettext("Who runs this?"), path_if_mounted("who_runs_this")),
        (gettext("What governs this page?"), _about(path_if_mounted("what_governs"), path)),
        (gettext("Can everybody use it?"), path_if_mounted("accessibility")),
        (gettext("Source code"), path_if_mounted("source_code")),
    )
    return [Link(label, href, href == path) for label, href in pages if href]


def _about(href: str, path: str) -> str:
    return f"{href}?{urlencode({'page': path})}" if href else ""
