"""The map of the pages of other directories that this one follows."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldenthread.capabilities.directory import feed_views

form = require_http_methods(["GET", "HEAD", "POST"])
PATTERNS = [
    path("feeds/", require_safe(feed_views.index), name="feeds"),
    path("feeds/new/", form(feed_views.follow), name="feed_follow"),
    path("feeds/<slug:ref>/", require_safe(feed_views.show), name="feed"),
    path("feeds/<slug:ref>/change/", form(feed_views.change), name="feed_change"),
    path("feeds/<slug:ref>/pause/", require_POST(feed_views.pause), name="feed_pause"),
    path("feeds/<slug:ref>/asking/", require_POST(feed_views.ask), name="feed_ask"),
    path("feeds/<slug:ref>/stop/", form(feed_views.stop), name="feed_stop"),
    path("feeds/<slug:ref>/gone/", require_POST(feed_views.mark_not_running), name="feed_gone"),
]
