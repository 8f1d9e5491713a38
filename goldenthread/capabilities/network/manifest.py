"""What the network gives the house."""

from goldenthread.capabilities.network import exports, jobs, panels, tables
from goldenthread.capabilities.network.kinds import KINDS
from goldenthread.capabilities.network.permissions import PICTURE
from goldenthread.core.registry import Capability, Exporter, MenuItem, Panel, Step
from goldenthread.domain.words import N_

CLUB = "tuesday-table"  # the lunch club the tour follows

CAPABILITY = Capability(
    name="network",
    words=N_("How we are connected"),
    kinds=KINDS,
    panels=(Panel("party", "network/panel_connections.html", panels.connections, order=30),),
    menu=(MenuItem(N_("Connections"), "network:picture", PICTURE, order=30),),
    lists=(tables.CONNECTED,),
    exporters=(Exporter("network", N_("Who is connected to whom"), exports.FORMATS, PICTURE, exports.write),),
    jobs={jobs.DRAW: jobs.draw},
    tour=(
        Step(30, N_("Look further down, under “Connections”: who belongs to the club, helps it, supplies it and sends "
                    "people to it, as a picture and as a list. Neighbours show only to those they agreed to, so you "
                    "may see fewer than there are."),
             "directory:show", CLUB),
        Step(40, N_("Who would lose touch if the club stopped? This page shows what the club holds together, and what "
                    "else would carry it. It knows only the connections recorded, so a small number does not mean "
                    "little worth."),
             "network:absence", CLUB),
        Step(45, N_("This is the whole place in one picture. Its three colours, and its three shapes, are the social, "
                    "the public and the commercial economy. The list beside it says the same."),
             "network:picture"),
    ),
)  # fmt: skip
