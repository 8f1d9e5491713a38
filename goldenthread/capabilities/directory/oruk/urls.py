"""The map of the feed, mounted at `/oruk/v3/`."""

from django.urls import path

from goldenthread.capabilities.directory.oruk import views

app_name = "oruk"
LISTS = {
    "services": (views.services, views.service),
    "organizations": (views.organizations, views.organization),
    "service_at_locations": (views.service_at_locations, views.service_at_location),
    "taxonomies": (views.taxonomies, views.taxonomy),
    "taxonomy_terms": (views.taxonomy_terms, views.taxonomy_term),
}
urlpatterns = [
    path("", views.root, name="root"),
    path("openapi.json", views.description, name="openapi"),
    *(
        pattern
        for name, (several, one) in LISTS.items()
        for pattern in (
            path(name, several, name=name),
            path(f"{name}/<str:uuid>", one, name=f"{name}_one"),
        )
    ),
]
