"""Bringing a file in on a page: choose it, read what it would do, agree, and take it back."""

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goldenthread.core import importing, jobs
from goldenthread.core.models import Import, Job, Party, StoredFile
from tests.cast import Cast

GOOD = b"name,kind,sector,ref\nCape Hill Fund,organisation,social,a\nAnvil Boxing,group,social,b\n"
BAD = b"name,kind,sector,ref\nCape Hill Fund,asteroid,social,a\n"
ClientFor = Callable[[str], Client]


def upload(client: Client, content: bytes, name: str = "hirers.csv", **more: str) -> Job:
    """Bring a file in, and let the worker read it; returns its job."""
    page = client.post("/imports/new/", {"file": SimpleUploadedFile(name, content), "kind": "", "source": "", **more})
    assert page.status_code == 302, page.content.decode()
    return work(page.headers["Location"])


def work(address: str) -> Job:
    job = Job.objects.get(ref=address.strip("/").split("/")[-1])
    if job.finished_at is None:
        jobs.run(job)
    return Job.objects.get(pk=job.pk)


def valid(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    text: str = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def test_a_file_is_read_looked_at_agreed_to_and_taken_back_without_a_script(cast: Cast, client_for: ClientFor) -> None:
    client = client_for("amina")
    valid(client, "/imports/")
    valid(client, "/imports/new/")
    job = upload(client, GOOD)
    assert not StoredFile.objects.exists() and job.failure == ""
    address = job.result["url"]
    preview = valid(client, address)
    assert "Cape Hill Fund" in preview and "2 new rows are written" in preview and "Bring it in" in preview
    assert not Party.objects.filter(name="Cape Hill Fund").exists()
    assert "hirers.csv" in valid(client, "/imports/")
    work(client.post(f"{address}agreement/").headers["Location"])
    receipt = valid(client, address)
    assert Party.objects.filter(name="Cape Hill Fund").exists() and "Take this back" in receipt
    made = Import.objects.get()
    assert (made.by, made.name, made.source) == (cast.amina, "hirers.csv", "hirers")
    client.post(f"/changes/{made.change.ref}/undoing/")
    assert "taken back since" in valid(client, address) and "taken back since" in valid(client, "/imports/")
    assert not Party.objects.filter(name="Cape Hill Fund").exists()


def test_a_refused_row_is_shown_with_its_reason_and_cannot_be_agreed_to(cast: Cast, client_for: ClientFor) -> None:
    client = client_for("amina")
    address = upload(client, BAD).result["url"]
    preview = valid(client, address)
    assert "asteroid" in preview and "cannot be brought in yet" in preview and "agreement" not in preview
    client.post(f"{address}giving-up/")
    assert client.get(address).status_code == 404 and importing.waiting() == []


def test_a_preview_is_paged_and_filtered(cast: Cast, client_for: ClientFor) -> None:
    client = client_for("amina")
    rows = "".join(f"Body {n},organisation,social,r{n}\n" for n in range(120))
    address = upload(client, f"name,kind,sector,ref\n{rows}".encode()).result["url"]
    first, third = valid(client, address), valid(client, f"{address}?page=3&what=created")
    assert "Body 49<" in first and "Body 50<" not in first and "page=2" in first
    assert "Body 119<" in third and "page=4" not in third
    assert "Body 1<" not in valid(client, f"{address}?what=unchanged&page=x")


def test_the_same_file_twice_says_that_nothing_is_new(cast: Cast, client_for: ClientFor) -> None:
    client = client_for("amina")
    address = upload(client, GOOD).result["url"]
    work(client.post(f"{address}agreement/").headers["Location"])
    assert "Nothing new" in valid(client, upload(client, GOOD).result["url"])


def test_a_file_that_is_too_large_is_refused_in_a_sentence(cast: Cast, client_for: ClientFor, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 50
    page = client_for("amina").post(
        "/imports/new/", {"file": SimpleUploadedFile("x.csv", GOOD), "kind": "", "source": ""}
    )
    assert page.status_code == 413 and "larger than" in page.content.decode()
    assert not Job.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "ruth", "pat", "gurpreet", "jo"])
def test_only_those_who_act_for_the_partnership_bring_things_in(cast: Cast, client_for: ClientFor, who: str) -> None:
    address = upload(client_for("amina"), GOOD).result["url"]
    client = client_for(who)
    for page in ("/imports/", "/imports/new/", address):
        assert client.get(page).status_code in (302, 403, 404)
    assert client.post(f"{address}agreement/").status_code in (302, 403, 404)
    assert not Import.objects.exists() and Job.objects.filter(kind="core.import_write").count() == 0


def test_a_name_that_is_a_script_is_shown_as_a_name(cast: Cast, client_for: ClientFor) -> None:
    content = b"name,kind,sector,ref\n<script>alert(1)</script>,organisation,social,a\n"
    client = client_for("amina")
    page = valid(client, upload(client, content).result["url"])
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_file_that_waits_no_more_is_told_plainly(cast: Cast, client_for: ClientFor) -> None:
    client = client_for("amina")
    page = client.post("/imports/0000000000zz/agreement/", follow=True)
    assert "not waiting any more" in page.content.decode()
