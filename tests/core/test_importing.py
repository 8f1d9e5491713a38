"""Bringing things in: what is recognised, what is made, what is changed, and what is left alone."""

import io
from datetime import date, timedelta

import pytest

from goldenthread.core import consent, importing, journal, names
from goldenthread.core.models import (
    BeforeImage,
    ChangeSet,
    Claim,
    Consent,
    ContactPoint,
    Entry,
    Identifier,
    Import,
    LikelyPair,
    Party,
    Place,
    Postcode,
    Promise,
    Term,
    Tie,
)
from goldenthread.domain.facts import (
    ClaimFact,
    ConsentFact,
    ContactFact,
    EntryFact,
    PartyFact,
    PlaceFact,
    PostcodeFact,
    Refused,
    TermFact,
)
from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Scope, Sector
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.words import say
from tests.cast import AT, Cast
from tests.core.bringing import CLUB, FUNDER, body, bring, contents, grant, look, person, place, tie

DAY, FAR_OFF = date(2025, 3, 1), date(2999, 1, 1)


def test_what_a_list_says_is_written_in_one_change_set(cast: Cast) -> None:
    receipt = bring(FUNDER, CLUB, tie("club", "works_with", "funder", from_day=DAY))
    made = Party.objects.get(identifiers__value="funder")
    assert (made.name, made.sector, made.name_key) == ("Cape Hill Fund", Sector.SOCIAL, "cape hill fund")
    assert receipt.made and receipt.made.change
    assert made.made_in == made.changed_in == receipt.made.change
    assert receipt.made.change.action == "core.import" and receipt.made.change.about == receipt.made.ref
    assert len(made.ref) == 12 and Party.objects.get(identifiers__value="club").ref != made.ref
    assert Tie.objects.get(from_day=DAY, receiver=made).giver.name == "Anvil Boxing"
    assert (receipt.total("created"), receipt.total("updated"), receipt.by_kind["ties"]["created"]) == (3, 0, 1)


def test_the_same_list_twice_changes_nothing_and_leaves_no_change_set(cast: Cast) -> None:
    facts = (FUNDER, CLUB, place("hall", "Anvil Hall", postcode="B66 1BA"), tie("club", "meets_at", place="hall"),
             ContactFact(2, "local/list:club", "email", "anvil@example.org"),
             *grant("g1", "funder", "club", 50, DAY))  # fmt: skip
    assert bring(*facts).made
    before = contents()
    again = bring(*facts)
    assert again.nothing_new and again.total("unchanged") == 7
    assert contents() == before


def test_an_organisation_is_recognised_by_any_of_its_identifiers_and_keeps_what_is_left_empty(cast: Cast) -> None:
    bring(body("a", "Old Name", sector=Sector.SOCIAL, identifiers=(("GB-CHC", "1122405"),)))
    receipt = bring(body("other", "New Name", identifiers=(("GB-CHC", "1122405"),), sort="charity"))
    found = Party.objects.get(identifiers__value="1122405")
    assert (found.name, found.sector) == ("New Name", Sector.SOCIAL)
    assert receipt.by_kind["parties"] == {"created": 0, "updated": 1, "unchanged": 0}
    assert set(found.identifiers.values_list("value", flat=True)) == {"a", "other", "1122405"}
    image = BeforeImage.objects.get(change=receipt.made.change, table="core_party")  # type: ignore[union-attr]
    assert image.values["name"] == "Old Name" and image.party_id == found.pk
    assert image.kept_until == AT.date() + timedelta(days=90)


def test_two_bodies_with_one_name_are_never_joined_but_wait_for_a_person(cast: Cast) -> None:
    bring(body("a", "St Alban's Hall"))
    bring(body("b", "St. Albans Hall"), body("c", "Hall St Albans Centre"))
    assert Party.objects.filter(name_key="st albans hall").count() == 2
    pair = LikelyPair.objects.get()
    assert (pair.reason, pair.likeness, pair.decided_in) == ("same_name", 100, None)


def test_names_that_differ_in_a_letter_wait_and_those_that_differ_in_a_number_do_not(cast: Cast) -> None:
    bring(body("a", "Thimble Mill Swimmers"), body("b", "Thimble Mill Swimmer"))
    assert LikelyPair.objects.get().reason == "near_name"
    bring(body("c", "Scout Group 15"), body("d", "Scout Group 16"))
    assert LikelyPair.objects.count() == 1


@pytest.mark.parametrize(
    ("here", "new"),
    [
        ("Stairwell Singers", "The Stairwell Singers"),
        ("The Sutton Trust", "Sutton Trust"),
        ("North Smethwick Development Trust", "North Smethwick Community Development Trust"),
    ],
)
def test_a_leading_article_or_one_word_more_makes_a_pair_and_never_one_record(cast: Cast, here: str, new: str) -> None:
    bring(body("a", here))
    assert bring(body("b", new)).pairs == 1
    assert LikelyPair.objects.get().reason == "near_name"
    assert Party.objects.filter(name__in=(here, new)).count() == 2


@pytest.mark.parametrize("new", ["The Anvil Singers", "Stairwell Community Singers", "The Stairwell Singers 2"])
def test_names_that_share_only_an_article_or_two_words_are_no_pair(cast: Cast, new: str) -> None:
    bring(body("a", "The Stairwell Singers"))
    assert bring(body("b", new)).pairs == 0


def test_the_same_number_from_another_list_is_no_change_and_another_number_is(cast: Cast) -> None:
    town = place("t", "Smethwick", kind=PlaceKind.AREA)

    def people(count: int, source: str) -> ClaimFact:
        return ClaimFact(2, "place", town.key, "indicator:population", count, "people", as_of=DAY, source=source)

    bring(town, people(50, "census"))
    assert bring(town, people(50, "somebody’s list")).nothing_new
    assert bring(town, people(51, "recount")).by_kind["claims"]["updated"] == 1
    assert (Claim.objects.get().amount, Claim.objects.get().source) == (51, "recount")


def test_a_row_with_the_numbers_of_two_records_updates_the_first_and_asks_a_person(cast: Cast) -> None:
    bring(body("a", "First", identifiers=(("GB-CHC", "1"),)), body("b", "Second", identifiers=(("GB-COH", "2"),)))
    bring(body("c", "First", identifiers=(("GB-CHC", "1"), ("GB-COH", "2"))))
    assert LikelyPair.objects.get().reason == "same_number"
    assert Party.objects.filter(identifiers__value="c").get().name == "First"


def test_a_reference_by_name_is_understood_where_one_bears_it_and_refused_where_several_do(cast: Cast) -> None:
    bring(body("a", "Galton House"), CLUB, tie("club", "works_with", "name:galton  HOUSE"))
    assert Tie.objects.filter(receiver__name="Galton House").count() == 1
    bring(body("b", "Twin"), body("c", "Twin"))
    several = bring(tie("club", "works_with", "name:Twin", row=7))
    none = bring(tie("club", "works_with", "name:Nobody Here", row=8))
    assert "several" in str(several.refused[0].why) and several.refused[0].row == 7
    assert "Nobody Here" in str(none.refused[0].why) and "add a row" in str(none.refused[0].why)


def test_a_protected_name_is_not_betrayed_by_a_reference(cast: Cast) -> None:
    hidden = bring(CLUB, tie("name:Nadia Quillfeather", "member_of", "club"))
    nobody = bring(CLUB, tie("name:Nadine Quillfeather", "member_of", "club"))
    assert str(hidden.refused[0].why).replace("Nadia", "Nadine") == str(nobody.refused[0].why)


def test_a_protected_person_in_a_list_stays_as_they_are_and_nothing_says_so(cast: Cast) -> None:
    with journal.change(action="tests.known", by=None, at=AT) as change:
        Identifier.objects.create(scheme="local/list", value="n", party=cast.nadia, made_in=change)
    receipt = bring(person("n", "Somebody Else"))
    assert Party.unnarrowed.get(pk=cast.nadia.pk).name == "Nadia Quillfeather"
    assert receipt.by_kind["parties"]["created"] == 1, "as of anybody who is new"
    assert not Party.objects.filter(name="Somebody Else").exists()


def test_our_own_reference_finds_a_record_and_a_made_up_one_is_refused(cast: Cast) -> None:
    mine = f"gt:{cast.hub.ref.upper()}"
    receipt = bring(body("x", "Brasshouse Hub", identifiers=(("gt", cast.hub.ref.upper()),)), tie(mine, "runs", "x"))
    assert receipt.refused[0].column == "to"  # both ends are the same record
    bring(body("x", "Brasshouse Hub", identifiers=(("gt", cast.hub.ref.upper()),)))
    assert Party.objects.get(pk=cast.hub.pk).name == "Brasshouse Hub"
    assert not Identifier.objects.filter(scheme="gt").exists()
    assert "not a reference we have given" in str(bring(body("y", "Y", identifiers=(("gt", "0" * 12),))).refused[0].why)


@pytest.mark.parametrize(
    ("facts", "column", "words"),
    [
        ((body("a", "A"), tie("a", "sings_with", "a")), "kind", "not a kind"),
        ((body("a", "A"), body("b", "B"), tie("a", "works_for", "b")), "from", "cannot be"),
        ((body("a", "A"), tie("a", "member_of", "nowhere")), "to", "not the ref of any"),
        ((body("a", "A" * 301),), "name", "longer than 300"),
        ((body("a", "A"), ConsentFact(3, "local/list:a", Purpose.DIRECTORY, DAY)), "agreed to", "Only a person"),
        ((person("a", "A"), ConsentFact(3, "local/list:a", Purpose.DIRECTORY, FAR_OFF)), "agreed on", "future"),
        ((place("p", "P", parent="local/list:p"),), "part of", "inside itself"),
        ((Refused(4, "kind", "x", say("Say what it is.")), body("a", "A")), "kind", "Say what it is."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_is_named_and_nothing_at_all_is_written(
    cast: Cast, facts: tuple[object, ...], column: str, words: str
) -> None:
    before = contents()
    receipt = bring(*facts)  # type: ignore[arg-type]
    assert receipt.made is None and receipt.refused
    assert any(said.column == column and words in str(said.why) for said in receipt.refused), receipt.refused
    assert contents() == before
    assert look(*facts).refused == receipt.refused  # type: ignore[arg-type]


def test_a_person_does_not_become_a_group_by_a_list(cast: Cast) -> None:
    bring(person("a", "Ama Boateng"))
    assert "is a person here" in str(bring(body("a", "Ama Boateng")).refused[0].why)


def test_a_preview_says_every_row_and_changes_nothing(cast: Cast) -> None:
    bring(body("a", "Old", sort="charity"), body("b", "Same"))
    before = contents()
    from tests.core.bringing import stage

    staged = stage([body("a", "New", row=2), body("b", "Same", row=3), body("c", "Fresh", row=4)])
    seen = importing.preview(staged, at=AT)
    rows = importing.outcomes(staged)
    assert {(row.row, row.what) for row in rows} == {(2, "updated"), (3, "unchanged"), (4, "created")}
    assert next(row for row in rows if row.row == 2).changes == (importing.Change("name", "Old", "New"),)
    assert [row.words for row in importing.outcomes(staged, what="created")] == ["Fresh"]
    assert importing.outcomes(staged, page=2) == [] and seen.may_be_written
    assert importing.kept(staged) == seen
    assert contents() == before
    staged.drop()


def test_money_is_an_entry_and_a_corrected_amount_is_a_reversal_and_a_new_telling(cast: Cast) -> None:
    bring(FUNDER, CLUB, *grant("g1", "funder", "club", 50, DAY))
    entry = Entry.objects.get()
    receipt = bring(FUNDER, CLUB, *grant("g1", "funder", "club", 60, DAY))
    assert receipt.by_kind["entries"] == {"created": 0, "updated": 1, "unchanged": 0}
    assert sorted(Entry.objects.values_list("amount", flat=True)) == [-5000, 5000, 6000]
    standing = Entry.objects.filter(Entry.standing()).get()
    assert standing.amount == 6000 and Entry.objects.get(amount=-5000).reverses == entry
    assert Identifier.objects.get(value="g1/awarded").entry == standing
    assert Promise.objects.get().amount == 6000
    assert bring(FUNDER, CLUB, *grant("g1", "funder", "club", 60, DAY)).nothing_new


def test_a_currency_met_for_the_first_time_is_added_with_its_places(cast: Cast) -> None:
    bring(FUNDER, CLUB, *grant("g1", "funder", "club", 50, DAY, "JPY"))
    assert Term.objects.get(scheme="unit", code="JPY").exponent == 0
    assert Entry.objects.get().unit.code == "JPY"


def test_new_terms_are_added_with_their_broader_one(cast: Cast) -> None:
    bring(CLUB, TermFact(1, "oruk", "sport", "Sport"), TermFact(2, "oruk", "boxing", "Boxing", "sport", uri="x:1"))
    assert Term.objects.get(scheme="oruk", code="boxing").parent.code == "sport"


def test_a_connection_is_recognised_by_its_ends_its_kind_and_overlapping_days(cast: Cast) -> None:
    first = (FUNDER, CLUB, tie("club", "works_with", "funder", from_day=DAY))
    bring(*first)
    ended = bring(FUNDER, CLUB, tie("club", "works_with", "funder", from_day=DAY, until_day=date(2025, 6, 1)))
    later = bring(FUNDER, CLUB, tie("club", "works_with", "funder", from_day=date(2025, 9, 1)))
    assert (ended.by_kind["ties"]["updated"], later.by_kind["ties"]["created"]) == (1, 1)
    days = Tie.objects.filter(giver__name="Anvil Boxing").order_by("from_day").values_list("from_day", "until_day")
    assert list(days) == [(DAY, date(2025, 6, 1)), (date(2025, 9, 1), None)]


def test_authority_keeps_its_scopes(cast: Cast) -> None:
    bring(person("a", "Ama"), CLUB, tie("a", "acts_for", "club", scopes=("bookings", "board")))
    from goldenthread.core.permissions import scopes_in

    assert scopes_in(Tie.objects.get(giver__name="Ama").scopes) == [Scope.BOOKINGS, Scope.BOARD]


def test_an_agreement_is_written_once_and_a_withdrawn_one_is_not_revived(cast: Cast) -> None:
    facts = (person("a", "Ama"), ConsentFact(2, "local/list:a", Purpose.DIRECTORY, DAY))
    bring(*facts)
    given = Consent.objects.get(subject__name="Ama")
    assert (given.how, given.to, given.purpose) == ("list", cast.partnership, Purpose.DIRECTORY)
    assert bring(*facts).nothing_new
    consent.withdraw(consent=given, by=given.subject_id, at=AT)
    assert bring(*facts, at=AT + timedelta(days=1)).nothing_new
    anew = bring(
        facts[0], ConsentFact(2, "local/list:a", Purpose.DIRECTORY, date(2025, 9, 5)), at=AT + timedelta(days=5)
    )
    assert anew.by_kind["consents"]["created"] == 1


def test_addresses_are_sealed_before_they_reach_any_disk(cast: Cast) -> None:
    from tests.core.bringing import stage

    staged = stage([CLUB, ContactFact(2, "local/list:club", "email", "anvil.secret@example.org")])
    assert b"anvil.secret" not in staged.path.read_bytes()
    staged.drop()
    bring(CLUB, ContactFact(2, "local/list:club", "email", "anvil.secret@example.org"))
    point = ContactPoint.objects.get(party__name="Anvil Boxing")
    assert not point.may_contact and "anvil" not in point.sealed


SQUARE = '{"type":"Polygon","coordinates":[[[-2,52],[-1,52],[-1,53],[-2,53],[-2,52]]]}'


def test_a_postcode_learns_its_area_from_the_file_or_from_the_boundaries(cast: Cast) -> None:
    areas = [
        PlaceFact(1, f"ons:{code}", PlaceKind.AREA, name, "", (("ons", code),), outline=outline)
        for code, name, outline in (
            ("E05001260", "Ward", SQUARE),
            ("E01009921", "Small area", SQUARE),
            ("E05000001", "Far", ""),
        )
    ]
    bring(*areas, PostcodeFact(1, "B66 1BA", 52.5, -1.5), PostcodeFact(2, "B66 1BB", 52.5, -1.5, ward="E05000001"))
    found = {row.code: (row.ward, row.lsoa) for row in Postcode.objects.all()}
    assert found == {"B66 1BA": ("E05001260", "E01009921"), "B66 1BB": ("E05000001", "E01009921")}
    moved = bring(PostcodeFact(1, "B66 1BA", 52.6, -1.5))
    assert moved.by_kind["postcodes"] == {"created": 0, "updated": 1, "unchanged": 0}
    bring(place("hall", "Hall", postcode="B66 1BA"), body("o", "Org", postcode="B66 1BB"))
    assert Place.objects.get(name="Hall").lat == 52.6
    assert Tie.objects.get(giver__name="Org").place.name == "B66 1BB"
    assert Place.objects.get(name="B66 1BB").parent.name == "Small area"


def test_a_measured_fact_is_replaced_by_a_later_reading_of_the_same_day(cast: Cast) -> None:
    area = PlaceFact(1, "ons:E01009921", PlaceKind.AREA, "Sandwell 034A", "", (("ons", "E01009921"),))

    def reading(value: int, day: date) -> ClaimFact:
        return ClaimFact(
            1, "place", "ons:E01009921", "indicator:imd2025_decile", value, "decile", as_of=day, source="s"
        )

    bring(area, reading(3, DAY))
    assert bring(area, reading(3, DAY)).nothing_new
    bring(area, reading(4, DAY), reading(5, date(2026, 1, 1)))
    assert sorted(Claim.objects.values_list("amount", flat=True)) == [4, 5]


def test_what_happened_between_instants_keeps_them(cast: Cast) -> None:
    fact = EntryFact(2, "local/list:e1", "session.held", giver="local/list:club", quantity=Quantity(12, PEOPLE),
                     from_at=AT, until_at=AT + timedelta(hours=2))  # fmt: skip
    bring(CLUB, fact)
    entry = Entry.objects.get()
    assert (entry.from_at, entry.until_at, entry.recorded_at) == (AT, AT + timedelta(hours=2), AT)
    assert entry.change.digest == journal.digest_of(ChangeSet.objects.get(pk=entry.change_id))
    assert bring(CLUB, fact).nothing_new


def test_the_same_body_in_two_files_of_a_folder_is_one(cast: Cast) -> None:
    charity = (("GB-CHC", "77"),)
    bring(
        body("a", "Sunrise", identifiers=charity), body("b", "Sunrise Ltd", identifiers=charity, sector=Sector.SOCIAL)
    )
    found = Party.objects.get(identifiers__value="77")
    assert (found.name, found.sector) == ("Sunrise", Sector.SOCIAL)
    assert set(found.identifiers.values_list("value", flat=True)) == {"a", "b", "77"}


def test_names_are_folded_as_the_lists_fold_them(cast: Cast) -> None:
    bring(body("a", "Café  d'Été – Ünity", kind=PartyKind.GROUP))
    made = Party.objects.get(identifiers__value="a")
    assert made.name_key == names.key(made.name)


def test_the_reference_of_somebody_protected_is_refused_like_one_that_nobody_has(cast: Cast) -> None:
    def refused(ref: str) -> str:
        fact = PartyFact(1, f"gt:{ref}", PartyKind.PERSON, "Nadia", identifiers=(("gt", ref),))
        (only,) = bring(fact).refused
        return str(only.why).replace(ref, "…")

    assert refused(cast.nadia.ref) == refused("0" * 12)


def test_what_an_import_remarked_on_is_kept_by_row_and_column_and_never_what_the_file_said(cast: Cast) -> None:
    sheet = io.BytesIO(b"ref,name,kind,sort\na,Anvil Boxing,organisation,Zofia Quern\n")
    staged = importing.stage_stream(sheet, name="list.csv", as_="parties", source="list", by=None, at=AT)
    receipt = importing.commit(staged, by=None, at=AT)
    staged.drop()
    assert "“Zofia Quern” is not a sort we know" in str(receipt.remarks[0].what), "whoever brings it in is told in full"
    (kept,) = Import.objects.get().counts["remarks"]
    assert kept[:3] == [2, "sort", ""] and "is not a sort we know" in kept[3] and "Zofia" not in str(kept)
