"""The network's pages as the named cast gets them: who is told of whom, and who never is."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from goldenthread.core import snapshots
from tests.cast import SIGN_IN, Cast

NEVER = ("Nadia", "Quillfeather", "Yusuf Bello", "Daniel Kowalski")  # protected; not yet eighteen; agreed to nothing


@pytest.fixture(autouse=True)
def _no_snapshot_of_another_test() -> None:
    snapshots._taken.clear()


def everything(cast: Cast, reader: Client) -> dict[str, str]:
    """What the picture, its table and the question say to a reader, by address."""
    club = cast.club.ref
    addresses = ("/network/", "/network/data.json", "/network/table/", f"/network/{club}/absence/")
    answers = {address: reader.get(address) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(addresses, 200)
    # The frame greets whoever is signed in by name; what is told of others stands in the page itself.
    return {address: answer.content.decode().split("<main", 1)[-1] for address, answer in answers.items()}


@pytest.mark.parametrize("name", ["", "jo", *SIGN_IN])
def test_nobody_is_told_of_the_protected_the_young_or_those_who_agreed_to_nothing(
    cast: Cast, client_for: Callable[[str], Client], name: str
):
    told = everything(cast, client_for(name) if name else Client())
    for address, body in told.items():
        assert not [hidden for hidden in NEVER if hidden in body], address
    assert "Tollgate Bakery" in told["/network/table/"]


def test_ruth_is_drawn_for_members_by_name_for_the_coordinator_and_never_for_strangers_or_the_host(
    cast: Cast, client_for: Callable[[str], Client]
):
    readers = {"amina": client_for("amina"), "pat": client_for("pat"), "jo": client_for("jo"), "stranger": Client()}
    drawn = {name: json.loads(reader.get("/network/data.json").content) for name, reader in readers.items()}
    assert {name: columns["kind"].count(0) > 0 for name, columns in drawn.items()} == {
        "amina": True, "pat": True, "jo": False, "stranger": False,
    }  # fmt: skip
    assert "Ruth Adeyemi" in drawn["amina"]["label"]
    assert "Ruth Adeyemi" not in drawn["pat"]["label"] and "a neighbour" in drawn["pat"]["label"]


@pytest.mark.parametrize("name", ["ruth", "nadia", "daniel"])
def test_the_question_is_never_asked_of_a_person(cast: Cast, client_for: Callable[[str], Client], name: str):
    person = getattr(cast, name)
    for reader in ("amina", "sunita", "ruth"):
        assert client_for(reader).get(f"/network/{person.ref}/absence/").status_code == 404
