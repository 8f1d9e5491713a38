"""Who may open which address, and who may send what to it: every pattern of the site, every role."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from goldenthread.core.models import Account, ChangeSet, Consent, Disclosure, Party
from tests.cast import Cast
from tests.pages import attacker
from tests.pages.attacker import NO_REF

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
OF_ONES_OWN = (
    "/me/agreements/",
    "/sign-out/everywhere/",
    "/sign-out/",
    "/account/card/",
    "/source/goldenthread.tar.gz",
)
NO_UUID = "00000000-0000-4000-8000-000000000000"
ROLES = ("nobody", "ruth", "gurpreet", "amina", "pat", "jo")  # stranger, neighbour, hub, coordinator, partner, host


# What each role gets, in their order; a new address of the site has to be put here.
TABLE = {
    "200 200 200 200 200 200": (
        "/", "/about/", "/accessibility/", "/directory/", "/directory/asking/", "/directory/grants.{ending}",
        "/directory/map/", "/directory/places/", "/directory/places/{ref}/", "/directory/places/{ref}/calendar.ics",
        "/directory/postcode/", "/directory/services/", "/directory/{ref}/", "/directory/{ref}/calendar.ics",
        "/me/export.schema.json", "/network/", "/network/data.json", "/network/export.{ending}", "/network/table/",
        "/network/{ref}/absence/", "/oruk/v3/", "/oruk/v3/openapi.json", "/oruk/v3/organizations",
        "/oruk/v3/service_at_locations", "/oruk/v3/services", "/oruk/v3/taxonomies", "/oruk/v3/taxonomy_terms",
        "/privacy/", "/sign-in/joining/", "/source/", "/source/goldenthread.tar.gz", "/tour/", "/what-governs/",
    ),
    "405 405 405 405 405 405": (
        "/alike/{ref}/", "/alike/{ref}/reopening/", "/changes/{ref}/undoing/", "/desk/helpers/", "/desk/helpers/end/",
        "/desk/sheet/", "/directory/asking/{ref}/answer/", "/directory/asking/{ref}/reach/",
        "/directory/feeds/{ref}/asking/", "/directory/feeds/{ref}/gone/", "/directory/feeds/{ref}/pause/",
        "/directory/services/{ref}/check/", "/directory/{ref}/check/", "/directory/{ref}/reach/change/",
        "/imports/{ref}/agreement/", "/imports/{ref}/giving-up/", "/jobs/{ref}/stopping/", "/language/",
        "/lists-of-people/{ref}/agreement/", "/lists-of-people/{ref}/taking/", "/me/agreements/",
        "/me/agreements/{ref}/end/", "/me/helpers/{ref}/end/", "/sign-in/look-as/", "/sign-out/",
    ),
    "302 403 403 200 403 403": (
        "/alike/", "/changes/", "/directory/feeds/", "/directory/feeds/new/", "/directory/new/",
        "/directory/{ref}/archive/", "/directory/{ref}/change/", "/directory/{ref}/reach/",
        "/directory/{ref}/services/new/", "/imports/", "/imports/new/", "/lists-of-people/", "/protecting/",
    ),
    "302 302 302 302 302 302": (
        "/account/card/", "/account/card/end/", "/account/passkey/{pk}/end/", "/sign-in/card/",
        "/sign-in/code/enter/", "/sign-in/passkey/",
    ),
    "404 404 404 404 404 404": (
        "/account/of/{ref}/", "/account/of/{ref}/address/", "/account/of/{ref}/card/", "/account/of/{ref}/card/end/",
        "/directory/asking/{ref}/", "/directory/calendar/{key}.ics", "/directory/fresh/",
        "/directory/services/{ref}/", "/directory/services/{ref}/archive/", "/directory/services/{ref}/change/",
        "/directory/services/{ref}/slip/", "/jobs/{ref}/", "/oruk/v3/organizations/{uuid}",
        "/oruk/v3/service_at_locations/{uuid}", "/oruk/v3/services/{uuid}", "/oruk/v3/taxonomies/{uuid}",
        "/oruk/v3/taxonomy_terms/{uuid}", "/receipt/",
    ),
    "200 302 302 302 302 302": (
        "/sign-in/", "/sign-in/code/",
    ),
    "302 200 200 200 200 200": (
        "/account/",
    ),
    "302 200 200 200 200 403": (
        "/me/", "/me/erasure/", "/me/export.json", "/me/export.zip", "/me/sheet/",
    ),
    "302 403 200 200 403 403": (
        "/desk/", "/directory/freshness/",
    ),
    "302 403 403 403 403 403": (
        "/account/passkey/",
    ),
    "302 403 403 404 403 403": (
        "/directory/feeds/{ref}/", "/directory/feeds/{ref}/change/", "/directory/feeds/{ref}/stop/",
        "/imports/{ref}/",
    ),
    "302 405 405 405 405 405": (
        "/sign-out/everywhere/",
    ),
    "400 400 400 400 400 400": (
        "/sign-in/link/",
    ),
}  # fmt: skip


def address_of(pattern: str, cast: Cast) -> str:
    """A pattern about something everybody may see, where there is such a thing; else about nothing."""
    about = {"/directory/places/": cast.places["room"].ref, "/directory/": cast.club.ref, "/network/": cast.club.ref}
    ref = next((ref for start, ref in about.items() if pattern.startswith(start)), NO_REF)
    return pattern.format(ref=ref, ending="csv", pk="1", key="forged", uuid=NO_UUID)


def answers(cast: Cast, client_for: SignedIn, send: Callable[[Client, str], int]) -> dict[str, str]:
    """What each role gets at every pattern, as "200 200 403 …" in the order of ROLES."""
    readers = [client_for(role) for role in ROLES]
    found = {}
    for pattern, _ in attacker.patterns():
        cache.clear()
        found[pattern] = " ".join(str(send(reader, address_of(pattern, cast))) for reader in readers)
    return found


def test_who_may_open_each_address(cast: Cast, client_for: SignedIn):
    found = answers(cast, client_for, lambda reader, address: attacker.look(reader, address).status)
    assert found == {pattern: row for row, patterns in TABLE.items() for pattern in patterns}


def recorded() -> tuple[object, ...]:
    """What a page could change: every change set, account, agreement and party."""
    tables = (ChangeSet, Account, Consent, Disclosure, Party.unnarrowed)
    return tuple(list(getattr(table, "objects", table).order_by("pk").values()) for table in tables)


def send_all(reader: Client, cast: Cast, **given: str) -> dict[str, int]:
    form = {"kind": "group", "name": "Mine", "list": "directory.parties", "purpose": "thanks", "same": "yes", **given}
    sent = {}
    for pattern, _ in attacker.patterns():
        if pattern not in OF_ONES_OWN:
            cache.clear()
            sent[pattern] = reader.post(address_of(pattern, cast), form).status_code
    return sent


@pytest.mark.parametrize("role", ["nobody", "ruth", "gurpreet", "pat", "jo"])
def test_what_somebody_who_may_not_sends_changes_nothing(cast: Cast, client_for: SignedIn, role: str):
    reader = client_for(role)
    before = recorded()
    sent = send_all(reader, cast)
    assert recorded() == before
    assert not [pattern for pattern, status in sent.items() if status >= 500]
    refused = {pattern for pattern, status in sent.items() if status in (403, 404)}
    assert refused >= {"/directory/{ref}/change/", "/directory/{ref}/archive/", "/directory/new/", "/alike/{ref}/"}
    assert refused >= {"/changes/{ref}/undoing/", "/lists-of-people/", "/imports/new/", "/account/of/{ref}/address/"}


@pytest.mark.parametrize("role", ROLES)
def test_what_another_site_has_somebody_send_changes_nothing(cast: Cast, client_for: SignedIn, role: str):
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.cookies = client_for(role).cookies
    before = recorded()
    sent = send_all(elsewhere, cast)
    assert recorded() == before
    assert set(sent.values()) <= {403, 405}, sent


def test_an_address_guessed_from_another_leads_nowhere(cast: Cast, client_for: SignedIn):
    neighbour = cast.club.ref[:-1] + ("1" if cast.club.ref.endswith("0") else "0")
    for guessed in ("1", "000000000001", neighbour, cast.club.ref.upper() + "x", str(cast.club.pk)):
        assert client_for("amina").get(f"/directory/{guessed}/").status_code in (404,), guessed
    assert client_for("nobody").get(f"/directory/{cast.club.ref.upper()}/").status_code == 200  # read aloud


@pytest.mark.parametrize("there", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_page_sends_anybody_to_another_site(cast: Cast, client_for: SignedIn, there: str):
    ways = (
        ("ruth", "get", "/sign-in/", {"next": there}),
        ("nobody", "post", "/language/", {"language": "en", "next": there}),
        ("nobody", "post", "/sign-in/card/", {"code": "x", "next": there}),
        ("nobody", "get", "/sign-in/card/", {"next": there}), ("ruth", "post", "/sign-out/", {"next": there}),
        ("nobody", "get", "/tour/", {"begin": there}), ("nobody", "get", "/directory/new/", {"next": there}),
    )  # fmt: skip
    for role, way, address, given in ways:
        answer = getattr(client_for(role), way)(address, given)
        goes_to = answer.headers.get("Location", "/")
        assert goes_to.startswith("/") and not goes_to.startswith(("//", "/\\")), (address, goes_to)
