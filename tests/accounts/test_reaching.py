"""How another office's desk is reached: changed by two people, kept in the log, shown where somebody is told to ask it."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

from ifar.accounts.models import Agency, AgencyAct
from ifar.accounts.selectors.desks import whom_to_ask
from ifar.accounts.services import agencies, proposals
from ifar.errors import Conflict, Invalid
from ifar.registry.alerts.restricted_hits import FRAME, Elsewhere
from ifar.registry.alerts.services.restricted_hits import desks_of
from tests import cast
from tests.factories import a_firearm

NUMBER, ADDRESS = "+999 84 010 100", "desk@province.example"


def reached(ken, laura, agency, **said):
    asked = agencies.propose_change(actor=ken, agency=agency, reason="the directory of 2026", **said)
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    return Agency.objects.get(public_id=agency)


def test_two_people_change_how_a_desk_is_reached(ken, laura, signed_in):
    place = cast.agency("province").public_id
    asked = agencies.propose_change(
        actor=ken, agency=place, telephone=NUMBER, email=ADDRESS, reason="the directory of 2026"
    )
    assert Agency.objects.get(public_id=place).telephone == "", "nothing before somebody else agrees"
    page = signed_in("laura").get(f"/proposals/{asked.public_id}/").content.decode()
    assert NUMBER in page
    assert ADDRESS in page
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    agency = Agency.objects.get(public_id=place)
    assert (agency.telephone, agency.email, agency.name) == (NUMBER, ADDRESS, "Provincial Licensing Office")
    assert AgencyAct.objects.get(proposal=asked.public_id).kind == "contacts"
    assert reached(ken, laura, place, telephone="").telephone == "", "and taken away again"
    page = signed_in("alice").get(f"/agencies/{place}/").content.decode()
    assert f'href="mailto:{ADDRESS}"' in page
    assert whom_to_ask([place])[0].email == ADDRESS


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"telephone": "call me"}, Invalid),
        ({"email": "nobody"}, Invalid),
        ({"email": ""}, Conflict),
    ],
)
def test_what_reaches_nobody_is_refused(ken, said, error):
    with pytest.raises(error):
        agencies.propose_change(actor=ken, agency=cast.agency("province").public_id, reason="x", **said)


def test_an_officer_who_is_told_to_ask_reads_the_number(ken, laura, alice):
    reached(ken, laura, cast.agency("authority").public_id, telephone=NUMBER, email=ADDRESS)
    (hidden,) = desks_of([a_firearm(alice).firearm])
    assert (hidden.desk.name, hidden.desk.telephone) == ("National Licensing Authority", NUMBER)
    safe_string = render_to_string(
        "registry/elsewhere.html", {"elsewhere": Elsewhere(True, "", (hidden.desk,))}
    )
    assert re.search(
        rf'<a href="tel:\+99984010100"\s*><bdi dir="ltr"\s*>{re.escape(NUMBER)}</bdi', safe_string
    )
    assert f'<a href="mailto:{ADDRESS}">' in safe_string
    for language in ("ar", "fr"):
        with translation.override(language):
            nobody = render_to_string("registry/elsewhere.html", {"elsewhere": Elsewhere(True, "", ())})
            safe_string = render_to_string(
                "registry/elsewhere.html", {"elsewhere": Elsewhere(True, "", (hidden.desk,)), "icons": True}
            )
        assert max(len(string.encode()) for string in (nobody, safe_string)) < FRAME, (
            "one frame holds either answer"
        )


@pytest.mark.parametrize(
    "template", ["recoveries/whom_to_ask.html", "registry/saved_search.html", "recoveries/case.html", "tracing/ask_first.html"]
)  # fmt: skip
def test_every_page_that_names_a_desk_says_how_it_is_reached(template):
    assert "pieces/reached.html" in get_template(template).template.source
