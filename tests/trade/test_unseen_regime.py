"""A regime that is in no repository: a convention of lakes, invented, whose table and cases a legal officer wrote from docs/operations.md without seeing code.

`data/lakes_regime.csv`, `lakes_receipt.csv` and `lakes_cases.csv` stand as they were written. Replaced when they are read are codes alone which the
documentation did not name then (it does now), in `SAID`; and one thing it did not say: what a traveller who leaves needs by the Protocol is this State's own
authorisation (`export_authorisation`), not the paper of the State to which they go, so that is what rows on the leg `leaving` lift. Where a case has
"import_authorisation" among the papers of a traveller, it is that authorisation of our own State, in force.

The expected outcome of each case is the officer's, those that they were not sure of included: what they asked (N1 to N18) the documentation answers now, and
each time as they had read it. Whether a receipt is due (61, 62) could not be said in a table; it is the leg `receipt` now.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from ifar.errors import Invalid, Refused
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.trade import gate, replay, selectors
from ifar.trade.deliveries import selectors as deliveries
from ifar.trade.deliveries.replay import DELIVERIES
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.journeys import selectors as travellers
from ifar.trade.journeys import travelling
from ifar.trade.models import Authorisation, Delivery, Journey
from ifar.trade.services import authorisations, deciding
from ifar.trade.services.authorisations import working_day_after
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import without_triggers
from tests.databases import Database, forget_lists, ground
from tests.trade import making
from tests.trade.making import DAY

DATA = Path(__file__).parent / "data"
SAID = {
    "end_user_certificate": "end_use_certificate",
    "sea_without_transhipment": "sea_unbroken",
    "air_without_transhipment": "air_unbroken",
    "sea_with_transhipment": "sea",
    "commercial": "sale",
}
"""The officer's word for a paper, a way or a purpose -> the code of the list."""
NOT_SO = {"52": dt.date(2027, 2, 9)}
"""Case -> the day on which the journey would have to be announced, where the officer's reading was wrong: 16 February is a holiday in Uganda, which the
directory knows and their count of working days did not, so that one announced on the 10th has four of the five."""
RIFLES = (GoodsLine(type="rifle", quantity=2),)
SHORT = {
    "code": "ours_receipt",
    "regime": "ours",
    "article": "Our law 1",
    "leg": "receipt",
    "days": "20",
    "asks": "",
    "states": "KE",
}
"""A row of our own beside the convention's 45 days."""
EVER = {"issued_on": dt.date(2024, 1, 1), "expires_on": dt.date(2029, 12, 31)}


def _rows(name: str) -> list[dict[str, str]]:
    """A table of the officer's, in the codes of the lists."""
    text = (DATA / name).read_text("utf-8")
    for word, code in SAID.items():
        text = re.sub(rf"\b{word}\b", code, text)
    return list(csv.DictReader(text.splitlines()))


TABLE = [*_rows("lakes_regime.csv"), *_rows("lakes_receipt.csv")]
for _row in TABLE:
    if _row["leg"] == "leaving":
        _row["lifts"] = _row["lifts"].replace("import_authorisation", "export_authorisation")
CASES = _rows("lakes_cases.csv")
TRANSFERS = [case for case in CASES if case["kind"] in ("export", "import", "transit")]
TRAVELLERS = [case for case in CASES if case["kind"].startswith("traveller")]
RECEIPTS = [case for case in CASES if case["kind"] == "receipt"]
MOVED = [
    transfer
    for transfer in TRANSFERS
    if transfer["day"] == "2026-07-01"
    and transfer["no"] in ("1", "2", "6", "7", "9", "12", "28", "38", "39", "56", "58")
]
"""Cases of one day that are carried through to a grant or a refusal."""


@dataclass
class Lakes:
    """A database whose offices can be moved from State to State, and travellers' authorisations that were granted before the table was loaded."""

    database: Database
    folder: Path
    consignee: str
    file: str
    own: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def load(self, rows: list[dict[str, str]]) -> None:
        """Load a table as a country does."""
        with (self.folder / "regime.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(TABLE[0]))
            writer.writeheader()
            writer.writerows(rows)
        reference.load_folder(actor=JOB, folder=self.folder, origin="lakes")
        forget_lists()

    @contextmanager
    def at(self, state: str) -> Iterator[None]:
        """The register is that of a State."""
        with self.database.connect() as owner, pytest.MonkeyPatch.context() as patch:

            def move(where: str) -> None:
                owner.execute("UPDATE accounts_agency SET country = %s", [where])

            patch.setattr(settings, "IFAR_COUNTRY", state)
            move(state)
            try:
                yield
            finally:
                move(cast.COUNTRY)


@pytest.fixture(scope="module")
def lakes(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Lakes]:
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
    ):
        with database.connect() as owner:
            for statement in without_triggers("accounts_agency"):
                owner.execute(statement.encode())
        alice = cast.actor("alice")
        result = Lakes(
            database, tmp_path_factory.mktemp("lakes"), making.a_party(alice), making.a_file(alice)
        )
        for traveller in TRAVELLERS:
            key = _own_of(traveller)
            if "import_authorisation" in traveller["papers_on_file"] and key not in result.own:
                with result.at(traveller["our_state"]):
                    result.own[key] = _own_authorisation(result, *key)
        result.load(TABLE)
        yield result


def _own_of(case: dict[str, str]) -> tuple[str, str, str, str]:
    return case["our_state"], case["from"], case["into"], case["purpose"]


def _own_authorisation(lakes: Lakes, home: str, leaves: str, enters: str, purpose: str) -> str:
    """An authorisation of our own State under which a traveller crosses, in force in all the years of the cases."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made = making.an_application(
        alice, kind="export" if home == leaves else "import", from_state=leaves, into_state=enters,
        purpose=purpose, consignee=lakes.consignee, through=(), goods=RIFLES,
    )  # fmt: skip
    if home == leaves:
        making.a_paper(
            alice,
            made,
            lakes.consignee,
            gate.IMPORT,
            enters,
            verifier=bob,
            file=lakes.file,
            goods=RIFLES,
            **EVER,
        )
    making.assessed(alice, made)
    asked = deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2029, 12, 31), reason="So."
    )  # fmt: skip
    deciding.proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    return made


def _an_application(lakes: Lakes, case: dict[str, str], *, complete: bool = False) -> Authorisation:
    """What a case applies for, with the papers that it has on file."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    through = [part.split(":") for part in case["through"].split(";") if part]
    values = {
        "actor": alice,
        "kind": case["kind"],
        "from_state": case["from"],
        "into_state": case["into"],
        "purpose": case["purpose"],
        "consignee": lakes.consignee,
        "through": [Through(country=country, way=way) for country, way in through],
        "goods": RIFLES,
    }
    made = authorisations.draft(**values)
    if complete:
        authorisations.apply(actor=alice, authorisation_id=made)
        authorisations.complete(actor=alice, authorisation_id=made)
        making.assessed(alice, made)
    for paper in filter(None, case["papers_on_file"].split(";")):
        kind, _at, by = paper.removesuffix(":unverified").partition("@")
        verifier = None if paper.endswith(":unverified") else bob
        making.a_paper(
            alice, made, lakes.consignee, kind, by, verifier=verifier, file=lakes.file, goods=RIFLES, **EVER
        )  # fmt: skip
    return Authorisation.objects.get(public_id=made)


def _days(day: dt.date) -> dict[str, dt.date]:
    return {"valid_from": day, "valid_to": day + 30 * DAY}


def _articles(text: str) -> set[str]:
    return set(filter(None, text.replace("Protocol art.", "Protocol").split("; ")))


def _named(reasons: Any) -> set[str]:
    return {article for reason in reasons for article in _articles(reason.article)}


def _is_open(case: dict[str, str]) -> bool:
    return not case["expected"].startswith("refused")


def _asked_of_the_database(function: str, row: dict[str, Any], day: dt.date) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [json.dumps(row, default=str), day])
        return cursor.fetchone()[0]


def _lifted(case: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What a case says is lifted: the article, the paper, and the State of the leg where one is named."""
    article = ""
    for part in filter(None, re.split(r"; ", case["lifted_by"])):
        if part.startswith("art. "):
            article, part = part.removeprefix("art. ").split(": ")  # noqa: PLW2901
        kind, _at, by = part.removesuffix(" on from and into").partition("@")
        yield article, kind, by


def _wanted(authorisation: Authorisation, case: dict[str, str], without: str = "") -> set[tuple[str, str]]:
    rules = [
        regime
        for regime in selectors.regimes()
        if regime["regime"] != "lakes" or regime["article"] != without
    ]
    day = dt.date.fromisoformat(case["day"])
    return {
        (want.kind, want.leg_state)
        for want in gate.wanted(selectors.row_of(authorisation), rules, day, case["our_state"])
    }


@pytest.mark.parametrize("case", TRANSFERS, ids=lambda item: item["no"])
def test_it_bites_and_lifts_as_its_rows_say(lakes: Lakes, db, case: dict[str, str]) -> None:
    day = dt.date.fromisoformat(case["day"])
    with lakes.at(case["our_state"]):
        authorisation = _an_application(lakes, case)
        reasons = deciding.refusing(authorisation, _days(day), day)
        assert {reason.code for reason in reasons} <= {"trade.gate.missing", "trade.gate.unverified"}
        assert _named(reasons) == _articles(case["refused_because"]), case["why"]
        assert (not reasons) == _is_open(case)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT to_jsonb(a)::text FROM trade_authorisation a WHERE id = %s", [authorisation.pk]
            )
            row = {**json.loads(cursor.fetchone()[0]), **_days(day)}
        assert (_asked_of_the_database("trade_wanting", row, day) is None) == _is_open(case)
        # What is lifted would be asked for without the article that lifts it.
        for article, kind, by in _lifted(case):
            rows = _wanted(authorisation, case, without=article) - _wanted(authorisation, case)
            assert {state for text, state in rows if text == kind} >= (
                {by} if by else {case["from"], case["into"]}
            )
        if days := re.search(r"within (\d+) working days", case["expected"]):
            row = selectors.row_of(authorisation)
            assert gate.term(row, selectors.regimes(), day, case["our_state"], 0) == int(days[1])


def _journey(lakes: Lakes, case: dict[str, str], announced: dt.date) -> Journey:
    """The journey of a case as it stands on record when it crosses."""
    day, out = dt.date.fromisoformat(case["day"]), case["kind"].endswith("leaving")
    own = lakes.own[_own_of(case)] if "import_authorisation" in case["papers_on_file"] else ""
    journey = Journey(
        way="out" if out else "in",
        country=case["into"] if out else case["from"],
        purpose=case["purpose"],
        authorisation=own,
        papers=[part for part in case["papers_on_file"].split(";") if part and "@" not in part],
        arms=[{"type": "rifle", "calibre": "308win", "serial": "1"}],
        announced_on=announced,
        crosses_on=day,
        return_by=day + 7 * DAY,
        agency=cast.agency("customs"),
    )
    rules = travelling.rules_of(travellers.row_of(journey), case["our_state"], selectors.regimes(), day)
    journey.earliest_on = working_day_after(announced, travelling.days_before(rules))
    return journey


@pytest.mark.parametrize("case", TRAVELLERS, ids=lambda item: item["no"])
def test_travellers_cross_as_its_rows_say(lakes: Lakes, db, case: dict[str, str]) -> None:
    day, announced = (dt.date.fromisoformat(case[name]) for name in ("day", "announced_on"))
    with lakes.at(case["our_state"]):
        if case["no"] in NOT_SO:
            late = travellers.against(_journey(lakes, case, announced), [1], day)
            assert [item.code for item in late] == ["trade.journey.early"]
            announced = NOT_SO[case["no"]]
        journey = _journey(lakes, case, announced)
        reasons = travellers.against(journey, [1], day)
        assert _named(reasons) == _articles(case["refused_because"]), case["why"]
        assert (not reasons) == _is_open(case)
        row = {**travellers.row_of(journey), "gone": [1], "id": 0, "agency_id": journey.agency_id}
        assert (_asked_of_the_database("trade_journey_wanting", row, day) is None) == _is_open(case)
        rules = travelling.rules_of(row, case["our_state"], selectors.regimes(), day)
        for article, kind, _by in _lifted(case):
            without = [rule for rule in rules if rule["article"] != article]
            needed = travelling.OWN[journey.way][0] if kind == gate.IMPORT else kind
            rows = [travelling.wanted(row, some, late=False) for some in (without, rules)]
            assert [needed in item for item in rows] == [True, False]


@pytest.mark.parametrize("case", RECEIPTS, ids=lambda item: item["no"])
def test_a_receipt_is_due_as_its_rows_say(lakes: Lakes, db, case: dict[str, str]) -> None:
    """By the rows of the day of the exit."""
    left = dt.date.fromisoformat(re.search(r"left (\S+),", case["papers_on_file"])[1])
    days = int(re.search(r"\((\d+) days", case["expected"])[1])
    with lakes.at(case["our_state"]):
        authorisation = _an_application(lakes, {**case, "kind": "export", "papers_on_file": ""})
        assert deliveries.due_on(authorisation, left, authorisation.consignee) == left + days * DAY
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT trade_proof_days(%s, %s, %s)", [authorisation.pk, authorisation.consignee, left]
            )
            assert cursor.fetchone() == (days,)


def test_cases_of_one_day_are_granted_and_refused_by_service_and_database(
    lakes: Lakes, django_db_blocker, monkeypatch
) -> None:
    """Its calendar is moved, so that the convention begins today: what the officer expects of its first day is done by acts, and the verifier follows."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    moved = today() - dt.date(2026, 7, 1)
    dates = ("valid_from", "valid_to")
    later = [
        {name: str(dt.date.fromisoformat(text) + moved) if name in dates and text else text for name, text in row.items()}
        for row in TABLE
    ]  # fmt: skip
    honest, honest_day, granted = deciding.against, deliveries.due_on, []
    with django_db_blocker.unblock(), lakes.database.connect() as owner:
        days = {**TABLE[0], **SHORT, "valid_from": "", "valid_to": ""}
        lakes.load([*later, days])
        for case in MOVED:
            with lakes.at(case["our_state"]):
                made = _an_application(lakes, case, complete=True).public_id
                if not _is_open(case):
                    with pytest.raises(Refused) as refused:
                        making.granted(alice, bob, made, days=30)
                    assert _named(refused.value.reasons) == _articles(case["refused_because"]), case["no"]
                    monkeypatch.setattr(deciding, "against", lambda *_asked: [])
                    with pytest.raises(Refused) as refused, transaction.atomic():
                        making.granted(alice, bob, made, days=30)
                    assert refused.value.code == "trade.gate", case["no"]
                    monkeypatch.setattr(deciding, "against", honest)
                else:
                    making.granted(alice, bob, made, days=30)
                    granted.append(made)
                authorisation = Authorisation.objects.get(public_id=made)
                assert (authorisation.state == "in_force") == _is_open(case), case["no"]
                if case["no"] == "2":
                    # Of two rows the fewer days count, and the database wants no others.
                    monkeypatch.setattr(deliveries, "due_on", lambda _of, left, _whom: left + 45 * DAY)
                    with pytest.raises(Refused), transaction.atomic():
                        making.a_delivery(alice, made, days_ago=0)
                    monkeypatch.setattr(deliveries, "due_on", honest_day)
                    due = Delivery.objects.get(public_id=making.a_delivery(alice, made, days_ago=0)).due_on
                    assert due == today() + 20 * DAY
                for item in (replay.GATE, DELIVERIES):
                    assert list(item.check(owner.cursor(), frozenset({made}))) == [], case["no"]
        lakes.load(TABLE)
    assert 0 < len(granted) < len(MOVED)


def test_a_table_that_says_what_nobody_would_read_is_refused(lakes: Lakes, django_db_blocker) -> None:
    """A code that is on no list, a way on a leg that has none, a paper at a receipt."""
    first = TABLE[1]
    for wrong in (
        {"asks": "end_user_certificate"},
        {"purposes": "commercial"},
        {"ways": "sea_without_transhipment", "leg": "through"},
        {"ways": "sea"},
        {"leg": "receipt"},
        {"leg": "arrival"},
        {"states": "KEN"},
    ):
        with django_db_blocker.unblock(), pytest.raises(Invalid):
            lakes.load([{**first, **wrong}])
