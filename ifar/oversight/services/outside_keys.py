"""The inspectorate's keys: an inspector proposes a public key, or says that one is lost, and a judge decides; letters are sealed again to the newest one.

A key file is made away from the register (`ifar report-key`), and stays with the inspectors. What a lost key sealed cannot be read any more by anybody: its
reports say so, and their reporters can be asked to write again, because answers are sealed to their codes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as waiting
from ifar.accounts.services import proposals
from ifar.errors import NotFound, Reason
from ifar.files import store
from ifar.oversight import envelopes
from ifar.oversight.envelopes import TO_DESK, Unopened
from ifar.oversight.labels import of
from ifar.oversight.models import Key
from ifar.oversight.selectors import outside
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.services.outside import _kept, publish
from ifar.oversight.services.writing import RECORDER
from ifar.rights import Actor, require

PUBLISHED: Final = "oversight.key_published"
LOST: Final = "oversight.key_lost"


@transaction.atomic
def propose_key(*, actor: Actor, public: str, reason: str) -> Proposal:
    """Propose the public key to which reports are sealed from then on.

    Raises:
        Invalid: it is no public key, or stands here already.
        Conflict: the same is asked already and waits for an answer.
    """
    require(actor, DESK)
    text = "".join(public.split()).lower()
    if not envelopes.is_public(text) or Key.objects.filter(public=text).exists():
        raise RECORDER.invalid(Reason("oversight.key", field="public"))
    asked = waiting.waiting_about("", (PUBLISHED,), payload__details__public=text)
    proposals.ask_once(actor, f"{PUBLISHED} {text}", asked)
    return proposals.propose(
        actor=actor,
        act=PUBLISHED,
        object=RECORDER.new_id("key"),
        payload={"details": {"public": text}},
        reason=reason,
    )


@transaction.atomic
def propose_lost(*, actor: Actor, key_id: str, reason: str) -> Proposal:
    """Propose to say that a key is lost: nobody has its file or its passphrase any more, or somebody has it who should not.

    Raises:
        NotFound: there is no such key that is not lost.
        Conflict: the same is asked already and waits for an answer.
    """
    require(actor, DESK)
    record = Key.objects.filter(public_id=key_id, state="published").first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    proposals.ask_once(actor, f"{LOST} {key_id}", waiting.waiting_about(key_id, (LOST,)))
    details = {"public": record.public}
    return proposals.propose(
        actor=actor, act=LOST, object=key_id, payload={"details": details}, reason=reason
    )


def carry_out_published(actor: Actor, proposal: Proposal) -> None:
    """Publish the key that was decided."""
    details = proposal.payload["details"]
    RECORDER.record(
        actor,
        "key",
        "published",
        proposal.object,
        changes=details,
        details=details,
        proposal=proposal.public_id,
    )
    _tell_outside()


def carry_out_lost(actor: Actor, proposal: Proposal) -> None:
    """Note that a key is lost; if it is the newest, nothing is taken until another one is published."""
    record = Key.objects.get(public_id=proposal.object)
    if record.state != "published":
        raise RECORDER.changed_meanwhile()
    details = proposal.payload["details"]
    RECORDER.record(actor, "key", "lost", record, details=details, proposal=proposal.public_id)
    _tell_outside()


def _tell_outside() -> None:
    """Tell the pages outside; where the folder is out of reach, the night does it."""

    def tell() -> None:
        with suppress(OSError):
            publish()

    transaction.on_commit(tell)


@transaction.atomic
def reseal(*, actor: Actor, key: X25519PrivateKey) -> int:
    """Seal every letter that this key opens again, to the key in force; returns how many.

    Raises:
        Refused: no key is in force, or it is this one.
    """
    require(actor, DESK)
    newest, public = outside.key_in_force(), envelopes.public_of(key)
    if newest is None or newest.public == public:
        raise RECORDER.refused(Reason("oversight.no_newer_key"))
    count = 0
    for message in outside.letters_of(actor).filter(key=public).order_by("id"):
        try:
            letter = envelopes.opened(store.found(message.content).read_bytes(), key, TO_DESK)
        except Unopened:
            continue
        content = _kept(actor, envelopes.seal(letter, newest.public, TO_DESK))
        RECORDER.record(
            actor, "message", "resealed", message, changes={"content": content, "key": newest.public}
        )
        count += 1
    return count
