"""The sample grants of the how-to are invented, in the standard's own words, and the same in both files."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.examples.conftest import read_table

TITLES = {
    "Identifier": "id", "Title": "title", "Description": "description", "Currency": "currency",
    "Award Date": "awardDate",
}  # fmt: skip
ENDS = {"Recipient Org": "recipientOrganization", "Funding Org": "fundingOrganization"}


def test_both_files_hold_the_same_grants(grants: Path) -> None:
    rows = read_table(grants / "sample-grants.csv")
    package = json.loads((grants / "sample-grants.json").read_text("utf-8"), parse_float=Decimal)
    assert re.fullmatch(r"\d+\.\d+", package["version"])
    assert len(rows) == len(package["grants"]) == 7
    for row, grant in zip(rows, package["grants"], strict=True):
        assert {row[title] for title in TITLES} == {grant[field] for field in TITLES.values()}
        assert Decimal(row["Amount Awarded"]) == grant["amountAwarded"]
        assert grant["plannedDates"] == [
            {"startDate": row["Planned Dates:Start Date"], "endDate": row["Planned Dates:End Date"]}
        ]
        assert grant["grantProgramme"] == [{"title": row["Grant Programme:Title"]}]
        for prefix, field in ENDS.items():
            (organisation,) = grant[field]
            assert organisation["id"] == row[f"{prefix}:Identifier"]
            assert organisation["name"] == row[f"{prefix}:Name"]
            assert organisation.get("postalCode", "") == row.get(f"{prefix}:Postal Code", "")


def test_no_identifier_belongs_to_a_real_register(grants: Path) -> None:
    for row in read_table(grants / "sample-grants.csv"):
        for column in ("Identifier", "Recipient Org:Identifier", "Funding Org:Identifier"):
            assert row[column].startswith("360G-inventedfund-"), row


def test_the_how_to_gives_the_totals_of_the_sample(grants: Path) -> None:
    totals: Counter[tuple[str, str]] = Counter()
    for row in read_table(grants / "sample-grants.csv"):
        totals[row["Funding Org:Name"], row["Currency"]] += Decimal(row["Amount Awarded"])  # type: ignore[assignment]
    how_to = " ".join((grants / "README.md").read_text("utf-8").split())
    assert f"Willowbank Example Fund gave £{totals['Willowbank Example Fund', 'GBP']:,.2f} to four groups" in how_to
    assert "Fern and Ferry Exchange Trust gave £420 and €3,100" in how_to
    assert totals["Fern and Ferry Exchange Trust", "GBP"] == 420
    assert totals["Fern and Ferry Exchange Trust", "EUR"] == 3100


def test_no_file_of_the_examples_leads_to_another_machine(grants: Path, smethwick: Path) -> None:
    for path in [*grants.iterdir(), *smethwick.glob("*.*"), *(smethwick / "parts").glob("*.py")]:
        if path.is_file() and path.name != "sample-grants.json":  # which names its licence by its address
            assert "://" not in path.read_text("utf-8"), path.name
