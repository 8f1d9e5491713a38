"""The address of a page by its name and, where it is about something, its public reference."""

from django.urls import reverse


def to(name: str, ref: str = "") -> str:
    return reverse(name, kwargs={"ref": ref} if ref else None)
