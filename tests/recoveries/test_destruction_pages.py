"""A dozen arms, scanned, are destroyed on eight pages of whoever prepares it and of the second person; witnesses sign on one page each."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from ifar.accounts.models import Proposal
from ifar.recoveries.custody.services import destruction
from ifar.recoveries.models import Batch, Item
from ifar.registry.models import Firearm
from tests.conftest import sign_in
from tests.counting import Journey
from tests.factories import a_case, a_picture, an_item
from tests.recoveries.conftest import somebody
from tests.recoveries.test_destruction import for_destruction


def test_twelve_arms_are_destroyed_on_eight_pages(peopled_db, dave, erin, judy):
    case = a_case(dave, ground="illicit_possession")
    for n in range(12):
        for_destruction(dave, erin, an_item(dave, case, f"KX{n:02}44"))
    station, head, journey = sign_in("dave"), sign_in("erin"), Journey()
    page = journey.open(station, "/custody/batches/")
    listed = list(Item.objects.values_list("public_id", flat=True))
    opened = {
        "name": "Spring",
        "order": "D-4",
        "method": "smelting",
        "place": "Works",
        "seal_reason": "ready",
    }
    wrong = station.post("/custody/batches/", opened | {"scanned": f"{listed[0]}\nX-0000"})
    assert (wrong.status_code, Batch.objects.exists()) == (422, False), "what names no exhibit is refused"
    journey.fill(station, page, **opened)
    batch = Batch.objects.get().public_id
    assert len(Batch.objects.get().lines) == 12
    asked = journey.open(head, f"/proposals/{Proposal.objects.get(object=batch).public_id}/")
    journey.fill(head, asked, "/decide/", press="verdict=approve")
    page = journey.open(station, f"/custody/batches/{batch}/")
    scanned = "\n".join(f"{line['exhibit']} {line['serial']}" for line in Batch.objects.get().lines)
    journey.fill(station, page, "/acts/checked/", readings=scanned)
    for witness in (judy, somebody("ruth", "court", "judge")):
        destruction.witness(actor=witness, batch_id=batch)
    page = journey.open(station, f"/custody/batches/{batch}/destroyed/")
    photo = SimpleUploadedFile("pile.jpg", a_picture()[0])
    journey.fill(station, page, "/destroyed/", weight_grams="9000", counted="12", photographs=photo)
    journey.within(8, 12)
    assert Batch.objects.get().state == "destroyed"
    assert Firearm.objects.filter(state="destroyed").count() == 12
