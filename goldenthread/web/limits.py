"""How much one address or one account may ask for, and how large it may be. Generous to people, not to machines.

Counts are kept in the cache of each server process under a keyed digest, so no address is written anywhere;
with several processes a limit is that many times larger.
"""

import ipaddress
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac

from goldenthread.web import errors

FORM_LIMIT = 2 * 1024 * 1024  # bytes of a form without a file
AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` times in any `seconds`; a sliding window, worked out from two adjoining counts."""

    name: str
    most: int
    seconds: int

    def _keys(self, who: str) -> tuple[str, str, float]:
        turn, into = divmod(time.time(), self.seconds)
        digest = salted_hmac("goldenthread.limits", f"{self.name}:{who}", algorithm="sha256").hexdigest()[:32]
        return f"limit:{digest}:{int(turn)}", f"limit:{digest}:{int(turn) - 1}", into / self.seconds

    def spent(self, who: str) -> float:
        """How often, about, in the window that ends now."""
        now, before, share = self._keys(who)
        return float(cache.get(now, 0)) + float(cache.get(before, 0)) * (1 - share)

    def full(self, who: str) -> bool:
        return self.spent(who) >= self.most

    def count(self, who: str) -> None:
        now, _, _ = self._keys(who)
        if not cache.add(now, 1, timeout=2 * self.seconds):
            try:
                cache.incr(now)
            except ValueError:  # it ran out between the two calls
                cache.set(now, 1, timeout=2 * self.seconds)

    def take(self, who: str) -> bool:
        """Count one, unless the window is full; say whether there was room."""
        if self.full(who):
            return False
        self.count(who)
        return True


FORMS = Window("forms", 300, 300)  # a whole hub shares one address
SIGN_IN = Window("sign in", 60, 300)
UPLOADS = Window("uploads", 60, AN_HOUR)
EXPORTS = Window("exports", 60, AN_HOUR)
WRONG_CARDS = Window("wrong cards", 10, 900)  # counted for wrong codes only


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind our own proxy, what the proxy says (the last it was told).

    One household has a whole IPv6 /64, so that is what counts as one address.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.headers.get("X-Forwarded-For", said).split(",")[-1].strip()
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def who(request: HttpRequest) -> str:
    """One account, or one address for those who are not signed in."""
    return f"account {request.user.pk}" if request.user.is_authenticated else f"address {address_of(request)}"


def takes_files(request: HttpRequest) -> bool:
    """Say whether a page takes files: its view says so with `view.takes_files = True`."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(view, "takes_files", False))


def windows(request: HttpRequest, *, files: bool) -> Iterator[tuple[Window, str]]:
    """Yield the windows a request counts in, each with the one it counts for."""
    if request.method == "POST":
        yield FORMS, who(request)
        if request.path_info.startswith("/sign-in/"):
            yield SIGN_IN, f"address {address_of(request)}"
        if files:
            yield UPLOADS, who(request)
    elif "export" in request.path_info or "form" in request.GET:
        yield EXPORTS, who(request)


def too_large(request: HttpRequest, *, files: bool) -> bool:
    """Judge by the length the sender states; a body without one is never read at all."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return not 0 <= length <= (settings.UPLOAD_LIMIT if files else FORM_LIMIT)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse what is too much or too large before a byte of the body is read."""

    def limited(request: HttpRequest) -> HttpResponse:
        files = request.method == "POST" and takes_files(request)
        if too_large(request, files=files):
            return errors.too_large(request, settings.UPLOAD_LIMIT if files else FORM_LIMIT)
        for window, whose in windows(request, files=files):
            if not window.take(whose):
                return errors.too_many(request, window.seconds)
        return get_response(request)

    return limited
