"""Whoever is named in words that hang on no record of theirs is erased from them too, and nothing of it stands in the log."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from ifar.accounts.models import Decision, Proposal
from ifar.accounts.services import absences, people, proposals
from ifar.errors import Refused
from ifar.ledger import services as ledger
from ifar.ledger.models import Personal
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.parties import mentions
from ifar.parties.services import propose_erasure
from ifar.retention.services import place_hold
from tests import cast
from tests.factories import a_person
from tests.logs import Log

DAY = dt.timedelta(days=1)
NAMED = "It was Quirke, Xanthippe who asked for it."


def stands_in_the_log(text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ledger_entry l WHERE convert_from(l.canonical, 'UTF8') LIKE %s)",
            [f"%{text}%"],
        )
        return bool(cursor.fetchone()[0])


def named_everywhere(alice, bob, nina):
    """Reasons of proposals and answers, of a matter that was given time and opened again, of an absence, of locking somebody out."""
    made = matters.raise_matter(
        actor=alice, kind="count_difference", text=NAMED, due_on=matters.today() + 7 * DAY
    )
    matters.extend(actor=alice, matter_id=made, due_on=matters.today() + 9 * DAY, reason=NAMED)
    matters.close(actor=alice, matter_id=made, outcome="unfounded", reason="none")
    matters.reopen(actor=bob, matter_id=made, due_on=matters.today() + 9 * DAY, reason=NAMED)
    now, ken, laura = ledger.now(), cast.actor("ken"), cast.actor("laura")
    away, other = (cast.user(item).public_id for item in ("bob", "mallory"))
    asked = absences.propose(
        actor=ken, user=away, stand_in=other, role="licensing_head", agency=cast.agency("province").public_id,
        valid_from=now, valid_to=now + 3 * DAY, reason=NAMED,
    )  # fmt: skip
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve", reason=NAMED)
    people.lock(actor=ken, user=other, reason=NAMED)
    return made, asked.public_id


@pytest.mark.django_db
def test_w04_a_name_in_any_reason_stands_apart_from_the_log_and_is_erased_with_whom_it_means(
    peopled_db, alice, bob, nina, tmp_path
):
    party = a_person(bob, "Xanthippe Quirke", born="1980-02-03")
    like_her = a_person(bob, "Xanthippe Brown", born="1981-02-03")
    matter, asked = named_everywhere(alice, bob, nina)
    assert not stands_in_the_log("Quirke")
    assert Personal.objects.filter(value__icontains="Quirke, X").count() == 6
    fields = ["name", "born"]
    erasure = propose_erasure(
        actor=bob, public_id=party, fields=fields, ground="court_order", reason="order 7"
    )
    assert len(erasure.payload["erased"]) == 2 + 6
    assert proposals.decide(actor=nina, proposal=erasure.public_id, verdict="approve").executed
    assert not Personal.objects.filter(value__icontains="Quirke").exists()
    assert (Proposal.objects.get(public_id=asked).reason, Matter.objects.get(public_id=matter).text) == (
        "",
        "",
    )
    assert not Decision.objects.exclude(reason="").filter(proposal_id=asked).exists()
    assert Personal.objects.filter(value__icontains="Xanthippe Brown").exists(), like_her
    log = Log(peopled_db, tmp_path)
    log.sequence()
    assert log.verify().differences == []


@pytest.mark.django_db
def test_words_under_a_legal_hold_stay_and_whoever_was_entered_by_mistake_takes_none_along(alice, bob, nina):
    party, other = a_person(bob, "Xanthippe Quirke"), a_person(bob, "Xanthippe Brown")

    def asked(party: str, ground: str, reason: str = "order 7") -> Proposal:
        return propose_erasure(actor=bob, public_id=party, fields=["name"], ground=ground, reason=reason)

    asked(other, "court_order", NAMED)
    assert len(asked(party, "entered_by_mistake").payload["erased"]) == 1
    erasure = asked(party, "court_order")
    assert len(erasure.payload["erased"]) == 2
    place_hold(actor=bob, object=other, ground="inspection", case="I-2026-7")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=nina, proposal=erasure.public_id, verdict="approve")
    assert refused.value.code == "parties.erasure.held"
    assert Proposal.objects.filter(reason=NAMED).exists()


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("asked by Xanthippe QUIRKE", True),
        ("Quirke, Xanthippe", True),
        ("passport ZZ 99-17", True),
        ("Xanthippe came", False),
        ("Quirke and sons", False),
        ("ZZ 99", False),
        ("Xanthippe M. Quirke", True),
        ("Xanthippe Brown met Omar Quirke", False),
        ("room ZZ 99-170", False),
    ],
)
def test_w04_words_name_whom_they_name_whole(text, is_named):
    result = {"name": "Xanthippe Quirke", "identity_numbers": [{"number": "ZZ-9917"}]}
    assert mentions.names_whole(text, result) is is_named


def test_w04_one_word_alone_is_nobodys_name():
    assert not mentions.names_whole("the prince of Monaco", {"name": "Prince"})
