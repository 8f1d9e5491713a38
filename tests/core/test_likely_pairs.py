"""What waits for a person after a list came in: bodies by name, people by name and address, and nobody by accident."""

import json
from pathlib import Path

import pytest

from goldenthread.core import contact, importing
from goldenthread.core.models import IdentityLink, LikelyPair
from goldenthread.domain.facts import ContactFact
from tests.cast import AT, Cast
from tests.core.bringing import body, bring, look, person


def reasons() -> list[tuple[set[str], str]]:
    rows = LikelyPair.objects.order_by("pk").values_list("one__name", "other__name", "reason")
    return [({one, other}, reason) for one, other, reason in rows]


@pytest.mark.parametrize(
    ("here", "new", "reason"),
    [
        ("Guru Nanak Gurdwara", "ਗੁਰੂ ਨਾਨਕ ਗੁਰਦੁਆਰਾ", "transliterated_name"),
        ("Trust for Galton Valley", "Galton Valley, Trust for", "reordered_name"),
    ],
)
def test_bodies_in_another_order_or_script_wait_and_the_preview_says_so(cast: Cast, here: str, new: str, reason: str):
    bring(body("a", here))
    assert [pair[2] for pair in look(body("b", new)).pairs] == [reason]
    assert bring(body("b", new)).pairs == 1
    assert reasons() == [({here, new}, reason)] and not IdentityLink.objects.exists()


def test_people_with_one_name_in_two_orders_or_scripts_wait(cast: Cast):
    bring(person("a", "Mohammed Hussain"), person("b", "Amina Quill"))
    bring(person("c", "محمد حسين"), person("d", "Quill, Amina"))
    assert sorted(reason for _names, reason in reasons()) == ["reordered_name", "transliterated_name"]


def test_a_shared_telephone_tells_who_is_meant_by_a_common_name_and_not_who_shares_a_household(cast: Cast):
    contact.add(party=cast.ruth.pk, kind="phone", address="0121 555 0101", by=cast.ruth.pk, at=AT)
    telephone = "+44 121 555 0101"
    bring(person("a", "R. Adeyemi"), ContactFact(2, "local/list:a", "phone", telephone),
          person("b", "Tunde Adeyemi"), ContactFact(3, "local/list:b", "phone", telephone))  # fmt: skip
    assert reasons() == [({"Ruth Adeyemi", "R. Adeyemi"}, "near_name")]
    assert LikelyPair.objects.get().likeness == 99


def test_bodies_that_share_a_telephone_and_somewhat_a_name_wait(cast: Cast):
    telephone = "0121 555 0142"
    bring(body("a", "Dorothy Parkes Centre"), ContactFact(2, "local/list:a", "phone", telephone))
    bring(body("b", "Dorothy Parks Community Centre"), ContactFact(2, "local/list:b", "phone", telephone),
          body("c", "Tuesday Choir"), ContactFact(3, "local/list:c", "phone", telephone))  # fmt: skip
    assert [names for names, _reason in reasons()] == [{"Dorothy Parkes Centre", "Dorothy Parks Community Centre"}]


def test_whoever_brings_a_list_learns_from_neither_preview_nor_receipt_which_people_are_here(cast: Cast):
    for at, name in enumerate((cast.daniel.name, cast.nadia.name, "Somebody Else")):
        seen = look(person(f"p{at}", name))
        assert seen.pairs == ()
        assert bring(person(f"p{at}", name)).pairs == 0
    assert {end for names, _reason in reasons() for end in names} == {cast.daniel.name}, (
        "and a protected one never waits"
    )


def test_the_two_names_of_the_brasshouse_in_the_real_grants_are_proposed_as_one_and_not_joined(
    cast: Cast, outside: Path, tmp_path: Path
):
    """One funder gives its charity number, the other its company number; both names come in one list."""
    grants = []
    for name in ("a002400000OiDBQAA3.json", "a002400000nO46WAAS.json"):
        every = json.loads((outside / "360giving" / "grantnav" / name).read_bytes())["grants"]
        grants += [grant for grant in every if "North Smethwick" in grant["recipientOrganization"][0]["name"]]
    assert len(grants) == 5
    path = tmp_path / "grants.json"
    path.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    staged = importing.stage_file(path, by=None, at=AT)
    assert importing.commit(staged, by=None, at=AT).made
    staged.drop()
    names = {"North Smethwick Development Trust", "North Smethwick Community Development Trust"}
    pair = LikelyPair.objects.select_related("one", "other").get()
    assert {pair.one.name, pair.other.name} == names and pair.reason == "near_name"
    assert pair.decided_in is None and not IdentityLink.objects.exists()
