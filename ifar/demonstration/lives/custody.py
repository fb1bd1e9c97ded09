"""What becomes of a firearm in the hands of an authority: examined, given back, taken as evidence, waiting to be destroyed."""

from __future__ import annotations

from ifar.demonstration.lives.life import Ref
from ifar.demonstration.lives.writer import Writer


def in_custody(life: Writer, *, known: bool, taken: str) -> None:
    """From the police to the laboratory and back, then to the owner, to the court, or to where it waits for the furnace."""
    police = life.steps[-1].office
    if life.draw.random() < 0.7 and life.wait(2, 30):
        result = {
            "seal": life.seal(),
            "laboratory": Ref("office", "laboratory"),
            "exhibit": f"E{life.number:06d}",
        }
        life.step("sent_to_forensics", police, details=result, place="Medina Nova")
        if life.wait(10, 90):
            result = {
                "seal": life.seal(),
                "kept_by": "police",
                "findings": ["functional"],
                "received_by": Ref("office", police),
            }
            life.step("forensics_returned", "laboratory", details=result, place="Medina Nova")
    documents = _of_the_owner(life) if known else {}
    if len(documents) == 2 and life.draw.random() < 0.4 and life.wait(30, 300):
        life.step(
            "returned_to_owner",
            police,
            attested=documents,
            second="supervisor",
            reason="The owner is on record and holds a valid permit.",
            place=life.province.capital,
        )
        return
    if taken == "seized" and life.draw.random() < 0.7 and life.wait(20, 200):
        result = {
            "seal": life.seal(),
            "kept_by": "court",
            "received_by": Ref("office", "court"),
            "case": f"C {life.number % 4000}/{life.day.year}",
        }
        life.step("evidence_taken", "court", details=result, place="Medina Nova")
        if life.draw.random() < 0.6 and life.wait(60, 600):
            life.step("confiscated", "court", details={"order": life.paper("Judgment")}, place="Medina Nova")
            disposed_of(life)
    elif taken != "seized":
        disposed_of(life)


def _of_the_owner(life: Writer) -> dict[str, str]:
    """The documents that this life tells of: the owner's report of the theft, and the permit under which it was acquired; none where its
    marks were never all written down."""
    if not any(len(step.marks) >= len(life.marks()) for step in life.steps):
        return {}
    reports = [str(step.details["report"]) for step in life.steps if step.kind == "stolen"]
    permits = [step.paper for step in life.steps if step.paper.startswith("Permit")]
    result = {"ownership_proven": reports[-1:], "owner_permit_valid": permits[-1:]}
    return {condition: value[0] for condition, value in result.items() if value}


def disposed_of(life: Writer) -> None:
    """To be destroyed by default (Protocol art. 6(2)): decided by two. It is carried out with a batch, see `demonstration/custody.py`."""
    if life.draw.random() > 0.04 or not life.wait(60, 400):
        return
    order = life.paper("Destruction order")
    by_court = life.steps[-1].kind == "confiscated"
    life.step(
        "disposal_decided",
        "court" if by_court else "police",
        details={"order": order, "method": "destruction"},
        paper=order,
        second="judge" if by_court else "supervisor",
        reason="Confiscated for good; destruction is the rule.",
        place="Medina Nova",
    )


def scrapped(life: Writer) -> None:
    """What its owner has destroyed: handed in for it, decided by two, carried out before two witnesses."""
    order = life.paper("Destruction at the owner's wish")
    life.step(
        "destroyed",
        "police",
        details={
            "order": order,
            "method": life.draw.choice(("smelting", "cutting")),
            "witnesses": [Ref("officer", "inspector"), Ref("officer", "forensics")],
            "weight_grams": 950,
        },
        paper=order,
        second="supervisor",
        reason="The owner handed it in to have it destroyed.",
        place="Fosse-Noire",
    )
