"""What the demonstration's community keeps: library, good practices, gaps, assistance, questions about arms, courses.

Invented, believable and harmless: it recognises arms, and helps nobody to make or to obtain one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import typst
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ifar.community import marks
from ifar.community.knowledge.services import assistance, enquiries, gaps, library, practices, skills
from ifar.community.knowledge.services.assistance import AssistanceTerms
from ifar.community.knowledge.services.gaps import GapDescription
from ifar.community.knowledge.services.library import EditionFile, GuideDescription
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.services.skills import Announced
from ifar.community.models import Guide, Space, Topic, Training
from ifar.community.services.talk import Draft
from ifar.files import store
from ifar.registry.identification import SeenMark, Sighting
from ifar.rights import Actor

GUIDE: Final = """
#set page(paper: "a4", margin: 2.4cm)
#set text(font: "Noto Sans", size: 11pt, lang: "en")
#set par(justify: false, leading: 0.8em)
#text(22pt, weight: "bold")[Photographing marks so that others can read them]
#v(0.4em)
#text(fill: luma(90))[A short guide of the Community of Practitioners. Version 2.1. Invented for the demonstration.]
#v(1.2em)
== Before the first picture
- Do not clean, polish or take anything apart. Note the state in which the arm came.
- Lay a scale beside the mark. Write the date and the exhibit's number on a card, never on the arm.
- Cover the serial number where a picture goes to people who need not know it.

== Light
+ One light, low, from the left; then the same from the right. The camera does not move.
+ Turn the arm by a quarter and do it again. Shallow marks show in one of the four.
+ Write down the angle, so that a court can have it repeated.

== What to send
One picture of the whole side, one of each mark, one of the mark with its scale. Say in words what you read, sign by sign, and write
“unread” where you could not.
#pagebreak()
== Reading by two
Two officers read each mark apart and write down what they see. Then they compare. Where they differ, both readings go into the record.

#table(columns: (1fr, 1fr, 1fr), inset: 8pt, [*Sign*], [*Often taken for*], [*What helps*],
  [0], [O, D, Q], [The form of the maker's numbers], [1], [I, l, 7], [Light from above], [8], [B, 3], [The next quarter turn], [5], [S], [A larger picture])

== When to ask
If the maker is not clear after a quarter of an hour, ask: a wrong request costs three weeks.
"""

PRACTICES: Final = (
    (
        "forensics",
        "Commons",
        "tracer",
        "Two readers, one photograph: fewer requests come back",
        {
            "context": "A police laboratory that reads some hundred arms a year for stations without an examiner.",
            "problem": "A third of the trace requests came back because a sign had been misread, mostly 0 and O, 1 and I, 8 and B.",
            "done": "1. Two officers read each mark apart.\n2. They compare; where they differ, both readings are kept.\n3. The photograph goes out under two lights with the request.",
            "result": "Within a year requests that came back fell from 31 to 9 in a hundred.",
            "evidence": "Counts of two years from the desk's own register, looked at by the inspectorate.",
            "transferability": "Needs a camera, a lamp and ten minutes for each arm. Works without a laboratory.",
        },
        ("marking", "tracing"),
        {"evidence": "evaluated", "result": "measured", "transfer": "elsewhere"},
        ("police", "customs", "clerk"),
    ),
    (
        "customs-head",
        "Parcels and post",
        "customs",
        "Looking by the address of return, not by the sender's name",
        {
            "context": "A parcel centre with more than a million small consignments a month.",
            "problem": "Names of senders changed with every parcel; watching for names found nothing.",
            "done": "Group consignments by the address of return and the weight that does not fit the declared goods, over ten days.",
            "result": "Parts of arms were found in consignments that had passed before, with no more parcels opened.",
            "evidence": "Monthly figures of the centre.",
            "transferability": "Wherever addresses are recorded as text. Does not need new equipment.",
        },
        ("parcels", "customs"),
        {"evidence": "documented", "result": "seen", "transfer": "here"},
        ("customs",),
    ),
    (
        "judge",
        "Commons",
        "tracer",
        "Demander tôt si la réponse pourra servir de preuve",
        {
            "context": "Un parquet qui suit des affaires avec plusieurs États.",
            "problem": "Des réponses arrivaient qui ne pouvaient pas être produites à l'audience, et il fallait tout redemander.",
            "done": "La première demande dit déjà à quoi la réponse servira, et demande sous quelle forme l'autre État peut la donner.",
            "result": "Moins de secondes demandes ; plusieurs mois gagnés dans deux affaires.",
            "evidence": "",
            "transferability": "Partout, sans moyens.",
        },
        ("prosecution", "tracing"),
        None,
        (),
    ),
)
"""Author, space, who checks, title, parts, subjects, answers of the grade, who does it."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Fill the shelves, where they are empty."""
    if Guide.objects.exists():
        return
    spaces = {space.name: space.public_id for space in Space.objects.filter(state="open")}
    today = timezone.now().date()
    guides = _library(officers, spaces, today)
    made = _practices(officers, spaces)
    _gaps(officers, spaces, made, guides)
    _assistance(officers, spaces, today)
    _questions(officers, spaces)
    _courses(officers, spaces, today)


def _library(officers: Mapping[str, Actor], spaces: Mapping[str, str], today: dt.date) -> list[Guide]:
    document = store.receive([typst.compile(GUIDE.encode())], settings.IFAR_UPLOAD_LIMIT)
    rows = (
        ("forensics", "Marks and their restoration", "Photographing marks so that others can read them", "en", GuideDescription(
            "marking_guide", "How to light, photograph and read marks, for officers without a laboratory. Two pages for the wall of the evidence room.",
            "", ("8", "12"), ("marking", "tracing"), "cc_by"), EditionFile("2.1", "en", document, "photographing-marks.pdf", words="Reading by two is new."), "tracer", 700),
        ("judge", "Commons", "Loi type sur le marquage et le traçage", "fr", GuideDescription(
            "model_law", "Articles à reprendre dans une loi nationale : marquage à la fabrication et à l'importation, registres, demandes.",
            "", ("5", "7", "8", "12"), ("legislation",), "official"), EditionFile("1.2", "fr", link="https://www.example.org/loi-type"), "clerk", 400),
        ("clerk", "Commons", "Kestria: Arms Act, chapter on import marks", "en", GuideDescription(
            "legislation", "What an import mark must say, who puts it on, and what is done with arms without one.", "XX", ("8", "10"), ("licensing",), "official"),
            EditionFile("in force 2024", "en", link="https://www.example.org/arms-act"), "judge", 40),
        ("customs", "Parcels and post", "One page to report a parcel to its State of destination", "en", GuideDescription(
            "tool", "A form of one page: what, where, when, to whom, picture, contact. The rest goes with the formal request.",
            "", ("10", "13"), ("parcels", "customs"), "cc_by"), EditionFile("3", "en", link="https://www.example.org/parcel-form"), "", 0),
        ("hub", "Commons", "دليل قراءة الأرقام الشرقية على الأسلحة", "ar", GuideDescription(
            "training", "مادة تدريبية قصيرة: كيف تُسجَّل الأرقام الشرقية كما هي وكيف تُنقل إلى الطلب الدولي.", "", ("7", "12"), ("tracing", "training"), "cc_by_nc"),
            EditionFile("1.0", "ar", link="https://www.example.org/arabic-digits"), "forensics", 300),
    )  # fmt: skip
    guides = []
    for by, space, title, language, described, edition, reviewer, days in rows:
        guide = library.bring_guide(
            actor=officers[by], at=Placed(spaces[space], title, language), said=described, edition=edition
        )
        if reviewer:
            library.review(
                actor=officers[reviewer],
                review_id=guide.public_id,
                edition=1,
                expires_on=today + dt.timedelta(days=days),
            )
        guides.append(guide)
    for name, used_for, helped in (("police", "case", 2), ("tracer", "case", 2), ("customs", "training", 1)):
        library.rate(actor=officers[name], guide=guides[0].public_id, used_for=used_for, helped=helped)
    box = library.begin_collection(
        actor=officers["hub"],
        at=Placed(spaces["Commons"], "For the first week at a tracing desk", "en"),
        description="What a colleague who is new reads first, in this order of need.",
    )
    for record in (guides[0], guides[1], guides[4]):
        library.collect(actor=officers["hub"], collection=box.public_id, guide=record.public_id)
    return guides


def _practices(officers: Mapping[str, Actor], spaces: Mapping[str, str]) -> list[str]:
    results = []
    for by, space, checks, title, parts, topics, answers, adopted in PRACTICES:
        language = "fr" if by == "judge" else "en"
        made = practices.submit(
            actor=officers[by], at=Placed(spaces[space], title, language), said=parts, topics=topics
        )
        if answers:
            practices.clear(actor=officers[checks], appraisal_id=made.public_id)
            practices.grade(actor=officers["hub"], appraisal_id=made.public_id, answers=answers)
        for name in adopted:
            practices.adopt(actor=officers[name], practice=made.public_id)
        results.append(made.public_id)
    case = Topic.objects.get(title__startswith="Photographing a shallow mark")
    gaps.tie(actor=officers["forensics"], one=case.public_id, other=results[0])
    return results


def _gaps(
    officers: Mapping[str, Actor], spaces: Mapping[str, str], made: list[str], guides: list[Guide]
) -> None:
    rows = (
        ("tracer", "Commons", "Stations without an examiner misread marks", GapDescription(
            "technical", "Most arms are first read at stations that have nobody trained to read marks. What they misread travels through every request after that.",
            "Requests that came back for a misread sign, counted at two desks over a year.", ("KE", "CI"), ("8", "12"), 3)),
        ("judge", "Commons", "Aucun délai légal pour répondre à une demande", GapDescription(
            "legal", "Dans plusieurs droits nationaux rien ne dit en combien de temps une demande de traçage reçoit une réponse ; les affaires s'éteignent avant.",
            "Demandes restées sans réponse après six mois.", ("CI",), ("12", "13"), 4)),
        ("customs-head", "Parcels and post", "Names of senders hide who sends", GapDescription(
            "operational", "Risk rules look for names, which change with each parcel.", "Figures of one parcel centre.", (), ("10",), 2)),
        ("hub", "Commons", "Points of contact change without notice", GapDescription(
            "cooperation", "The directory is right on the day on which it is printed. Requests go to desks that are closed.",
            "Mail that came back.", (), ("13",), 2)),
    )  # fmt: skip
    keys = [
        gaps.open_gap(
            actor=officers[by],
            at=Placed(spaces[space], title, "fr" if by == "judge" else "en"),
            said=result,
        ).public_id
        for by, space, title, result in rows
    ]
    gaps.take_up(actor=officers["tracer"], progress_id=keys[0])
    gaps.close(actor=officers["tracer"], progress_id=keys[0], by=made[0])
    gaps.tie(actor=officers["tracer"], one=keys[0], other=guides[0].public_id)
    gaps.take_up(actor=officers["judge"], progress_id=keys[1])
    gaps.tie(actor=officers["judge"], one=keys[1], other=guides[1].public_id)
    gaps.tie(actor=officers["judge"], one=keys[1], other=made[2])
    gaps.take_up(actor=officers["customs"], progress_id=keys[2])
    gaps.close(actor=officers["customs"], progress_id=keys[2], by=made[1])


def _assistance(officers: Mapping[str, Actor], spaces: Mapping[str, str], today: dt.date) -> None:
    day = dt.timedelta(days=1)
    space = spaces["Commons"]
    rows = (
        ("clerk", "en", "Training in reading marks for twelve stations", AssistanceTerms(
            "need", "Twelve stations on the coast, two officers each; a trainer who speaks French would be best.", today + 30 * day, today + 210 * day,
            ("8", "12"), ("training",), ("marking", "tracing"), ("fr", "en"), ("CI",), (), 3)),
        ("supervisor", "fr", "Appui à la rédaction d'un délai de réponse", AssistanceTerms(
            "need", "Une disposition courte sur le délai de réponse aux demandes.", today, today + 300 * day, ("12", "13"), ("drafting", "expert"), ("legislation",), ("fr",),
            ("CI",), (), 2)),
        ("hub", "en", "Two trainers for reading and photographing marks", AssistanceTerms(
            "offer", "A week on the spot, with pictures of your own exhibits; a second visit after half a year.", today, today + 365 * day,
            ("8", "12"), ("training", "mentoring"), ("marking",), ("fr", "en"), (), ("011", "014"), 2)),
        ("customs-head", "en", "Exchange of staff between parcel centres", AssistanceTerms(
            "offer", "Two officers for two weeks, both ways.", today + 60 * day, today + 400 * day, ("10", "13"), ("exchange",), ("parcels", "customs"), ("en", "sr"), (), (), 2)),
        ("judge", "fr", "Relecture de projets de loi sur le marquage", AssistanceTerms(
            "offer", "Relecture à distance par deux magistrats.", today, today + 365 * day, ("5", "8", "12"), ("drafting",), ("legislation", "prosecution"), ("fr",), (), (), 2)),
        ("forensics", "en", "Loan of a comparison microscope", AssistanceTerms(
            "offer", "For three months, with somebody who sets it up.", today + 20 * day, today + 200 * day, ("6", "8"), ("equipment", "laboratory"), ("ballistics",), ("ar", "en"),
            ("EG", "MA"), (), 2)),
    )  # fmt: skip
    keys = [
        assistance.tell(actor=officers[by], at=Placed(space, title, language), said=wanted).public_id
        for by, language, title, wanted in rows
    ]
    first = assistance.propose(actor=officers["clerk"], one=keys[0], other=keys[2])
    assistance.agree(actor=officers["hub"], agreement_id=first)
    assistance.deliver(actor=officers["hub"], agreement_id=first, on=today)
    assistance.assess(
        actor=officers["clerk"], agreement_id=first, met="partly", note="Nine of twelve stations."
    )
    assistance.propose(actor=officers["judge"], one=keys[1], other=keys[4])


def _questions(officers: Mapping[str, Actor], spaces: Mapping[str, str]) -> None:
    seen = Sighting(
        type="pistol",
        serial="T 000000",
        marks=(
            SeenMark("PN", "proof", "barrel", frozenset({"crown"})),
            SeenMark("", "proof", "slide", frozenset({"perron"})),
        ),
    )
    enquiries.ask(
        actor=officers["police"],
        space=spaces["Commons"],
        title="Pistol without a name, a crowned PN on the barrel",
        said=Draft("No name of a maker on it. Which State keeps the book?", "en", marks.GREEN),
        seen=seen,
    )
    enquiries.ask(
        actor=officers["customs"],
        space=spaces["Parcels and post"],
        title="Barillet avec une étoile et un chiffre",
        said=Draft("Une pièce isolée, trouvée dans un colis. Quelqu'un connaît-il cette étoile ?", "fr"),
        seen=Sighting(type="revolver", marks=(SeenMark("6", "proof", "cylinder", frozenset({"star"})),)),
    )


def _courses(officers: Mapping[str, Actor], spaces: Mapping[str, str], today: dt.date) -> None:
    day = dt.timedelta(days=1)
    space = spaces["Marks and their restoration"]
    rows = (
        ("Reading marks, a first course", Announced(
            "Two days in the laboratory: light, photograph, reading by two, what to write into a request. Bring a case of your own.", "in_person", today - 240 * day, today - 239 * day, 12,
            "Laboratory, Port Vell", ("marking", "tracing"))),
        ("Marks on line: an hour a week", Announced(
            "Six evenings, one picture a week, discussed together.", "online", today + 20 * day, today + 60 * day, 6, "", ("marking",))),
        ("Recognising converted arms at a checkpoint", Announced(
            "What to look at without a laboratory, and when to leave it to one.", "mixed", today - 3 * day, today - day, 8, "Harbour school", ("conversion",))),
    )  # fmt: skip
    first, second, third = (
        skills.announce(actor=officers["forensics"], at=Placed(space, title, "en"), said=announced)
        for title, announced in rows
    )
    for name in ("police", "tracer", "customs", "clerk"):
        skills.enrol(actor=officers[name], course=first.public_id)
    parts = list(Training.objects.filter(course=first.public_id).order_by("id"))
    for part, before, after in zip(parts, (40, 65, 35, 50), (85, 95, 70, 55), strict=True):
        skills.note_attendance(
            actor=officers["forensics"],
            training_id=part.public_id,
            before=before,
            after=after,
        )
    answers = (("police", "yes"), ("tracer", "yes"), ("customs", "partly"))
    for part, (name, used) in zip(parts, answers, strict=False):
        skills.follow_up(actor=officers[name], training_id=part.public_id, used=used)
    for name in ("police", "customs"):
        skills.enrol(actor=officers[name], course=third.public_id)
        skills.enrol(actor=officers[name], course=second.public_id)
