"""People and alliances in a browser: no barriers and nothing cut off, for those who work with them and for a carrier that reports.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ifar.demonstration import people_and_partners
from ifar.programme.models import Feedback, Initiative, Participation, Sighting, Stakeholder
from ifar.programme.services import planning, projects
from ifar.programme.services.planning import NewIndicator, NewProject
from tests import cast
from tests.browser.looking import look_through
from tests.hotspots.making import a_layer
from tests.programme.conftest import give_roles
from tests.programme.partnering import actor_of, an_office, somebody
from tests.programme.test_acts import a_recipient


@transaction.atomic
def a_country() -> tuple[dict[str, str], dict[str, str], dict[str, str], object]:
    """What the demonstration knows of people and partners, for the cast: addresses for Bob, for Quentin and for a carrier, and who the carrier is."""
    give_roles()
    post, bazaar = (somebody(name, an_office(name.capitalize())) for name in ("post", "bazaar"))
    alice, bob = cast.actor("alice"), cast.actor("bob")
    a_layer()
    new = NewProject("GF-019", "Women's networks: Islands", outcomes=["O3"], gem=3, dac_gender=1)
    project = planning.open_project(actor=alice, new=new).public_id
    a_recipient(project)
    projects.start(actor=alice, project_id=project)
    result = planning.state_result(actor=alice, level="output", title="Homes are safe", outcome="O3", project=project)  # fmt: skip
    counted = NewIndicator("People trained", "number", disaggregation=["sex", "age"])
    indicator = planning.define_indicator(actor=alice, result=result.public_id, new=counted).public_id
    planning.open_period(actor=bob, name="2026", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), due_on=dt.date(2027, 2, 28))  # fmt: skip
    officers = {"programme": alice, "strategist": bob, "carrier": actor_of(post), "marketplace": actor_of(bazaar), "analyst": cast.actor("quentin"), "customs": cast.actor("heidi")}  # fmt: skip
    people_and_partners.load(officers, dt.datetime.now(dt.UTC).date())
    of = Initiative.objects.filter(project=project, state="ended").first().public_id
    figure = Participation.objects.filter(initiative=of).first().public_id
    public_id = Feedback.objects.filter(state="answered").first().public_id
    waiting = Feedback.objects.filter(state="looked_into").first().public_id
    partner = Stakeholder.objects.get(agency=officers["carrier"].agency).public_id
    taken, sent = (Sighting.objects.filter(state=state).first().public_id for state in ("passed", "sent"))
    staff = {
        "initiatives": "/programme/initiatives/",
        "initiative": f"/programme/initiatives/{of}/",
        "project": f"/programme/projects/{project}/",
        "count": f"/programme/initiatives/{of}/count/",
        "recount": f"/programme/participation/{figure}/acts/corrected/",
        "new-initiative": "/programme/initiatives/new/",
        "feedback": "/programme/feedback/",
        "feedback-one": f"/programme/feedback/{public_id}/",
        "feedback-waits": f"/programme/feedback/{waiting}/",
        "new-feedback": f"/programme/feedback/new/?initiative={of}",
        "partners": "/programme/partners/",
        "partner": f"/programme/partners/{partner}/?show=contact",
        "report-value": f"/programme/indicators/{indicator}/report/",
    }
    desk = {
        "sightings": "/programme/sightings/",
        "sighting": f"/programme/sightings/{sent}/",
        "sighting-passed": f"/programme/sightings/{taken}/",
    }
    carrier = {"my-sightings": "/programme/sightings/mine/", "new-sighting": "/programme/sightings/new/"}
    return staff, desk, carrier, post


def test_people_and_partners_in_every_language(visitor):
    staff, desk, carrier, post = a_country()
    look_through(visitor, {"bob": staff, "quentin": desk, post: carrier}, "people")
