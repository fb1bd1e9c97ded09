"""What somebody inside tries with matters: the service refuses it, and where it does not ask, the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import Agency, Notice
from ifar.accounts.services import notices
from ifar.errors import Conflict, Forbidden, IfarError, Invalid, NotFound
from ifar.matters import selectors
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.matters.services.writing import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.factories import a_case, a_firearm, an_item
from tests.matters.test_matters import DAY, a_matter, asked, told

pytestmark = pytest.mark.django_db


def stand(public_id):
    return Matter.objects.get(public_id=public_id)


def refused_twice(code, actor, kind, matter, **sets):
    """The service's guards refuse it, and past them the database."""
    result, words = (
        stand(matter),
        {"closed": {"reason": "x"}, "extended": {"reason": "x"}, "asked": {"question": "x"}},
    )
    values = {
        "changes": sets,
        "personal": words.get(kind, {}),
        "details": {},
    }
    with pytest.raises(IfarError) as refused, transaction.atomic():
        RECORDER.record(actor, "matter", kind, result, **values)
    assert refused.value.code == code
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match=code.replace(".", r"\.")),
        transaction.atomic(),
    ):
        RECORDER.record(actor, "matter", kind, result, **values)


def found_by_program(about, office, **said):
    return matters.open_matter("custody_gap", about, "custody.gap_seal 3", office, **said)


def test_a_program_closes_and_extends_nothing(bob):
    made = a_matter(bob)
    refused_twice("matters.not_yours", matters.JOB, "closed", made, outcome="found")
    refused_twice("matters.not_yours", matters.FINDER, "extended", made, due_on=matters.today() + 30 * DAY)


def test_nobody_raises_in_the_place_of_a_program(alice, bob):
    firearm = a_firearm(alice).firearm
    sets = {
        "kind": "custody_gap",
        "about": firearm,
        "cause": "custody.gap_seal 3",
        "due_on": matters.today(),
        "barred": [],
    }
    with pytest.raises(Forbidden) as refused:
        RECORDER.record(bob, "matter", "raised", changes=sets)
    assert refused.value.code == "matters.cause"
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match=r"matters\.cause"),
        transaction.atomic(),
    ):
        RECORDER.record(bob, "matter", "raised", changes=sets)
    far = matters.today() + 300 * DAY
    own = a_matter(bob, kind="custody_gap", about=firearm, due_on=far)
    office = Agency.objects.get(public_id=bob.agency)
    made = found_by_program(firearm, office, barred=[bob.id])
    assert made not in ("", own), "a matter of one's own stands in the way of none"
    assert found_by_program(firearm, office) == ""
    assert stand(made).due_on == matters.today() + 7 * DAY
    with pytest.raises(Conflict), transaction.atomic():
        RECORDER.record(matters.FINDER, "matter", "raised", changes=sets, keeper=(bob.agency, "civilian"))


@pytest.mark.parametrize("state", ["open", "closed"])
def test_what_a_program_found_is_raised_once_for_ever(alice, bob, state):
    office, firearm = Agency.objects.get(public_id=bob.agency), a_firearm(alice).firearm
    made = found_by_program(firearm, office)
    if state == "closed":
        matters.close(actor=bob, matter_id=made, outcome="explained", reason="It is the same seal.")
    assert found_by_program(firearm, office) == ""


def test_who_is_involved_does_not_settle_it_where_it_was_found_either(alice, bob):
    office, firearm = Agency.objects.get(public_id=bob.agency), a_firearm(alice).firearm
    made = found_by_program(firearm, office, barred=[bob.id])
    matters.settle_found(bob, firearm, "custody.gap_seal 3", "explained", "Mine.")
    assert stand(made).state == "open"
    matters.settle_found(alice, firearm, "custody.gap_seal 4", "explained", "Another one.")
    assert stand(made).state == "open"
    matters.settle_found(alice, firearm, "custody.gap_seal 3", "explained", "Seen.")
    assert stand(made).state == "closed"


def test_the_office_that_must_explain_never_settles_it_from_above(bob, nina, ken):
    made = a_matter(bob)
    above = Agency.objects.get(public_id=bob.agency).parent.public_id
    day = matters.today()
    sets = {"explainer": above, "answer_by": day}
    RECORDER.record(bob, "matter", "asked", stand(made), changes=sets, personal={"question": "Why?"})
    assert matters.escalate_overdue(day + 30 * DAY) == 0
    refused_twice(
        "matters.settles_it", matters.JOB, "escalated", made, escalated_to=above, escalated_on=day + 30 * DAY
    )
    other = a_matter(bob)
    assert matters.escalate_overdue(day + 30 * DAY) == 1
    refused_twice("matters.settles_it", bob, "asked", other, explainer=above, answer_by=day)


def test_what_was_escalated_is_extended_from_above_alone(bob):
    made = a_matter(bob)
    matters.escalate_overdue(matters.today() + 30 * DAY)
    refused_twice("matters.above", bob, "extended", made, due_on=matters.today() + 200 * DAY)


def test_who_explained_gives_no_more_time(alice, bob):
    made = asked(bob, bob)
    matters.explain(actor=alice, matter_id=made, explanation="I counted twice.")
    refused_twice("matters.barred", alice, "extended", made, due_on=matters.today() + 20 * DAY)


@pytest.mark.parametrize("which", ["asked office", "barred", "explained", "another office"])
def test_whoever_must_explain_closes_nothing(alice, bob, nina, which):
    made = asked(bob, bob if which == "explained" else nina, barred=[alice.id] if which == "barred" else [])
    if which == "explained":
        matters.explain(actor=alice, matter_id=made, explanation="I counted twice.")
    actor = {"asked office": nina, "another office": cast.actor("dave")}.get(which, alice)
    code = "matters.not_yours" if "office" in which else "matters.barred"
    refused_twice(code, actor, "closed", made, outcome="explained")


def test_a_record_that_an_office_may_not_know_of_is_told_to_nobody_there(dave, nina, signed_in):
    exhibit = an_item(dave, a_case(dave), "XK71234")
    made = a_matter(dave, about=exhibit, owner=nina.agency)
    browser = signed_in("nina")
    page = browser.get(f"/matters/{made}/").content.decode()
    assert "Two pistols are missing." in page, "it is theirs to settle"
    values = [page, browser.get("/matters/").content.decode(), browser.get("/").content.decode()]
    values.append(browser.get(f"/api/matters/{made}").content.decode())
    assert not any(hidden in item for item in values for hidden in (exhibit, exhibit[1:5] + "-", "XK71234"))
    with pytest.raises(Invalid) as refused:
        matters.add_evidence(actor=nina, matter_id=made, object=exhibit)
    unknown = pytest.raises(Invalid)
    with unknown:
        matters.add_evidence(actor=nina, matter_id=made, object=exhibit[:-2] + "00")
    assert refused.value.code == unknown.excinfo.value.code == "matters.record", (
        "unseen and unknown answer alike"
    )


def test_a_matter_of_another_compartment_is_read_by_nobody_without_it(bob, judy):
    office = Agency.objects.get(public_id=bob.agency)
    made = found_by_program("X00000000000X", office, compartment="defence")
    assert "defence" not in bob.compartments
    with pytest.raises(NotFound):
        selectors.matter_for(bob, made)
    assert selectors.counted(bob)["open"] == 0


def test_lists_and_counts_tell_of_the_own_desk_alone(bob, nina, judy, signed_in):
    a_matter(bob)
    asked(bob, nina)
    for name, number in (("bob", 2), ("nina", 1), ("judy", 0), ("dave", 0), ("ivan", 0)):
        actor = cast.actor(name)
        assert selectors.counted(actor)["open"] == number
        line = [row for row in signed_in(name).get("/").context["waiting"] if row["icon"] == "scale"]
        assert [row["count"] for row in line] == ([number] if number else [])
    for which in selectors.LISTS:
        assert not selectors.chase_list(cast.actor("dave"), which).exists()


def test_lists_of_the_desk(bob, nina, ken):
    soon, later = (a_matter(bob, due_on=matters.today() + n * DAY) for n in (2, 30))
    sets = {"kind": "other", "due_on": matters.today() - DAY, "barred": []}
    late = RECORDER.record(bob, "matter", "raised", changes=sets).subject
    closed, waiting = a_matter(bob, kind="breach"), asked(bob, nina, due_on=matters.today() + 40 * DAY)
    matters.close(actor=bob, matter_id=closed, outcome="unfounded", reason="It was none.")

    def listed(actor, which, kind=""):
        return [matter.public_id for matter in selectors.chase_list(actor, which, kind)]

    assert listed(bob, "open") == [late, soon, later, waiting]
    assert (listed(bob, "late"), listed(bob, "soon"), listed(bob, "closed")) == ([late], [soon], [closed])
    assert listed(bob, "closed", "breach") == [closed]
    assert listed(bob, "closed", "finding") == []
    assert (listed(nina, "explain"), listed(nina, "soon")) == ([waiting], [waiting])
    assert [matter.day for matter in selectors.chase_list(nina)] == [matters.today() + 3 * DAY], (
        "not by when it is settled"
    )


def test_the_desk_is_reminded_on_the_day_and_the_office_above_hears_the_day_after(bob, nina, ken):
    made = asked(bob, nina)
    day = stand(made).due_on
    answer = stand(made).answer_by
    assert matters.remind(answer - DAY) == 0
    assert matters.remind(answer) == 1
    assert (told("matters.answer_due", nina), told("matters.due", bob)) == (1, 0)
    assert (matters.escalate_overdue(day), matters.remind(day)) == (0, 1)
    assert told("matters.due", bob) == 1
    assert matters.remind(day) == matters.remind(day + DAY) == 0, "once, whatever runs twice"
    assert matters.escalate_overdue(day + DAY) == 1
    assert told("matters.escalated", ken) == 1
    matters.extend(actor=escalated(), matter_id=made, due_on=day + 9 * DAY, reason="The gunsmith is ill.")
    assert (told("matters.due", bob), told("matters.escalated", ken)) == (0, 0), "what was told is dealt with"
    assert matters.remind(day + 9 * DAY) >= 1


def escalated():
    """Somebody of the office above who settles matters."""
    above = Agency.objects.get(public_id=cast.actor("bob").agency).parent
    return replace(cast.actor("nina"), id="U0000000000001", agency=above.public_id, agency_id=above.pk)


def test_a_notice_that_is_finished_leaves_the_matter_on_the_list(bob):
    made = a_matter(bob)
    notices.finish(actor=bob, notice=Notice.objects.get(kind="matters.raised").public_id)
    assert [matter.public_id for matter in selectors.chase_list(bob)] == [made]
