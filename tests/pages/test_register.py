"""The register's pages over HTTP: what each shows to whom, what it costs, and what it refuses."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from ifar import identifiers
from ifar.accounts.models import Proposal, ReadLog
from ifar.accounts.selectors.drafts import draft_of
from ifar.accounts.services import proposals as approvals
from ifar.accounts.services import shifts
from ifar.recoveries.models import Case
from ifar.reference import selectors as reference
from ifar.registry import kinds
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import day
from ifar.registry.search import labels as match_labels
from ifar.registry.search.matching import FIELDS, Question
from ifar.registry.services import proposals
from ifar.registry.services.duplicates import Pair, note_pairs
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.factories import a_case, a_firearm, a_person


@pytest.fixture
def okello(alice):
    return a_person(alice, "Joseph Okello")


@pytest.fixture
def pistol(alice, okello):
    """A pistol in private hands."""
    return a_firearm(alice, "AB71234", owner=okello, owner_kind="private").firearm


def text_of(response):
    whole = re.sub(r'<span class="mark-differs">(.)</span>', r"\1", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", whole))


def circumstances(**more):
    marks = {"mark-TOTAL_FORMS": "1", "mark-INITIAL_FORMS": "0"}
    return {"occurred_precision": "day", "occurred_from": "2020-03-14", "seen": "1", **marks, **more}


# Search -----------------------------------------------------------------------------------------------------------


def test_a_half_read_serial_finds_the_firearm_with_its_reasons(signed_in, pistol):
    page = signed_in("alice").get("/search/", {"q": "AB?1234"})
    assert page.status_code == 200
    assert [result["hit"].firearm for result in page.context["results"]] == [pistol]
    assert (
        "Every character that was read agrees. What nobody could read speaks neither for nor against it."
        in (text_of(page))
    )


def test_an_identifier_opens_its_record_and_an_unseen_one_says_what_an_unknown_one_says(signed_in, pistol):
    assert signed_in("alice").get("/search/", {"q": pistol}).headers["Location"] == f"/firearms/{pistol}/"
    unseen = signed_in("frank").get("/search/", {"q": pistol})
    unknown = signed_in("frank").get("/search/", {"q": "F-0000-0000-0000-J"})
    assert unseen.status_code == unknown.status_code == 200
    assert "results" not in unseen.context
    assert signed_in("frank").get(f"/firearms/{pistol}/").status_code == 404


def test_an_identifier_of_a_recovery_or_a_search_opens_its_page_from_the_box_and_where_a_search_stands_under_it(
    signed_in, dave
):
    case = a_case(dave)
    kept = open_search(
        actor=dave, kind="recovery", question=Question("AB71234"), reference=case, reason="found in a boot"
    ).public_id
    browser, shown = signed_in("dave"), identifiers.shown(case)
    assert browser.get("/search/", {"q": shown}).headers["Location"] == f"/recoveries/{case}/"
    assert browser.get("/search/", {"q": kept}).headers["Location"] == f"/searches/{kept}/"
    page = browser.get(f"/searches/{kept}/").content.decode()
    number = Case.objects.get(public_id=case).number
    assert re.search(rf'href="/recoveries/{case}/"\s*><bdi>{number}</bdi>', page)
    assert number in browser.get("/searches/").content.decode()
    for typed in (case, kept):
        other = signed_in("frank").get("/search/", {"q": typed})
        assert "There is no record with the identifier" in text_of(other), (
            "who reads none is told what an unknown one tells"
        )


def test_a_mistyped_identifier_and_a_text_that_is_too_long_are_named_as_such(signed_in, pistol):
    browser = signed_in("alice")
    wrong = identifiers.shown(pistol)[:-1] + ("7" if pistol[-1] != "7" else "8")
    assert "its check character does not fit" in text_of(browser.get("/search/", {"q": wrong}))
    assert "That is too long" in text_of(browser.get("/search/", {"q": "A" * 300}))


def test_a_page_that_does_not_show_all_says_so(signed_in, alice):
    for n in range(26):
        a_firearm(alice, f"AB71{n:02}99")
    browser = signed_in("alice")
    assert "26 records fit; the likeliest come first. The first 25 of 26 are shown." in text_of(
        browser.get("/search/", {"q": "AB71??99"})
    )
    assert "are shown." not in text_of(browser.get("/search/", {"q": "AB710*99", "make": "Beretta"}))


def test_what_only_comes_near_is_not_said_to_fit(signed_in, alice, pistol):
    browser = signed_in("alice")

    def told(**asked):
        return browser.get("/search/", asked).context["sentence"]

    assert told(q="AB?1234") == told(make="Beretta") == "One record fits."
    assert told(q="AB71234", make="Glock") == "One record comes near; look at what differs."
    a_firearm(alice, "AB71235")
    assert told(q="AB7123?") == "2 records fit; the likeliest come first."
    assert told(q="AB71234") == "1 fits. 1 more only comes near."
    a_firearm(alice, "AB71238")
    assert told(q="AB71234") == "1 fits. 2 more only come near."
    assert told(q="AB71236") == "3 records come near, none fits; the likeliest come first."


def test_of_more_than_are_shown_it_is_said_that_none_of_them_fits(signed_in, alice):
    for wrong in "ABCDEFGHIJKLMNOPQRSTUVWXYZ9":
        a_firearm(alice, f"AB712{wrong}4")
    browser = signed_in("alice")
    sentence = browser.get("/search/", {"q": "AB71234"}).context["sentence"]
    assert sentence == "27 records come near; of the 25 likeliest, none fits exactly."
    a_firearm(alice, "AB71234")
    sentence = browser.get("/search/", {"q": "AB71234"}).context["sentence"]
    assert sentence == "28 records fit or come near; the likeliest come first."


def test_a_hit_by_another_mark_than_the_serial_says_which(signed_in, alice):
    a_firearm(alice, "AB71234", marks=({"kind": "property", "text": "POL 5512"},))
    browser = signed_in("alice")
    assert "Property mark · on record: POL 5512" in text_of(browser.get("/search/", {"q": "POL5512"}))
    by_serial = text_of(browser.get("/search/", {"q": "AB71234"}))
    assert "on record: AB71234" in by_serial
    assert "· on record:" not in by_serial


def test_only_what_the_form_asks_for_is_named_to_narrow_a_search_and_nothing_where_it_is_found(
    signed_in, alice, pistol
):
    a_firearm(alice, "AB71239", identity={"make": "glock"})
    browser = signed_in("alice")
    half = browser.get("/search/", {"q": "AB7123?"})
    assert sorted(half.context["narrow_by"].split(", ")) == ["calibre", "make", "model", "type"]
    assert f"To filter it, add: {half.context['narrow_by']}." in text_of(half)
    browser.cookies["django_language"] = "ar"
    assert browser.get("/search/", {"q": "AB7123?"}).context["narrow_by"].count("، ") == 3
    browser.cookies["django_language"] = "en"
    result = browser.get("/search/", {"q": "AB71239"})
    assert result.context["found"].total == 2
    assert "To filter it" not in text_of(result)
    a_firearm(alice, "AB71239")
    assert "To filter it" in text_of(browser.get("/search/", {"q": "AB71239"}))


@pytest.mark.parametrize(
    ("asked", "heading", "read"),
    [
        ({"q": "Beretta A12?4"}, "A12?4 {beretta}", "Read as the make: {beretta}"),
        ({"q": "بيريتا A12"}, "A12 {beretta}", "Read as the make: {beretta}"),
        ({"q": "A12?4", "make": "Beretta", "calibre": "9mm para"}, "A12?4 {beretta}, 9×19 mm Parabellum", ""),
        ({"q": "Beretta"}, "{beretta}", "Read as the make: {beretta}"),
        ({"q": "A12?4"}, "A12?4", ""),
    ],
)
def test_the_heading_names_all_that_was_understood(signed_in, db, asked, heading, read):
    browser = signed_in("dave")
    page = browser.get("/search/", asked).content.decode()
    unescape = html.unescape(re.sub(r"<[^>]+>", "", re.search("<h1>(.*?)</h1>", page, re.S).group(1)))
    beretta = reference.words("make")["beretta"]
    assert " ".join(unescape.split()) == f"Search for {heading.format(beretta=beretta)}"
    at_the_roadside = html.unescape(text_of(browser.post("/roadside/", {"q": asked["q"]})))
    assert read.format(beretta=beretta) in at_the_roadside
    assert ("Read as the make:" in at_the_roadside) == bool(read)


@pytest.mark.parametrize("typed", ["7123", "Beretta 7123"])
def test_a_search_that_finds_nothing_offers_to_look_for_the_mark_as_a_part_and_to_be_kept(
    signed_in, alice, typed
):
    firearm = a_firearm(alice, "AB712345").firearm
    browser = signed_in("dave")
    nothing = browser.get("/search/", {"q": typed, "calibre": "9x19"})
    assert "Only part of a mark? Search for" in text_of(nothing)
    assert "Keep the search open, and you are told of what fits later" in text_of(nothing)
    link = re.search(r'href="(\?q=[^"]+)"', nothing.content.decode()).group(1).replace("&amp;", "&")
    assert "calibre=9x19" in link
    result = browser.get(f"/search/{link}")
    assert result.context["question"].serial == "*7123*"
    assert [item["hit"].firearm for item in result.context["results"]] == [firearm]


def test_nobody_is_led_to_enter_what_another_office_may_have(signed_in):
    """Whose question goes to closed compartments as well reads their answer first."""
    offers = {
        name: signed_in(name)
        .get("/search/", {"q": "ZZ94711"})
        .content.decode()
        .count('href="/firearms/new/"')
        for name in ("alice", "dave")
    }
    assert offers == {"alice": 2, "dave": 1}


def test_what_is_short_or_half_read_is_not_offered_as_a_part(signed_in, alice):
    browser = signed_in("alice")
    for typed in ("ZZ?4711", "*4711*", "Beretta 47"):
        page = text_of(browser.get("/search/", {"q": typed}))
        assert "No record fits" in page, typed
        assert "Only part of a mark" not in page, typed


def test_results_are_moved_through_by_keyboard_and_say_no_likelihood_where_no_mark_was_asked(
    signed_in, pistol
):
    by_mark = signed_in("alice").get("/search/", {"q": "AB?1234"}).content.decode()
    assert 'class="skip" href="#first"' in by_mark
    assert "data-queue" in by_mark
    assert 'class="row-link"' in by_mark
    assert "how likely it is the one" in by_mark
    by_make = signed_in("alice").get("/search/", {"make": "Beretta"}).content.decode()
    assert 'class="row-link"' in by_make
    assert "how likely it is the one" not in by_make


@pytest.mark.parametrize(
    ("codes", "percent", "said"),
    [
        ("serial.equal make.agrees", 99, ""),
        ("serial.equal make.differs", 99, "The mark agrees; what differs: make"),
        ("serial.unread make.differs calibre.differs", 50, "The mark agrees; what differs: make, calibre"),
        ("serial.look_alike type.differs", 80, "The mark nearly agrees; what differs: type"),
        ("serial.wrong serial.missing make.unknown", 97, "The mark nearly agrees"),
        ("serial.look_alike make.agrees", 97, ""),
        ("serial.equal make.differs", 49, ""),
    ],
)
def test_what_contradicts_a_likely_record_is_said_in_words(codes, percent, said):
    assert match_labels.doubt_of(codes.split(), percent) == said
    assert {f"{name}.differs" for name in FIELDS} == set(match_labels.DIFFERS)
    assert set(match_labels.REASONS) >= match_labels.NOT_EQUAL | set(match_labels.DIFFERS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The mark agrees; what differs: make Look at the firearm; 99 % likely all the same."),
        ("ar", "العلامة متطابقة؛ والمختلف: الصانع افحص السلاح؛ ومع ذلك الاحتمال 99 %."),
        (
            "fr",
            "Le marquage concorde ; ce qui diffère : fabricant Examinez l’arme ; probable à 99 % malgré tout.",
        ),
    ],
)
def test_no_bare_number_stands_beside_a_contradiction(signed_in, pistol, language, said):
    browser = signed_in("alice")
    browser.cookies["django_language"] = language
    page = browser.get("/search/", {"q": "AB71234", "make": "Glock"})
    assert said in text_of(page)
    assert "<meter" not in page.content.decode()
    at_the_roadside = text_of(browser.post("/roadside/", {"q": "Glock AB71234"}))
    assert said[: said.index(":")] in at_the_roadside
    with translation.override(language):
        assert str(match_labels.REASONS["make.differs"]).partition("%")[0].strip() in at_the_roadside
    fits = browser.get("/search/", {"q": "AB71234", "make": "Beretta"})
    assert "99 %" in text_of(fits)
    assert "<meter" in fits.content.decode()


def test_a_search_without_a_question_or_with_too_little_says_what_to_do(signed_in):
    browser = signed_in("alice")
    assert "Type what you can read" in text_of(browser.get("/search/"))
    assert "Without a mark, choose at least the make." in text_of(browser.get("/search/", {"q": "?"}))
    assert "Not in the reference data" in text_of(browser.get("/search/", {"q": "AB71234", "make": "Zzyzx"}))


def test_a_make_that_the_register_does_not_know_is_named_with_what_to_do(signed_in):
    text = text_of(signed_in("alice").get("/search/", {"make": "Zzyzx"}))
    assert "The register does not know the make Zzyzx." in text
    assert "Without a mark, choose at least the make." not in text


def test_a_search_is_logged_with_its_words_and_purpose(signed_in, pistol):
    signed_in("dave").get("/search/", {"q": "AB?1234"})
    read = ReadLog.objects.get(act="registry.mark.search")
    assert (read.object, read.purpose, read.case) == ("AB?1234", "investigation", "P-2026-17")


def test_nothing_that_is_typed_breaks_the_search(signed_in):
    browser = signed_in("alice")
    for text in (
        "?",
        "*",
        "???",
        "'; --",
        "<b>",
        "\x00A1",
        "A" * 5000,
        "%00",
        "АВ12",
        "١٢٣٤٥",
        "🔫" * 20,
        "F-0000",
    ):
        assert browser.get("/search/", {"q": text}).status_code == 200, text


def test_fields_are_completed_from_the_reference_data(signed_in):
    browser = signed_in("alice")
    assert "Beretta" in browser.get("/known/make/", {"make": "beret", "into": "list"}).content.decode()
    assert browser.get("/known/secrets/", {"text": "a"}).status_code == 404


# The firearm ------------------------------------------------------------------------------------------------------


def test_the_page_shows_identity_marks_facts_and_life(signed_in, alice, pistol, dave):
    record_event(
        actor=dave,
        firearm=pistol,
        event=NewEvent(
            "stolen", {"taken_from": "dwelling"}, day(dt.date(2017, 8, 19)), "Kisa", "Report 5512/17"
        ),
    )
    text = text_of(signed_in("alice").get(f"/firearms/{pistol}/"))
    for words in (
        "AB71234",
        "Stolen",
        "Joseph Okello",
        "Its theft was reported.",
        "Kisa",
        "Report 5512/17",
        "Custody unknown",
    ):
        assert words in text, words


def test_the_page_costs_few_queries_however_long_the_life_is(
    signed_in, pistol, dave, django_assert_max_num_queries
):
    for n in range(30):
        record_event(
            actor=dave,
            firearm=pistol,
            event=NewEvent("noted", {"text": f"note {n}"}, day(dt.date(2020, 1, 1))),
        )
    browser = signed_in("alice")
    browser.get(f"/firearms/{pistol}/")
    with django_assert_max_num_queries(33):
        page = browser.get(f"/firearms/{pistol}/")
    assert sum(item["kind"] == "event" for item in page.context["life"]["items"]) == 31


def test_names_are_shown_under_a_stated_purpose_only_and_the_read_is_logged(signed_in, pistol, okello):
    assert "Joseph Okello" in text_of(signed_in("alice").get(f"/firearms/{pistol}/"))
    alice = cast.user("alice").public_id
    reads = ReadLog.objects.filter(act="registry.firearm.read")
    # One row for the firearm, one for the person, who can ask who has seen them.
    assert {(read.actor, read.object, read.count) for read in reads} == {
        (alice, pistol, 1),
        (alice, okello, 1),
    }
    shifts.end(actor=cast.actor("alice"))
    text = text_of(signed_in("alice").get(f"/firearms/{pistol}/"))
    assert "Joseph Okello" not in text
    assert "Private person" in text
    assert "state first for what purpose" in text
    assert reads.count() == 2


def test_who_may_not_see_persons_sees_kinds_of_holders(signed_in, ivan, bob):
    firearm = a_firearm(
        bob, "IV12345", state="in_stock_retail", owner=cast.agency("ivans").public_id, owner_kind="retailer"
    ).firearm
    text = text_of(signed_in("ivan").get(f"/firearms/{firearm}/"))
    assert "Ivan's Arms" in text.replace("&#x27;", "'")


def test_an_identifier_written_by_hand_is_mended_in_the_address(signed_in, pistol):
    answer = signed_in("alice").get(f"/firearms/{pistol.lower()}/")
    assert answer.headers["Location"] == f"/firearms/{pistol}/"


def test_an_event_has_a_page_a_part_and_neighbours(signed_in, pistol):
    browser = signed_in("alice")
    whole = browser.get(f"/firearms/{pistol}/events/1/")
    part = browser.get(f"/firearms/{pistol}/events/1/", headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert "It was entered from an older register." in text_of(part)
    assert browser.get(f"/firearms/{pistol}/events/2/").status_code == 404


def test_there_is_no_proof_before_the_tree_holds_the_entry(signed_in, pistol):
    assert signed_in("alice").get(f"/firearms/{pistol}/events/1/proof/").status_code == 404


# Recording --------------------------------------------------------------------------------------------------------


def test_only_what_is_possible_now_is_offered(signed_in, pistol):
    page = signed_in("dave").get(f"/firearms/{pistol}/record/")
    offered = {kind.name for chapter in page.context["chapters"] for kind in chapter["kinds"]}
    assert {"stolen", "seized", "noted"} <= offered
    assert not offered & {
        "retail_sold",
        "production_planned",
        "forensics_returned",
        "returned_to_owner",
        "merged",
    }
    assert signed_in("dave").get(f"/firearms/{pistol}/record/?kind=retail_sold").status_code == 404
    assert signed_in("laura").get(f"/firearms/{pistol}/record/").status_code == 404


def test_no_firearm_changes_hands_without_the_new_owner_and_the_permit(signed_in, pistol):
    before = Event.objects.count()
    address = f"/firearms/{pistol}/record/?kind=privately_transferred"
    page = signed_in("alice").post(address, circumstances(owner_kind="private", record="1"))
    assert page.status_code == 200, page.headers
    assert page.context["details"].errors.keys() == {"owner"}
    assert page.context["circumstances"].errors.keys() == {"paper"}
    assert {"owner", "owner_kind"} <= {item.name for item in page.context["asked"]}, "not under More"
    assert Event.objects.count() == before


def test_what_was_just_recorded_is_not_recorded_twice_without_a_question(signed_in, pistol):
    address, browser = f"/firearms/{pistol}/record/?kind=noted", signed_in("dave")
    sent = circumstances(record="1", place="Kisa")
    assert browser.post(address, sent | {"text": "seen"}).status_code == 302
    seen = browser.get(address).context["circumstances"].initial["seen"]
    after = Event.objects.count()
    page = browser.post(address, sent | {"text": "seen", "seen": str(seen)})
    assert "This is recorded already" in text_of(page)
    assert Event.objects.count() == after
    assert browser.post(address, sent | {"text": "seen", "seen": str(seen), "again": "1"}).status_code == 302
    assert Event.objects.count() == after + 1
    other = sent | {"text": "seen", "seen": str(seen + 1), "place": "Elsewhere"}
    assert browser.post(address, other).status_code == 302


def test_a_preview_writes_nothing_and_shows_the_facts_to_come(signed_in, pistol):
    before = Event.objects.count()
    page = signed_in("dave").post(
        f"/firearms/{pistol}/record/?kind=seized",
        circumstances(ground="illicit_possession", preview="1"),
        headers={"HX-Request": "true", "HX-Target": "aside#preview"},
    )
    assert b"<html" not in page.content
    assert "Afterwards: Seized." in text_of(page)
    assert Event.objects.count() == before


def test_an_event_is_recorded_and_seen_at_once(signed_in, pistol):
    browser = signed_in("dave")
    answer = browser.post(
        f"/firearms/{pistol}/record/?kind=seized",
        circumstances(
            ground="illicit_possession", seal="S-889", place="Harbour", paper="Case 771/18", record="1"
        ),
    )
    assert answer.headers["Location"] == f"/firearms/{pistol}/"
    event = Event.objects.get(firearm__public_id=pistol, n=2)
    assert (event.kind, event.place, event.paper) == ("seized", "Harbour", "Case 771/18")
    assert event.details == {"ground": "illicit_possession", "seal": "S-889"}
    assert "Recorded: It was seized." in text_of(browser.get(f"/firearms/{pistol}/"))


ACQUIRED = "/firearms/new/?kind=acquired"


def acquired(**more):
    values = {
        "mark-0-kind": "serial",
        "mark-0-text": "QZ?7781",
        "is-make": "Beretta",
        "is-make_status": "known",
    }
    return circumstances(owner_kind="private", paper="contract 9", **values, **more)


def test_what_enter_presses_looks_and_records_nothing_and_the_owner_is_asked_above_the_fold(signed_in):
    page = signed_in("alice").get(ACQUIRED)
    form = page.content.decode().partition('id="record-form"')[2]
    assert re.search(r"<button[^>]* name=\"(\w+)\"", form)[1] == "preview"
    assert "owner" in {item.name for item in page.context["asked"]}


def test_what_nobody_can_verify_is_recorded_after_a_yes_that_names_it(signed_in):
    browser, before = signed_in("alice"), Event.objects.count()
    page = browser.post(ACQUIRED, acquired(record="1"))
    text = text_of(page)
    assert "Nothing is recorded yet: nobody can verify this" in text
    asked = page.context["open_questions"]
    assert len(asked) > 3
    assert all(html.escape(str(item)) in text for item in asked)
    assert browser.post(ACQUIRED, acquired(record="1", confirmed="marks_complete")).status_code == 200
    assert Event.objects.count() == before
    answer = browser.post(ACQUIRED, acquired(record="1", confirmed=page.context["confirms"]))
    assert answer.status_code == 302, text_of(answer)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize(
    ("serial", "said"), [("QZ?7781", "no mark is read whole"), ("QZ47781", "Complete and marked")]
)
def test_nothing_is_called_marked_whose_only_mark_nobody_read_whole(signed_in, alice, serial, said):
    half = a_firearm(alice, serial).firearm
    browser = signed_in("alice")
    assert said in text_of(browser.get(f"/firearms/{half}/"))
    assert said in text_of(browser.get(f"/firearms/{half}/events/1/"))
    page = browser.post(f"/firearms/{half}/record/?kind=noted", circumstances(text="x", preview="1"))
    assert said in text_of(page)


def test_what_was_typed_stays_when_a_field_is_wrong(signed_in, pistol):
    page = signed_in("dave").post(
        f"/firearms/{pistol}/record/?kind=seized", circumstances(seal="S-889", record="1")
    )
    value = page.content.decode()
    assert page.status_code == 200
    assert 'value="S-889"' in value
    assert 'href="#id_ground' in value
    assert not Event.objects.filter(firearm__public_id=pistol, n=2).exists()


def test_what_the_register_cannot_answer_is_asked_of_the_officer(signed_in, pistol):
    browser, path = signed_in("alice"), f"/firearms/{pistol}/record/?kind=deactivated"
    page = browser.get(path)
    assert [bound.name for bound in page.context["attest"]][:1] == ["accredited_body"]
    assert "The register cannot answer this; you can" in text_of(page)
    wrong = browser.post(path, circumstances(record="1"))
    assert "attest-accredited_body" in wrong.content.decode()
    assert not Event.objects.filter(firearm__public_id=pistol, n=2).exists()


def test_a_refusal_says_why_and_keeps_the_form(signed_in, pistol, okello):
    """One of the two witnesses is whoever proposes the destruction."""
    witnesses = (
        f"{identifiers.shown(cast.user('alice').public_id)}\nJoseph Okello ({identifiers.shown(okello)})"
    )
    value = circumstances(order="O-1", method="smelting", witnesses=witnesses, record="1")
    page = signed_in("alice").post(f"/firearms/{pistol}/record/?kind=destroyed", value)
    assert page.status_code == 200
    assert "This was refused" in text_of(page)
    assert "Two witnesses are needed who neither proposed nor approved nor recorded it." in text_of(page)
    assert 'value="O-1"' in page.content.decode()
    assert not Proposal.objects.filter(object=pistol).exists()


def test_nothing_is_recorded_for_the_future(signed_in, pistol):
    page = signed_in("dave").post(
        f"/firearms/{pistol}/record/?kind=noted",
        circumstances(text="x", occurred_from="2099-01-01", record="1"),
    )
    assert "This lies in the future." in text_of(page)
    assert not Event.objects.filter(firearm__public_id=pistol, n=2).exists()


def test_somebody_faster_is_a_conflict_that_says_so(signed_in, pistol, dave):
    record_event(
        actor=dave, firearm=pistol, event=NewEvent("noted", {"text": "first"}, day(dt.date(2020, 1, 1)))
    )
    page = signed_in("dave").post(
        f"/firearms/{pistol}/record/?kind=noted", circumstances(text="second", record="1", seen="1")
    )
    assert "Somebody else changed the record meanwhile" in text_of(page)
    assert Event.objects.filter(firearm__public_id=pistol).count() == 2


def test_a_correction_becomes_a_proposal_and_changes_nothing_yet(signed_in, pistol):
    browser = signed_in("alice")
    form = browser.get(f"/firearms/{pistol}/record/?kind=corrected")
    assert "becomes a proposal" in text_of(form)
    answer = browser.post(
        f"/firearms/{pistol}/record/?kind=corrected",
        circumstances(
            record="1",
            occurred_from=str(dt.date.today()),  # noqa: DTZ011 - a form field as a person fills it
            **{
                "proposal-reason": "It was misread.",
                "mark-TOTAL_FORMS": "2",
                "mark-INITIAL_FORMS": "1",
                "mark-0-n": "1",
                "mark-0-kind": "serial",
                "mark-0-text": "A871234",
                "mark-1-text": "",
                "is-make": "Beretta",
                "is-make_status": "known",
                "is-model_status": "not_asked",
                "is-calibre": "9×19 mm Parabellum",
                "is-calibre_status": "known",
                "is-type": "Pistol",
                "is-type_status": "known",
                "is-country_made_status": "not_asked",
                "is-year": "2003",
                "is-year_status": "known",
            },
        ),
    )
    assert answer.status_code == 302, text_of(answer)
    proposal = Proposal.objects.get(object=pistol)
    assert (proposal.act, proposal.reason, proposal.emergency) == (
        "registry.corrected",
        "It was misread.",
        False,
    )
    assert proposal.payload["changes"]["year"] == 2003
    assert [(mark["n"], mark["text"]) for mark in proposal.payload["changes"]["marks"]] == [(1, "A871234")]
    assert Firearm.objects.get(public_id=pistol).year is None


def test_a_preview_of_a_correction_shows_make_and_mark_before_and_after(signed_in, pistol):
    values = {
        "mark-TOTAL_FORMS": "1",
        "mark-INITIAL_FORMS": "1",
        "mark-0-n": "1",
        "mark-0-kind": "serial",
        "mark-0-text": "AB71284",
        "is-make": "Taurus",
        "is-make_status": "known",
        "is-calibre": "9×19 mm Parabellum",
        "is-type": "Pistol",
    }
    page = signed_in("alice").post(
        f"/firearms/{pistol}/record/?kind=corrected",
        circumstances(preview="1", **values),
        headers={"HX-Request": "true", "HX-Target": "aside#preview"},
    )
    text = text_of(page)
    assert re.search(r"now: \S+ \S+ Pietro Beretta .{0,20}then: Taurus Armas", text), text
    assert re.search(r"now: Serial number AB71234 .{0,20}then: Serial number AB71284", text), text
    assert "Calibre" not in text, "what stays as it was is left out"


def test_an_event_before_a_later_one_takes_a_second_person_and_asks_why(signed_in, pistol, dave):
    seen = NewEvent("seized", {"ground": "illicit_possession"}, day(dt.date(2020, 6, 1)))
    record_event(actor=dave, firearm=pistol, event=seen)
    path = f"/firearms/{pistol}/record/?kind=evidence_taken"
    value = circumstances(kept_by="police", seal="S-1", seen="2", occurred_from="2019-01-01", record="1")
    page = signed_in("dave").post(path, value)
    assert page.status_code == 200
    assert "For the second person" in text_of(page)
    assert not Proposal.objects.filter(object=pistol).exists()
    answer = signed_in("dave").post(path, value | {"proposal-reason": "The paper came late."})
    assert answer.status_code == 302
    assert Proposal.objects.get(object=pistol).act == "registry.late"


def test_an_emergency_is_offered_to_those_who_may_and_done_at_once(signed_in, pistol):
    path = f"/firearms/{pistol}/record/?kind=corrected"
    assert "proposal-emergency" not in signed_in("alice").get(path).content.decode()
    bob = signed_in("bob")
    assert "proposal-emergency" in bob.get(path).content.decode()
    values = {
        "proposal-reason": "It is needed in court today.",
        "proposal-emergency": "on",
        "is-year": "1999",
        "is-year_status": "known",
        "is-calibre": "9×19 mm Parabellum",
        "is-make": "Beretta",
        "is-type": "Pistol",
    }
    answer = bob.post(path, circumstances(record="1", occurred_from=str(dt.date.today()), **values))  # noqa: DTZ011
    assert answer.status_code == 302, text_of(answer)
    assert Proposal.objects.get(object=pistol).emergency
    assert Firearm.objects.get(public_id=pistol).year == 1999


def test_the_latest_event_is_annulled_by_a_proposal(signed_in, pistol, dave):
    record_event(
        actor=dave,
        firearm=pistol,
        event=NewEvent("stolen", {"taken_from": "dwelling"}, day(dt.date(2020, 6, 1))),
    )
    path = f"/firearms/{pistol}/record/?kind=annulled"
    value = circumstances(seen="2", record="1", occurred_from=str(dt.date.today()))  # noqa: DTZ011
    answer = signed_in("alice").post(path, value | {"proposal-reason": "The wrong pistol."})
    assert answer.status_code == 302, text_of(answer)
    proposal = Proposal.objects.get(object=pistol)
    assert proposal.payload["details"]["event"] == str(Event.objects.get(firearm__public_id=pistol, n=2).id)


def _told(browser, proposal) -> dict[str, tuple[str, str]]:
    lines = browser.get(f"/proposals/{proposal.public_id}/").context["lines"]
    return {str(line.label): (str(line.now), str(line.value)) for line in lines if line.group}


def test_whoever_agrees_to_an_annulment_reads_what_it_takes_back_and_what_stands_afterwards(
    signed_in, pistol, dave, alice, bob
):
    theft = NewEvent("stolen", {"taken_from": "dwelling"}, day(dt.date(2020, 6, 1)))
    record_event(actor=dave, firearm=pistol, event=theft)
    second = Event.objects.get(firearm__public_id=pistol, n=2)

    first = proposals.propose_event(
        actor=alice, firearm=pistol, event=NewEvent("annulled", {"event": str(second.id)}), reason="x"
    )
    browser = signed_in("bob")
    result = _told(browser, first)
    assert result["Event that it concerns"] == ("", str(kinds.KINDS["stolen"].sentence))
    stands = {
        "State": ("Stolen", "Held by a private person"),
        "Custody": ("In unlawful hands", "Joseph Okello"),
    }
    assert {name: result[name] for name in stands} == stands
    page = text_of(browser.get(f"/proposals/{first.public_id}/"))
    assert page.index("What is withdrawn") < page.index("What stands afterwards")
    assert str(second.id) not in page

    assert approvals.decide(actor=bob, proposal=first.public_id, verdict="approve").executed
    assert _told(browser, first) == result, "what happened is told as it was proposed"


def test_what_something_followed_is_not_said_to_be_taken_back(signed_in, pistol, dave, alice):
    record_event(
        actor=dave,
        firearm=pistol,
        event=NewEvent("stolen", {"taken_from": "dwelling"}, day(dt.date(2020, 6, 1))),
    )
    second = Event.objects.get(firearm__public_id=pistol, n=2)
    asked = proposals.propose_event(
        actor=alice, firearm=pistol, event=NewEvent("annulled", {"event": str(second.id)}), reason="x"
    )
    record_event(
        actor=dave,
        firearm=pistol,
        event=NewEvent("recovered", {"by": "holder"}, day(dt.date(2020, 7, 1))),
    )
    result = _told(signed_in("bob"), asked)
    assert "cannot be taken back any more" in result["State"][1]
    assert "Custody" not in result


def test_an_annulled_correction_is_told_with_what_the_record_says_again(signed_in, pistol, alice, bob):
    def agreed(event):
        made = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="x")
        return approvals.decide(actor=bob, proposal=made.public_id, verdict="approve")

    marks = ({"kind": "proof", "text": "PV", "place": "barrel"},)
    assert agreed(NewEvent("corrected", identity={"year": 1999}, marks=marks)).executed
    latest = Event.objects.get(firearm__public_id=pistol, n=2)
    asked = proposals.propose_event(
        actor=alice, firearm=pistol, event=NewEvent("annulled", {"event": str(latest.id)}), reason="x"
    )
    result = _told(signed_in("bob"), asked)
    assert result["Year of manufacture"][0] == "1999"
    assert result["Year of manufacture"][1] != "1999"
    assert "no longer counts" in result["Mark"][1]
    assert result["State"][0] == "", "what stays as it is has nothing beside it"


def test_a_firearm_that_the_register_does_not_have_is_entered(signed_in, okello):
    browser = signed_in("alice")
    offered = {
        kind.name
        for chapter in browser.get("/firearms/new/").context["chapters"]
        for kind in chapter["kinds"]
    }
    assert "registered" in offered
    path = "/firearms/new/?kind=registered"
    preview = browser.post(path, circumstances(state="held_civilian", owner_kind="private", preview="1"))
    assert "no record" in text_of(preview)
    answer = browser.post(
        path,
        circumstances(
            state="held_civilian",
            owner_kind="private",
            owner=f"Joseph Okello ({identifiers.shown(okello)})",
            record="1",
            **{
                "mark-0-kind": "serial",
                "mark-0-text": "QZ?7781",
                "is-make": "Beretta",
                "is-make_status": "known",
                "is-model_status": "unknown",
                "is-calibre": "a calibre of dreams",
                "is-year_status": "none",
            },
        ),
    )
    assert answer.status_code == 302, text_of(answer)
    firearm = Firearm.objects.get(public_id=answer.headers["Location"].split("/")[2])
    assert (firearm.make, firearm.model_status, firearm.calibre_status) == ("beretta", "unknown", "unknown")
    assert (firearm.calibre_raw, firearm.year_status, firearm.owner) == (
        "a calibre of dreams",
        "none",
        okello,
    )
    assert firearm.marks.get().text == "QZ?7781"
    assert signed_in("judy").get("/firearms/new/").status_code == 403


def test_a_party_is_found_by_name_for_a_field_and_logged(signed_in, okello):
    value = (
        signed_in("alice").get("/known-keepers/AP/", {"field": "owner", "owner": "Okello"}).content.decode()
    )
    assert "Joseph Okello (P-" in value
    assert ReadLog.objects.filter(act="parties.party.search", object="Okello").count() == 1
    assert (
        "Okello"
        not in signed_in("ivan")
        .get("/known-keepers/AP/", {"field": "owner", "owner": "Okello"})
        .content.decode()
    )


# Duplicates -------------------------------------------------------------------------------------------------------


@pytest.fixture
def duplicate(alice, pistol, okello):
    other = a_firearm(alice, "A871234", owner=okello, owner_kind="private").firearm
    ids = dict(Firearm.objects.values_list("public_id", "id"))
    reasons = [{"code": "make.agrees", "evidence": 2.0, "params": {"held": "beretta"}}]
    note_pairs([Pair(ids[pistol], ids[other], 83, reasons)])
    return pistol, other


def first_pair(browser):
    queue = browser.get("/duplicates/")
    assert "<kbd>x</kbd>" in queue.content.decode()
    return queue.context["rows"][0]["pair"].public_id


def test_a_pair_is_joined_and_taken_back(signed_in, duplicate):
    older, newer = duplicate
    browser = signed_in("bob")
    pair = first_pair(browser)
    page = browser.get(f"/duplicates/{pair}/")
    assert "The make agrees." in text_of(page)
    assert [column[2] for column in page.context["pairs"]].count("look_alike") == 1
    browser.post(f"/duplicates/{pair}/decide/", {"verdict": "same", "survivor": older})
    assert Firearm.objects.get(public_id=newer).merged_into == older
    assert "joined to another one" in text_of(browser.get(f"/firearms/{newer}/"))
    assert "Joined to this record" in text_of(browser.get(f"/firearms/{older}/"))
    assert "one firearm" in text_of(browser.get("/duplicates/?show=decided"))
    assert "<kbd>x</kbd>" not in browser.get("/duplicates/?show=decided").content.decode()
    browser.post(f"/duplicates/{pair}/decide/", {"verdict": "undone", "reason": "Two guns after all."})
    assert Firearm.objects.get(public_id=newer).merged_into == ""
    assert first_pair(browser) == pair


def test_several_pairs_are_looked_at_before_they_are_closed(signed_in, duplicate):
    browser = signed_in("bob")
    pair = first_pair(browser)
    preview = browser.post("/duplicates/several/", {"picked": [pair], "act": "different"})
    assert "1 pair would be closed" in text_of(preview)
    assert first_pair(browser) == pair
    browser.post("/duplicates/several/", {"picked": [pair], "confirmed": "1"})
    assert browser.get("/duplicates/").context["rows"] == []


def test_taking_back_without_a_reason_is_refused_in_words(signed_in, duplicate):
    browser = signed_in("bob")
    pair = first_pair(browser)
    browser.post(f"/duplicates/{pair}/decide/", {"verdict": "different"})
    browser.post(f"/duplicates/{pair}/decide/", {"verdict": "undone", "reason": ""})
    assert browser.get("/duplicates/").context["rows"] == []


def test_who_may_not_decide_does_not_see_the_queue(signed_in, duplicate):
    assert signed_in("alice").get("/duplicates/").status_code == 403


# Home, ledger, frame ----------------------------------------------------------------------------------------------


def test_home_says_what_waits_and_what_was_recorded(signed_in, duplicate):
    text = text_of(signed_in("bob").get("/"))
    assert "1 possible duplicate waits for a decision" in text
    assert "It was entered from an older register." in text


def test_home_of_somebody_without_a_role_explains(signed_in):
    assert "You hold no role yet" in text_of(signed_in("mallory").get("/"))


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("judy", 200), ("ivan", 403), ("mallory", 403)])
def test_the_ledger_is_seen_by_those_who_may(signed_in, name, status):
    assert signed_in(name).get("/ledger/").status_code == status


def test_only_who_may_verify_can_start_it(signed_in):
    assert "Verify now" in text_of(signed_in("judy").get("/ledger/"))
    assert "Verify now" not in text_of(signed_in("alice").get("/ledger/"))
    assert signed_in("alice").post("/ledger/verify/").status_code == 403
    assert signed_in("alice").get("/ledger/changed/").status_code == 403


def test_areas_are_those_that_the_actor_may_use(signed_in):
    def areas(name):
        return {
            item.url
            for area in signed_in(name).get("/help/").context["frame"]["areas"].areas
            for item in area.items
        }

    assert "/duplicates/" in areas("bob")
    assert "/duplicates/" not in areas("alice")
    assert areas("mallory") == {"/"}


def test_the_language_is_switched_and_the_page_turned(signed_in):
    browser = signed_in("alice")
    browser.post("/language/", {"language": "ar", "next": "/help/"})
    page = browser.get("/help/")
    translation.activate("en")
    assert b'<html lang="ar" dir="rtl">' in page.content


@pytest.mark.parametrize(
    "path", ["/", "/search/?q=AB", "/ledger/", "/duplicates/", "/help/", "/firearms/F0000000000000/"]
)
def test_nobody_is_led_to_the_sign_in(signed_in, path):
    answer = signed_in("nobody").get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


# Drafts -----------------------------------------------------------------------------------------------------------


def keep_draft(browser, path, **typed):
    return browser.post(f"{reverse('accounts:draft')}?{urlencode({'path': path})}", typed)


def test_what_was_typed_is_brought_back_and_forgotten_once_it_is_recorded(signed_in, pistol):
    path = f"/firearms/{pistol}/record/?kind=noted"
    browser = signed_in("dave")
    assert (
        keep_draft(browser, path, text="half a sen", place="Kisa", password="secret", seen="0").status_code
        == 204
    )
    page = browser.get(path)
    value = page.content.decode()
    assert "half a sen" in value
    assert 'value="Kisa"' in value
    assert "This field is required" not in value, "a draft is not judged"
    assert "half a sen" not in signed_in("alice").get(path).content.decode(), "it is theirs alone"
    browser.post(path, circumstances(text="half a sentence", record="1"))
    assert "half a sen" not in browser.get(path).content.decode()
    keep_draft(browser, path, text="again")
    browser.post(reverse("accounts:draft_drop"), {"path": path, "next": path})
    assert "again" not in browser.get(path).content.decode()


def test_a_draft_that_is_brought_back_is_not_said_to_miss_anything(signed_in, pistol):
    path, browser = f"/firearms/{pistol}/record/?kind=noted", signed_in("dave")
    keep_draft(browser, path, text="half a sen", seen="0")
    page = text_of(browser.get(path))
    assert "half a sen" in page
    assert "missing or not of the right form" not in page
    assert "Nothing is written until you record it" in page
    wrong = text_of(browser.post(path, circumstances(text="", preview="1")))
    assert re.search(r"not of the right form: Text|not of the right form: \S", wrong)


def test_whose_session_ended_before_the_preview_comes_back_to_the_form_with_its_draft(signed_in, pistol):
    path = f"/firearms/{pistol}/record/?kind=noted"
    keep_draft(signed_in("dave"), path, text="half a sen", seen="0")
    asks = {"HX-Request": "true", "HX-Current-URL": f"https://ifar.example{path}", "HX-Target": "div#preview"}
    answer = signed_in("nobody").post(path, circumstances(text="half a sen", preview="1"), headers=asks)
    assert answer.status_code == 200
    door = urlsplit(answer["HX-Redirect"])
    assert door.path == "/account/login/"
    assert parse_qs(door.query)["next"] == [path]
    assert "half a sen" in text_of(signed_in("dave").get(path))


def test_a_part_of_a_page_that_asks_for_a_purpose_leads_back_to_the_page(signed_in, alice, okello):
    shifts.end(actor=alice)
    page = "https://ifar.example/parties/?who=Okello"
    answer = signed_in("alice").get(
        f"/parties/{okello}/", headers={"HX-Request": "true", "HX-Current-URL": page}
    )
    assert parse_qs(urlsplit(answer["HX-Redirect"]).query)["next"] == ["/parties/?who=Okello"]


def test_a_draft_keeps_no_password_nothing_huge_and_no_foreign_address(signed_in, dave):
    browser = signed_in("dave")
    keep_draft(browser, "/x/", a="1", password="secret", csrfmiddlewaretoken="t")
    assert draft_of(dave, "/x/").data == {"a": ["1"]}
    assert keep_draft(browser, "/x/", a="1" * 70_000).status_code == 413
    for path in ("", "https://evil.example/", "//evil.example/", "/" + "x" * 400):
        assert keep_draft(browser, path, a="1").status_code == 422
    assert keep_draft(signed_in("nobody"), "/x/", a="1").status_code == 302


def test_a_letter_leads_to_what_happened_next(signed_in, pistol):
    page = signed_in("alice").get(f"/firearms/{pistol}/").content.decode()
    assert re.search(rf'data-key="r"\s+href="/firearms/{pistol}/record/"', page)
    assert "<kbd>r</kbd>" in signed_in("alice").get("/help/").content.decode()
