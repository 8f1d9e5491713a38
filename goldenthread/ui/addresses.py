"""The addresses that never change while the site runs: each is worked out once, for a frame asks for twenty."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def path(name: str) -> str:
    """The path of the page with this name; a name that does not exist fails."""
    return _path(settings.ROOT_URLCONF, name)


def path_if_mounted(name: str) -> str:
    """The path of a page that may not be mounted: "" if it is not."""
    return _path_or_nothing(settings.ROOT_URLCONF, name)


@cache
def _path(urlconf: str, name: str) -> str:
    return reverse(name, urlconf)


@cache
def _path_or_nothing(urlconf: str, name: str) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""
