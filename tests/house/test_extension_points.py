"""What an app asks of those above it: every point is answered, says what it asks for, and has the one verb."""

from __future__ import annotations

import re

from ifar.acts import extension_points


def test_every_extension_point_says_what_it_asks_for_and_is_answered() -> None:
    found = extension_points.points()
    assert len(found) > 20
    assert [one for one in found if not one.asks or not one.answered_by] == []


def test_no_extension_point_has_another_verb() -> None:
    """What is kept to be called later comes through `provide…` alone: "register" is what is done with firearms and people."""
    other = {
        f"{path.stem}.{name}"
        for path in extension_points.SOURCE.rglob("*.py")
        for name in re.findall(r"^def ((?:supply|apart)\w*)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert other == set()


def test_what_an_app_answers_to_others_stands_in_its_one_module() -> None:
    """`extensions.py` alone answers; the kernel hands the replays of an app's acts on to the log."""
    known = {(one.module, one.name) for one in extension_points.points()}
    answering = {
        module
        for module, tree in extension_points._modules()
        for asked in extension_points._spoken_of(tree)
        if asked in known and asked[0].split(".")[1] != module.split(".")[1]
    }
    assert {one for one in answering if not one.endswith(".extensions")} == {"ifar.acts.registration"}
