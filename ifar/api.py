"""The one API object: closed by default, one form of error, idempotent writes, one OpenAPI description.

A router stands in the `api.py` of its app and is added here; its operations ask for the actor as `request.actor`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.openapi import schema as library
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreModeRef, DefsRef

from ifar import __version__
from ifar.accounts.api import router as accounts
from ifar.accounts.auth import Session, Token
from ifar.accounts.read_log_labels import SPARED
from ifar.accounts.services import exports, idempotency
from ifar.ammunition.api import router as ammunition
from ifar.books.api import router as books
from ifar.books.closing_api import router as book_closings
from ifar.books.counts_api import router as book_counts
from ifar.books.declarations_api import router as declarations_of_makers
from ifar.books.lines_api import router as book_lines
from ifar.books.orders_api import router as production_orders
from ifar.books.taking_in_api import router as taking_in
from ifar.bulk.api import router as bulk
from ifar.cashier.api import router as cashier
from ifar.community.api import router as community
from ifar.community.knowledge.api.helping import router as community_helping
from ifar.community.knowledge.api.shelf import router as community_shelf
from ifar.documents.api import router as documents
from ifar.files.uploads import Upload
from ifar.hotspots.api import router as hotspots
from ifar.http import answer, api_answer, known
from ifar.licensing.api import router as licensing
from ifar.matters.api import router as matters
from ifar.oversight.api import router as oversight
from ifar.parties.api import router as parties
from ifar.placement.api import router as placement
from ifar.portal.api import router as portal
from ifar.programme.api import router as programme
from ifar.programme.sightings.api import router as sightings
from ifar.recoveries.api import router as recoveries
from ifar.recoveries.custody.api import router as custody
from ifar.reference.api import router as reference
from ifar.registry.api import router as registry
from ifar.retention.api import router as retention
from ifar.returns.api import router as returns
from ifar.stocks.api import router as stocks
from ifar.stocks.field_api import router as armoury_entries
from ifar.tracing.api import router as tracing
from ifar.tracing.papers_api import router as trace_papers
from ifar.trade.api import router as trade
from ifar.trade.consignments.api import router as consignments
from ifar.trade.declarations.api import router as declarations
from ifar.trade.deliveries.api import router as trade_deliveries
from ifar.trade.despatches.api import router as despatches
from ifar.trade.field_api import router as border_entries
from ifar.trade.journeys.api import router as journeys
from ifar.trade.own.api import router as own_transfers
from ifar.trade.papers_api import router as transfer_papers
from ifar.trade.refusals.api import router as refusals
from ifar.trade.screening.api import router as screening

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEY: Final = "Idempotency-Key"
NOT_KEPT: Final = frozenset({401, 403, 429, 500, 503})
"""Answers that another try may get differently, because they are not about the request itself."""
DESCRIPTION: Final = (
    "Sign in with `Authorization: Bearer <token>` of an API client, or with a browser's session and its `X-CSRFToken`.\n\n"
    "A programme that reads personal data states why with `Ifar-Purpose` and `Ifar-Case`.\n\n"
    "A write may carry an `Idempotency-Key`: repeated with the same body it gets the answer of the first time, "
    "with another body, or with other rights, it is refused. What only reads runs again (`x-repeated: reads`); a secret is shown "
    "once and never kept (`x-repeated: secret`).\n\n"
    "Lists are read page by page: `after` takes the cursor that the page before gave. Further pages of lists of persons, of the register, of "
    "places and of who did what are read under a purpose, are logged, and add up: more within a day than may leave as a file with one person is for clients "
    "whose scope `registry:list:export` two people gave.\n\n"
    "What an actor may not see does not exist: unknown and unseen answer alike, with 404."
)
_REASON: Final = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "article": {"type": ["string", "null"]},
        "field": {"type": ["string", "null"]},
        "params": {"type": "object"},
    },
}
ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            **_REASON,
            "required": ["code", "message", "reasons", "request"],
            "properties": {
                **_REASON["properties"],  # type: ignore[dict-item]
                "reasons": {"type": "array", "items": _REASON},
                "request": {"type": "string", "description": "The identifier of the request, for the log."},
            },
        }
    },
}


class _ShapeNames(NinjaGenerateJsonSchema):
    """Names for the shapes of the description: a name that several modules give to different shapes is told apart by its module.

    The library describes one operation after the other and lets a later shape take the place of an earlier one of the same name.
    """

    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """The name under which a shape is described."""
        defs_ref = super().get_defs_ref(core_mode_ref)
        choices = self._prioritized_defsref_choices[defs_ref]
        if str(choices[0]) in _shared_names():
            self._prioritized_defsref_choices[defs_ref] = choices[2:]
        return defs_ref


@functools.cache
def _shared_names() -> frozenset[str]:
    def below(kind: type[Schema]) -> Iterator[type[Schema]]:
        for other in kind.__subclasses__():
            yield other
            yield from below(other)

    counted = Counter(kind.__name__ for kind in set(below(Schema)))
    return frozenset(name for name, times in counted.items() if times > 1)


# The library names its generator in two places of one module and takes no other as an argument.
library.NinjaGenerateJsonSchema = _ShapeNames  # type: ignore[attr-defined]


class Description(OpenAPISchema):
    """The library's description, in which no shape takes another's name."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Take in shapes; one that says something else than the shape of that name is a mistake of the program."""
        for name, shape in definitions.items():
            if self.schemas.setdefault(name, shape) != shape:
                raise ImproperlyConfigured(f"Two shapes of the API are called {name}.")


class Api(NinjaAPI):
    """NinjaAPI whose description tells of the one form of error and of the headers that every operation knows."""

    def set_default_exception_handlers(self) -> None:
        """Every exception is answered in one place."""
        self.add_exception_handler(Exception, api_answer)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The OpenAPI description, made once: it takes half a second, and anybody may ask for it."""
        prefix = kwargs.get("path_prefix")
        root = self.get_root_path(kwargs.get("path_params") or {}) if prefix is None else prefix
        if root not in self._described:
            self._described[root] = self._description(root)
        return self._described[root]

    @functools.cached_property
    def _described(self) -> dict[str, OpenAPISchema]:
        return {}

    def _description(self, root: str) -> OpenAPISchema:
        schema = Description(self, root)
        schema.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        header = {
            "name": KEY,
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
        }
        for path in schema["paths"].values():
            for method, operation in path.items():
                operation["responses"] = {
                    str(status): response for status, response in operation["responses"].items()
                }
                operation["responses"]["default"] = {
                    "description": "What was refused, and why.",
                    "content": content,
                }
                if method.upper() in WRITES:
                    operation.setdefault("parameters", []).append(header)
        return schema


def _fingerprint(request: HttpRequest) -> bytes:
    """What makes two requests the same: method, address, body, and the rights and purpose of who asks.

    Whoever lost a role, or whose purpose has ended, is not given again what they were given with it. An upload counts by its
    fields and by the names and the digests of its files, which were taken while they streamed in.
    """
    actor = request.actor  # type: ignore[attr-defined]
    stated = (actor.agency, *sorted(actor.roles), actor.purpose.shift if actor.purpose else "")
    seen = hashlib.sha256(f"{request.method} {request.get_full_path()} {' '.join(stated)}\n".encode())
    if str(request.content_type).startswith("multipart/"):
        seen.update(repr(sorted(request.POST.lists())).encode())
        files = [
            (name, [(uploaded_file.name, cast(Upload, uploaded_file).sha256) for uploaded_file in some])
            for name, some in request.FILES.lists()
        ]
        seen.update(repr(sorted(files)).encode())
    else:
        seen.update(request.body)
    return seen.digest()


def idempotent(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a repeated write as the first time; key, act and answer are committed together or not at all."""

    @functools.wraps(run)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(KEY)
        if key is None or request.method not in WRITES or _repeated(run) == "reads":
            return run(request, *args, **kwargs)
        try:
            return _once(request, key, functools.partial(run, request, *args, **kwargs), _repeated(run))
        except Exception as error:
            if (refusal := known(error)) is None:
                raise
            return answer(request, refusal)

    return once


def metered(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Log the further pages of a list, unless it is spared, and give no more of them than may leave without a second person."""

    @functools.wraps(run)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = run(request, *args, **kwargs)
        further = request.method == "GET" and (request.GET.get("after") or request.GET.get("before"))
        if not further or response.status_code != 200 or (name := request.path.split("/")[2]) in SPARED:
            return response
        shown = json.loads(response.content)
        if not isinstance(shown, dict):  # a list that comes whole has no further pages, whatever is asked
            return response
        try:
            exports.read_on(request.actor, f"api.{name}", len(shown.get("items", ())))  # type: ignore[attr-defined]
        except Exception as error:
            if (refusal := known(error)) is None:
                raise
            return answer(request, refusal)
        return response

    return counted


def _repeated(run: Callable[..., HttpResponse]) -> str:
    """What the operation says of being repeated: `reads`, `secret`, or nothing for a plain write."""
    described = getattr(getattr(run, "__self__", None), "openapi_extra", None) or {}
    return str(described.get("x-repeated", ""))


def _once(request: HttpRequest, key: str, run: Callable[[], HttpResponse], repeated: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_somebody:
        return run()
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        if before := idempotency.claim(actor=actor, key=key, request=fingerprint):
            return HttpResponse(
                before.body,
                status=before.status,
                content_type="application/json",
                headers={"Idempotency-Replayed": "true"},
            )
        response = run()
        if connection.needs_rollback or response.streaming or response.status_code in NOT_KEPT:
            transaction.set_rollback(True)
        else:
            kept = b"" if repeated == "secret" else response.content
            idempotency.keep(actor=actor, key=key, status=response.status_code, body=kept)
        return response


api = Api(
    title="ifar",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), Session()],
)
api.add_decorator(idempotent, mode="view")
api.add_decorator(metered, mode="view")
api.add_router("", accounts)
api.add_router("", documents)
api.add_router("", parties)
api.add_router("", reference)
api.add_router("", licensing)
api.add_router("", books)
api.add_router("", taking_in)
api.add_router("", book_counts)
api.add_router("", book_closings)
api.add_router("", production_orders)
api.add_router("", declarations_of_makers)
api.add_router("", registry)
api.add_router("", portal)
api.add_router("", cashier)
api.add_router("", matters)
api.add_router("", oversight)
api.add_router("", bulk)
api.add_router("", book_lines)
api.add_router("", placement)
api.add_router("", ammunition)
api.add_router("", stocks)
api.add_router("", armoury_entries)
api.add_router("", recoveries)
api.add_router("", custody)
api.add_router("", hotspots)
api.add_router("", sightings)
api.add_router("", tracing)
api.add_router("", trace_papers)
api.add_router("", trade)
api.add_router("", journeys)
api.add_router("", transfer_papers)
api.add_router("", consignments)
api.add_router("", border_entries)
api.add_router("", declarations)
api.add_router("", trade_deliveries)
api.add_router("", despatches)
api.add_router("", screening)
api.add_router("", own_transfers)
api.add_router("", refusals)
api.add_router("", community)
api.add_router("", community_shelf)
api.add_router("", community_helping)
api.add_router("", retention)
api.add_router("/returns", returns)
api.add_router("", programme)
