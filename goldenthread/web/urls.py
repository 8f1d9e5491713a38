"""The map of the whole site: the house's own pages, then one line per capability, from the registry."""

from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldenthread.core import registry
from goldenthread.web import changes, disclosures, errors, governs, home, pairs, protecting, tour

form = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("", require_safe(home.home), name="home"),
    path("", include("goldenthread.web.accounts.urls")),
    path("tour/", require_safe(tour.start), name="tour"),
    path("", include("goldenthread.web.me.urls")),
    path("alike/", require_safe(pairs.index), name="pairs"),
    path("alike/<slug:ref>/", require_POST(pairs.decide), name="pair"),
    path("alike/<slug:ref>/reopening/", require_POST(pairs.reopen), name="pair_reopen"),
    path("changes/", require_safe(changes.index), name="changes"),
    path("changes/<slug:ref>/undoing/", require_POST(changes.take_back), name="change"),
    path("protecting/", form(protecting.protecting), name="protecting"),
    path("lists-of-people/", form(disclosures.index), name="disclosures"),
    path("lists-of-people/<slug:ref>/agreement/", require_POST(disclosures.agree), name="disclosure_agree"),
    path("lists-of-people/<slug:ref>/taking/", require_POST(disclosures.take), name="disclosure_take"),
    path("what-governs/", require_safe(governs.governs), name="what_governs"),
    path("imports/", include("goldenthread.web.imports.urls")),
    path("jobs/", include("goldenthread.web.jobs.urls")),
    *(
        path(address, include(urls))
        for capability in registry.capabilities()
        for address, urls in capability.roots.items()
    ),
    *(
        path(f"{capability.name}/", include(f"goldenthread.capabilities.{capability.name}.urls"))
        for capability in registry.capabilities()
    ),
]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.forbidden, errors.not_found, errors.failed
