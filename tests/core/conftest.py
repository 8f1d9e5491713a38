"""Whole sites for tests of what happens to files: made once, copied for each test."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.sites import Site, copy_of, empty_site, gone_afterwards


@pytest.fixture(scope="session")
def finished_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The cast in a database of its own, with everything that can be known about Ruth."""
    with gone_afterwards(empty_site(tmp_path_factory.mktemp("finished"))) as site:
        site.must("manage", "migrate", "--skip-checks", "--verbosity", "0")
        refs = json.loads(site.python("from tests.core import traces; traces.build_site()"))
        yield replace(site, refs=refs)


@pytest.fixture
def site(finished_site: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of that site, to do with as a test likes."""
    with gone_afterwards(copy_of(finished_site, tmp_path / "site")) as copied:
        yield copied


@pytest.fixture
def nothing_yet(tmp_path: Path) -> Iterator[Site]:
    """A data folder and a database without tables."""
    with gone_afterwards(empty_site(tmp_path / "empty")) as made:
        yield made
