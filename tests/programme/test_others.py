"""Others' files: what is kept of an activity, what a file changes, and taking one over, once and again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from ifar.errors import Conflict, Forbidden, NotFound, Refused
from ifar.programme import others
from ifar.programme.iati import export, reading, writing
from ifar.programme.iati.model import Node
from ifar.programme.models import OthersActivity, OthersFile, Trial
from ifar.programme.others import Stands
from ifar.programme.selectors import others as selectors
from ifar.programme.services import others as services
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.iati_files import BODY, NOW, an_activity, organisation

D = Decimal
THEIRS = dataclasses.replace(BODY, ref="XM-OTHER-7", name="Agency of another State")


def a_file(*activities, body=THEIRS) -> bytes:
    """A valid file of another organisation."""
    return writing.write(export.activities(activities or [an_activity()], body, NOW))


def related(content: bytes) -> list[others.Related]:
    root, _left_out = reading.read(content)
    return [others.related(node) for node in root.all("iati-activity")]


def test_what_is_kept_of_an_activity():
    (item,) = related(a_file())
    assert (item.publisher, item.identifier) == ("XM-OTHER-7", "XM-OTHER-7-P-01")
    assert (item.title, item.status, item.countries) == (
        "Marking at the coast & lakes",
        "2",
        ("KE", "TZ", "UG"),
    )
    assert item.said["publisher_name"] == "Agency of another State"
    assert item.said["cells"] == ["A1C2"]
    assert item.said["budgets"] == {"USD": "150000.50"}
    assert item.said["transactions"] == {
        "commitment": {"USD": "90000.00"},
        "expenditure": {"USD": "-12.34"},
        "incoming": {"USD": "150000.50"},
    }
    assert item.said["results"][0]["indicators"][0]["periods"][0]["actual"] == "21.5"
    assert item.said["elements"]["budget"][0] == 2


def test_sums_are_never_added_across_currencies():
    def money(amount: str, currency: str) -> Node:
        result = {"value-date": "2025-01-01"} | ({"currency": currency} if currency else {})
        return Node("budget", {}, "", [Node("value", result, amount)])

    node = Node("iati-activity", {"default-currency": "CHF"}, "", [money("1.10", "EUR"), money("2", ""), money("3.05", "EUR")])  # fmt: skip
    assert others.related(node).said["budgets"] == {"CHF": "2", "EUR": "4.15"}
    assert others.related(Node("iati-activity", {}, "", [money("2", "")])).said["budgets"] == {"": "2"}


@pytest.mark.parametrize(
    ("sectors", "outcomes"),
    [([("15130", "1")], ("O1",)), ([("15132", ""), ("15220", "1")], ("O2", "O3")), ([("15240", "1")], ()), ([("15130", "99")], ())],
)  # fmt: skip
def test_an_outcome_is_read_from_dac_sectors_alone(sectors, outcomes):
    children = [Node("sector", {"code": code, "vocabulary": vocabulary}) for code, vocabulary in sectors]
    assert others.related(Node("iati-activity", {}, "", children)).outcomes == outcomes


def test_what_a_new_file_changes():
    (first,) = related(a_file())
    stands = {(first.publisher, first.identifier): Stands(first.fingerprint, first.said["elements"], False)}
    again = others.compare(stands, [first], ours="XX-OWN", whole=True)
    assert (again.changes, len(again.same)) == (False, 1)
    touched = related(a_file(an_activity(updated=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))))
    assert not others.compare(stands, touched, ours="", whole=True).changes, (
        "when it was touched does not count"
    )
    fewer = related(a_file(an_activity(budgets={2024: D("100000.00")}, results=[], countries=["KE"])))
    changed = others.compare(stands, fewer, ours="", whole=False).revised[0][1]
    assert changed.removed == {"budget": (2, 1), "recipient-country": (3, 1), "result": (1, 0)}
    assert changed.added == {}
    other = related(a_file(an_activity(title="Another", reference="P-02")))
    compared = others.compare(stands, [*other, *other], ours="", whole=True)
    assert ([item.title for item in compared.fresh], compared.twice) == (["Another"], (other[0].identifier,))
    assert compared.gone == ((first.publisher, first.identifier),)
    assert others.compare(stands, other, ours="", whole=False).gone == ()
    mine = others.compare({}, [first], ours=first.publisher, whole=True)
    assert (mine.own, mine.changes) == ((first.identifier,), False)
    back = {(first.publisher, first.identifier): Stands(first.fingerprint, {}, True)}
    assert len(others.compare(back, [first], ours="", whole=False).fresh) == 1, "it is published again"


def tried(content: bytes, *, whole: bool = False, who: str = "alice") -> Trial:
    return services.begin(actor=actor(who), name="others.xml", content=[content], whole=whole)


def taken(content: bytes, **more) -> OthersFile:
    trial = tried(content, **more)
    assert trial.state == "tried", trial.report
    return services.take(actor=actor("alice"), trial=str(trial.pk))


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_taking_over_and_again():
    content = a_file(an_activity(), an_activity(reference="P-02", title="Second", countries=["FR"]))
    trial = tried(content)
    assert trial.report["counts"] == {"fresh": 2, "revised": 0, "same": 0, "own": 0, "gone": 0}
    assert OthersActivity.objects.count() == 0, "a trial takes nothing over"
    with pytest.raises(NotFound):
        services.take(actor=actor("bob"), trial=str(trial.pk))
    made = services.take(actor=actor("alice"), trial=str(trial.pk))
    assert (made.activities, made.fresh, made.publishers) == (2, 2, ["XM-OTHER-7"])
    with pytest.raises(Refused):
        services.take(actor=actor("alice"), trial=str(trial.pk))
    again = tried(content)
    assert not again.report["changes"]
    assert services.take(actor=actor("alice"), trial=str(again.pk)).public_id == made.public_id
    assert (OthersFile.objects.count(), OthersActivity.objects.count()) == (1, 2)
    later = a_file(an_activity(title="First, renamed", results=[]))
    step = tried(later, whole=True)
    assert step.report["revised"][0]["removed"] == {"result": [1, 0]}
    assert [item["title"] for item in step.report["gone"]] == ["Second"]
    second = services.take(actor=actor("alice"), trial=str(step.pk))
    assert (second.revised, second.gone) == (1, 1)
    reader = actor("dave")
    assert [others_activity.title for others_activity in selectors.activities_for(reader)] == [
        "First, renamed"
    ]
    assert [others_activity.title for others_activity in selectors.activities_for(reader, gone=True)] == [
        "Second"
    ]
    assert list(selectors.activities_for(reader, country="FR")) == []
    assert selectors.summary(reader).all.activities == 1
    activity = selectors.activity(reader, selectors.activities_for(reader).get().pk)
    assert [version.title for version in activity.versions] == [
        "First, renamed",
        "Marking at the coast & lakes",
    ]
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_what_is_not_taken():
    with pytest.raises(Forbidden):
        services.begin(actor=actor("nina"), name="x.xml", content=[a_file()])
    broken = a_file().replace(b'<activity-status code="2"/>', b"")
    trial = tried(broken)
    assert trial.state == "refused"
    assert trial.report["faults"][0]["element"] == "iati-activities/iati-activity/activity-status"
    with pytest.raises(Refused):
        services.take(actor=actor("alice"), trial=str(trial.pk))
    assert tried(writing.write(organisation())).state == "refused"
    # What stood otherwise meanwhile is not taken over as if it had been shown.
    first, second = tried(a_file()), tried(a_file())
    services.take(actor=actor("alice"), trial=str(first.pk))
    with pytest.raises(Conflict):
        services.take(actor=actor("alice"), trial=str(second.pk))
    made = OthersFile.objects.get()
    with pytest.raises(IntegrityError, match="taken over already"), transaction.atomic():
        OthersActivity.objects.create(othersfile=made.public_id, publisher="x", identifier="y", title="z", fingerprint="")  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_othersactivity SET title = 'other'")


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_pages(signed_in, django_assert_max_num_queries):
    alice, dave = signed_in("alice"), signed_in("dave")
    assert dave.get("/programme/others/files/").status_code == 403
    upload = SimpleUploadedFile("theirs.xml", a_file(), "application/xml")
    answer = alice.post("/programme/others/files/", {"file": upload})
    assert answer.status_code == 302
    page = answer["Location"]
    assert "Marking at the coast" in alice.get(page).content.decode()
    assert alice.post(page, {"what": "take"}).status_code == 302
    assert "nothing changes" not in alice.get(page).content.decode()
    number = OthersActivity.objects.get().pk
    dave.get("/programme/others/")
    with django_assert_max_num_queries(16):
        listed = dave.get("/programme/others/?country=KE").content.decode()
    assert f"/programme/others/{number}/" in listed
    with django_assert_max_num_queries(18):
        result = dave.get(f"/programme/others/{number}/").content.decode()
    assert "150,000.50 USD" in result
    assert OthersFile.objects.get().file in result
    assert "Others’ work" in dave.get("/programme/").content.decode()
    broken = SimpleUploadedFile(
        "bad.xml", a_file().replace(b'<activity-status code="2"/>', b""), "application/xml"
    )
    answer = alice.post("/programme/others/files/", {"file": broken})
    assert "activity-status" in alice.get(answer["Location"]).content.decode()
    assert alice.post(answer["Location"], {"what": "give_up"}).status_code == 302
    assert dave.get("/programme/others/999999/").status_code == 404
    original = OthersFile.objects.get().public_id
    assert (
        b"".join(alice.get(f"/programme/others/files/{original}/original.xml").streaming_content) == a_file()
    )
