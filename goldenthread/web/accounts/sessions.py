"""Being signed in: how it begins, how long it lasts, how it ends here and everywhere.

A session remembers the account, the way it was opened and when; never an address or a browser.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from goldenthread.core import journal
from goldenthread.core.models import Account, ChangeSet
from goldenthread.web.accounts import backend

CODE, CARD, LINK, DEMONSTRATION = "code", "card", "link", "demonstration"
CARD_LASTS = timedelta(minutes=20)  # a hub's shared computer, and the next person waiting
FRESH = timedelta(minutes=15)


def begin(request: HttpRequest, account: Account, *, way: str) -> None:
    """Sign somebody in, in a session of their own: nothing of an earlier one is carried over."""
    request.session.flush()
    login(request, account, backend=backend.PATH)
    now = timezone.now()
    request.session["way"], request.session["since"] = way, now.isoformat()
    request.session.set_expiry(now + CARD_LASTS if way == CARD else 0)  # 0: until the browser is closed


def end(request: HttpRequest) -> None:
    logout(request)


@journal.action("accounts.signed_out_everywhere", final="Whoever was signed in can simply sign in again.")
def end_everywhere(*, account: Account, by: int | None, at: datetime, change: ChangeSet) -> None:
    """Every session of an account carries a digest of its password field; a new one ends them all."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    change.about = account.ref


def by_card(request: HttpRequest) -> bool:
    return request.session.get("way") == CARD


def until(request: HttpRequest) -> datetime | None:
    """When a session by card ends."""
    since = parse_datetime(request.session.get("since", "")) if by_card(request) else None
    return since + CARD_LASTS if since else None


def is_fresh(request: HttpRequest) -> bool:
    """Signed in a short while ago: asked for before a way to sign in is added."""
    since = parse_datetime(request.session.get("since", ""))
    return since is not None and timezone.now() - since < FRESH


def name_of(request: HttpRequest) -> str:
    """Who the head of the page says is signed in; by card, also until when."""
    account = request.user
    if not account.is_authenticated:
        return ""
    name = (account.party.name if account.party else "") or account.email or gettext("an account without a name")
    ends = until(request)
    if ends is None:
        return str(name)
    clock = timezone.localtime(ends).strftime("%H:%M")
    return gettext("%(name)s, by card until %(time)s") % {"name": name, "time": clock}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the frame of the page the name of whoever is signed in."""

    def named(request: HttpRequest) -> HttpResponse:
        request.signed_in_as = SimpleLazyObject(lambda: name_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return named
