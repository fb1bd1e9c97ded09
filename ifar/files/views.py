"""Showing a picture that was deposited: the clean copy, never the original."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from ifar.files import selectors
from ifar.rights import Actor


@require_safe
def picture(request: HttpRequest, sha256: str) -> FileResponse:
    """The clean copy of a deposited picture. It never changes, so a browser may keep it for a day."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    path, media_type = selectors.shown_for(actor, sha256)
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
