"""Addresses of a person's own pages, and of a hub desk. The root of the site includes them at ""."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldenthread.web.me import desk, leaving, pages, taking

form = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("me/", require_safe(pages.me), name="me"),
    path("me/sheet/", require_safe(pages.sheet), name="my_sheet"),
    path("me/agreements/", require_POST(pages.agree), name="agree"),
    path("me/agreements/<slug:ref>/end/", require_POST(pages.withdraw), name="withdraw"),
    path("me/helpers/<slug:ref>/end/", require_POST(pages.end_help), name="end_help"),
    path("me/export.json", require_safe(taking.as_json), name="my_export_json"),
    path("me/export.zip", require_safe(taking.as_zip), name="my_export_zip"),
    path("me/export.schema.json", require_safe(taking.schema), name="my_export_schema"),
    path("me/erasure/", form(leaving.leave), name="leave"),
    path("receipt/", require_safe(leaving.receipt), name="receipt"),
    path("desk/", require_safe(desk.index), name="desk"),
    path("desk/sheet/", require_POST(desk.print_sheet), name="desk_sheet"),
    path("desk/helpers/", require_POST(desk.show_helpers), name="desk_helpers"),
    path("desk/helpers/end/", require_POST(desk.end_help), name="desk_end_help"),
]
