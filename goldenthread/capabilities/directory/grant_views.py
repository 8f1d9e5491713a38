"""Where other people's programs find the grants made here."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest

from goldenthread.capabilities.directory import grants_out
from goldenthread.core import exporting
from goldenthread.core.permissions import ANYONE
from goldenthread.ui.page import page

IN_MEMORY = 2 * 1024 * 1024  # bytes; more goes to a file of its own


@page(allow=ANYONE)
def grants(request: HttpRequest, ending: str) -> FileResponse:
    """Every grant whose two ends may be seen, as 360Giving data."""
    if ending not in grants_out.FORMATS:
        raise Http404
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    grants_out.write(request.actor, ending, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"grants.{ending}", content_type=exporting.TYPES[ending])
