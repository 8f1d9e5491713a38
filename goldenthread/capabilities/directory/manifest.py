"""What the directory gives the house."""

from datetime import timedelta

from goldenthread.capabilities.directory import (
    asking,
    calendars,
    feed_reading,
    feeds,
    freshness,
    grants_out,
    indexing,
    linked_data,
    lists,
    panels,
    services,
    vocabulary,
)
from goldenthread.capabilities.directory.details import DETAILS
from goldenthread.capabilities.directory.kinds import KINDS, TERMS
from goldenthread.core.permissions import ANYONE, COORDINATES
from goldenthread.core.registry import Capability, Exporter, MenuItem, Panel, Step
from goldenthread.domain.words import N_

CLUB = "tuesday-table"  # the lunch club the tour follows

CAPABILITY = Capability(
    name="directory",
    words=N_("Who and what is here"),
    kinds=KINDS,
    terms=(*TERMS, *vocabulary.TERMS),
    details=(*DETAILS, *feeds.DETAILS),
    restored=(indexing.restored,),
    menu=(
        MenuItem(N_("What is on"), "directory:services", ANYONE, order=5),
        MenuItem(N_("Who is here"), "directory:index", ANYONE, order=10),
        MenuItem(N_("Places"), "directory:places", ANYONE, order=20),
        MenuItem(N_("What needs checking"), "directory:freshness", services.KEEPS_FRESH, order=60),
        MenuItem(N_("Other directories"), "directory:feeds", COORDINATES, order=82),
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
        Panel("party", "directory/linked_data.html", linked_data.panel, order=99),
        Panel("place", "directory/panel_here.html", panels.here, order=10),
        Panel("home", "directory/ask_waiting.html", asking.waiting, order=5),
    ),
    actions={
        "directory.add": N_("added to the directory"),
        "directory.change": N_("changed"),
        "directory.archive": N_("taken out of the directory"),
        "directory.service_add": N_("a service was added"),
        "directory.service_change": N_("a service was changed"),
        "directory.service_archive": N_("a service was taken out of the directory"),
        "directory.fresh_answered": N_("a link in an e-mail was used to say whether it is still right"),
        "directory.fresh_used": N_("a link in an e-mail was used to change it"),
        "directory.fresh_checked": N_("somebody said whether it is still right"),
        "directory.ask_answered": N_("somebody was phoned back"),
        "directory.feed_follow": N_("another directory was followed"),
        "directory.feed_change": N_("how another directory is followed was changed"),
        "directory.feed_pause": N_("another directory was paused, or read again"),
        "directory.feed_stop": N_("another directory was followed no more"),
        "directory.feed_ask": N_("another directory was asked for by hand"),
        "directory.feed_gone": N_("services that another directory lists no more were marked as not running"),
        "directory.feed_answered": N_("another directory was read"),
    },
    jobs={
        "directory.ask_if_right": freshness.ask_all,
        "directory.forget_asks": asking.forget,
        **feed_reading.RUNNERS,
    },
    chores={
        "directory.ask_if_right": timedelta(days=1),
        "directory.forget_asks": timedelta(days=1),
        "directory.feeds": timedelta(hours=1),
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
