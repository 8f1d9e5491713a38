"""Taking a change back: nothing of it counts any more, nothing later is lost, and it can be brought in again."""

from collections import Counter
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.core import journal, terms, undo
from goldenthread.core.models import (
    BeforeImage,
    ChangeSet,
    Claim,
    Consent,
    ContactPoint,
    Entry,
    Identifier,
    LikelyPair,
    Party,
    Place,
    Promise,
    Tie,
)
from goldenthread.domain.facts import ConsentFact, ContactFact, Said
from goldenthread.domain.kinds import PartyKind, Purpose, Sector
from tests.cast import AT, Cast
from tests.core.bringing import CLUB, FUNDER, body, bring, contents, grant, person, place, tie

DAY = date(2025, 3, 1)


def take_back(receipt: Any) -> undo.Undone:
    done = undo.undo(receipt.made.change, by=None, at=AT)
    assert isinstance(done, undo.Undone), done
    return done


def test_a_list_that_nothing_refers_to_goes_without_a_trace_but_its_change_sets(cast: Cast) -> None:
    before = contents()
    facts = (FUNDER, CLUB, person("a", "Ama"), place("hall", "Anvil Hall"), tie("club", "meets_at", place="hall"),
             ContactFact(2, "local/list:club", "email", "anvil@example.org"),
             ConsentFact(2, "local/list:a", Purpose.DIRECTORY, DAY),
             body("x", "Anvil Boxing", kind=PartyKind.GROUP))  # fmt: skip
    done = take_back(bring(*facts))
    after = contents()
    kept = {"core_changeset", "core_import", "core_revision", "core_term"}
    assert {table: rows for table, rows in after.items() if table not in kept} == {
        table: rows for table, rows in before.items() if table not in kept
    }
    assert done.hidden == 0 and done.left == () and done.removed > 0
    assert ChangeSet.objects.get(pk=done.change.pk).action == "core.undo"


def test_money_is_reversed_and_what_it_names_is_hidden_not_lost(cast: Cast) -> None:
    receipt = bring(FUNDER, CLUB, *grant("g1", "funder", "club", 50, DAY))
    done = take_back(receipt)
    assert (done.reversed, Entry.objects.count(), Entry.unnarrowed.count()) == (1, 0, 2)
    assert Entry.unnarrowed.aggregate(net=Sum("amount"))["net"] == 0
    assert not Party.objects.filter(name="Anvil Boxing").exists() and not Promise.objects.exists()
    hidden = Party.unnarrowed.get(name="Anvil Boxing")
    assert hidden.hidden and hidden.retracted_in == done.change and not hidden.identifiers.exists()


def test_what_was_changed_is_put_back_and_what_was_changed_since_is_left_and_listed(cast: Cast) -> None:
    bring(body("a", "Old", sector=Sector.SOCIAL), body("b", "Before"))
    second = bring(body("a", "New", sector=Sector.PUBLIC), body("b", "After"), body("c", "Third"))
    third = Party.objects.get(name="Third")
    with journal.change(action="tests.renamed", by=None, at=AT) as change:
        Party.objects.filter(name="After").update(name="By hand", changed_in=change)
        Party.objects.filter(pk=third.pk).update(name="Third by hand", changed_in=change)
    done = take_back(second)
    restored = Party.objects.get(identifiers__value="a")
    assert (restored.name, restored.name_key, restored.sector) == ("Old", "old", Sector.SOCIAL)
    assert Party.objects.get(identifiers__value="b").name == "By hand"
    assert {table for table, _ in done.left} == {"core_party"} and ("core_party", third.pk) in done.left
    assert Party.objects.get(pk=third.pk).name == "Third by hand" and done.restored == 1


def test_what_something_later_refers_to_is_hidden(cast: Cast) -> None:
    receipt = bring(CLUB)
    club = Party.objects.get(name="Anvil Boxing")
    with journal.change(action="tests.tied", by=None, at=AT) as change:
        Tie.objects.create(
            giver=cast.ruth, receiver=club, kind_id=terms.kind("member_of"), made_in=change, changed_in=change
        )
    done = take_back(receipt)
    assert done.hidden == 1 and Party.unnarrowed.get(pk=club.pk).hidden
    assert Tie.unnarrowed.filter(receiver=club).exists()


def test_an_earlier_import_can_be_undone_after_a_later_one_was(cast: Cast) -> None:
    first = bring(body("a", "One"))
    take_back(bring(body("a", "Two")))
    assert take_back(first).left == ()
    assert not Party.unnarrowed.filter(name="One").exists()


def test_a_correction_that_is_undone_leaves_the_first_telling_standing(cast: Cast) -> None:
    bring(FUNDER, CLUB, *grant("g1", "funder", "club", 50, DAY))
    take_back(bring(FUNDER, CLUB, *grant("g1", "funder", "club", 60, DAY)))
    assert list(Entry.objects.filter(Entry.standing()).values_list("amount", flat=True)) == [5000]
    assert Identifier.objects.get(value="g1/awarded").entry == Entry.objects.filter(Entry.standing()).get()
    assert Promise.objects.get().amount == 5000
    assert bring(FUNDER, CLUB, *grant("g1", "funder", "club", 50, DAY)).nothing_new


def test_nothing_is_undone_twice_and_an_undo_is_not_undone(cast: Cast) -> None:
    receipt = bring(CLUB)
    done = take_back(receipt)
    before = contents()
    assert receipt.made and receipt.made.change
    assert undo.undo(receipt.made.change, by=None, at=AT) is undo.UndoRefusal.ALREADY_UNDONE
    assert undo.undo(done.change, by=None, at=AT) is undo.UndoRefusal.IS_AN_UNDO
    with journal.change(action="tests.nothing", by=None, at=AT) as empty:
        pass
    assert undo.undo(empty, by=None, at=AT) is undo.UndoRefusal.NOTHING_TO_UNDO
    assert len(contents()["core_party"]) == len(before["core_party"])


def test_a_pair_somebody_decided_stays_decided(cast: Cast) -> None:
    bring(body("a", "Twin Club"))
    second = bring(body("b", "Twin Club"))
    with journal.change(action="tests.decided", by=None, at=AT) as change:
        LikelyPair.objects.update(decided_in=change, same=False)
    assert take_back(second).hidden == 1
    assert LikelyPair.objects.count() == 1


def test_before_images_are_kept_of_rows_and_of_their_absence(cast: Cast) -> None:
    with journal.change(action="tests.kept", by=None, at=AT) as change:
        assert undo.remember(Party.objects.filter(pk=cast.hub.pk), ["name"], change=change, party="pk") == 1
    image = BeforeImage.objects.get(change=change)
    assert image.values["name"] == "Brasshouse Lane Hub" and image.party_id == cast.hub.pk


def known() -> dict[str, Any]:
    """What exports would say, without refs and ids: every visible row by the names of what it joins."""
    sums = Entry.unnarrowed.values_list("kind__code", "giver__name", "receiver__name", "unit__code", "from_day")
    net: Counter[Any] = Counter()
    for *what, amount in sums.annotate(total=Sum("amount")).values_list(*[
        "kind__code", "giver__name", "receiver__name", "unit__code", "from_day", "total"
    ]):  # fmt: skip
        net[tuple(what)] += amount or 0
    return {
        "parties": sorted(Party.objects.values_list("kind", "sector", "name", "sort__code"), key=repr),
        "places": sorted(Place.objects.values_list("kind", "name", "parent__name", "postcode"), key=repr),
        "ties": sorted(
            Tie.objects.values_list(
                "giver__name", "kind__code", "receiver__name", "place__name", "from_day", "until_day"
            ),
            key=repr,
        ),
        "promises": sorted(
            Promise.objects.values_list("giver__name", "receiver__name", "amount", "from_day"), key=repr
        ),
        "claims": sorted(Claim.objects.values_list("place__name", "indicator__code", "amount"), key=repr),
        "consents": sorted(Consent.objects.values_list("subject__name", "purpose", "given_at"), key=repr),
        "contacts": sorted(ContactPoint.objects.values_list("party__name", "kind", "index"), key=repr),
        "identifiers": sorted(Identifier.objects.values_list("scheme", "value"), key=repr),
        "net": sorted((key, amount) for key, amount in net.items() if amount),
        "standing": sorted(Entry.objects.filter(Entry.standing()).values_list("amount", "from_day"), key=repr),
    }


REFS = st.sampled_from(["a", "b", "c", "d"])
DAYS = st.dates(date(2024, 1, 1), date(2025, 8, 1))


@st.composite
def lists(draw: st.DrawFn) -> list[Said]:
    """A list about up to four bodies: what they are called, who works with whom since when, grants, addresses."""
    named = draw(st.dictionaries(REFS, st.sampled_from(["Elm Trust", "Oak Trust", "Ash Choir"]), min_size=2))
    facts: list[Said] = [body(ref, name, sector=draw(st.sampled_from([None, *Sector]))) for ref, name in named.items()]
    ends = st.sampled_from(sorted(named))
    for giver, receiver, since in draw(st.lists(st.tuples(ends, ends, DAYS), max_size=3)):
        if giver != receiver:
            facts.append(tie(giver, "works_with", receiver, from_day=since))
    for number, (giver, receiver, pounds, day) in draw(
        st.dictionaries(st.integers(1, 3), st.tuples(ends, ends, st.integers(1, 9), DAYS), max_size=2)
    ).items():
        facts += grant(f"g{number}", giver, receiver, pounds, day)
    facts += [
        ContactFact(2, f"local/list:{ref}", "email", f"{ref}@example.org") for ref in draw(st.sets(ends, max_size=2))
    ]
    return facts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(earlier=lists(), later=lists())
def test_bringing_in_undoing_and_bringing_in_again_is_bringing_in(
    cast: Cast, earlier: list[Said], later: list[Said]
) -> None:
    with transaction.atomic():
        bring(*earlier)
        before = known()
        receipt = bring(*later)
        once = known()
        if receipt.made:
            take_back(receipt)
            assert known() == before
            bring(*later)
            assert known() == once
        transaction.set_rollback(True)
