"""The door: the page that offers every way to sign in, and what each of its buttons does."""

from allauth.account import views as codes
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from goldenthread.ui.page import ANYONE, answer, page
from goldenthread.web import cards, demo_people
from goldenthread.web.accounts import links, sessions
from goldenthread.web.accounts.opening import OWN
from goldenthread.web.language import way_back
from goldenthread.web.limits import address_of


def _only_post() -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": "POST"})


def _door(request: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    people = demo_people.cast()[: demo_people.ON_THE_DOOR] if settings.DEMO else ()
    given = {"people": people, "next": way_back(request, ""), "wrong": wrong}
    response = answer(request, "web/accounts/sign_in.html", given, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(allow=ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(way_back(request))
    return _door(request)


@page(allow=ANYONE)
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """allauth's page; the address somebody typed is forgotten with the code, signed in or not."""
    response = codes.request_login_code(request)
    if request.method == "POST" and not request.user.is_authenticated:
        request.session.set_expiry(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    return response


@sensitive_post_parameters("code")
@page(allow=ANYONE)
def sign_in_with_card(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(links.door(way_back(request, "")))
    found = cards.sign_in(request.POST.get("code", ""), address=address_of(request))
    if found is cards.CardRefusal.TOO_MANY:
        said = gettext("There were too many wrong codes from here. Wait a quarter of an hour, or ask at the desk.")
        return _door(request, wrong=said, status=429)
    if found is cards.CardRefusal.WRONG:
        said = gettext("That code opens nothing. Look for a slip, and ask at the desk if it still does not work.")
        return _door(request, wrong=said, status=400)
    onward = way_back(request)
    sessions.begin(request, found, way=sessions.CARD)
    messages.info(request, gettext("You are signed in with a card. It lasts 20 minutes. Sign out when you leave."))
    return HttpResponseRedirect(onward)


@page(allow=ANYONE)
def sign_in_link(request: HttpRequest) -> HttpResponse:
    """Opening a link shows whose it is; only the button uses it up, so that no mail scanner can."""
    account = links.read(request.POST.get("key") or request.GET.get("key", ""))
    if account is not None and request.method == "POST" and links.use(account):
        sessions.begin(request, account, way=sessions.LINK)
        return HttpResponseRedirect("/")
    given = {"whose": account if request.method == "GET" else None, "key": request.GET.get("key", "")}
    response = answer(request, "web/accounts/link.html", given, status=200 if given["whose"] else 400)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(allow=ANYONE)
def look_as(request: HttpRequest) -> HttpResponse:
    """One click, no code: in the demonstration, for its invented people. Elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return _only_post()
    account = demo_people.account_of(request.POST.get("person", ""))
    if account is None:
        raise Http404
    onward = way_back(request)
    sessions.begin(request, account, way=sessions.DEMONSTRATION)
    return HttpResponseRedirect(onward)


@page(allow=ANYONE)
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _only_post()
    sessions.end(request)
    return HttpResponseRedirect("/")


@page(allow=OWN, action=sessions.end_everywhere)
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _only_post()
    sessions.end_everywhere(account=request.user, by=request.user.party_id, at=timezone.now())
    sessions.end(request)
    return HttpResponseRedirect(links.door())


@page(allow=ANYONE)
def joining(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/accounts/joining.html", {"contact": settings.CONTACT})
