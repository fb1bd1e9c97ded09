"""A dozen arms, scanned, are destroyed on eight pages of whoever prepares it and of the second person; witnesses sign on one page each."""

from __future__ import annotations

from ifar.accounts.models import Proposal
from ifar.recoveries.custody.services import destruction
from ifar.recoveries.models import Batch
from ifar.registry.models import Firearm
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, an_item
from tests.recoveries.conftest import somebody
from tests.recoveries.test_destruction import a_photo, for_destruction


def test_twelve_arms_are_destroyed_on_eight_pages(peopled_db, dave, erin, judy):
    case = a_case(dave, ground="illicit_possession")
    for n in range(12):
        for_destruction(dave, erin, an_item(dave, case, f"KX{n:02}44"))
    station, pages = sign_in("dave"), []
    pages.append(station.get("/custody/batches/"))
    listed = pages[-1].context["form"].initial["exhibits"]
    assert len(listed) == 12
    opened = {
        "name": "Spring",
        "order": "D-4",
        "method": "smelting",
        "place": "Works",
        "scanned": "\n".join(listed),
        "seal_reason": "ready",
    }
    wrong = station.post("/custody/batches/", opened | {"scanned": f"{listed[0]}\nX-0000"})
    assert (wrong.status_code, Batch.objects.exists()) == (422, False), "what names no exhibit is refused"
    pages.append(station.post("/custody/batches/", opened, follow=True))
    batch = Batch.objects.get().public_id
    at = f"/custody/batches/{batch}/"
    asked = Proposal.objects.get(object=batch)
    head = sign_in("erin")
    pages.append(head.get(f"/proposals/{asked.public_id}/"))
    pages.append(head.post(f"/proposals/{asked.public_id}/decide/", {"verdict": "approve"}, follow=True))
    pages.append(station.get(at))
    scanned = "\n".join(f"{line['exhibit']} {line['serial']}" for line in Batch.objects.get().lines)
    pages.append(station.post(f"{at}acts/checked/", {"readings": scanned}, follow=True))
    for witness in (judy, somebody("ruth", "court", "judge")):
        destruction.witness(actor=witness, batch_id=batch)
    pages.append(station.get(f"{at}destroyed/"))
    values = {
        "weight_grams": "9000",
        "counted": "12",
        "photos": [a_photo(cast.actor("dave"))],
        "language": "en",
    }
    pages.append(station.post(f"{at}destroyed/", values, follow=True))
    assert {page.status_code for page in pages} == {200}
    assert len(pages) <= 8
    assert Batch.objects.get().state == "destroyed"
    assert Firearm.objects.filter(state="destroyed").count() == 12
