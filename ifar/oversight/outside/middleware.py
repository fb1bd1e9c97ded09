"""What every answer of the pages for reports has in common: no browser and no proxy keeps it, and a fault says nothing, neither to the reader nor to a log."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

_SORRY = b"<!doctype html><title>500</title><p>This did not work. Nothing was sent. Try again."


class QuietMiddleware:
    """Answers are kept by nobody; whatever goes wrong is answered with one sentence and told to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        logging.disable(logging.CRITICAL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and let nobody keep the answer."""
        try:
            response = self._get_response(request)
        finally:
            translation.deactivate()
        response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """No traceback is made of a fault: it would hold what somebody wrote. What is not there is said so."""
        if isinstance(error, Http404):
            return None
        return HttpResponse(_SORRY, status=500)
