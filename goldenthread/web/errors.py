"""What a page says when it cannot be shown: one template, a sentence of what happened, and what to do."""

import math

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, ngettext

from goldenthread.domain.words import N_
from goldenthread.ui.languages import find
from goldenthread.ui.page import answer
from goldenthread.ui.words import size

FORM_TOO_OLD = N_(
    "This form was open too long, or your browser keeps no cookies. Go back, load it again, send it once more."
)
LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something went wrong</title>"
    "<h1>Something went wrong on our side</h1><p>It was noted, without your details. Please come back later.</p>"
)


def said(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """The page of an error. Nothing personal is in it, and nothing keeps it."""
    response = answer(request, "ui/page_error.html", {"status": status, "reason": reason}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return said(request, 413)
    # only our own refusals speak; Django's suspicions quote what was sent
    reason = gettext(str(exception)) if type(exception) is BadRequest and str(exception) else ""
    return said(request, 400, reason)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A permission's own reason, in the reader's language."""
    reason = str(exception)
    return said(request, 403, gettext(reason) if reason else "")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: another site sent it, or it had been open too long."""
    return said(request, 403, gettext(FORM_TOO_OLD))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for what does not exist and for what is not for this reader."""
    return said(request, 404)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = math.ceil(seconds / 60)
    reason = ngettext(
        "There were very many tries from here. Wait a minute and try again.",
        "There were very many tries from here. Wait up to %(minutes)s minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
    response = said(request, 429, reason)
    response.headers["Retry-After"] = str(seconds)
    return response


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """Refused by the length the sender stated, before any of it was read."""
    most = size(limit, find(get_language()).babel)
    reason = gettext("Here you can send at most %(size)s at once. Nothing was kept. Send it in parts.") % {"size": most}
    return said(request, 413, reason)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke: the page of the house if that still works, else words that need nothing."""
    try:
        return said(request, 500)
    except Exception:  # noqa: BLE001 - whatever broke the page may have broken this one too
        return HttpResponse(LAST_RESORT, status=500)
