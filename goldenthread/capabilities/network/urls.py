"""The map of the network's pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from goldenthread.capabilities.network import views

app_name = "network"
urlpatterns = [
    path("", require_safe(views.picture), name="picture"),
    path("data.json", require_safe(views.data), name="data"),
    path("table/", require_safe(views.table), name="table"),
    path("export.<slug:ending>", require_safe(views.export), name="export"),
    path("<slug:ref>/absence/", require_safe(views.absence), name="absence"),
]
