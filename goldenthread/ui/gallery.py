"""The component gallery: every part a page is made of, on one page, in the reader's language and direction.

For those who build pages; the tests and the accessibility audit read it too.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.ui.gallery_samples import samples


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", samples())
