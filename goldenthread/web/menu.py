"""The menu: what the capabilities give, and the house's own pages for those who look after the record."""

from goldenthread.core import registry
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.core.registry import MenuItem
from goldenthread.domain.words import N_

OWN = (
    MenuItem(N_("Bring in"), "imports:index", COORDINATES, order=80),
    MenuItem(N_("Alike?"), "pairs", COORDINATES, order=85),
    MenuItem(N_("Changes"), "changes", COORDINATES, order=90),
)


def menu(actor: Actor) -> list[MenuItem]:
    own = [item for item in OWN if item.allow.opens_for(actor)]
    return sorted([*registry.menu(actor), *own], key=lambda item: item.order)
