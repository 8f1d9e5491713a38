"""How somebody signs in, on a page: their own, or that of a person at the other side of a hub desk."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext

from goldenthread.core.models import Account, Card, Party
from goldenthread.domain.words import N_
from goldenthread.ui.page import answer, page
from goldenthread.web import cards
from goldenthread.web.accounts import links, opening, sessions
from goldenthread.web.accounts.opening import OWN, WAYS_IN, OpeningRefusal

NOT_BY_CARD = N_("You are signed in with a card. To change how you sign in, ask at a hub desk.")
NOT_FRESH = N_("You signed in a while ago. Sign out, sign in again, and then add this, so that we know it is you.")
TRY_IT = N_("Ask them to sign in with this address now. If no code comes to it, take another address, or print a card.")
SAID = {
    OpeningRefusal.NOT_A_PERSON: N_("Only people sign in. For a group or organisation, somebody who acts for it does."),
}


def _ways(account: Account | None) -> dict[str, Any]:
    """What a page shows of how somebody signs in; of a stranger's passkeys only how many there are."""
    if account is None:
        return {"whose": None, "cards": [], "passkeys": []}
    keys = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    held = Card.objects.filter(account=account, ended_at=None).select_related("printed_by").order_by("printed_at")
    return {"whose": account, "cards": list(held), "passkeys": [(key.pk, key.wrap().name, key) for key in keys]}


def _not_by_card(request: HttpRequest) -> None:
    """Whoever finds a card for twenty minutes must not turn it into a way in for ever."""
    if sessions.by_card(request):
        raise PermissionDenied(NOT_BY_CARD)


def _fresh(request: HttpRequest) -> None:
    _not_by_card(request)
    if not sessions.is_fresh(request):
        raise PermissionDenied(NOT_FRESH)


def _sheet(request: HttpRequest, account: Account, name: str) -> HttpResponse:
    """Print a card and show it, this once."""
    printed = cards.print_card(account=account, by=request.user.party_id, at=timezone.now())
    address = settings.SITE_ADDRESS.partition("://")[2] + links.door()
    given = {"code": printed.code, "card": printed.card, "name": name, "address": address}
    response = answer(request, "web/accounts/card.html", given)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(allow=OWN)
def my_sign_in(request: HttpRequest) -> HttpResponse:
    given = {**_ways(request.user), "by_card": sessions.by_card(request)}
    return answer(request, "web/accounts/mine.html", given)


@page(allow=OWN, action=cards.print_card)
def print_my_card(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("my_sign_in")
    _fresh(request)
    return _sheet(request, request.user, str(request.signed_in_as))  # type: ignore[attr-defined]


@page(allow=OWN, action=cards.end)
def end_my_card(request: HttpRequest) -> HttpResponse:
    return _end(request, Card.objects.filter(account=request.user)) or redirect("my_sign_in")


@page(allow=WAYS_IN, of=lambda: Party.objects.all())
def ways_in(request: HttpRequest, party: Party) -> HttpResponse:
    """For a hub desk: open an account for somebody, print them a card, end one that was lost."""
    return answer(request, "web/accounts/ways_in.html", {"party": party, **_ways(opening.of(party))})


@page(allow=WAYS_IN, of=lambda: Party.objects.all(), action=opening.open_account)
def set_address(request: HttpRequest, party: Party) -> HttpResponse:
    if request.method != "POST":
        return redirect("ways_in", ref=party.ref)
    _not_by_card(request)
    email = request.POST.get("email", "").strip()
    if not email or "@" not in email or len(email) > 254:
        raise BadRequest(N_("That is not an e-mail address. One looks like amina@example.org."))
    opening.open_account(party=party, by=request.user.party_id, at=timezone.now(), email=email)
    messages.success(request, gettext(TRY_IT))  # refused or not: else the desk learns who else has an account
    return redirect("ways_in", ref=party.ref)


@page(allow=WAYS_IN, of=lambda: Party.objects.all(), action=cards.print_card)
def print_card_for(request: HttpRequest, party: Party) -> HttpResponse:
    if request.method != "POST":
        return redirect("ways_in", ref=party.ref)
    _not_by_card(request)
    account = opening.of(party) or opening.open_account(party=party, by=request.user.party_id, at=timezone.now())
    if isinstance(account, OpeningRefusal):
        raise BadRequest(SAID[account])
    return _sheet(request, account, party.name)


@page(allow=WAYS_IN, of=lambda: Party.objects.all(), action=cards.end)
def end_card_of(request: HttpRequest, party: Party) -> HttpResponse:
    return _end(request, Card.objects.filter(account__party=party)) or redirect("ways_in", ref=party.ref)


def _end(request: HttpRequest, among: Any) -> HttpResponse | None:
    """End the card named in the form, if it is among these."""
    if request.method != "POST":
        return None
    number = request.POST.get("card", "")
    number = number if number.isdecimal() and len(number) < 19 else "0"
    card = among.select_related("account").filter(pk=number).first()
    if card is None:
        raise Http404
    cards.end(card=card, by=request.user.party_id, at=timezone.now())
    return None


class _Add(passkeys.AddWebAuthnView):
    template_name = "mfa/webauthn/add_form.html"
    success_url = reverse_lazy("my_sign_in")

    def get_success_url(self) -> str:
        return str(self.success_url)


class _Remove(passkeys.RemoveWebAuthnView):
    success_url = reverse_lazy("my_sign_in")

    def get_success_url(self) -> str:
        return str(self.success_url)


@page(allow=OWN)
def add_passkey(request: HttpRequest) -> HttpResponse:
    _fresh(request)
    return _Add.as_view()(request)


@page(allow=OWN)
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    _not_by_card(request)
    if request.method != "POST":
        return HttpResponseRedirect(str(reverse_lazy("my_sign_in")))
    return _Remove.as_view()(request, pk=pk)
