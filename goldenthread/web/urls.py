"""The map of the whole site: the house's own pages, then one line per capability, from the registry."""

from django.urls import include, path

from goldenthread.core import registry

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    *(
        path(f"{capability.name}/", include(f"goldenthread.capabilities.{capability.name}.urls"))
        for capability in registry.capabilities()
    ),
]
