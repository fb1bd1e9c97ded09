"""An act that is offered beside its service: one next step on the record's page, everything else when it is chosen, one place for posts."""

from __future__ import annotations

import re

import pytest

from ifar.cashier.services.tills import TILL
from ifar.licensing.models import Application
from ifar.licensing.services import applications
from tests.factories import a_person, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(alice):
    """An application whose checks are passed, which is to be advised on."""
    return an_application(alice, a_person(alice))


def test_a_page_has_the_form_of_its_next_step_and_no_other(signed_in, ready):
    page = f"/licensing/applications/{ready}/"
    text = signed_in("alice").get(page).content.decode()
    main = text.partition('id="content"')[2]
    (step,) = re.findall(rf'class="stack" method="post" action="{page}acts/(\w+)/"', main)
    folded = main.partition('<details class="more">')[2].partition("</details>")[0]
    more = re.findall(rf'href="{page}acts/(\w+)/"', folded)
    assert step in applications.APPLICATION.all
    assert step not in more
    assert {"paused", "withdrawn", "refused"} - {step} <= set(more)
    assert "<form" not in folded
    # Without scripts a chosen act is a page of its own.
    chosen = signed_in("alice").get(f"{page}acts/paused/").content.decode()
    assert f'action="{page}acts/paused/"' in chosen
    # Checks that are passed are changed on a page of their own.
    assert f'href="{page}acts/checked/"' in main
    assert f'action="{page}acts/checked/"' in signed_in("alice").get(f"{page}acts/checked/").content.decode()


def test_what_is_refused_is_shown_where_it_was_posted_with_what_was_typed(signed_in, ready):
    browser, act = signed_in("alice"), f"/licensing/applications/{ready}/acts/paused/"
    n = Application.objects.get().n
    late = browser.post(act, {"note": "Which safe is it?", "expected_n": str(n - 1)})
    text = late.content.decode()
    assert late.status_code == 422
    assert "Which safe is it?" in text
    assert f'name="expected_n" value="{n}"' in text
    done = browser.post(act, {"note": "Which safe is it?", "expected_n": str(n)}, follow=True)
    assert "The time limit is suspended until the applicant has answered." in done.content.decode()
    assert Application.objects.get().state == "waiting"


def test_whom_an_act_is_closed_to_sees_it_nowhere_and_cannot_do_it(signed_in, ready):
    page = f"/licensing/applications/{ready}/"
    seen = signed_in("dave").get(page)
    assert seen.status_code == 200
    assert f"{page}acts/paused/" not in seen.content.decode()
    assert signed_in("dave").post(f"{page}acts/paused/", {"note": "x"}).status_code == 403
    assert signed_in("alice").get(f"{page}acts/burnt/").status_code == 404
    assert signed_in("alice").get("/licensing/applications/G0000000000000/acts/paused/").status_code == 404


def test_every_offer_is_an_operation_that_answers_as_its_act_is_decided():
    from ifar.api import api

    paths = api.get_openapi_schema()["paths"]
    for offers in (applications.APPLICATION, TILL):
        name = offers.record_type
        for kind, offer in offers.all.items():
            post = paths[f"/api/{name}s/{{{name}}}/{kind}"]["post"]
            assert ("202" if offer.act.takes_several else "200") in {str(code) for code in post["responses"]}
            assert post["operationId"] == f"{name}_{kind}"


def test_no_act_is_offered_after_the_operations_of_its_record_were_made():
    from ifar.api import api

    assert api.get_openapi_schema()["paths"]
    kind, kept = next(iter(TILL.all.items()))
    with pytest.raises(RuntimeError, match="after the operations"):
        TILL.act(kind, kept.said, kept.title, permission=kept.permission)(kept.do)
    assert TILL.all[kind] is kept
