"""What the directory gives the house."""

from goldenthread.capabilities.directory import lists, panels
from goldenthread.capabilities.directory.details import DETAILS
from goldenthread.capabilities.directory.kinds import KINDS, TERMS
from goldenthread.core.permissions import ANYONE
from goldenthread.core.registry import Capability, MenuItem, Panel, Step
from goldenthread.domain.words import N_

CAPABILITY = Capability(
    name="directory",
    words=N_("Who and what is here"),
    kinds=KINDS,
    terms=TERMS,
    details=DETAILS,
    menu=(
        MenuItem(N_("Who is here"), "directory:index", ANYONE, order=10),
        MenuItem(N_("Places"), "directory:places", ANYONE, order=20),
    ),
    lists=(lists.PARTIES, lists.PLACES),
    panels=(
        Panel("party", "directory/panel_about.html", panels.about, order=10),
        Panel("party", "directory/panel_services.html", panels.services, order=20),
        Panel("party", "directory/panel_happened.html", panels.happened, order=60),
        Panel("place", "directory/panel_here.html", panels.here, order=10),
    ),
    actions={
        "directory.add": N_("added to the directory"),
        "directory.change": N_("changed"),
        "directory.archive": N_("taken out of the directory"),
    },
    tour=(
        Step(20, N_("This is the lunch club’s own page. It was entered once; every other page reads it from here."),
             "directory:show", "tuesday-table"),
    ),
)  # fmt: skip
