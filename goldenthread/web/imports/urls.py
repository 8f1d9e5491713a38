"""The map of the import pages."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldenthread.web.imports import views

app_name = "imports"
form = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("", require_safe(views.index), name="index"),
    path("new/", form(views.bring), name="bring"),
    path("<slug:ref>/", require_safe(views.show), name="show"),
    path("<slug:ref>/agreement/", require_POST(views.agree), name="agree"),
    path("<slug:ref>/giving-up/", require_POST(views.give_up), name="give_up"),
]
