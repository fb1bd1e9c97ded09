"""What a strategy does with people after a few years, and with whom it is allied: initiatives, figures, complaints, commitments, reports.

Invented from end to end: communities, organisations, what people said. Nobody who took part is named, here as in any country.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any, Final

from django.db import transaction

from ifar.demonstration.many import Many
from ifar.hotspots.selectors import places
from ifar.programme import feedback, participation
from ifar.programme.computed.people import COMPLAINTS_IN_TIME, PEOPLE_REACHED
from ifar.programme.models import Indicator, Initiative, Period, Project
from ifar.programme.participation import Cell
from ifar.programme.services import values
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import services as sightings
from ifar.reference import selectors as reference
from ifar.rights import Actor

SEED: Final = 20250610
_INITIATIVES: Final = (
    ("Safe homes: women of the harbour quarter", "awareness", ("women", "communities"), "Port-Clair", "f", 14, "Two hundred and ten households now keep their arms under lock; eleven women sit in the quarter's safety council."),
    ("Children learn to walk away", "early_learning", ("children", "teachers"), "Lac-des-Palmes", "c", 9, "Six nursery schools teach it on their own now. Teachers report that children tell them when they have found ammunition."),
    ("Welders instead of barrels", "skills", ("youth",), "Fosse-Noire", "y", 12, "Of sixty-four who finished, forty-one had work after six months; the workshop that converted blank-firing pistols lost its apprentices."),
    ("Grandmothers and grandsons talk", "intergenerational", ("elders", "youth"), "Kasr er-Rih", "e", 8, ""),
    ("After the shot: what survivors need", "victims", ("survivors",), "Medina Nova", "f", 7, "The clinic keeps a bed and a social worker; survivors wrote the leaflet themselves."),
    ("Radio without rumours", "media", ("journalists", "communities"), "Marche-sur-Oued", "m", 6, ""),
    ("Women at the border market", "womens_leadership", ("women",), "Bordj Sabra", "f", 10, ""),
    ("Youth council of the Islands", "youth_leadership", ("youth",), "Isla Verde", "y", 11, ""),
    ("Football for the fifth quarter", "sport_arts", ("youth", "communities"), "Les Docks", "y", 13, "Both gangs' younger brothers play in one league; police reports of shots in the quarter fell from nine to two in a year."),
    ("Tea with the police", "dialogue", ("communities", "elders"), "Oued Semra", "m", 9, ""),
    ("Hand it in, no questions", "surrender", ("communities",), "Rocheval", "m", 5, ""),
    ("Newcomers know the law", "awareness", ("displaced",), "Taghit Nou", "m", 0, ""),
)  # fmt: skip
"""Title, kind, with whom, place, who mostly comes (f, m, y, c, e), how many days were counted, what changed where it ended."""
_MOSTLY: Final = {
    "f": {("female", "25_59"): 16, ("female", "15_24"): 8, ("female", "60_up"): 3, ("male", "25_59"): 2},
    "m": {("male", "25_59"): 13, ("female", "25_59"): 9, ("male", "15_24"): 4, ("female", "15_24"): 4, ("not_said", "not_said"): 2},
    "y": {("male", "15_24"): 15, ("female", "15_24"): 11, ("male", "under_15"): 3, ("other", "15_24"): 1},
    "c": {("female", "under_15"): 14, ("male", "under_15"): 13, ("female", "25_59"): 4},
    "e": {("female", "60_up"): 7, ("male", "60_up"): 4, ("male", "15_24"): 8, ("female", "15_24"): 4},
}  # fmt: skip
_SAID: Final = (
    ("complaint", "meeting", 2, "The training was announced for our village and held in the next one; the bus did not come.", "Through the head of the women's group"),
    ("complaint", "phone", 44, "The money for the way home was paid three weeks late.", ""),
    ("suggestion", "box", 12, "Hold the meetings after the evening prayer; in the afternoon we work.", ""),
    ("misconduct", "in_person", 9, "One of the trainers shouted at participants and sent two of them home.", "Will come back on Thursday"),
    ("sexual_misconduct", "partner", 5, "A partner's helper asked for a favour before he put a name on the list.", "Only through the clinic's social worker"),
    ("thanks", "letter", 20, "My son has work now.", ""),
    ("question", "online", 6, "May we hand in ammunition too, and where?", "by the form on the site"),
    ("complaint", "letter", 120, "Nobody told us what became of the arms that we handed in.", "By letter to the parish"),
    ("complaint", "online", 200, "The leaflet is not in our language.", ""),
    ("misconduct", "phone", 160, "An officer took photographs of participants without asking.", "by telephone in the evening"),
    ("complaint", "meeting", 260, "Women were asked to sit behind.", "At the next meeting"),
)  # fmt: skip
"""Kind, channel, days ago, what was said, how whoever said it can be reached."""
_STAKEHOLDERS: Final = (
    ("Kestria Post and Parcels", "carrier", "XX", "parcels", "Delivers in every commune; screens parcels from abroad.", ("Head of security", "Leads the screening of parcels")),
    ("Souk-en-Ligne", "marketplace", "XX", "bazaar", "Classified advertisements; two million visitors a month.", ("Trust and safety",)),
    ("Kestrian Arms Works", "maker", "XX", "", "Marks what it makes and answers traces within a day.", ()),
    ("Network of Women for Safe Homes", "civil_society", "XX", "", "Eleven local groups; runs initiatives in four provinces.", ("Coordinator",)),
    ("Association of Survivors", "civil_society", "XX", "", "", ("Chair",)),
    ("University of Medina Nova, Institute of Criminology", "academia", "XX", "", "Evaluates initiatives and reads the figures with us.", ("Professor",)),
    ("Radio Kestria", "media", "XX", "", "", ()),
    ("Ministry of Education", "state_body", "XX", "", "", ("Director of primary schools",)),
    ("Chamber of Sporting Goods", "other", "XX", "", "", ()),
)  # fmt: skip
_COMMITMENTS: Final = (
    (0, "Report suspicious parcels within a day", -300, -30, "kept"),
    (0, "Train four hundred counter clerks to know parts of arms", -200, -20, "made"),
    (0, "X-ray every parcel from abroad at the airport", -120, 160, "made"),
    (1, "Remove listings of convertible arms within two hours", -260, -60, "kept_late"),
    (1, "Name a contact point that answers day and night", -90, 30, "made"),
    (2, "Mark the frame and the barrel of each firearm", -400, -100, "kept"),
    (3, "Hold a safe-homes day in each commune", -150, 90, "made"),
    (4, "Write a leaflet for clinics in three languages", -240, -120, "kept"),
    (5, "Publish an evaluation of three initiatives", -100, 200, "made"),
    (6, "A weekly half hour without rumours", -180, -45, "withdrawn"),
    (7, "Put it into the teachers' handbook", -210, -14, "made"),
)  # fmt: skip
"""Whose, what, made and due in days from today, how it stands."""
_FOLLOWED: Final = "They say that half of it is done; we meet again next month."
_SEEN: Final = (
    ("carrier", "parcel", "parts", 1, "Two barrels and a slide in a parcel that is declared as tools for a lathe.", "KPP-88120431", "Sorting centre at Medina Nova airport", ("CZ 75", "B 4471"), ("TR", "XX")),
    ("carrier", "parcel", "conversion", 6, "Eight blank-firing pistols, and threaded inserts in a second parcel with the same label.", "KPP-88117702", "Port-Clair depot", ("ZORAKI 914",), ("TR", "XX")),
    ("marketplace", "listing", "firearm", 3, "A pistol is offered as a film prop; the pictures show an open barrel and a proof mark.", "SEL-2071553", "listing 2071553", ("GLOCK 17", "BKR???"), ("XX",)),
    ("marketplace", "listing", "ammunition", 11, "Boxes of 9 mm cartridges in the pictures of a listing for a camping stove.", "SEL-2069117", "listing 2069117", (), ("XX",)),
    ("carrier", "parcel", "not_known", 15, "Something heavy and oily in a hollow book; the scan shows a spring and a tube.", "KPP-88109233", "Marche-sur-Oued depot", (), ("RS", "XX")),
    ("marketplace", "listing", "parts", 24, "Frames without serial numbers, forty pieces, collect only.", "SEL-2064410", "listing 2064410", (), ("XX",)),
    ("carrier", "parcel", "firearm", 33, "An air rifle with the papers of a dealer.", "KPP-88090006", "Lac-des-Palmes depot", ("DIANA 34",), ("DE", "XX")),
)  # fmt: skip
"""Who reports, what, which goods, days ago, what was seen, their reference, where, marks, route."""


@transaction.atomic
def load(officers: Mapping[str, Actor], today: dt.date) -> int:
    """Load it where there is nothing of it yet; how many acts it took, those of the reports aside."""
    if Initiative.objects.exists():
        return 0
    draw = Random(SEED)  # noqa: S311 - invented figures, the same on every installation
    many = Many()
    officer, manager = officers["programme"], officers["strategist"]
    projects = list(Project.objects.filter(outcomes__contains=["O3"], state="active").order_by("id"))
    initiatives = _initiatives(many, officer, draw, projects, today)
    _feedback(many, officer, manager, draw, initiatives, projects, today)
    _stakeholders(many, officer, officers, projects, today)
    done = many.write()
    _reports(officers, today)
    computed = Indicator.objects.filter(source__in=(PEOPLE_REACHED.name, COMPLAINTS_IN_TIME.name))
    for name in Period.objects.filter(state="open", starts_on__lte=today).values_list("name", flat=True):
        for text in computed.values_list("public_id", flat=True):
            values.compute(actor=values.JOB, indicator=text, period=name)
    return done


def _initiatives(many: Many, officer: Actor, draw: Random, projects: list[Project], today: dt.date) -> list[tuple[str, str]]:  # fmt: skip
    rows = []
    for n, (title, kind, audiences, place, mostly, days, effect) in enumerate(_INITIATIVES):
        starts = today - dt.timedelta(days=40 + 45 * ((n * 5) % 11)) if days else today + dt.timedelta(days=30)  # fmt: skip
        project = projects[n % len(projects)].public_id if projects and n % 6 != 5 else ""
        changes = {
            "title": title,
            "kind": kind,
            "audiences": sorted(audiences),
            "words": "",
            "project": project,
            "place": place,
            "starts_on": starts,
            "ends_on": today if effect else starts + dt.timedelta(days=720),
        }
        subject = many.add(officer, "initiative", "opened", changes)
        if days:
            many.add(officer, "initiative", "started", on=subject)
        step = max(1, (today - starts).days // (days + 1))
        for k in range(days):
            cells = [
                Cell(sex, age, max(0, round(number * draw.uniform(0.6, 1.5))))
                for (sex, age), number in _MOSTLY[mostly].items()
            ]
            noted = {
                "initiative": subject,
                "held_on": starts + dt.timedelta(days=step * (k + 1)),
                "total": participation.total(cells),
                "counts": participation.kept(cells),
            }
            many.add(officer, "participation", "noted", noted)
        if effect:
            many.add(officer, "initiative", "ended", {"effect": effect}, on=subject)
        rows.append((subject, project))
    return rows


def _feedback(many: Many, officer: Actor, manager: Actor, draw: Random, initiatives: list[tuple[str, str]], projects: list[Project], today: dt.date) -> None:  # fmt: skip
    listed = reference.mappings("feedback_kind", "days")
    for n, (kind, channel, ago, text, reach) in enumerate(_SAID):
        initiative, project = initiatives[n % (len(initiatives) - 1)]
        if n % 4 == 3 and projects:
            initiative, project = "", projects[n % len(projects)].public_id
        received = today - dt.timedelta(days=ago)
        due = feedback.due(received, feedback.days_of(kind, listed))
        changes: dict[str, Any] = {
            "project": project,
            "initiative": initiative,
            "kind": kind,
            "channel": channel,
            "received_on": received,
            "due_on": due,
            "about": officer.id if kind == "misconduct" and ago < 30 else "",
        }
        noting = manager if changes["about"] else officer
        subject = many.add(noting, "feedback", "received", changes, personal={"words": text, "reach": reach})
        if n in (0, 1, 6):
            continue
        many.add(manager, "feedback", "looked_into", note="Asked those who were there.", on=subject)
        if ago < 100 and kind != "thanks":
            continue
        on = min(today, received + dt.timedelta(days=draw.choice((6, 11, 19, 38))))
        answer = {"answer": "We told them what we found, what we changed, and whom to ask if it happens again."}  # fmt: skip
        many.add(manager, "feedback", "answered", {"answered_on": on}, personal=answer, on=subject)
        if n % 2:
            many.add(manager, "feedback", "closed", {"closed_on": on, "why": "settled"}, on=subject)


def _stakeholders(many: Many, officer: Actor, officers: Mapping[str, Actor], projects: list[Project], today: dt.date) -> None:  # fmt: skip
    offices = {"parcels": officers["carrier"].agency, "bazaar": officers["marketplace"].agency}
    who = []
    for name, kind, country, office, words, contact in _STAKEHOLDERS:
        changes = {
            "name": name,
            "kind": kind,
            "country": country,
            "agency": offices.get(office, ""),
            "words": words,
        }
        subject = many.add(officer, "stakeholder", "entered", changes)
        if contact:
            result = {"name": f"{contact[0]} (demonstration)", "function": contact[-1], "email": "contact@example.org"}  # fmt: skip
            many.add(officer, "stakeholder", "contact_set", {"contact": True}, personal=result, on=subject)
        who.append(subject)
    for n, (of, title, made, due, stands) in enumerate(_COMMITMENTS):
        due_on = today + dt.timedelta(days=due)
        made_out: dict[str, Any] = {
            "stakeholder": who[of],
            "project": projects[n % len(projects)].public_id if projects and n % 3 == 0 else "",
            "title": title,
            "words": "",
            "made_on": today + dt.timedelta(days=made),
            "due_on": due_on,
        }
        subject = many.add(officer, "commitment", "made", made_out)
        if stands == "made" and due < 60:
            many.add(officer, "commitment", "followed_up", {"followed_on": today}, note=_FOLLOWED, on=subject)  # fmt: skip
        elif stands == "withdrawn":
            many.add(officer, "commitment", "withdrawn", note="The broadcaster lost its frequency.", on=subject)  # fmt: skip
        elif stands != "made":
            kept_on = due_on + dt.timedelta(days=25 if stands == "kept_late" else -10)
            many.add(officer, "commitment", "kept", {"kept_on": kept_on}, note="Seen at a visit.", on=subject)  # fmt: skip


def _reports(officers: Mapping[str, Actor], today: dt.date) -> None:
    made = []
    for who, what, goods, ago, message, number, where, marks, route in reversed(_SEEN):
        day = today - dt.timedelta(days=ago)
        value = sighting.SightingReport(what, goods, day, message, number, where, marks, route)
        made.append(sightings.send(actor=officers[who], said=value))
    analyst, customs = officers["analyst"], officers["customs"]
    areas = sorted(places.named_areas())
    dealt = ((made[0], customs, "lawful"), (made[1], analyst, ""), (made[2], customs, None))
    for text, actor, why in dealt:
        sightings.take(actor=actor, sighting_id=text, expected_n=1)
        if why:
            sightings.close(actor=actor, sighting_id=text, expected_n=2, why=why)
        elif why == "" and areas:
            sightings.make_tip(actor=actor, sighting_id=text, expected_n=2, area=areas[0], told=_SEEN[-2][4])
