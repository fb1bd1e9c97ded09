"""Errors become HTTP here, once: JSON for the API, a page that says what happened and what to do for people.

Every answer carries `X-Request-Id`; the log names it, so that an officer's complaint leads to the lines that explain it.
"""

from __future__ import annotations

import errno
import logging
import re
import sys
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import psycopg
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.db import Error as DatabaseError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from ninja.errors import HttpError, ValidationError

from ifar.errors import (
    Conflict,
    Forbidden,
    IfarError,
    Invalid,
    NotFound,
    NotSignedIn,
    Reason,
    TooLarge,
    TooMany,
    Unavailable,
)
from ifar.messages import MESSAGES, message_of
from ifar.rights import PERMISSIONS, who_may

logger = logging.getLogger("ifar.http")

API: Final = "/api/"
HEADER: Final = "X-Request-Id"
_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_REFUSED: Final = re.compile(r"ifar: ([^\n]+)")
_MEANWHILE: Final = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
"""What the database says to one of two who acted at once: a trigger of ours, or PostgreSQL where each waited for the other."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""What a disk says that is full, or that its owner may not write to any more."""
_BY_STATUS: Final[Mapping[int, type[IfarError]]] = {
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    429: TooMany,
    503: Unavailable,
}


class BadRequest(IfarError):
    """The request could not be read at all."""

    status = 400
    default_code = "request.unreadable"


class Failed(IfarError):
    """Something that ifar did not foresee; the request's identifier leads to it in the log."""

    status = 500
    default_code = "failed"


class MethodNotAllowed(IfarError):
    """The address exists, but not for this method."""

    status = 405
    default_code = "request.method"


DOORS: Final[Mapping[str, str]] = {
    "rights.not_signed_in": "account_login",
    "accounts.purpose.missing": "accounts:purpose",
}
"""Code of an error -> the page where a person does what is missing."""


# --- one error to one answer -------------------------------------------------------------------------------------------
def request_id(request: HttpRequest) -> str:
    """The identifier of this request: the caller's own if it has a sane form, else a fresh one."""
    known: str | None = getattr(request, "request_id", None)
    if known is None:
        given = request.headers.get(HEADER, "")
        known = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = known  # type: ignore[attr-defined]
    return known


def wants_json(request: HttpRequest) -> bool:
    """Whether the answer goes to a programme."""
    return request.path.startswith(API)


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": str(reason.message),
        "article": reason.article,
        "field": reason.field,
        "params": dict(reason.params),
    }


def error_body(request: HttpRequest, error: IfarError) -> dict[str, Any]:
    """The one JSON form of an error."""
    return {
        "error": {
            "code": error.code,
            "message": message_of(error),
            "article": error.article,
            "field": error.field,
            "params": error.params,
            "reasons": [_reason(reason) for reason in error.reasons],
            "request": request_id(request),
        }
    }


def answer(request: HttpRequest, error: IfarError) -> HttpResponse:
    """The HTTP answer to an error, in the form that the caller reads."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(error_body(request, error), status=error.status)
    else:
        context = {
            "error": error,
            "message": message_of(error),
            "request_id": request_id(request),
            "who_may": _who_may(request, error),
        }
        try:
            response = render(request, "errors/error.html", context, status=error.status)
        except (
            DatabaseError,
            psycopg.Error,
        ):  # who is signed in cannot be read: a page that asks for nothing of it
            response = HttpResponse(render_to_string("errors/alone.html", context), status=error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = "60"
    if isinstance(error, NotSignedIn) and wants_json(request):
        response["WWW-Authenticate"] = "Bearer"
    response[HEADER] = request_id(request)
    return response


def _who_may(request: HttpRequest, error: IfarError) -> list[str] | None:
    """The roles at the reader's kind of office that include the right which is missing; None where that is not what is wrong."""
    permission, actor = str(error.params.get("permission", "")), getattr(request, "actor", None)
    if not isinstance(error, Forbidden) or permission not in PERMISSIONS or actor is None:
        return None
    return who_may(permission, actor.agency_kind)


def known(exception: BaseException) -> IfarError | None:
    """The error of our family that an exception amounts to, or None where it is a fault of ours."""
    match exception:
        case IfarError():
            return exception
        case ValidationError():
            return Invalid("input", reasons=[_input_reason(error) for error in exception.errors])
        case HttpError():
            family = _BY_STATUS.get(
                exception.status_code, BadRequest if exception.status_code < 500 else Failed
            )
            return family(message="" if exception.status_code in _BY_STATUS else exception.message)
        case Http404():
            return NotFound()
        case PermissionDenied():
            return Forbidden()
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation() | UnicodeError() | MultiPartParserError():
            return BadRequest()
        case DataError() | OverflowError():  # the latter: a day that the calendar does not have
            return Invalid("input.data")
        case OperationalError() if isinstance(exception.__cause__, _MEANWHILE):
            return Conflict("database.meanwhile", MESSAGES["database.meanwhile"])
        case OperationalError() | InterfaceError():
            return Unavailable()
        case DatabaseError():
            return _refused_by_database(exception)
        case psycopg.OperationalError() | psycopg.InterfaceError():  # statements that go past Django
            return Unavailable()
        case OSError() if exception.errno in _NO_ROOM:
            return Unavailable("disk.full")
    return None


def _refused_by_database(exception: BaseException) -> IfarError | None:
    """A refusal that a trigger of ours spoke: the services ask first, so it means that somebody else was faster."""
    match = _REFUSED.match(str(exception))
    return Conflict("database.refused", match.group(1)) if match else None


def _input_reason(result: Mapping[str, Any]) -> Reason:
    place = [
        str(part)
        for part in result.get("loc", ())
        if str(part) not in ("body", "query", "path", "form", "header")
    ]
    return Reason(
        code=f"input.{result.get('type', 'invalid')}",
        message=str(result.get("msg", "")),
        field=".".join(place) or None,
    )


def api_answer(request: HttpRequest, exception: Any) -> HttpResponse:
    """What the API's exception handlers answer; faults are logged with the request's identifier."""
    return answer(request, known(exception) or _fault(request, exception))


def _fault(request: HttpRequest, exception: BaseException) -> Failed:
    logger.error(
        "request %s %s %s failed", request_id(request), request.method, request.path, exc_info=exception
    )
    return Failed()


class ErrorMiddleware:
    """Answers errors that leave a view, and gives every answer its request identifier."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, under an identifier."""
        response = self.get_response(request)
        if response.status_code == 405 and wants_json(request):
            allow = response.headers.get("Allow", "")
            response = answer(request, MethodNotAllowed())
            response.headers["Allow"] = allow
        elif response.status_code == 405 and request.method in ("GET", "HEAD") and not _is_part(request):
            response = HttpResponseRedirect(_above(request.path))
        response.headers.setdefault(HEADER, request_id(request))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An answer for what is foreseen; the rest goes on to `server_error`."""
        return answered(request, exception)


def answered(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to what is foreseen: the page where a person does what is missing, or the error in words; None for the rest."""
    error = known(exception)
    if error is None:
        return None
    return _to_the_door(request, error) or answer(request, error)


def place_of(page: str) -> str:
    """Path and question of a page's address, as a browser names it: where somebody comes back to."""
    split_result = urlsplit(page)
    return (
        f"{split_result.path or '/'}?{split_result.query}" if split_result.query else split_result.path or "/"
    )


def _is_part(request: HttpRequest) -> bool:
    """Whether a part of an open page asks, and no page."""
    return "HX-Request" in request.headers


def _above(path: str) -> str:
    """The nearest address above one that answers forms only: whoever reloads an answer, or changes its language, comes to its page."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with suppress(Resolver404):
            resolve(path)
            return path
    return "/"


def _to_the_door(request: HttpRequest, error: IfarError) -> HttpResponse | None:
    """Where an error means that a person has first to go somewhere else: there, and back afterwards."""
    door = DOORS.get(error.code)
    if door is None or wants_json(request):
        return None
    if current := request.headers.get("HX-Current-URL") if _is_part(request) else None:
        back = place_of(current)
    elif request.method in ("GET", "HEAD"):
        back = request.get_full_path()
    else:
        back = place_of(request.headers.get("Referer", "/"))
    place = f"{reverse(door)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


# --- what Django calls where no view is concerned ----------------------------------------------------------------------
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404; the reason names routes and stays inside."""
    del exception
    return answer(request, NotFound())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    del exception
    return answer(request, Forbidden())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return answer(request, (known(exception) if exception else None) or BadRequest())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, also for what a middleware before ours met: the database may be starting again.

    Django has logged the traceback, the line ties it to the request.
    """
    exception = sys.exception()
    if (
        exception is not None
        and (error := known(exception)) is not None
        and error.status == Unavailable.status
    ):
        return answer(request, error)
    logger.error("request %s %s %s failed", request_id(request), request.method, request.path)
    return answer(request, Failed())


def too_many(request: HttpRequest) -> HttpResponse:
    """The handler429 that signing in looks for."""
    return answer(request, TooMany())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    logger.warning("request %s was refused: %s", request_id(request), reason)
    return answer(request, Forbidden("csrf", MESSAGES["csrf"]))
