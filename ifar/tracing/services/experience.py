"""Exchanges of experience with other States: sent as signed files like requests are, under the same rule table (Protocol art. 12(1)-(2)).

What comes in is taken in by `exchange.take_in`, which refuses what was altered, replayed, expired or meant for another State.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from ifar.accounts.services import reads
from ifar.documents import keys
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.tracing import envelope, notices, selectors
from ifar.tracing.models import Exchange
from ifar.tracing.selectors import ANSWER
from ifar.tracing.services.exchange import head_of
from ifar.tracing.services.originals import keep_original, vouched
from ifar.tracing.services.requests import agreement_with
from ifar.tracing.services.writing import RECORDER


@transaction.atomic
def send_notice(*, actor: Actor, country: str, form: str, said: Mapping[str, Any]) -> str:
    """Tell another State what it may learn; returns the record of the file, which `exchange.original_of` gives out.

    Args:
        said: datum of `notices.FORMS` -> what is said of it, as the schema wants it.

    Raises:
        Invalid: with every reason, at its field: no such State, nothing said, or what the agreement with it does not cover.
        Refused: no purpose is stated.
        Unavailable: the paper key is not certified.
    """
    require(actor, ANSWER)
    reads.require_purpose(actor)
    result = {name: value for name, value in said.items() if value}
    agreement = agreement_with(country)
    wrong = notices.problems(form, result, agreement)
    if country == settings.IFAR_COUNTRY or not reference.exists("country", country):
        wrong.append(Reason("tracing.missing.country", field="country"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    payload = {**head_of(country, form, ledger.now()), "said": result}
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    document = envelope.signed(payload, paper_key.key, paper_key.certificate)
    digest = envelope.hashed(document)
    changes = {
        "request": "",
        "message": payload["message"],
        "form": form,
        "sender": settings.IFAR_COUNTRY,
        "recipient": country,
        "hash": digest,
        "expires_on": payload["expires_at"][:10],
    }
    details = {**vouched(paper_key), "left": sorted(result), "agreement": agreement, "to": country}
    subject = RECORDER.record(
        actor, "exchange", "sent", changes=changes, details=details, personal={"said": result}
    ).subject
    keep_original(actor, digest, document)
    return subject


def read_notice(actor: Actor, public_id: str) -> Exchange:
    """One exchange of experience with what it says; that it was read is logged.

    Raises:
        NotFound: there is none for this actor.
        Refused: no purpose is stated; it may name people.
    """
    require(actor, selectors.READ)
    exchange = selectors.notice_for(actor, public_id)
    reads.require_purpose(actor)
    reads.log(actor, "tracing.notice.read", exchange.public_id, 0)
    return exchange
