"""The preview of an import: which file a row stands in, and what would change, down to a description."""

from pathlib import Path

from goldenthread.core import importing
from goldenthread.core.importing import Change, Outcome
from goldenthread.domain.facts import PartyFact
from goldenthread.domain.kinds import PartyKind
from tests.cast import AT, Cast
from tests.core.bringing import CLUB, FUNDER, body, bring, grant, person, stage, tie
from tests.core.test_importing import DAY


def rows(*facts: object) -> tuple[importing.Preview, list[Outcome]]:
    staged = stage(facts)  # type: ignore[arg-type]
    try:
        return importing.preview(staged, at=AT), importing.outcomes(staged)
    finally:
        staged.drop()


def test_what_changes_only_in_a_description_is_shown_with_the_column_and_counted_as_it_will_be(cast: Cast) -> None:
    club = body(
        "club", "Anvil Boxing", kind=PartyKind.GROUP, detail={"about": "Boxing", "website": "https://a.example"}
    )
    bring(club, body("x", "Untouched", detail={"about": "The same"}))
    new = body("club", "Anvil Boxing", kind=PartyKind.GROUP, detail={"about": "Boxing for all", "website": ""})
    facts = (new, body("x", "Untouched", detail={"about": "The same"}), body("y", "New here", detail={"about": "New"}))
    seen, found = rows(*facts)
    assert [(one.words, one.what) for one in found if one.about == "party"] == [
        ("Anvil Boxing", "updated"), ("Untouched", "unchanged"), ("New here", "created"),
    ]  # fmt: skip
    assert found[0].changes == (Change("about", "Boxing", "Boxing for all"),)
    receipt = bring(*facts)
    assert receipt.by_kind["details"] == seen.by_kind["details"] == {"created": 0, "updated": 1, "unchanged": 0}


def test_the_words_beside_a_grant_are_shown_too_and_a_long_text_is_cut(cast: Cast) -> None:
    from dataclasses import replace

    promise, entry = grant("g", "funder", "club", 50, DAY)
    bring(FUNDER, CLUB, replace(promise, detail={"title": "Gloves"}), entry)  # type: ignore[type-var]
    _, found = rows(FUNDER, CLUB, replace(promise, detail={"title": "Gloves " * 40}), entry)  # type: ignore[type-var]
    (changed,) = [one for one in found if one.what == "updated"]
    assert (changed.about, changed.changes[0].column, changed.changes[0].before) == ("promise", "title", "Gloves")
    assert changed.changes[0].after.endswith("…") and len(changed.changes[0].after) < 130


def test_what_a_list_says_about_a_person_changes_nothing(cast: Cast) -> None:
    bring(person("p", "Ruth Somebody"))
    fact = PartyFact(2, "local/list:p", PartyKind.PERSON, "Ruth Somebody", detail={"about": "Likes tea"})
    seen, found = rows(fact)
    assert not seen.may_be_written and found[0].what == "unchanged" and found[0].changes == ()


def write(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_in_a_folder_each_row_says_which_file_it_stands_in(cast: Cast, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "town",
        parties="ref,name,kind,postcode\na,Anvil,group,B66 1BA\nb,Bellows,group,\n",
        ties="from,kind,to\na,works with,b\n",
    )
    staged = importing.stage_folder(folder, by=None, at=AT)
    try:
        importing.preview(staged, at=AT)
        found = {(one.about, one.words): (one.file, one.row) for one in importing.outcomes(staged)}
    finally:
        staged.drop()
    assert found["party", "Bellows"] == ("parties.csv", 3)
    (works,) = [place for (about, words), place in found.items() if about == "tie" and "works_with" in words]
    (based,) = [place for (about, words), place in found.items() if about == "tie" and "based_at" in words]
    assert works == ("ties.csv", 2) and based == ("parties.csv", 2)


def test_in_a_folder_what_has_to_be_put_right_says_its_file_and_row(cast: Cast, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "town", parties="ref,name,kind\na,Anvil,group\n", ties="from,kind,to\na,works with,nowhere\n"
    )
    staged = importing.stage_folder(folder, by=None, at=AT)
    try:
        seen = importing.preview(staged, at=AT).refused
        receipt = importing.commit(staged, by=None, at=AT)
    finally:
        staged.drop()
    assert (
        [(one.row, one.column) for one in seen]
        == [(2, "ties.csv: to")]
        == [(one.row, one.column) for one in receipt.refused]
    )


def test_a_single_file_names_its_rows_alone(cast: Cast) -> None:
    _, found = rows(CLUB, FUNDER, tie("club", "works_with", "funder", row=7))
    assert {(one.file, one.row) for one in found} == {("", 2), ("", 7)}


def test_reading_says_how_far_it_is_in_bytes_and_writing_in_rows(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    lines = "".join(f"{number},Group number {number},group\n" for number in range(9_000))
    path.write_text(f"ref,name,kind\n{lines}", encoding="utf-8")
    read: list[tuple[int, int]] = []
    staged = importing.stage_file(path, by=None, at=AT, progress=lambda done, total: read.append((done, total)))
    said: list[tuple[str, int, int]] = []
    try:
        importing.commit(staged, by=None, at=AT, say=lambda words, done, total: said.append((words, done, total)))
    finally:
        staged.drop()
    assert {total for _, total in read} == {path.stat().st_size} and len(read) == 4
    assert read == sorted(read) and 0 < read[0][0] < read[-1][0] <= path.stat().st_size
    assert ("Writing", 0, 9_000) in said and ("Writing", 9_000, 9_000) in said
