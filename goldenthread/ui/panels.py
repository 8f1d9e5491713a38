"""Parts of a page that capabilities give it: read here, drawn by the page's template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.core import registry
from goldenthread.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Ready:
    template: str
    values: Mapping[str, Any]


def on(page: str, actor: Actor, subject: Any) -> list[Ready]:
    """The panels that have something to say on this page, in order."""
    found = ((panel, panel.read(actor, subject)) for panel in registry.every("panels") if panel.on == page)
    return [Ready(panel.template, values) for panel, values in found if values is not None]
