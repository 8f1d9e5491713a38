"""In which language a page is read: what the reader chose here, else on their account, else in their browser."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from goldenthread.core.models import Account
from goldenthread.domain.words import N_
from goldenthread.ui.languages import OFFERED
from goldenthread.ui.page import ANYONE, page

CODES = {language.code for language in OFFERED}
A_YEAR = 60 * 60 * 24 * 365


def chosen(request: HttpRequest) -> str:
    """The code of the language to answer in; always one that is offered."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in CODES:
        return cookie
    kept = request.user.language if request.user.is_authenticated else ""
    if kept in CODES:
        return kept
    asked = translation.get_language_from_request(request)
    return asked if asked in CODES else OFFERED[0].code


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the reader's language, and say which it is. Stands after the one that knows who is signed in."""

    def spoken(request: HttpRequest) -> HttpResponse:
        code = chosen(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return spoken


def remember(account: Account, code: str) -> None:
    """Keep the choice with the account, so that mails and other devices speak it too."""
    Account.objects.filter(pk=account.pk).update(language=code)


def way_back(request: HttpRequest, instead: str = "/") -> str:
    """Where the form said to go on to, if that is a page of this site."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    mine = url_has_allowed_host_and_scheme(said, allowed_hosts=None, require_https=request.is_secure())
    return said if mine else instead


@page(allow=ANYONE)
def set_language(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    code = request.POST.get("language", "")
    if code not in CODES:
        raise BadRequest(N_("This site cannot be read in that language yet."))
    if request.user.is_authenticated:
        remember(request.user, code)
    response = HttpResponseRedirect(way_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, secure=bool(settings.LANGUAGE_COOKIE_SECURE),
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response
