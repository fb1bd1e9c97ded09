"""Must-have 20: an armoury works a week on two phones without a line. Nothing is lost or doubled; what contradicts ends at a person; nothing is called more than it is."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import random
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ifar.documents import extracts
from ifar.errors import Forbidden
from ifar.ledger.keys import Keyring
from ifar.matters.models import Matter
from ifar.matters.services.matters import close as close_matter
from ifar.registry.models import Event as Life
from ifar.registry.models import Firearm
from ifar.stocks.models import Event, Issue, Observation
from ifar.stocks.services import counts, roster, sent_pins
from ifar.stocks.services import field as arriving
from tests import cast
from tests.ammunition.making import lies
from tests.conftest import sign_in
from tests.stocks.making import a_counter, an_officer, in_days, works_at
from tests.trade.despatching import an_office

pytestmark = pytest.mark.django_db
DAYS = int(os.environ.get("WEEK_DAYS", "3"))
"""Days of the protocol's test; `WEEK_DAYS=7` is the whole week."""
ENTRIES = "/api/stocks/field/entries"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def sealed(pin: str, capture: str) -> str:
    """A PIN as the device seals it: it keeps no key with which it could read it again."""
    curve = ec.SECP256R1()
    register = ec.EllipticCurvePublicKey.from_encoded_point(curve, base64.b64decode(sent_pins.public_key()))
    own = ec.generate_private_key(curve)
    shared = own.exchange(ec.ECDH(), register)
    key = HKDF(SHA256(), 32, None, sent_pins.CONTEXT + capture.encode()).derive(shared)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    iv = os.urandom(12)
    return base64.b64encode(point + iv + AESGCM(key).encrypt(iv, pin.ljust(12).encode(), None)).decode()


@dataclass
class Telephone:
    """A device as the client is one: it keeps what was entered until the register has answered, sends in order, and again what waits."""

    browser: object
    ahead: dt.timedelta = dt.timedelta()
    waiting: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)

    def enter(self, at: dt.datetime, *, extract=None, confirmed=None, pin="", **given) -> str:
        """An entry of a moment; `given` is `issue` or `back`."""
        capture = str(uuid.uuid4())
        taken = (at + self.ahead).isoformat()
        body = {
            "capture": capture,
            "taken": taken,
            "ahead": round(self.ahead.total_seconds() * 1000),
            **given,
        }
        if pin:
            confirmed = {"how": "pin", "pin": sealed(pin, capture)}
        body |= {"confirmed": confirmed} if confirmed else {}
        body |= {"extract": extract.isoformat()} if extract else {}
        self.waiting.append(body)
        return capture

    def send(self, body, *, is_lost=False):
        """Send once; where the answer is lost the entry stays, as on the device."""
        sent = {**body, "sent": (timezone.now() + self.ahead).isoformat()}
        answer = self.browser.post(ENTRIES, json.dumps(sent), content_type="application/json")
        assert answer.status_code == 201, answer.content
        came = answer.json()
        if not is_lost:
            self.answers[body["capture"]] = came
            if came["act"] != "waiting" and body in self.waiting:
                self.waiting.remove(body)
        return came


def out(at, officer, *arms, due=None, **said):
    """An issue for a shift as a device sends it."""
    return {"armoury": at.armoury, "scanned": "\n".join([officer, *arms]), "due_at": due.isoformat(), **said}


def test_must_have_20_a_week_on_two_phones_arrives_once_whatever_is_lost_doubled_or_late():
    chance = random.Random(20261202)
    at = a_counter(2)
    works_at("erin", "armourer", cast.agency("harbour"))
    officers = [at.officer, an_officer(at.chief, "Two", "N-2"), an_officer(at.chief, "Three", "N-3")]
    roster.set_pin(actor=at.chief, officer_id=officers[0], pin="1357")
    phones = [Telephone(sign_in("mallory"), 4 * DAY), Telephone(sign_in("erin"), -9 * DAY)]
    began = timezone.now() - DAYS * DAY - HOUR
    planned = {arm: [] for arm in at.arms}
    number = 0
    for day in range(DAYS):
        for n, arm in enumerate(at.arms):
            officer, serial = officers[(n + day) % 3], f"HB{n + 1:05}"
            morning, evening = began + day * DAY + n * HOUR / 4, began + day * DAY + (9 + n / 4) * HOUR
            gives, takes = chance.randrange(2), chance.randrange(2)
            with_rounds = n == 0
            issue = out(at, officer, serial, due=evening + HOUR)
            back = {"scanned": f"{officer}\n{serial}"}
            if with_rounds:
                issue |= {"scanned": f"{issue['scanned']}\n{at.lot} 30", "magazines": 1}
                back |= {"rounds": 30, "magazines": 1}
            pin = "1357" if officer == officers[0] else ""
            expired = morning - HOUR if day == DAYS - 1 else morning + HOUR
            phones[gives].enter(morning, issue=issue, pin=pin, extract=expired + phones[gives].ahead * 0)
            phones[takes].enter(evening, back=back, confirmed={"how": "paper", "paper": f"R-{number}"})
            planned[arm] += [("state_stock_issued", morning), ("state_stock_returned", evening)]
            number += 1
        # In the night there is a line: answers are lost, entries are sent twice and in another order, whichever phone begins.
        for tries in range(20):
            for phone in chance.sample(phones, 2):
                some = list(phone.waiting)
                if tries < 2:
                    chance.shuffle(some)
                for body in some:
                    if chance.random() < 0.15:
                        phone.send(body, is_lost=True)
                    if chance.random() < 0.85:
                        phone.send(body)
            if not any(phone.waiting for phone in phones):
                break
    assert not any(phone.waiting for phone in phones), [
        (phone.answers[body["capture"]]["why"], body["taken"]) for phone in phones for body in phone.waiting
    ]
    for phone in phones:
        for capture, came in phone.answers.items():
            assert came["act"] in ("issued", "returned"), (capture, came)
    assert Issue.objects.count() == number
    assert not Issue.objects.exclude(state="returned").exists()
    assert not Matter.objects.exists()
    for arm, lived in planned.items():
        lives = Life.objects.filter(firearm__public_id=arm, kind__startswith="state_stock").order_by(
            "occurred_from"
        )
        came = list(lives.values_list("kind", "occurred_from"))
        assert [kind for kind, _moment in came] == [kind for kind, _moment in lived]
        # The clocks are days off; what is left is how long an entry was on its way.
        assert all(abs(a - b) < HOUR / 12 for (_, a), (_, b) in zip(came, lived, strict=True))
        assert Firearm.objects.get(public_id=arm).state == "in_stock_state"
    held = {issue.holder for issue in Issue.objects.exclude(holder="")}
    assert sum(lies(place, at.lot) for place in held) == 0
    # How each was confirmed, how far each clock was off, and that an extract had ended, stands with each.
    details = [
        details["offline"]
        for details in Event.objects.filter(record_type="issue").values_list("details", flat=True)
    ]
    assert len(details) == 2 * number
    assert {round(item["off"] / 86_400) for item in details if "observation" not in item} == {4, -9}
    assert sorted({item["how"] for item in details}) == ["", "paper", "pin"]
    assert all(item["holds"] for item in details if item["how"] == "pin")
    assert sum("expired" in item for item in details if "observation" not in item) > 0
    assert set(Issue.objects.values_list("signed", flat=True)) == {"", "pin"}


def test_one_arm_issued_by_two_devices_ends_at_a_person_and_nothing_is_lost():
    at = a_counter(2)
    works_at("erin", "armourer", cast.agency("harbour"))
    other = an_officer(at.chief, "Two", "N-2")
    first, second = Telephone(sign_in("mallory")), Telephone(sign_in("erin"))
    ago, due = timezone.now() - 5 * HOUR, timezone.now() + 5 * HOUR
    one = first.enter(ago, issue=out(at, at.officer, "HB00001", due=due))
    two = second.enter(ago + HOUR, issue=out(at, other, at.arms[0], due=due))
    for _n in range(2):
        for phone in (first, second):
            for body in list(phone.waiting):
                phone.send(body)
    assert (first.answers[one]["act"], second.answers[two]["act"]) == ("issued", "waiting")
    assert second.answers[two]["why"], "it says why"
    # Whatever comes after it about the arm waits too, and is not taken for the other one's.
    back = second.enter(ago + 2 * HOUR, back={"scanned": "HB00001"})
    assert second.send(second.waiting[-1])["act"] == "waiting"
    assert arriving.raise_waiting(timezone.now() + 23 * HOUR) == 0
    assert arriving.raise_waiting(timezone.now() + 25 * HOUR) == 2
    assert arriving.raise_waiting(timezone.now() + 25 * HOUR) == 0
    matter = Matter.objects.filter(kind="conflict").order_by("id").first()
    observation = Observation.objects.get(public_id=matter.about)
    assert (observation.state, observation.officer, observation.arms) == ("observed", other, [at.arms[0]])
    with pytest.raises(Forbidden):
        close_matter(actor=cast.actor("erin"), matter_id=matter.public_id, outcome="explained", reason="x")
    text = sign_in("rosa").get(f"/matters/{matter.public_id}/").content.decode()
    assert f"/stocks/observations/{observation.public_id}/" in text
    page = sign_in("rosa").get(f"/stocks/observations/{observation.public_id}/").content.decode()
    assert "HB00001" in page
    assert "Another device may still have" in page
    for who in ("frank", "alice"):
        assert sign_in(who).get(f"/stocks/observations/{observation.public_id}/").status_code in (403, 404)
    close_matter(actor=at.chief, matter_id=matter.public_id, outcome="explained", reason="HB00002 was meant")
    assert {second.send(body)["act"] for body in list(second.waiting)} == {"observed"}
    assert second.answers[back]["before"]
    assert Issue.objects.get().officer == at.officer
    # What happened before something that the register knows is written by nobody alone, and is not lost either.
    early = second.enter(ago - HOUR, issue=out(at, other, "HB00001", due=due))
    assert second.send(second.waiting[-1])["act"] == "observed"
    assert "two people" in second.answers[early]["why"][0]
    # One that is sent under the same number says the same, or is another entry.
    assert (
        second.browser.post(
            ENTRIES,
            json.dumps({"capture": two, "taken": ago.isoformat(), "back": {"scanned": "X"}}),
            content_type="application/json",
        ).status_code
        == 409
    )


def test_what_may_not_be_is_kept_as_what_happened_and_is_a_matter():
    at = a_counter(3)
    works_at("erin", "armourer", cast.agency("harbour"))
    phone = Telephone(sign_in("mallory"))
    own = an_officer(at.chief, "Mallory", "N-7", account=at.armourer.id)
    bad = an_officer(at.chief, "Bad", "N-8")
    ago, due = timezone.now() - 5 * HOUR, timezone.now() + 5 * HOUR
    for officer in (bad, own):
        phone.enter(ago, issue=out(at, officer, "HB00001", due=due))
    phone.enter(ago, issue=out(at, at.officer, "NOBODY-7", due=due))
    phone.enter(ago, back={"scanned": "HB00002"})
    roster.suspend_officer(actor=at.chief, officer_id=bad, ground="weapon_misuse", suspended_until=in_days(9))
    suspended, both, unknown, back = [phone.send(body) for body in list(phone.waiting)]
    assert [came["act"] for came in (suspended, both, unknown, back)] == [
        "observed",
        "observed",
        "observed",
        "waiting",
    ]
    assert "suspended" in suspended["why"][0]
    assert "NOBODY-7" in unknown["why"][0]
    assert not Issue.objects.exists()
    about = {matter.about: matter for matter in Matter.objects.filter(cause="stocks.observed")}
    assert set(about) == {suspended["record"], both["record"], unknown["record"]}
    assert all(at.armourer.id in matter.barred for matter in about.values())
    assert Observation.objects.get(public_id=unknown["record"]).scanned == [at.officer, "NOBODY-7"]
    assert phone.send(phone.waiting[0])["before"]
    # A neighbouring unit learns nothing of this armoury: what its device says of it is its own matter.
    heidi = works_at("heidi", "armourer", an_office("police", "River Police Station", above="police"))
    there = Telephone(sign_in("heidi"))
    there.enter(ago, issue=out(at, at.officer, at.arms[0], due=due))
    came = there.send(there.waiting[0])
    assert came["act"] == "observed"
    assert Observation.objects.get(public_id=came["record"]).agency.public_id == heidi.agency
    assert (
        sign_in("alice")
        .post(ENTRIES, json.dumps({**phone.waiting[0]}), content_type="application/json")
        .status_code
        == 403
    )


def test_each_way_to_confirm_is_proven_or_called_what_it_is():
    at = a_counter(6)
    roster.set_pin(actor=at.chief, officer_id=at.officer, pin="1357")
    phone = Telephone(sign_in("mallory"))
    ago, due = timezone.now() - 2 * HOUR, timezone.now() + 5 * HOUR
    picture = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    ways = [
        ("pin", {"pin": "1357"}, True, "pin"),
        ("wrong", {"pin": "2468"}, False, ""),
        ("another's", {"confirmed": {"how": "pin", "pin": sealed("1357", str(uuid.uuid4()))}}, False, ""),
        ("passkey", {"confirmed": {"how": "passkey", "assertion": {"id": "x"}}}, False, ""),
        ("paper", {"confirmed": {"how": "paper", "paper": "S-9"}}, None, "paper"),
        ("glass", {"confirmed": {"how": "glass", "drawing": picture}}, None, "glass"),
    ]
    for n, (_name, said, _holds, _signed) in enumerate(ways):
        phone.enter(ago, issue=out(at, at.officer, f"HB{n + 1:05}", due=due), **said)
    for (name, _said, holds, signed), body in zip(ways, list(phone.waiting), strict=True):
        assert "1357" not in json.dumps({**body, "capture": ""}), "no PIN in the open"
        came = phone.send(body)
        assert (came["act"], came["holds"]) == ("issued", holds), name
        issue = Issue.objects.get(public_id=came["record"])
        assert issue.signed == signed, name
        assert Matter.objects.filter(about=came["record"], cause="stocks.unproven").exists() == (
            holds is False
        ), name
        page = sign_in("rosa").get(f"/stocks/issues/{came['record']}/").content.decode()
        assert "Entered offline" in page
    assert issue.signed == "glass"
    drawn = Event.objects.get(subject=issue.public_id, n=1).details["offline"]["drawing"]
    assert f'href="{reverse("files:picture", args=(drawn,))}"' in page
    assert sign_in("rosa").get(reverse("files:picture", args=(drawn,))).status_code == 200
    assert sign_in("alice").get(reverse("files:picture", args=(drawn,))).status_code == 404
    assert Issue.objects.get(signed="paper").sheet == "S-9"
    # In the open it is refused before anything is looked at.
    refused = phone.browser.post(
        ENTRIES,
        json.dumps({**phone_body(at, due), "issue": {**out(at, at.officer, "HB00001", due=due), "pin": "1"}}),
        content_type="application/json",
    )
    assert refused.status_code == 422


def phone_body(at, due):
    """A plain entry."""
    return {"capture": str(uuid.uuid4()), "taken": timezone.now().isoformat()}


def test_the_extract_of_an_armoury_names_nobody_and_holds_the_own_store_alone():
    at = a_counter(2)
    Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)
    heidi = works_at("heidi", "armourer", an_office("police", "River Police Station", above="police"))
    roster.suspend_officer(
        actor=at.chief,
        officer_id=an_officer(at.chief, "Bad", "N-8"),
        ground="inquiry",
        suspended_until=in_days(9),
    )
    extract = extracts.extract(actor=at.armourer)
    sections = extract["payload"]["sections"]
    assert [row["id"] for row in sections["armouries"]["rows"]] == [at.armoury]
    assert {row["mark"] for row in sections["arms"]["rows"]} == {"HB00001", "HB00002"}
    assert [(row["mark"], row["quantity"]) for row in sections["lots"]["rows"]] == [("PP-25-1", 1000)]
    assert {row["mark"]: row["unfit"] for row in sections["roster"]["rows"]} == {
        "N-100": [],
        "N-8": ["suspended"],
    }
    text = json.dumps(extract)
    assert "Haddad" not in text
    assert "pbkdf2" not in text
    assert at.armoury not in json.dumps(extracts.extract(actor=heidi))
    counts.begin(actor=at.armourer, armoury=at.armoury, kind="serial")
    blind = extracts.extract(actor=at.armourer)["payload"]["sections"]
    assert (len(blind["armouries"]["rows"]), blind["arms"]["rows"], blind["lots"]["rows"]) == (1, [], [])
