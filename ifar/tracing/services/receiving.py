"""Taking a request of another State in, and what a desk does at once with it."""

from __future__ import annotations

from django.db import transaction

from ifar.rights import Actor, require
from ifar.tracing.content import Content
from ifar.tracing.selectors import ANSWER
from ifar.tracing.services import answering, requests


@transaction.atomic
def take_in(*, actor: Actor, said: Content, reference_number: str, search: bool) -> str:
    """Enter a request of another State as `requests.receive_request`, and where it is wanted acknowledge it and search the register with that."""
    require(actor, ANSWER)
    made = requests.receive_request(actor=actor, said=said, reference_number=reference_number)
    if search:
        answering.acknowledge(actor=actor, request_id=made)
        answering.search_register(actor=actor, request_id=made)
    return made
