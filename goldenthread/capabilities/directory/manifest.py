"""What the directory gives the house."""

from goldenthread.capabilities.directory import calendars, grants_out, indexing, lists, panels, vocabulary
from goldenthread.capabilities.directory.details import DETAILS
from goldenthread.capabilities.directory.kinds import KINDS, TERMS
from goldenthread.core.permissions import ANYONE
from goldenthread.core.registry import Capability, Exporter, MenuItem, Panel, Step
from goldenthread.domain.words import N_

CLUB = "tuesday-table"  # the lunch club the tour follows

CAPABILITY = Capability(
    name="directory",
    words=N_("Who and what is here"),
    kinds=KINDS,
    terms=(*TERMS, *vocabulary.TERMS),
    details=DETAILS,
    restored=(indexing.restored,),
    menu=(
        MenuItem(N_("Who is here"), "directory:index", ANYONE, order=10),
        MenuItem(N_("Places"), "directory:places", ANYONE, order=20),
    ),
    exporters=(Exporter("360giving", N_("Grants made here"), grants_out.FORMATS, ANYONE, grants_out.write),),
    lists=(lists.PARTIES, lists.PLACES),
    roots={"oruk/v3/": "goldenthread.capabilities.directory.oruk.urls"},
    panels=(
        Panel("party", "directory/panel_about.html", panels.about, order=10),
        Panel("party", "directory/panel_services.html", panels.services, order=20),
        Panel("party", "directory/panel_calendar.html", calendars.panel_of_party, order=25),
        Panel("place", "directory/panel_calendar.html", calendars.panel_of_place, order=25),
        Panel("party", "directory/panel_happened.html", panels.happened, order=60),
        Panel("place", "directory/panel_here.html", panels.here, order=10),
    ),
    actions={
        "directory.add": N_("added to the directory"),
        "directory.change": N_("changed"),
        "directory.archive": N_("taken out of the directory"),
    },
    tour=(
        Step(20, N_("This is the lunch club’s own page: what it is, who it works with, what happened lately. It was "
                    "entered once; every other page reads it from here."),
             "directory:show", CLUB),
        Step(50, N_("The club meets in one of these buildings. The map is drawn from what was brought in: nothing is "
                    "fetched from another machine, so nobody outside learns what you look at. The list beneath it says "
                    "the same."),
             "directory:map"),
        Step(55, N_("A postcode says which small area it lies in, and how deprived that is among all in England. "
                    "The club’s is B67 6EH: try it. What you look up is not kept."),
             "directory:postcode"),
    ),
)  # fmt: skip
