"""How offered acts meet HTTP: the buttons on a record's page, the page of the act that was chosen, and its operation of the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from ninja import Field, Router

from ifar.acts.forms import form_of, submitted
from ifar.acts.offers import Offer, offers_on
from ifar.acts.recorder import Recorder
from ifar.answers import actor_of
from ifar.rights import Actor, may, require

_Identifier = Annotated[str, Field(max_length=20)]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the acts on one type of record are offered.

    Attributes:
        find: the record as an actor may see it, by its public identifier; the app's selector.
        page: the route of the record's page.
    """

    recorder: Recorder
    record_type: str
    find: Callable[[Actor, str], Any]
    page: str

    def address(self) -> URLPattern:
        """The address of the pages of its acts."""
        asked = require_http_methods(["GET", "POST"])(self._asked)
        return path(f"{self.record_type}s/<str:public_id>/acts/<slug:kind>/", asked, name=self._route)

    def buttons(self, actor: Actor, found: Any) -> list[dict[str, Any]]:
        """Title and address of each act that this person may do to a record as it stands, for `acts/offered.html`."""
        namespace = self.page.partition(":")[0]
        return [
            {
                "title": one.title,
                "href": reverse(f"{namespace}:{self._route}", args=[found.public_id, one.act.kind]),
            }
            for one in self._offers()
            if may(actor, one.permission) and self.recorder.lets(actor, self.record_type, one.act.kind, found)
        ]

    def operations(self, router: Router, address: str, shape: type[Any], shown: Callable[[Any], Any]) -> None:
        """Put an operation for each act below the record's address.

        Args:
            address: of the record, with its type as the name of the place: `/tills/{till}`.
            shape, shown: the record as the API tells it, and how it becomes that.
        """
        for one in self._offers():
            name = f"{self.record_type}_{one.act.kind}"
            with translation.override("en"):
                summary = str(one.title)
            router.add_api_operation(
                f"{address}/{one.act.kind}",
                ["POST"],
                self._operation(one, shown),
                response=shape,
                summary=summary,
                description=inspect.getdoc(one.said),
                operation_id=name,
            )

    @property
    def _route(self) -> str:
        return f"offered_on_{self.record_type}"

    def _offers(self) -> Iterator[Offer]:
        yield from offers_on(self.recorder.acts, self.record_type)

    def _asked(self, request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
        """The page of an act that was chosen: its form, or the record's page once it is done."""
        actor = actor_of(request)
        offer = next((one for one in self._offers() if one.act.kind == kind), None)
        if offer is None:
            raise Http404
        require(actor, offer.permission)
        found = self.find(actor, public_id)
        form = form_of(offer.said, request, initial={"expected_n": found.n})
        if submitted(form, lambda given: self._do(offer, actor, public_id, given)):
            messages.success(request, _("Recorded."))
            return redirect(self.page, public_id)
        context = {
            "title": offer.title,
            "form": form,
            "found": found,
            "back": reverse(self.page, args=[public_id]),
        }
        return render(request, "acts/act.html", context, status=422 if form.is_bound else 200)

    def _operation(self, offer: Offer, shown: Callable[[Any], Any]) -> Callable[..., Any]:
        def do(request: HttpRequest, **said: Any) -> Any:
            actor = actor_of(request)
            require(actor, offer.permission)
            public_id = said[self.record_type]
            self._do(offer, actor, public_id, said["body"])
            return shown(self.find(actor, public_id))

        # The library reads the signature: the place in the address has the record's name, the body is the act's input.
        of = {"request": HttpRequest, self.record_type: _Identifier, "body": offer.said}
        parameters = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
            for name, kind in of.items()
        ]
        parameters[0] = parameters[0].replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD)
        do.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return do

    def _do(self, offer: Offer, actor: Actor, public_id: str, given: Any) -> bool:
        """Do an act; True, because services mostly give nothing, and a form asks whether it was done."""
        offer.do(actor=actor, **{f"{self.record_type}_id": public_id}, **given.model_dump())
        return True
