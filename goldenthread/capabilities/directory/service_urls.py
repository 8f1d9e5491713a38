"""The map of the pages of services, of what keeps them fresh, and of asking."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldenthread.capabilities.directory import asking_views, freshness_views, service_views

form = require_http_methods(["GET", "HEAD", "POST"])
PATTERNS = [
    path("fresh/", form(freshness_views.fresh), name="fresh"),
    path("freshness/", require_safe(freshness_views.index), name="freshness"),
    path("asking/", form(asking_views.ask), name="ask"),
    path("asking/<slug:ref>/", require_safe(asking_views.asked), name="asked"),
    path("asking/<slug:ref>/reach/", require_POST(asking_views.reach), name="asked_reach"),
    path("asking/<slug:ref>/answer/", require_POST(asking_views.answered), name="asked_answer"),
    path("services/<slug:ref>/", require_safe(service_views.service), name="service"),
    path("services/<slug:ref>/slip/", require_safe(service_views.slip), name="service_slip"),
    path("services/<slug:ref>/change/", form(service_views.change), name="service_change"),
    path("services/<slug:ref>/archive/", form(service_views.archive), name="service_archive"),
    path("services/<slug:ref>/check/", require_POST(freshness_views.check_service), name="service_check"),
    path("<slug:ref>/services/new/", form(service_views.add), name="service_add"),
    path("<slug:ref>/reach/", form(service_views.reach), name="reach"),
    path("<slug:ref>/reach/change/", require_POST(service_views.reach_change), name="reach_change"),
    path("<slug:ref>/check/", require_POST(freshness_views.check_listing), name="check"),
]
