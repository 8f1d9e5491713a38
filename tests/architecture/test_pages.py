"""Every address says who may open it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

# Pages that a package brings and guards itself: signing in and its second factors.
GUARDED_ELSEWHERE = ("allauth.",)


def every_address(patterns: list[Any] | None = None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site with its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from every_address(pattern.url_patterns, address)


def says_who_may_open_it(view: Any) -> bool:
    """Say whether a view, or what it wraps, carries `about.allow`."""
    while view is not None:
        if getattr(getattr(view, "about", None), "allow", None) is not None:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_page_says_who_may_open_it() -> None:
    addresses = [(address, pattern.callback) for address, pattern in every_address()]
    bad = [
        f"{address} ({view.__module__}.{view.__name__})"
        for address, view in addresses
        if not view.__module__.startswith(GUARDED_ELSEWHERE) and not says_who_may_open_it(view)
    ]
    assert not bad, "Declare these with @page(allow=…), or with ANYONE where a stranger may look:\n" + "\n".join(bad)
    assert sum(says_who_may_open_it(view) for _, view in addresses) > 10, "hardly a page was found: where are they?"


def test_every_page_has_a_name_to_link_to() -> None:
    nameless = [address for address, pattern in every_address() if not pattern.name]
    assert not nameless, f"{nameless}: give each path() a name, so that nobody writes addresses by hand"


def test_a_page_without_a_permission_would_be_noticed() -> None:
    def bare() -> None: ...

    assert not says_who_may_open_it(bare)
