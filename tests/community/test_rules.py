"""The rules of the community by themselves: marks, spaces, vetting, the safety line, n-grams, acts."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.acts.guards import Situation
from ifar.community import labels, marks, ngrams, reports, safety, spaces, vetting
from ifar.community.acts import ACTS
from ifar.community.knowledge import assistance, gaps, practices, skills
from ifar.community.marks import AMBER, CLEAR, GREEN, RED, STRICT, Mark, Who
from ifar.community.vetting import Candidate

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
PEOPLE = {
    "author": Who(1, "A"),
    "colleague": Who(2, "A"),
    "other": Who(4, "B"),
    "named": Who(5, "B"),
    "program": Who(1, "A", program=True),
}
ALL = set(PEOPLE)


@pytest.mark.parametrize(
    ("tlp", "recipients", "organisations", "sees"),
    [
        (CLEAR, (), (), ALL),
        (GREEN, (), (), ALL),
        (AMBER, (), (), ALL),
        (STRICT, (), (), ALL),
        (AMBER, (5,), (), {"author", "named", "program"}),
        (STRICT, (), ("B",), {"author", "other", "named", "program"}),
        (AMBER, (2,), ("B",), ALL),
        (RED, (5,), (), {"author", "named"}),
        (RED, (), (), {"author"}),
    ],
)
def test_w19_a_mark_is_for_the_readers_of_the_space_or_for_whom_it_names(
    tlp, recipients, organisations, sees
):
    mark = Mark(tlp, 1, recipients, organisations)
    assert {name for name, who in PEOPLE.items() if marks.may_see(who, mark)} == sees


def test_w19_the_permissible_actions_are_those_of_the_taxonomy():
    values = [str(labels.PAP[code]).lower() for code in marks.PAP]
    for text, starts in zip(
        values,
        (
            "no restrictions in using it",
            "active actions allowed",
            "passive cross-check",
            "non-detectable actions only",
        ),
        strict=True,
    ):
        assert text.split(" – ")[1].startswith(starts)


def test_marks_say_what_may_be_done_with_them():
    assert marks.may_lower(1, 1)
    assert not marks.may_lower(2, 1)
    assert [marks.in_mail(tlp, closed=False) for tlp in marks.TLP] == [True, True, False, False, False]
    assert not any(marks.in_mail(tlp, closed=True) for tlp in marks.TLP)
    assert [marks.leaves(tlp) for tlp in marks.TLP] == [True, True, True, True, False]
    assert not marks.author_leaves(chatham=True)
    assert [marks.may_name(tlp) for tlp in marks.TLP] == [False, False, True, True, True]
    assert set(labels.MAY_TELL) == set(labels.TLP_CHOICES) == set(marks.TLP)


@pytest.mark.parametrize("kind", spaces.KINDS)
def test_a_space_that_is_ended_is_written_by_nobody(kind):
    for role in ("", *spaces.ROLES):
        assert not spaces.may_write(kind, "archived", role, frozen=False)
        assert not spaces.may_write(kind, "open", role, frozen=True)
    assert spaces.may_write(kind, "open", "moderator", frozen=False)


def test_who_writes_and_invites_where():
    assert spaces.may_write("global", "open", "", frozen=False)
    assert not spaces.may_write("announcements", "open", "", frozen=False)
    assert not spaces.may_write("announcements", "open", "writer", frozen=False)
    assert not spaces.may_write("case_room", "open", "reader", frozen=False)
    assert spaces.may_write("case_room", "open", "writer", frozen=False)
    assert not spaces.may_invite("case_room", "open", "writer")
    assert spaces.may_invite("case_room", "open", "moderator")
    assert [kind for kind, rules in spaces.KINDS.items() if rules.closed] == ["working_group", "case_room"]


def test_only_a_case_room_ends_and_it_must():
    today = dt.date(2026, 3, 1)
    for kind, ends_on, at_end, wrong in (
        ("global", today, "", "community.space.no_end"),
        ("global", None, "archive", "community.space.no_end"),
        ("global", None, "", None),
        ("case_room", None, "destroy", "community.space.ends_on"),
        ("case_room", today, "", "community.space.at_end"),
        ("case_room", today, "archive", None),
    ):
        opened = {"kind": kind, "ends_on": ends_on, "at_end": at_end}
        situation = Situation(None, opened, {}, "U1", "", frozenset(), list, lambda *_of: None)
        failing = [guard.code for guard in ACTS["space", "opened"].guards if not guard.holds(situation)]
        assert failing == ([wrong] if wrong else []), opened
    assert spaces.last_day_wrong(today + dt.timedelta(days=800), today)
    assert spaces.last_day_wrong(today, today)
    assert not spaces.last_day_wrong(today + dt.timedelta(days=8), today)


def test_what_stands_between_a_nomination_and_a_decision():
    candidate = Candidate("nominated", "U1", "members", "U2", "", "", None)
    assert vetting.missing(candidate) == (
        "community.member.second",
        "community.member.code",
        "community.member.unchecked",
    )
    whole = Candidate("checked", "U1", "members", "U2", "U3", vetting.CODE_VERSION, None)
    assert vetting.missing(whole) == ()
    assert not vetting.may_decide(candidate, ["U9", "U1"])
    for by, seconds in (("U3", True), ("U2", False), ("U1", False)):
        nomination = {"user": "U1", "ground": "members", "nominated_by": "U2"}
        situation = Situation(nomination, nomination, {}, by, "", frozenset({by}), list, lambda *_of: None)
        assert all(guard.holds(situation) for guard in ACTS["member", "seconded"].guards) is seconds


def test_terms():
    until = NOW + dt.timedelta(days=30)
    candidate = Candidate("active", "U1", "focal_point", "U2", "", "1", until)
    assert vetting.is_in_force("active", until, NOW)
    assert not vetting.is_in_force("active", NOW, NOW)
    assert not vetting.is_in_force("suspended", until, NOW)
    assert vetting.may_renew(candidate, NOW)
    assert not vetting.may_renew(
        Candidate("active", "U1", "", "", "", "1", NOW + dt.timedelta(days=200)), NOW
    )
    assert vetting.term_wrong(NOW, NOW)
    assert vetting.term_wrong(NOW + dt.timedelta(days=1200), NOW)
    assert not vetting.term_wrong(NOW + vetting.TERM, NOW)


@pytest.mark.parametrize(
    ("name", "kind", "taken"),
    [
        ("photo.JPG", "jpeg", True),
        ("photo.heic", "heic", True),
        ("part.stl", "text", False),
        ("part.stl.jpg", "jpeg", False),  # named like a print file, whatever is in it
        ("drawing.step", "jpeg", False),
        ("all.zip", "zip", False),
        ("sign.svg", "svg", False),
        ("report.pdf", "pdf", True),
        ("../../etc/passwd.gcode", "text", False),
        ("a.html", "html", False),
    ],
)
def test_what_a_post_takes(name, kind, taken):
    assert safety.file_is_taken(name, kind) is taken


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The suspect had drilled out the barrel; the marks are in the photograph.", "fine"),
        ("Le canon avait été percé puis rechambré : voir les traces.", "fine"),
        ("G1 X10.0 Y20.0 E0.5\nG1 X11.0 Y20.0 E0.6\nG1 X12.0 Y21.0 E0.7", "refused"),
        ("solid part\n facet normal 0 0 1\n outer loop", "refused"),
        ("ISO-10303-21; HEADER;", "refused"),
        ("A" * 1200, "refused"),
        ("magnet:?xt=urn:btih:0123456789abcdef", "refused"),
        ("How to do it: step 1, you need a tool, then drill the barrel", "held"),
        ("كيف تصنع: اثقب الماسورة", "held"),
        ("Как сделать: просверлите ствол", "held"),
        ("如何制作：钻枪管", "held"),
        ("The plan file frame.stl is attached here", "held"),
        ("We seized a printer with a file called frame.stl on it.", "fine"),
    ],
)
def test_the_safety_line_in_texts(text, verdict):
    assert safety.judge(text) == verdict


def test_chinese_and_arabic_are_cut_into_pieces():
    assert set(ngrams.terms("枪支追踪")) == {"支", "支追", "枪", "枪支", "追", "追踪", "踪"}
    assert ngrams.parse_question("追踪") == (["追踪"], "")
    # Found with the article and what is written together with it, and with other spellings.
    assert set(ngrams.parse_question("شرطة")[0]) <= set(ngrams.terms("قالت والشرطة"))
    assert set(ngrams.parse_question("الأسلحة")[0]) <= set(ngrams.terms("تهريب اسلحه"))
    assert ngrams.parse_question("serial 序列号") == (["列号", "序列"], "serial")
    assert ngrams.query_of(["列号", "序列"]) == "'列号' & '序列'"


def test_every_act_has_a_schema_and_states_that_exist():
    states = {
        "member": vetting.STATES,
        "space": spaces.STATES,
        "seat": spaces.SEAT_STATES,
        "report": reports.STATES,
        "appraisal": practices.STATES,
        "progress": gaps.STATES,
        "agreement": assistance.STATES,
        "training": skills.STATES,
    }
    for act in ACTS.acts.values():
        assert ACTS.schema(act), act
        if act.record_type in states:
            assert {*act.transitions, *act.transitions.values()} <= {"", *states[act.record_type]}, act
    assert ACTS.dual_control == {
        f"community.member_{kind}": 2 for kind in ("admitted", "refused", "renewed", "reinstated")
    }
