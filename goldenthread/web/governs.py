"""From an address to what governs it: page, permission, action, rule, template and test."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

import goldenthread
from goldenthread.core.permissions import ANYONE
from goldenthread.domain.words import N_
from goldenthread.ui.page import About, answer, page

ROOT = Path(goldenthread.__file__).parent.parent
WORDS = {
    "page": N_("Page"), "permission": N_("Who may"), "action": N_("What it changes"), "rule": N_("When it may"),
    "template": N_("Template"), "test": N_("Tests"),
}  # fmt: skip


def of(address: str) -> dict[str, str]:
    """Where each part of a page is written; empty when there is no page there."""
    try:
        view = resolve(address.split("?")[0]).func
    except Resolver404:
        return {}
    about: About | None = getattr(view, "about", None)
    found = {"page": _place(view)}
    if about:
        found["permission"] = about.allow.name
        found |= _action(about.action)
    module = inspect.getmodule(inspect.unwrap(view))
    found["template"] = ", ".join(_templates(view))
    found["test"] = ", ".join(_tests(module))
    return {part: where for part, where in found.items() if where}


def _action(action: Any) -> dict[str, str]:
    if action is None:
        return {}
    rules: ModuleType | None = getattr(inspect.getmodule(inspect.unwrap(action)), "rules", None)
    rule = getattr(rules, action.__name__, None)
    return {"action": _place(action), "rule": _place(rule) if rule else ""}


def _place(thing: Any) -> str:
    plain = inspect.unwrap(thing)
    path = Path(inspect.getsourcefile(plain) or "")
    line = inspect.getsourcelines(plain)[1]
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{line}"


def _templates(view: Any) -> list[str]:
    """Templates named in the page's own code."""
    code = inspect.unwrap(view).__code__
    return [constant for constant in code.co_consts if isinstance(constant, str) and constant.endswith(".html")]


def _tests(module: ModuleType | None) -> list[str]:
    """Tests whose name speaks of the capability, or of the page's file."""
    parts = (module.__name__ if module else "").split(".")
    name = parts[2] if "capabilities" in parts else parts[-1]
    folder = ROOT / "tests"
    found = [*folder.rglob(f"test_{name}*.py"), *folder.glob(f"capabilities/{name}/test_*.py")]
    return sorted({str(path.relative_to(ROOT)) for path in found})


@page(allow=ANYONE)
def governs(request: HttpRequest) -> HttpResponse:
    found = of(request.GET.get("page", "/"))
    return answer(
        request, "web/governs.html", {"found": [(gettext(WORDS[part]), where) for part, where in found.items()]}
    )
