"""The face is tested without a database: pages come from the gallery, which shows every part."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation

import build_assets

Draw = Callable[..., str]
HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The front end, built from what is in the tree now: a test must not read yesterday's styles."""
    build_assets.build()


@pytest.fixture(autouse=True)
def face() -> Iterator[None]:
    """A site of the frame and the gallery alone."""
    pages = {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE.parents[1] / "goldenthread/ui/templates", HERE / "templates"],
        "OPTIONS": {
            "environment": "goldenthread.ui.jinja.environment",
            "context_processors": ["goldenthread.ui.context.layout"],
        },
    }
    with override_settings(
        ROOT_URLCONF="tests.ui.urls",
        MENU="tests.ui.urls.menu",
        LOOK_AS="tests.ui.urls.look_as",
        DEMO=True,
        TEMPLATES=[pages],
        FORM_RENDERER="goldenthread.ui.forms.Renderer",
        LANGUAGES=settings.LANGUAGES,
    ):
        yield


def request_for(path: str = "/gallery/") -> HttpRequest:
    """Somebody signed in, looking at a page."""
    request = RequestFactory().get(path)
    whole: Any = request
    whole.actor = object()
    whole.user = SimpleNamespace(is_authenticated=True)
    whole.signed_in_as = "Amina"
    return request


@pytest.fixture
def draw() -> Draw:
    """Draw a template by its name, or from a text, as a page in a language."""

    def drawn(name: str = "", *, text: str = "", language: str = "en", **context: object) -> str:
        backend = engines.all()[0]
        template = backend.get_template(name) if name else backend.from_string(text)  # type: ignore[attr-defined]
        with translation.override(language):
            return str(template.render(context, request_for()))

    return drawn
