"""The map of the directory's pages."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from goldenthread.capabilities.directory import (
    calendar_views,
    feed_urls,
    finding_views,
    grant_views,
    service_urls,
    views,
)

app_name = "directory"
form = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("", require_safe(views.index), name="index"),
    path("new/", form(views.add), name="add"),
    path("places/", require_safe(views.places), name="places"),
    path("places/<slug:ref>/", require_safe(views.place), name="place"),
    path("map/", require_safe(views.map_of_places), name="map"),
    path("postcode/", require_safe(views.postcode), name="postcode"),
    path("grants.<str:ending>", require_safe(grant_views.grants), name="grants"),
    path("calendar/<str:key>.ics", require_safe(calendar_views.of_ones_own), name="own_calendar"),
    path("places/<slug:ref>/calendar.ics", require_safe(calendar_views.of_place), name="place_calendar"),
    path("services/", require_safe(finding_views.services), name="services"),
    path("<slug:ref>/calendar.ics", require_safe(calendar_views.of_party), name="calendar"),
    *feed_urls.PATTERNS,
    *service_urls.PATTERNS,
    path("<slug:ref>/", require_safe(views.show), name="show"),
    path("<slug:ref>/change/", form(views.change), name="change"),
    path("<slug:ref>/archive/", form(views.archive), name="archive"),
]
