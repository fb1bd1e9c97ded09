"""The risk assessment as a list: every row that holds is answered, and an open prohibition refuses the grant: service, database, verifier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from ifar.accounts.services import proposals
from ifar.errors import Invalid, Refused
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.trade import risk
from ifar.trade.models import Authorisation
from ifar.trade.services import authorisations, deciding
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.trade.making import PAPERS, a_file, a_paper, a_party, an_application, granted, ready, weighed
from tests.trade.test_barred import AFTERWARDS

YES = {"answer": "yes", "reason": "Two arms of an earlier sale were found elsewhere."}
KNOWN = "Checked with the point of contact."
LONG = "Weighed with the ministry of foreign affairs."


def _papered(alice, bob) -> str:
    consignee, file = a_party(alice), a_file(alice)
    made = an_application(alice, consignee=consignee)
    for kind, country in PAPERS:
        a_paper(alice, made, consignee, kind, country, verifier=bob, file=file)
    return made


def _assess(alice, made, conclusion, **said) -> None:
    authorisations.assess(
        actor=alice, authorisation_id=made, risk=conclusion, assessment=LONG, criteria=weighed(made, **said)
    )


def test_each_row_that_holds_is_answered_and_a_conclusion_says_no_less_than_an_answer(peopled_db, alice, bob):
    made = _papered(alice, bob)
    asked = weighed(made)
    assert {"att_measures", "att_crimes", "att_gender", "att_diversion"} <= set(asked)
    assert not any(item.startswith("eu_") for item in asked)  # they bind other States
    with pytest.raises(Invalid) as refused:
        authorisations.assess(actor=alice, authorisation_id=made, risk="overriding", assessment=LONG)
    assert {reason.code for reason in refused.value.reasons} == {"trade.risk.unanswered"}
    with pytest.raises(Invalid) as refused:
        authorisations.assess(
            actor=alice,
            authorisation_id=made,
            risk="acceptable",
            assessment=LONG,
            criteria={**asked, "eu_1": asked["att_peace"]},
        )
    assert [reason.code for reason in refused.value.reasons] == ["trade.risk.unknown"]
    for conclusion, values, why in (
        ("acceptable", {"att_diversion": YES}, "open"),
        ("mitigated", {"att_diversion": YES}, "open"),
        ("mitigated", {"att_diversion": {**YES, "answer": "not_known"}}, "open"),
        ("acceptable", {"att_diversion": {**YES, "mitigation": KNOWN}}, "concluded"),
        ("mitigated", {"att_crimes": {**YES, "mitigation": KNOWN}}, "prohibited"),
        ("mitigated", {"att_measures": {"answer": "not_known", "reason": "Not checked."}}, "prohibited"),
    ):
        with pytest.raises(Invalid) as refused:
            _assess(alice, made, conclusion, **values)
        assert [reason.code for reason in refused.value.reasons] == [f"trade.risk.{why}"], values
    _assess(alice, made, "overriding", att_crimes=YES)
    with pytest.raises(Refused):
        granted(alice, bob, made)
    _assess(alice, made, "mitigated", att_diversion={**YES, "mitigation": KNOWN})
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get(public_id=made)
    assert authorisation.weighed["att_diversion"]["mitigation"] == KNOWN
    assert {"criterion": "att_diversion", "answer": "yes", "mitigated": True} in authorisation.answers


def test_the_database_refuses_what_the_service_would(peopled_db, alice, bob, monkeypatch):
    made = _papered(alice, bob)
    monkeypatch.setattr(deciding, "not_assessed", lambda _found: [])
    no = [{"criterion": item, "answer": "no", "mitigated": False} for item in weighed(made)]
    for conclusion, answers in (
        ("acceptable", []),
        ("acceptable", no[1:]),
        (
            "mitigated",
            [
                {**row, "mitigated": True} | {"answer": "yes"} if row["criterion"] == "att_crimes" else row
                for row in no
            ],
        ),
        (
            "mitigated",
            [{**row, "answer": "not_known"} if row["criterion"] == "att_peace" else row for row in no],
        ),
        ("acceptable", [{**row, "answer": "perhaps"} for row in no]),
        (
            "acceptable",
            [
                {**row, "answer": "yes", "mitigated": True} if row["criterion"] == "att_peace" else row
                for row in no
            ],
        ),
    ):
        with transaction.atomic():
            authorisation = Authorisation.objects.get(public_id=made)
            RECORDER.record(
                alice,
                "authorisation",
                "assessed",
                authorisation,
                changes={"risk": conclusion, "answers": answers},
            )
            with pytest.raises(Refused) as refused, transaction.atomic():
                granted(alice, bob, made)
            assert refused.value.code == "trade.risk.refused", answers
            transaction.set_rollback(True)
    _assess(alice, made, "acceptable")
    granted(alice, bob, made)


ROWS = f"""code,regime,article,rank,kinds,by_states,valid_from,valid_to,label_en,source
x_embargo,x,X art. 1,prohibition,export|import,,,,Embargo of X,X
x_over,x,X art. 2,prohibition,,,,{today().replace(year=2020, day=1)},Over,X
x_imports,x,X art. 3,criterion,import,,,,Imports,X
x_others,x,X art. 4,criterion,,SE|NO,,,Others,X
"""


@pytest.fixture(scope="module")
def loaded(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[str]:
    """An application that was assessed before a country loaded rows of its own; and authorisations that were granted before."""
    folder = tmp_path_factory.mktemp("rows")
    (folder / "risk_criterion.csv").write_text(ROWS, "utf-8")
    with ground(databases, peopled_template, django_db_blocker), django_db_blocker.unblock():
        alice, bob = cast.actor("alice"), cast.actor("bob")
        made, _consignee, _papers = ready(alice, bob)
        before, _consignee, _papers = ready(alice, bob)
        granted(alice, bob, before)
        reference.load_folder(actor=JOB, folder=folder, origin="xland")
        yield made


def test_a_row_that_is_loaded_is_asked_and_one_that_ended_or_binds_others_is_not(loaded, db):
    """Written without a look at the rows that the repository brings."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    with pytest.raises(Refused) as refused:
        granted(alice, bob, loaded)
    assert [(reason.code, reason.article) for reason in refused.value.reasons] == [
        ("trade.risk.unanswered", "X art. 1")
    ]
    _assess(alice, loaded, "acceptable")
    granted(alice, bob, loaded)


@pytest.mark.parametrize("kind", AFTERWARDS)
def test_an_embargo_that_comes_later_is_asked_before_anything_is_decided_anew(loaded, db, monkeypatch, kind):
    """Of what is in force already: by the service, and past it by the database; the risk is assessed again first, and overrides or not."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made = Authorisation.objects.get(state="in_force").public_id
    if kind == "resumed":
        deciding.suspend(actor=alice, authorisation_id=made, reason="Looked into.")
    with pytest.raises(Refused) as refused:
        AFTERWARDS[kind](alice, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.risk.unanswered"]
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "not_assessed", lambda _found: [])
        asked = AFTERWARDS[kind](alice, made)
        with pytest.raises(Refused) as refused, transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert refused.value.code == "trade.risk.refused"
    proposals.withdraw(actor=alice, proposal=asked.public_id)
    _assess(alice, made, "overriding", x_embargo=YES)
    with pytest.raises(Refused) as refused:
        AFTERWARDS[kind](alice, made)
    assert refused.value.code == "trade.risk"
    _assess(alice, made, "acceptable")
    asked = AFTERWARDS[kind](alice, made)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get(public_id=made).state == "in_force"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """An authorisation that was granted on an assessment."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        made, _consignee, _papers = ready(alice, bob)
        granted(alice, bob, made)
        asked = AFTERWARDS["extended"](alice, made)
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        yield register


@pytest.mark.parametrize(
    "forged",
    [
        """changes = changes || '{"answers": []}'""",
        """changes = changes || '{"risk": "mitigated", "answers": [{"criterion": "att_crimes", "answer": "yes", "mitigated": true}]}'""",
        """changes = jsonb_set(changes, '{answers,0,answer}', '"not_known"')""",
        "changes = changes - 'answers'",
    ],
)
def test_verification_names_a_grant_that_the_assessment_refuses(desk: Register, db, forged: str) -> None:
    assert desk.says(of=("trade", "acts")) == []
    off = without_triggers("trade_event")
    says = desk.says(
        "SET LOCAL session_replication_role = replica",
        *off,
        f"UPDATE trade_event SET {forged} WHERE kind = 'assessed'",
        of=("trade", "acts"),
    )
    made = Authorisation.objects.get().public_id
    assert f"not_allowed authorisation {made}, act 5" in says
    assert f"not_allowed authorisation {made}, act 6" in says
    assert any(
        "answers" in text
        for text in desk.says(
            "SET LOCAL session_replication_role = replica",
            *without_triggers("trade_authorisation"),
            "UPDATE trade_authorisation SET answers = '[]'",
            of=("trade", "acts"),
        )
    )


def test_the_pure_rule_reads_nothing_into_what_is_not_said():
    rows = [
        {"code": "a", "rank": "prohibition", "article": "1"},
        {"code": "b", "rank": "criterion", "article": "2"},
    ]
    for answers in ([], [{}], [{"criterion": "a"}], [{"criterion": "a", "answer": None}]):
        reasons = risk.against("export", "XX", "acceptable", answers, rows, today())
        assert [reason.code for reason in reasons] == ["trade.risk.unanswered"] * 2
