"""A time limit is extended once, as far as the rows of regimes let it be."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.errors import Refused
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.trade import selectors
from ifar.trade.models import Authorisation
from ifar.trade.services import authorisations
from ifar.trade.services.authorisations import working_day_after
from ifar.trade.services.writing import today
from tests.databases import ground
from tests.trade.making import an_application

HEAD = "code,regime,article,leg,states,from_states,into_states,not_into,purposes,ways,asks,lifts,days,more_days,valid_from,valid_to,label_en,source"


@pytest.fixture(scope="module")
def terms(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory):
    """A regime with a term of its own for what leaves this State, which may be extended."""
    folder = tmp_path_factory.mktemp("terms")
    (folder / "regime.csv").write_text(
        f"{HEAD}\nquay_term,quay,Quay art. 1,from,,,,,,,,,20,35,,,Term,us\n", "utf-8"
    )
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="quayland")
        yield


def test_a_term_is_extended_once_to_what_the_row_says(terms, db, alice, bob):
    made = an_application(alice)
    authorisation = Authorisation.objects.get(public_id=made)
    assert authorisation.days == 20
    authorisations.prolong(actor=alice, authorisation_id=made, reason="Denmark has not answered.")
    authorisation.refresh_from_db()
    assert (authorisation.days, authorisation.due_on) == (35, working_day_after(today(), 35))
    with pytest.raises(Refused) as refused:
        authorisations.prolong(actor=alice, authorisation_id=made, reason="Again.")
    assert refused.value.code == "trade.term"
    # What was missing meanwhile stops the clock, and takes nothing of what was extended.
    authorisations.find_incomplete(actor=alice, authorisation_id=made, missing="The end-use certificate.")
    authorisations.complete(actor=alice, authorisation_id=made)
    authorisation.refresh_from_db()
    assert authorisation.days == 35


def test_what_is_received_waits_for_the_desk_and_is_late_past_its_day(terms, db, alice, signed_in):
    made = an_application(alice)
    desk = signed_in("alice")
    assert "1 international transfer is being worked on at your desk" in desk.get("/").content.decode()
    due = Authorisation.objects.get(public_id=made).due_on
    assert selectors.at_desk(alice, due) == {"open": 1, "late": 0}
    assert selectors.at_desk(alice, due + dt.timedelta(days=1)) == {"open": 1, "late": 1}
    authorisations.find_incomplete(actor=alice, authorisation_id=made, missing="The end-use certificate.")
    assert "international transfer is being" not in desk.get("/").content.decode()
