"""Another directory that answers from memory, for tests of following one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

import pytest

from goldenthread.core import fetching, importing
from goldenthread.core.fetching import Fetched, NotFetched, Why

HOME = "https://dir.example.org/oruk/v3"
SPACE = UUID("5ca1ab1e-0000-4000-8000-000000000000")


def uuid(name: str) -> str:
    return str(uuid5(SPACE, name))


def service(name: str, **more: Any) -> dict[str, Any]:
    """A service of Open Referral UK, as a list has it that is not a summary."""
    place = {"id": uuid(f"{name}/place"), "location_type": "physical", "name": f"Hall of {name}", "latitude": 52.49}
    owner = {"id": uuid("owner"), "name": "Borough Sports Trust", "description": "Keeps people moving."}
    return {
        "id": uuid(name), "name": name, "status": "active", "description": f"Come to {name}.", "organization": owner,
        "service_at_locations": [{"id": uuid(f"{name}/at"), "location": {**place, "longitude": -1.97}}], **more,
    }  # fmt: skip


class Directory:
    """Plays the other site: it answers `fetching.fetch`, and remembers what it was asked."""

    def __init__(self, names: Iterable[str]) -> None:
        self.services = [service(name) for name in names]
        self.asked: list[str] = []
        self.tag, self.summary, self.per_page = "", False, 0
        self.fails: Why | None = None
        self.claims: int | None = None  # how many services it says it has

    def fetch(self, address: str, *, tag: str = "", most: int, seconds: float) -> Fetched:
        self.asked.append(address)
        assert most > 0 and seconds > 0 and address.startswith(HOME)
        if self.fails:
            raise NotFetched(self.fails)
        if tag and tag == self.tag:
            return Fetched(b"", tag, same=True)
        parts = urlsplit(address)
        if not parts.path.endswith("/services"):
            wanted = parts.path.rpartition("/")[2]
            return Fetched(json.dumps(next(one for one in self.services if one["id"] == wanted)).encode(), "")
        return Fetched(json.dumps(self.page(parse_qs(parts.query))).encode(), self.tag)

    def page(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        number, size = int(asked["page"][0]), self.per_page or int(asked["per_page"][0])
        pages = max(-(-len(self.services) // size), 1)
        items = self.services[(number - 1) * size : number * size]
        if self.summary:
            items = [{name: one[name] for name in ("id", "name", "status")} for one in items]
        return {
            "total_items": len(self.services) if self.claims is None else self.claims, "total_pages": pages,
            "page_number": number, "size": len(items), "first_page": number == 1, "last_page": number == pages,
            "empty": not items, "contents": items,
        }  # fmt: skip


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """Ten services, published by somebody else."""
    found = Directory(f"Class {n}" for n in range(10))
    monkeypatch.setattr(fetching, "fetch", found.fetch)
    yield found
    for staged in importing.waiting():
        staged.drop()
