"""A file of a State whose key nobody knows: kept unread, confirmed by two people, taken in; whatever is wrong with it is refused."""

from __future__ import annotations

import datetime as dt
import json
from unittest import mock

import pytest
from django.db import transaction
from django.test import TestCase

from ifar.accounts.selectors import proposals as proposed
from ifar.accounts.services import proposals
from ifar.documents import seal
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.files import store
from ifar.tracing import envelope, labels
from ifar.tracing.models import Event, Exchange, Request
from ifar.tracing.services import exchange, lapsed, senders
from ifar.tracing.views.lapsed import describe as lapsed_lines
from ifar.tracing.views.senders import describe
from tests import cast
from tests.tracing.test_exchange import CERTIFICATE, LOG, OTHERS, PAPERS, _altered, made, payload, took
from tests.tracing.test_notices import _tracer
from tests.tracing.test_tracing_pages import text_of

HOW = "Read out on the phone by the Belgian focal point, twice."
KEY = LOG.verifier.encode()


@pytest.fixture
def dave(peopled_db):
    return _tracer()


def held(actor) -> str:
    result = took(actor, made())
    assert result.reason == "unknown_sender"
    return result.exchange


def confirmed(actor, exchange_) -> str:
    asked = senders.confirm_key(actor=actor, exchange=exchange_, key=KEY, how=HOW)
    proposals.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
    return asked.public_id


@pytest.mark.django_db
def test_w07_a_file_from_an_unknown_key_is_taken_in_once_two_people_confirmed_it(dave):
    waits = held(dave)
    assert not Request.objects.exists()
    asked = senders.confirm_key(actor=dave, exchange=waits, key=f" {KEY} ", how=HOW)
    assert exchange.known_keys().get("BE") is None
    with pytest.raises(Conflict):
        senders.confirm_key(actor=dave, exchange=waits, key=KEY, how=HOW)
    with pytest.raises(Forbidden), transaction.atomic():
        proposals.decide(actor=dave, proposal=asked.public_id, verdict="approve")
    assert took(dave, made()).reason == "unknown_sender"
    lines = {str(line.label): line.value for line in describe(dave, asked)}
    assert lines["Key of its register's log, as they told it"] == KEY
    proposals.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
    assert exchange.known_keys()["BE"] == [LOG.verifier]
    taken = exchange.take_in(actor=dave, data=senders.document_of(Exchange.objects.get(public_id=waits)))
    assert taken.reason == ""
    assert Request.objects.get(public_id=taken.request).country == "BE"
    event = Event.objects.get(subject=taken.exchange)
    assert (event.details["log"], event.details["proposal"]) == (KEY, asked.public_id)
    assert senders.held_for(dave, waits).taken == Exchange.objects.get(public_id=taken.exchange)
    # What they send next needs nobody to confirm it; somebody else's does.
    other = made(
        payload(message="01900000-0000-7000-8000-000000000002"),
        key=OTHERS,
        certificate=seal.certificate(OTHERS.verifier, OTHERS),
    )
    assert took(dave, other).reason == "resigned"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("altered", lambda: _altered(made())),
        ("altered", lambda: made(key=OTHERS, certificate=CERTIFICATE)),
        ("altered", lambda: json.dumps({**json.loads(made()), "certificate": "nothing"}).encode()),
        ("misdirected", lambda: made(payload(recipient={"country": "IT"}))),
        ("expired", lambda: made(payload(made_at="2024-01-01T00:00:00Z", expires_at="2024-02-01T00:00:00Z"))),
    ],
)
def test_w07_what_is_wrong_with_it_besides_is_refused_and_not_kept(dave, reason, data):
    taken_in = exchange.take_in(actor=dave, data=data())
    assert taken_in.reason == reason
    with pytest.raises(Refused):
        senders.confirm_key(actor=dave, exchange=taken_in.exchange, key=KEY, how=HOW)


@pytest.mark.django_db
def test_w07_only_the_key_that_vouches_for_the_signer_can_be_confirmed(dave):
    waits = held(dave)
    for key, code in (
        ("no key", "tracing.file.key"),
        (OTHERS.verifier.encode(), "tracing.file.other_key"),
        # The key that signed is not the one of the log that vouches for it: whoever forged the file has that one too.
        (PAPERS.verifier.encode(), "tracing.file.other_key"),
    ):
        with pytest.raises(Invalid) as wrong:
            senders.confirm_key(actor=dave, exchange=waits, key=key, how=HOW)
        assert [reason.code for reason in wrong.value.reasons] == [code]
    with pytest.raises(Invalid):
        senders.confirm_key(actor=dave, exchange=waits, key=KEY, how="by phone")
    with pytest.raises(Forbidden):
        senders.confirm_key(actor=cast.actor("heidi"), exchange=waits, key=KEY, how=HOW)


@pytest.mark.django_db
def test_w07_the_page_names_the_fingerprint_what_the_file_says_and_whom_to_ask(dave, signed_in):
    waits = held(dave)
    browser = signed_in("dave")
    at = f"/tracing/files/{waits}/"
    assert at in browser.get("/tracing/files/").content.decode()
    page = text_of(browser.get(at))
    fingerprint = senders.held_for(dave, waits).signer.fingerprint
    for text in (fingerprint, "Belgium", LOG.name, "Whom to ask", "Nothing that it says is believed"):
        assert text in page, text
    assert "Found in a flat" not in page
    assert browser.post(at, {"key": "no key", "how": HOW}).status_code == 422
    assert browser.post(at, {"key": KEY, "how": HOW}).status_code == 302
    assert "waits for a second person" in text_of(browser.get(at))
    asked = senders.held_for(dave, waits).waiting
    proposals.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
    assert "Two people have confirmed" in text_of(browser.get(at))
    there = browser.post(at, {"take": "1"})
    assert there["Location"] == f"/tracing/{Request.objects.get().public_id}/"
    assert "It was taken in since" in text_of(browser.get(at))
    assert browser.get(f"/tracing/files/{'O' + '0' * 13}/").status_code == 404


@pytest.mark.django_db
def test_w07_the_list_and_the_page_say_how_a_file_stands_that_waited_for_its_key(dave, signed_in):
    waits = held(dave)
    browser = signed_in("dave")
    at = f"/tracing/files/{waits}/"

    def told():
        return text_of(browser.get("/tracing/files/")), text_of(browser.get(at))

    rows, page = told()
    assert "Confirm its key" in rows
    assert "The directory has no key of the State" in rows
    assert "nobody whom the directory knows vouches" in page
    confirmed(dave, waits)
    rows, page = told()
    for false in ("Confirm its key", "The directory has no key", "Refused<"):
        assert false not in rows, false
    assert "Two people have confirmed the key of this State." in rows
    assert ">Take it in</a>" in rows
    assert "nobody whom the directory knows vouches" not in page
    assert "The file waits to be taken in" in page
    browser.post(at, {"take": "1"})
    rows, page = told()
    for false in ("Confirm its key", "The directory has no key", ">Take it in</a>", "Refused<"):
        assert false not in rows, false
    assert "It was taken in since." in rows
    assert "nobody whom the directory knows vouches" not in page


@pytest.mark.django_db
def test_w07_a_file_whose_key_nobody_confirmed_is_erased_by_two_people_once_its_time_is_over(dave, signed_in):
    waits = held(dave)
    digest = Exchange.objects.get(public_id=waits).hash
    assert lapsed.held_for(dave) == []
    with pytest.raises(Refused) as kept:
        lapsed.propose(actor=dave, subject=waits, reason="Nobody answered.")
    assert [reason.code for reason in kept.value.reasons] == ["tracing.file.still_good"]
    with mock.patch.object(envelope, "GOOD_FOR", dt.timedelta()):
        browser = signed_in("dave")
        page = text_of(browser.get("/tracing/lapsed/"))
        assert f"/tracing/files/{waits}/" in page
        assert "Nothing has lapsed" not in page
        values = {"subject": waits, "reason": "Nobody answered in all that time."}
        assert browser.post("/tracing/lapsed/", values).status_code == 302
        [asked] = proposed.with_status().filter(act=lapsed.ACT, object=waits)
        assert any("never confirmed" in str(line.value) for line in lapsed_lines(dave, asked))
        assert store.is_whole(digest), "one alone erases nothing"
        with TestCase.captureOnCommitCallbacks(execute=True):
            proposals.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
        assert not store.is_whole(digest)
        assert lapsed.held_for(dave) == []
    assert Exchange.objects.get(public_id=waits).reason == "unknown_sender", "that it came stays in the log"


@pytest.mark.django_db
def test_w07_a_file_that_was_taken_in_since_is_not_erased_as_one_that_waits(dave):
    waits = held(dave)
    confirmed(dave, waits)
    data = senders.document_of(Exchange.objects.get(public_id=waits))
    assert exchange.take_in(actor=dave, data=data).reason == ""
    with mock.patch.object(envelope, "GOOD_FOR", dt.timedelta()):
        assert lapsed.held_for(dave) == []
        with pytest.raises(NotFound):
            lapsed.propose(actor=dave, subject=waits, reason="Nobody answered in all that time.")


def test_w07_a_file_by_another_key_than_that_of_the_directory_says_what_to_do():
    assert "entered in the directory" in str(labels.FILE_REASONS["resigned"])
