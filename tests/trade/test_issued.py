"""The papers that this State gives of what it authorised: from the records, sealed, and told by the public check once they no longer stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.documents import selectors, validity, verification
from ifar.documents.models import Paper
from ifar.errors import Forbidden, NotFound, Refused
from ifar.ledger import keys as ledger_keys
from ifar.trade.models import Authorisation
from ifar.trade.services import deciding
from ifar.trade.services.issued import issue_about_authorisation, possible_papers
from ifar.trade.services.writing import today
from tests.factories import a_person
from tests.logs import ORIGIN
from tests.trade.making import DAY, PISTOLS, a_party, an_application, assessed, granted, ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings, monkeypatch) -> Path:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    settings.IFAR_COUNTRY_NAME, settings.IFAR_COUNTRY_NAMES = "Kestria", {"fr": "Kestrie"}
    ledger_keys.Keyring.at(tmp_path).current(ORIGIN)
    monkeypatch.setattr(verification, "STEP_SECONDS", 0.001)
    return tmp_path


def export(alice, bob, **said) -> str:
    made, _consignee, _papers = ready(alice, bob, **said)
    granted(alice, bob, made)
    return made


def other(alice, bob, kind: str, into: str, **said) -> str:
    """An import or a transit from Sweden, granted; no paper of another State is asked for."""
    made = an_application(
        alice, kind=kind, from_state="SE", into_state=into, consignee=a_party(alice), **said
    )
    assessed(alice, made)
    granted(alice, bob, made)
    return made


def issue(
    actor, authorisation: str, kind: str = "export_authorisation", language: str = "en", **more
) -> Paper:
    return issue_about_authorisation(
        actor=actor, authorisation_id=authorisation, kind=kind, language=language, **more
    )


def personal(paper: Paper) -> dict[str, str]:
    return {name: value for name, (_, value) in selectors.disclosed_of(paper).values.items()}


def stands(paper: Paper) -> validity.Validity:
    return validity.of(paper, timezone.now())


def decide(bob, asked) -> None:
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


def test_an_export_authorisation_says_what_article_10_3_asks_for(alice, bob):
    made = export(alice, bob, applicant=a_person(alice, "Arms Trading SA", born=""))
    authorisation = Authorisation.objects.get(public_id=made)
    paper = issue(alice, made, language="fr")
    assert paper.content["country_of_export"] == "Kestrie"
    assert paper.content["country_of_import"] == "Suède"
    assert paper.content["transit_countries"] == ["Danemark", "Allemagne"]
    assert paper.content["place_of_issue"]
    assert [row["quantity"] for row in paper.content["goods"]] == ["100"]
    assert paper.content["goods"][0]["description"].startswith("Beretta 92FS, ")
    assert len(paper.content["rests_on"]) == 3
    assert (paper.valid_from, paper.valid_to, paper.about) == (
        authorisation.valid_from,
        authorisation.valid_to,
        made,
    )
    assert personal(paper) == {"consignor": "Arms Trading SA", "final_recipient": "Norrland Vapen AB"}
    assert "Norrland" not in str(paper.content)


def test_each_kind_gives_its_own_papers_and_only_while_it_is_in_force(alice, bob, nina, heidi):
    person = a_person(alice, "Amina Diallo", born="1984-03-02")
    imported = other(alice, bob, "import", "XX", applicant=person)
    through = other(alice, bob, "transit", "NO")
    for made, kinds in (
        (imported, ["import_authorisation", "end_use_certificate"]),
        (through, ["transit_no_objection"]),
    ):
        authorisation = Authorisation.objects.get(public_id=made)
        assert list(possible_papers(authorisation)) == kinds
        for kind in kinds:
            paper = issue(alice, made, kind)
            assert paper.content["country_of_export"] == "Sweden"
        with pytest.raises(Refused):
            issue(alice, made)
    # What comes in is received by who asked for it here; what passes is told to the State from which it comes.
    paper = issue(alice, imported, "end_use_certificate")
    assert personal(paper) == {"consignor": "Norrland Vapen AB", "final_recipient": "Amina Diallo"}
    assert len(paper.content["undertakings"]) == 3
    letter = issue(alice, through, "transit_no_objection")
    assert letter.content["addressed_to"] == "Sweden"
    assert letter.content["transit_countries"][-1] == "Kestria"
    with pytest.raises(Refused):
        issue(alice, an_application(alice))
    with pytest.raises(NotFound):
        issue(nina, imported, "import_authorisation")
    with pytest.raises(Forbidden):
        issue(heidi, imported, "import_authorisation")


def test_a_paper_without_somebody_who_receives_the_goods_is_not_issued(alice, bob):
    with pytest.raises(Refused):
        issue(alice, other(alice, bob, "import", "XX"), "import_authorisation")


def test_what_was_suspended_or_revoked_since_is_told_to_anybody(alice, bob, nina):
    made = export(alice, bob)
    paper, browser = issue(alice, made), Client()

    def says() -> str:
        return browser.get(f"/documents/verify/{paper.public_id}/").content.decode()

    assert "is valid" in says()
    longer = deciding.propose_extension(
        actor=alice, authorisation_id=made, valid_to=today() + 201 * DAY, reason="Late."
    )
    decide(bob, longer)
    assert stands(paper).stands
    deciding.suspend(actor=bob, authorisation_id=made, reason="Doubt.")
    assert stands(paper).why == "subject"
    assert "does not stand" in says()
    asked = deciding.propose_resumption(actor=alice, authorisation_id=made, reason="Cleared.")
    with pytest.raises(Forbidden):  # whoever suspended it lets nothing leave again
        decide(bob, asked)


def test_a_paper_of_other_goods_than_are_authorised_now_does_not_stand(alice, bob):
    made = export(alice, bob)
    paper = issue(alice, made)
    asked = deciding.propose_amendment(
        actor=alice,
        authorisation_id=made,
        goods=[PISTOLS[0].model_copy(update={"quantity": 60})],
        through=[],
        reason="Fewer.",
    )
    decide(bob, asked)
    assert stands(paper).why == "subject"
    again = issue(alice, made, replaces=paper.public_id)
    assert stands(again).stands
    assert again.content["goods"][0]["quantity"] == "60"
    assert again.content["transit_countries"] == ["none"]
    revoked = deciding.propose_revocation(actor=alice, authorisation_id=made, ground="embargo", reason="x")
    decide(bob, revoked)
    assert stands(again).why == "subject"
    paper.refresh_from_db()
    assert stands(paper).why == "withdrawn"
    assert not possible_papers(Authorisation.objects.get(public_id=made))


def test_the_page_issues_it_and_lists_it(alice, bob, signed_in):
    made, clerk = export(alice, bob), signed_in("alice")
    at = f"/trade/authorisations/{made}/"
    assert clerk.get(f"{at}issued/new/").status_code == 200
    assert (
        clerk.post(f"{at}issued/new/", {"kind": "export_authorisation", "language": "ar"}).status_code == 302
    )
    paper = Paper.objects.get()
    assert paper.public_id in clerk.get(at).content.decode().replace(" ", "")
    value = clerk.get(f"/api/trade/authorisations/{made}/issued").json()
    assert [item["id"] for item in value] == [paper.public_id]
    assert clerk.get(f"/documents/{paper.public_id}/").status_code == 200
    assert signed_in("nina").get(f"/documents/{paper.public_id}/").status_code == 404
