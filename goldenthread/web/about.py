"""Who runs this, what they can and cannot see, and what the law and the licence ask us to say. In plain words."""

import io
import tarfile
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from goldenthread import __version__
from goldenthread.ui.page import ANYONE, answer, page

LEFT_OUT = ("__pycache__", ".pyc")
FOLDER = f"goldenthread-{__version__}"


def _said() -> dict[str, object]:
    return {
        "partnership": settings.PARTNERSHIP_NAME,
        "host": settings.HOST_NAME,
        "contact": settings.CONTACT,
        "source": settings.SOURCE_ADDRESS,
        "version": __version__,
    }


@page(allow=ANYONE)
def who_runs_this(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/about.html", _said())


@page(allow=ANYONE)
def privacy(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/privacy.html", _said())


@page(allow=ANYONE)
def accessibility(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/accessibility.html", _said())


@page(allow=ANYONE)
def source_code(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/source.html", _said())


@page(allow=ANYONE)
def source_archive(request: HttpRequest) -> HttpResponse:
    """The very program that runs here, changes and all, as the licence promises everybody who uses it."""
    named = {"Content-Disposition": f'attachment; filename="{FOLDER}.tar.gz"'}
    return HttpResponse(archive(), content_type="application/gzip", headers=named)


@cache
def archive() -> bytes:
    """The package as it lies on this machine; settings, data and secrets are elsewhere and not in it."""

    def keep(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return None if member.name.endswith(LEFT_OUT) else member

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as tar:
        tar.add(settings.PACKAGE, arcname=f"{FOLDER}/goldenthread", filter=keep)
        for name in ("LICENSE", "README.md", "pyproject.toml"):
            beside = settings.PACKAGE.parent / name
            if beside.is_file():
                tar.add(beside, arcname=f"{FOLDER}/{name}", filter=keep)
    return packed.getvalue()
