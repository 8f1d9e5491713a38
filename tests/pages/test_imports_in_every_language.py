"""An import is shown in the reader's language: what is wrong, what was noticed, and what would change."""

from collections.abc import Callable

import pytest
from django.test import Client

from goldenthread.capabilities.directory.models import Grant, Listing, Service
from goldenthread.core.importing.compare import KEPT
from goldenthread.engines.linkage import Reason
from goldenthread.web.imports.codes import COLUMNS, REASONS
from tests.architecture.test_translations import OWN, bare, brackets, template  # noqa: F401 - the last two are fixtures
from tests.cast import Cast
from tests.pages.test_imports import upload, valid, work

ClientFor = Callable[[str], Client]
NAMES = (
    *OWN, "hirers.csv", "Cape Hill Fund", "Anvil Boxing", "asteroid", "nowhere", "none such", "odd thing", "Notes",
    "sector", "kind", "sort", "postcode", "B66 1BA", "Once more", "social", "public",
)  # fmt: skip
HEAD = "name,kind,sector,ref,sort,postcode,Notes,agreed to,agreed on,email\n"
WRONG = f"{HEAD}Cape Hill Fund,asteroid,none such,a,,nowhere,,,,\n"
FINE = (
    f"{HEAD}Cape Hill Fund,organisation,social,a,odd thing,,x,,,\n"
    "Ruth,person,,b,,,x,directory,2024-04-03,ruth@example.org\nAnvil Boxing,group,social,c,,B66 1BA,,,,\n"
)


def in_panjabi(client: Client) -> Client:
    client.cookies["django_language"] = "pa"
    return client


def uncovered(html: str, *names: str) -> list[str]:
    return bare(html, *sorted((*NAMES, *names), key=len, reverse=True))


@pytest.mark.usefixtures("brackets")
def test_what_has_to_be_put_right_is_said_in_the_language_of_the_reader(cast: Cast, client_for: ClientFor) -> None:
    client = in_panjabi(client_for("amina"))
    page = valid(client, upload(client, WRONG.encode()).result["url"])
    assert "⟦“asteroid” is not a kind we know. Write person, group or organisation.⟧" in page
    assert "⟦“nowhere” is not a UK postcode." in page
    assert not uncovered(page)


@pytest.mark.usefixtures("brackets")
def test_a_file_that_cannot_be_read_says_so_in_the_language_of_the_reader(cast: Cast, client_for: ClientFor) -> None:
    client = in_panjabi(client_for("amina"))
    page = valid(client, upload(client, b'{"grants": [{"id": "x"').result["url"])
    assert "⟦This JSON file stops in the middle, at line 1: it is cut off." in page
    assert not uncovered(page)


@pytest.mark.usefixtures("brackets")
def test_what_was_noticed_and_what_would_change_is_said_in_the_language_of_the_reader(
    cast: Cast, client_for: ClientFor
) -> None:
    client = in_panjabi(client_for("amina"))
    address = upload(client, FINE.encode()).result["url"]
    seen = valid(client, address)
    assert "⟦We do not bring in these columns: Notes.⟧" in seen and "⟦“odd thing” is not a sort we know" in seen
    assert "⟦to be found here by name⟧" in seen and "⟦E-mail address⟧" in seen
    assert not uncovered(seen, "Ruth", "local", "hirers", "based", "at")
    work(client.post(f"{address}agreement/").headers["Location"])
    receipt = valid(client, address)
    assert "⟦“…” is not a sort we know" in receipt and not uncovered(receipt)
    changed = FINE.replace("Cape Hill Fund,organisation,social", "Cape Hill Fund,organisation,public")
    again = valid(client, upload(client, changed.encode()).result["url"])
    assert "⟦⟦sector⟧: from “⟦Social⟧” to “⟦Public⟧”⟧" in again


def test_every_column_that_a_file_may_change_has_words() -> None:
    kept = {name.removesuffix("_id") for one in KEPT for name in one.columns} - {"name_key"}
    beside = {
        column.attname
        for model in (Listing, Service, Grant)
        for column in model._meta.concrete_fields
        if not column.primary_key
    }
    assert kept | beside <= COLUMNS.keys(), sorted((kept | beside) - COLUMNS.keys())


def test_every_reason_why_two_look_alike_has_words() -> None:
    assert set(REASONS) == set(Reason)
