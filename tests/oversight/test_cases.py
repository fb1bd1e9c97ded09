"""From a signal to a measure: who works on a case, who never sees it, what an office is asked, and what the verifier names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.matters.selectors import matters_for
from ifar.matters.services import matters
from ifar.oversight.breaches import Breach
from ifar.oversight.facts import Facts, Office, Standing
from ifar.oversight.models import Request, Verdict
from ifar.oversight.selectors import cases, signals
from ifar.oversight.selectors.parameters import given
from ifar.oversight.services import cases as work
from ifar.oversight.services import parameters, requests, verdicts
from ifar.oversight.services.breaches import raise_found
from ifar.oversight.services.signals import refresh
from ifar.oversight.services.writing import RECORDER
from ifar.parties.models import Party
from ifar.parties.services.readings import open_party
from tests import cast
from tests.acting import without_guards
from tests.altered import Register, register_of, without_triggers
from tests.conftest import sign_in
from tests.databases import ground
from tests.oversight.casework import (
    a_case,
    a_case_of_the_harbour,
    a_colleague,
    a_parameter,
    a_report,
    in_days,
    serial_then_destruction,
    the_inspectorate,
    to_the_end,
)
from tests.oversight.making import END, facts
from tests.stocks.making import works_at


@pytest.mark.django_db
def test_from_a_signal_to_a_measure_and_opened_again() -> None:
    judy, mallory, heidi = the_inspectorate()
    dave = cast.actor("dave")
    made = to_the_end(judy, mallory, heidi, dave)
    case = cases.case_for(judy, made)
    assert (case.state, case.outcome, case.lead) == ("closed", "measures", mallory.id)
    assert [request.state for request in cases.requests_of(case)] == ["answered", "settled", "asked"]
    # The signal was right: it shows in the rule's precision, and the list does not hide it.
    assert cases.precision() == {Verdict.objects.get().rule: (1, 1)}
    assert signals.rows_for(judy)[0]
    with pytest.raises(Forbidden, match="You closed"):
        work.reopen(actor=heidi, inspection_id=made, due_on=in_days(9), reason="More came in.")
    work.reopen(actor=judy, inspection_id=made, due_on=in_days(9), reason="More came in.")
    assert cases.case_for(judy, made).lead == ""
    assert cases.precision() == {}
    work.assign(actor=judy, inspection_id=made, lead=mallory.id)
    for name, stands in {"mallory": True, "judy": False, "heidi": False}.items():
        deadlines = sign_in(name).get("/").content.decode().partition('id="deadlines"')[2]
        assert (f"/{made}/" in deadlines) is stands, name


@pytest.mark.django_db
def test_nobody_whom_it_concerns_opens_lists_counts_or_guesses_a_case() -> None:
    judy, mallory, heidi = the_inspectorate()
    erin, dave = cast.actor("erin"), cast.actor("dave")
    made = a_case(judy)
    assert list(cases.cases_for(judy)) == list(cases.cases_for(heidi)), "it waits for a lead"
    for name in ("erin", "dave", "alice", "bob", "ken", "laura", "frank"):
        somebody = cast.actor(name)
        assert not cases.cases_for(somebody).exists()
        with pytest.raises(NotFound):
            cases.case_for(somebody, made)
    # Erin comes from the harbour: she is not named either, also by who writes rows by hand.
    with pytest.raises(Refused, match="office concerned"):
        work.assign(actor=judy, inspection_id=made, lead=erin.id)
    assert erin.id not in dict(cases.inspectors_for(judy, cases.case_for(judy, made)))
    for named, why in (
        (erin.id, "near an office"),
        (dave.id, "near an office"),
        (cast.actor("frank").id, "no right"),
    ):
        case, seen = cases.case_for(judy, made), {"named": named, "offices": [], "near": []}
        with without_guards(RECORDER), pytest.raises(IntegrityError, match=why), transaction.atomic():
            RECORDER.record(judy, "inspection", "assigned", case, changes={"lead": named}, seen=seen)
    page = sign_in("judy").post(f"/oversight/cases/{made}/acts/assigned/", {"lead": mallory.id})
    assert page.status_code == 302, page.content.decode()
    assert not cases.cases_for(heidi).exists(), "only who works on it or opened it sees it from here"
    with pytest.raises(Forbidden, match="Only the lead"):
        work.declare(actor=judy, inspection_id=made, declared=True)
    with pytest.raises(Invalid):
        work.declare(actor=mallory, inspection_id=made)
    work.declare(actor=mallory, inspection_id=made, declared=True)
    # The office sees the question and nothing else.
    question = requests.ask(
        actor=mallory,
        inspection_id=made,
        kind="explanation",
        addressed=dave.agency,
        text="Why?",
        due_on=in_days(3),
    )
    assert requests.REQUEST.find(a_colleague(), question).text == "Why?"
    # It stands among the tasks of whoever may answer it.
    for name, stands in {"rosa": True, "dave": False, "judy": False}.items():
        assert (f"/{question}/" in sign_in(name).get("/").content.decode()) is stands, name
    page = sign_in("rosa").get(f"/oversight/requests/{question}/")
    assert page.status_code == 200
    assert made not in page.content.decode()
    assert sign_in("rosa").get(f"/oversight/cases/{made}/").status_code in (403, 404)
    # Whom the case concerns neither reads, lists nor answers what it asks of their office, and no notice tells them.
    for name in ("dave", "alice"):
        with pytest.raises(NotFound):
            requests.answer(actor=cast.actor(name), request_id=question, done="yes", answer="Nothing.")
        browser = sign_in(name)
        assert browser.get(f"/oversight/requests/{question}/").status_code == 404
        assert question not in browser.get("/api/oversight_requests").content.decode()
        assert "Your office is asked something" not in browser.get("/notices/").content.decode()
    asked = Request.objects.get(public_id=question)
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match="speaks of whoever answers"),
        transaction.atomic(),
    ):
        RECORDER.record(dave, "request", "answered", asked, changes={"done": "yes"}, personal={"answer": "."})
    with pytest.raises(Invalid, match="Nobody at this office can answer"):
        requests.ask(
            actor=mallory,
            inspection_id=made,
            kind="explanation",
            addressed=cast.agency("laboratory").public_id,
            text="Why?",
            due_on=in_days(3),
        )


@pytest.mark.django_db
def test_a_case_about_an_officer_concerns_the_office_where_they_belong() -> None:
    judy, _mallory, heidi = the_inspectorate()
    said = {"origin": "tip", "text": "A report.", "due_on": in_days(9)}
    # Also where another office is named beside: nobody of their own office comes near it by that.
    made = work.open_case(
        actor=judy, who=cast.actor("dave").id, office=cast.agency("court").public_id, **said
    )
    assert cases.case_for(heidi, made).offices == sorted(
        cast.agency(name).public_id for name in ("court", "harbour")
    )
    for who in (cast.actor("dave").id, cast.agency("harbour").public_id):
        made = work.open_case(actor=judy, who=who, **said)
        assert cases.case_for(heidi, made).offices == [cast.agency("harbour").public_id]
        with pytest.raises(NotFound):
            cases.case_for(cast.actor("erin"), made)


@pytest.mark.django_db
def test_a_case_concerns_every_office_of_its_signals() -> None:
    judy, mallory, heidi = the_inspectorate()
    dave, customs = cast.actor("dave"), cast.agency("customs").public_id
    elsewhere = replace(dave, agency=customs)
    offices = {office: Office("police") for office in (dave.agency, customs)}
    rows = [*serial_then_destruction(dave), *serial_then_destruction(elsewhere, "F2")]
    refresh(Facts(rows, Standing(offices=offices), END))
    assert signals.signals_for(judy).get().offices == sorted(offices), "one signal, of two offices of a kind"
    # Heidi comes from the second of these offices, as Erin does from the first.
    made = work.open_from_signals(actor=judy, who=dave.id, text="Two offices.")
    assert cases.case_for(judy, made).offices == sorted([dave.agency, customs])
    assert mallory.id in dict(cases.inspectors_for(judy, cases.case_for(judy, made)))
    for named in (cast.actor("erin").id, heidi.id):
        assert named not in dict(cases.inspectors_for(judy, cases.case_for(judy, made)))
        with pytest.raises(Refused, match="office concerned"):
            work.assign(actor=judy, inspection_id=made, lead=named)
        case, seen = cases.case_for(judy, made), {"named": named, "offices": [], "near": []}
        with (
            without_guards(RECORDER),
            pytest.raises(IntegrityError, match="near an office"),
            transaction.atomic(),
        ):
            RECORDER.record(judy, "inspection", "assigned", case, changes={"lead": named}, seen=seen)
    with pytest.raises(Refused, match="Your own office"):
        work.open_case(actor=judy, origin="tip", office=judy.agency, text="Ourselves.", due_on=in_days(9))


@pytest.mark.django_db
def test_what_concerns_the_inspectorate_is_looked_into_by_a_court() -> None:
    judy, _mallory, _heidi = the_inspectorate()
    office, dave, licensing = cast.agency("inspectorate"), cast.actor("dave"), cast.actor("alice").agency
    rosa = works_at("rosa", "court_inspector", cast.agency("court"), "inspection", "C-2026-4")
    refresh(facts(*serial_then_destruction(judy), *serial_then_destruction(dave, "F2")))
    assert [row.who for row in signals.rows_for(judy)[0]] == [dave.id]
    assert [row.who for row in signals.rows_for(rosa)[0]] == [judy.id]
    assert rosa.id != judy.id
    # A breach of the inspectorate is a matter of the court, and no inspector reads it.
    raise_found([Breach("dated_back", licensing, (judy.id,), office.public_id, ("1",))])
    about = {actor.id: [m.agency.kind for m in matters_for(actor)] for actor in (judy, rosa)}
    assert about == {judy.id: [], rosa.id: ["court"]}

    made = work.open_from_signals(actor=rosa, who=judy.id, text="Serial, then destruction.")
    assert [case.public_id for case in cases.cases_for(rosa)] == [made]
    assert not cases.cases_for(judy).exists()
    assert sign_in("rosa").get(f"/oversight/cases/{made}/").status_code == 200
    # A court looks into nothing else, also by rows of its own, and has none of the inspectorate's other work.
    new = {"origin": "draw", "text": "Drawn.", "due_on": in_days(9)}
    with pytest.raises(Refused, match="about an inspectorate"):
        work.open_case(actor=rosa, **new, office=licensing)
    sets = {"origin": "draw", "who": "", "offices": [licensing], "barred": [], "findings": []}
    by_hand = {"changes": {**sets, "due_on": in_days(9)}, "personal": {"text": "Drawn."}}
    with pytest.raises(IntegrityError, match="nor a court"), transaction.atomic():
        RECORDER.record(rosa, "inspection", "opened", **by_hand)
    for address in ("plans/", "reports/", "parameters/"):
        assert sign_in("rosa").get(f"/oversight/{address}").status_code == 403


@pytest.mark.django_db
def test_whoever_has_a_right_at_the_inspectorate_is_looked_into_by_a_court_wherever_they_belong() -> None:
    judy, mallory, heidi = the_inspectorate()
    office, alice, province = cast.agency("inspectorate"), cast.actor("alice"), cast.agency("province")
    rosa = works_at("rosa", "court_inspector", cast.agency("court"), "inspection", "C-2026-4")
    # Mallory belongs to the province and has a right at the inspectorate.
    refresh(facts(*serial_then_destruction(replace(mallory, agency=province.public_id))))
    seen = {actor.id: [row.who for row in signals.rows_for(actor)[0]] for actor in (judy, heidi, rosa)}
    assert seen == {judy.id: [], heidi.id: [], rosa.id: [mallory.id]}
    said = {"origin": "tip", "text": "A report.", "due_on": in_days(9)}
    with pytest.raises(Refused, match="Your own office"):
        work.open_case(actor=judy, who=mallory.id, **said)
    # To name an inspectorate beside a licensing clerk does not make it one of a court's.
    with pytest.raises(Refused, match="about an inspectorate"):
        work.open_case(actor=rosa, who=alice.id, office=office.public_id, **said)
    by_hand = {
        "origin": "tip",
        "offices": [office.public_id],
        "barred": [],
        "findings": [],
        "due_on": in_days(9),
    }
    for actor, who, why in (
        (judy, mallory.id, "of the office that opens it"),
        (rosa, alice.id, "nor a court"),
    ):
        sets = {**by_hand, "who": who, "offices": [] if actor is judy else by_hand["offices"]}
        with without_guards(RECORDER), pytest.raises(IntegrityError, match=why), transaction.atomic():
            RECORDER.record(actor, "inspection", "opened", changes=sets, personal={"text": "."})
    assert work.open_case(actor=rosa, who=mallory.id, **said)

    # A breach of one of its people is none of the inspectorate's own, whatever office it happened in.
    raise_found(
        [Breach("dated_back", province.public_id, (judy.id,), cast.agency("harbour").public_id, ("1",))]
    )
    assert [[m.kind for m in matters_for(actor)] for actor in (judy, heidi, rosa)] == [[], [], ["breach"]]
    breach = Matter.objects.get()
    asked = {"explainer": office.public_id, "question": "Why?", "answer_by": in_days(5)}
    matters.ask(actor=rosa, matter_id=breach.public_id, **asked)
    with pytest.raises(NotFound):
        matters.explain(actor=cast.actor("judy"), matter_id=breach.public_id, explanation="All was well.")
    # Of whose look at their data nobody is told.
    cast.build_holder()
    open_party(rosa, Party.objects.get(name="Hana Osei").public_id)
    assert "Court of First Instance" not in sign_in("hana").get("/mine/data/").content.decode()


@pytest.mark.django_db
def test_the_lead_does_not_close_and_nothing_closes_while_an_office_owes_an_answer() -> None:
    judy, mallory, heidi = the_inspectorate()
    dave = cast.actor("dave")
    made = a_case_of_the_harbour(judy, mallory)
    closing = {"inspection_id": made, "outcome": "innocent", "reason": "Explained."}
    with pytest.raises(Refused, match="finding first"):
        work.close(actor=judy, **closing)
    work.record_finding(actor=mallory, inspection_id=made, grade="none", note="Nothing.")
    with pytest.raises(Forbidden, match="You lead"):
        work.close(actor=mallory, **closing)
    asks = {"inspection_id": made, "addressed": dave.agency, "due_on": in_days(3), "text": "Keep it."}
    held = requests.ask(actor=mallory, kind="legal_hold", **asks)
    with pytest.raises(Refused):
        requests.ask(actor=judy, kind="explanation", **asks)
    for attempt in ("asked", "answered"):
        with pytest.raises(Refused, match="provisional measure"):
            work.close(actor=judy, **closing)
        with (
            without_guards(RECORDER),
            pytest.raises(IntegrityError, match="owes an answer"),
            transaction.atomic(),
        ):
            work.close(actor=judy, **closing)
        if attempt == "asked":
            requests.answer(actor=a_colleague(), request_id=held, done="yes", answer="Done.")
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match="none of the case"),
        transaction.atomic(),
    ):
        RECORDER.record(judy, "request", "settled", cases.request_for(judy, held))
    requests.settle(actor=mallory, request_id=held)
    # Another inspector of the office does not see the case, and does not close it past the service either.
    with pytest.raises(NotFound):
        work.close(actor=heidi, **closing)
    with pytest.raises(Forbidden, match="Only the lead and the members"):
        RECORDER.record(
            heidi,
            "inspection",
            "closed",
            cases.case_for(judy, made),
            changes={"outcome": "innocent"},
            personal={"reason": "Mine."},
            seen={"owed": []},
        )
    work.close(actor=judy, **closing)
    # Innocent explanation by the case: the signal rests, until more is found than was known.
    assert signals.rows_for(judy) == ([], 0)
    refresh(facts(*serial_then_destruction(dave), *serial_then_destruction(dave, "F2")))
    assert [row.who for row in signals.rows_for(judy)[0]] == [dave.id]


@pytest.mark.django_db
def test_a_signal_is_closed_as_innocent_on_its_page_and_taken_back() -> None:
    judy, mallory, _heidi = the_inspectorate()
    refresh(facts(*serial_then_destruction(cast.actor("dave"))))
    browser = sign_in("judy")
    listed = browser.get("/oversight/").content.decode()
    finding = signals.signals_for(judy).get().finding
    address = f"/oversight/signals/{finding}/innocent/"
    assert address in listed
    said = {"ground": "duty", "until": in_days(30).isoformat(), "reason": "Her task this year."}
    assert browser.post(address, said).status_code == 302
    assert signals.rows_for(judy) == ([], 0)
    assert cases.precision() == {Verdict.objects.get().rule: (0, 1)}
    with pytest.raises(Refused, match="already judged"):
        verdicts.judge_innocent(actor=judy, finding=finding, ground="duty", until=in_days(9), reason="Again.")
    verdicts.withdraw(actor=judy, verdict_id=Verdict.objects.get().public_id, reason="It was no duty.")
    own = {"finding": finding, "rule": "back_dated", "who": mallory.id, "outcome": "innocent", "known": 9}
    with pytest.raises(IntegrityError, match="of the office that judges"), transaction.atomic():
        RECORDER.record(
            judy,
            "verdict",
            "given",
            changes={**own, "ground": "duty", "until": in_days(30)},
            personal={"reason": "A colleague."},
        )
    assert len(signals.rows_for(judy)[0]) == 1
    assert cases.precision() == {}
    for wrong in ({"until": in_days(-1)}, {"until": in_days(999)}, {"ground": "x"}):
        with pytest.raises(IfarError):
            verdicts.judge_innocent(
                actor=judy,
                finding=finding,
                **{"ground": "duty", "until": in_days(9), "reason": "Why.", **wrong},  # type: ignore[arg-type]
            )
    assert sign_in("alice").get(address).status_code == 403


@pytest.mark.django_db
def test_a_parameter_is_changed_by_an_inspector_and_a_judge_and_counts_from_the_next_night() -> None:
    judy, _mallory, _heidi = the_inspectorate()
    dave = cast.actor("dave")
    refresh(facts(*serial_then_destruction(dave)))
    rule = signals.signals_for(judy).get().rule
    for parameter, value in (
        (f"{rule}.least", "0"),
        (f"{rule}.none", "3"),
        (f"{rule}.least", "x"),
        (".discoveries", "2"),
    ):
        with pytest.raises(Invalid):
            parameters.propose_change(actor=judy, parameter=parameter, value=value, reason="Why.")
    with pytest.raises(Forbidden):
        parameters.propose_change(
            actor=cast.actor("bob"), parameter=f"{rule}.least", value="9", reason="Why."
        )
    page = sign_in("judy").post(
        "/oversight/parameters/", {"parameter": f"{rule}.least", "value": "9", "reason": "Too many."}
    )
    assert page.status_code == 302
    asked = Proposal.objects.get(act=parameters.CHANGED)
    for name in ("judy", "mallory", "laura", "bob"):
        with pytest.raises(IfarError):
            proposals.decide(actor=cast.actor(name), proposal=asked.public_id, verdict="approve")
    works_at("erin", "judge", cast.agency("court"), "court", "C-2026-4")
    assert proposals.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve").executed
    assert given().rules == {rule: {"least": 9.0}}
    assert "began with" in sign_in("judy").get("/oversight/parameters/").content.decode()
    refresh(facts(*serial_then_destruction(dave)))
    assert not signals.signals_for(judy).exists()


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A case that went to its end; filled once."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        judy, mallory, heidi = the_inspectorate()
        to_the_end(judy, mallory, heidi, cast.actor("dave"))
        a_parameter(judy, "odd_hours.least", "4")
        a_report(judy, timezone.localdate().year)
        yield register


@pytest.mark.parametrize("name", ["erin", "dave"])
def test_a_lead_whom_the_case_concerns_is_named_whatever_the_act_says_it_saw(
    desk: Register, name: str
) -> None:
    forged = f"""UPDATE oversight_event SET changes = jsonb_set(changes, '{{lead}}', (SELECT to_jsonb(public_id) FROM accounts_user
                 WHERE username = '{name}')) WHERE kind = 'assigned'"""
    (difference,) = desk.says(*without_triggers("oversight_event"), forged, of=("oversight_cases",))[:1]
    assert difference.startswith("not_allowed case ")


def test_a_report_that_says_another_number_than_the_acts_count_is_named(desk: Register) -> None:
    """Whoever alters the release and its entry alike is named by what the acts before it count."""
    forged = """UPDATE oversight_event SET details = jsonb_set(details, '{tables,2,2}', (
                SELECT jsonb_agg(7) FROM jsonb_array_elements(details #> '{tables,2,2}'))) WHERE record_type = 'integrity'"""
    said = desk.says(*without_triggers("oversight_event"), forged, of=("oversight_reports",))
    assert len(said) == 1
    assert said[0].endswith("table closed")


def test_honest_cases_are_named_by_nothing(desk: Register) -> None:
    assert desk.says(of=("oversight", "acts")) == []


@pytest.mark.parametrize(
    ("table", "alteration", "named"),
    [
        ("inspection", "UPDATE oversight_inspection SET barred = '{}'", "barred"),
        ("inspection", "UPDATE oversight_inspection SET offices = '{}'", "offices"),
        ("inspection", "UPDATE oversight_inspection SET lead = 'U0000000000000'", "lead"),
        ("inspection", "UPDATE oversight_inspection SET outcome = 'innocent'", "outcome"),
        ("inspection", "UPDATE oversight_inspection SET state = 'open', outcome = ''", "state"),
        ("inspection", "UPDATE oversight_inspection SET due_on = due_on + 99", "due_on"),
        ("inspection", "UPDATE oversight_inspection SET findings = '{}'", "findings"),
        ("request", "DELETE FROM oversight_request WHERE kind = 'recommendation'", "request"),
        ("request", "UPDATE oversight_request SET addressed = 'A0000000000000'", "addressed"),
        ("parameter", "UPDATE oversight_parameter SET value = '40'", "value"),
        ("parameter", "DELETE FROM oversight_parameter", "parameter"),
        ("integrity", "UPDATE oversight_integrity SET figures = '[]'", "figures"),
        ("integrity", "UPDATE oversight_integrity SET checkpoint = 'ab'", "checkpoint"),
        ("integrity", "DELETE FROM oversight_integrity", "integrity"),
        ("parameter", "UPDATE oversight_parameter SET name = 'weight'", "name"),
        (
            "parameter",
            """INSERT INTO oversight_parameter (public_id, state, n, last_event, rule, name, value)
                SELECT 'M0000000000000', state, n, last_event, '', 'capacity', '1' FROM oversight_parameter""",
            "M0000000000000",
        ),
        ("verdict", "DELETE FROM oversight_verdict", "verdict"),
        ("verdict", "UPDATE oversight_verdict SET state = 'withdrawn'", "state"),
        ("verdict", "UPDATE oversight_verdict SET finding = repeat('0', 64)", "finding"),
        ("verdict", "UPDATE oversight_verdict SET known = 999", "known"),
        (
            "verdict",
            """INSERT INTO oversight_verdict (public_id, state, n, last_event, compartment, agency_id, finding, rule, who, outcome, ground, until, known,
                inspection, given_by, given_at, reason) SELECT 'M0000000000000', 'standing', 1, last_event, compartment, agency_id, repeat('0', 64), rule, who,
                'innocent', 'duty', '2030-01-01', 999, '', given_by, given_at, reason FROM oversight_verdict""",
            "M0000000000000",
        ),
        ("inspection", "UPDATE oversight_inspection SET members = '{}'", "members"),
        ("inspection", "DELETE FROM oversight_inspection", "inspection"),
        (
            "event",
            "UPDATE oversight_event SET changes = changes || '{\"outcome\": \"innocent\"}' WHERE kind = 'closed'",
            "outcome",
        ),
        ("event", "DELETE FROM oversight_event WHERE record_type = 'parameter'", "parameter"),
        ("verdict", "UPDATE oversight_verdict SET outcome = 'innocent', until = '2030-01-01'", "outcome"),
        (
            "event",
            "UPDATE ledger_entry SET actor = 'U0000000000000' WHERE act = 'oversight.request_asked'",
            "request",
        ),
        (
            "event",
            """UPDATE ledger_entry SET actor = (SELECT who FROM oversight_inspection) WHERE act = 'oversight.request_answered'""",
            "not_allowed request",
        ),
        (
            "event",
            "UPDATE oversight_event SET kind = 'answered' WHERE kind = 'settled' AND record_type = 'request'",
            "case",
        ),
        (
            "event",
            "UPDATE ledger_entry SET agency = 'A0000000000000' WHERE act = 'oversight.inspection_opened'",
            "case",
        ),
        (
            "event",
            """UPDATE ledger_entry SET agency = (SELECT public_id FROM accounts_agency WHERE kind = 'court' LIMIT 1)
            WHERE act = 'oversight.inspection_opened'""",
            "not_allowed case",
        ),
        (
            "event",
            """UPDATE oversight_event e SET changes = jsonb_set(changes, '{who}', to_jsonb(l.actor)) FROM ledger_entry l
            WHERE l.entry = e.id AND l.act = 'oversight.inspection_opened'""",
            "not_allowed case",
        ),
        (
            "event",
            """UPDATE oversight_event SET changes = jsonb_set(changes, '{who}', (SELECT to_jsonb(public_id) FROM accounts_user
            WHERE username = 'heidi')) WHERE record_type = 'verdict' AND kind = 'given'""",
            "not_allowed verdict",
        ),
        (
            "event",
            """UPDATE oversight_event SET changes = jsonb_set(changes, '{lead}', (SELECT to_jsonb(public_id) FROM accounts_user
            WHERE username = 'alice')) WHERE kind = 'assigned'""",
            "not_allowed case",
        ),
        (
            "event",
            """UPDATE ledger_entry SET actor = (SELECT public_id FROM accounts_user WHERE username = 'ken')
            WHERE act = 'oversight.inspection_closed'""",
            "not_allowed inspection",
        ),
    ],
)
def test_each_alteration_is_named(desk: Register, table: str, alteration: str, named: str) -> None:
    off = without_triggers(f"oversight_{table}", "ledger_entry")
    differences = desk.says(*off, alteration, of=("oversight", "acts"))
    assert any(named in difference for difference in differences), differences
