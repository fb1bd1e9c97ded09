"""An act of the office's page, offered to whom its record is about: the same input, the same service, another door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from ifar.acts.inputs import Input
from ifar.acts.offers import Offers
from ifar.rights import Actor, require
from ifar.trade.own.selectors import ACT, keeper


def mirror(
    own: Offers,
    office: Offers,
    kind: str,
    takes: frozenset[str],
    *,
    said: type[Input] | None = None,
    asks: Callable[[Actor, Any], Mapping[str, Any]] | None = None,
    when: Callable[[Actor, Any], bool] | None = None,
    given: Callable[[Actor, Any, dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Offer an act of the office's page on a page of an applicant's own.

    Args:
        own: the type of record as the applicant finds it: their own, and nothing else.
        takes: the permissions that the office's service asks for.
        said, asks: what the applicant is asked, where it is less than the office says.
        when: whether it can be done, beside what the office's page asks.
        given: what was said as the service takes it, where the applicant says less or may say less than the office.
    """
    offer = office.all[kind]
    name = f"{own.record_type}_id"

    @transaction.atomic
    def do(*, actor: Actor, **told: Any) -> Any:
        require(actor, ACT)
        result = own.find(actor, told[name])
        within = keeper(actor, result, takes)
        return offer.do(actor=within, **(given(actor, result, told) if given else told))

    def asked(actor: Actor, result: Any) -> Mapping[str, Any]:
        if asks:
            return asks(actor, result)
        return offer.asks(keeper(actor, result, takes), result) if offer.asks else {}

    def can(actor: Actor, result: Any) -> bool:
        return (offer.when is None or offer.when(actor, result)) and (when is None or when(actor, result))

    own.act(
        kind,
        said or offer.said,
        offer.title,
        permission=ACT,
        done=offer.done,
        hint=offer.hint,
        leads=offer.leads,
        when=can,
        asks=asked,
        danger=offer.danger,
    )(do)
