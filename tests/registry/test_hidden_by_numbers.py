"""A case that somebody opens under the mark of a firearm keeps nobody from finding it."""

from ifar.accounts.models import ReadLog
from ifar.recoveries.services import cases
from tests.factories import a_firearm


def test_a_case_of_the_same_number_hides_no_firearm_and_no_question(alice, dave, erin, signed_in):
    firearm = a_firearm(alice, "CZ-1975/12345").firearm
    browser = signed_in("dave")
    cases.open_case(actor=erin, said=cases.Circumstances(kind="seized", number="CZ-1975/12345"))
    logged = ReadLog.objects.count()
    for answer in (
        browser.post("/roadside/", {"q": "CZ-1975/12345"}),
        browser.get("/search/", {"q": "CZ-1975/12345"}),
    ):
        assert firearm in answer.content.decode()
    assert ReadLog.objects.count() > logged
