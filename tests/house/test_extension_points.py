"""What an app asks of those above it: every point is answered, says what it asks for, and has the one verb."""

from __future__ import annotations

import re

from ifar.acts import extension_points


def test_every_extension_point_says_what_it_asks_for_and_is_answered() -> None:
    points = extension_points.points()
    assert len(points) > 20
    assert [point for point in points if not point.asks or not point.answered_by] == []


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
    known = {(point.module, point.name) for point in extension_points.points()}
    answering = {
        module
        for module, tree in extension_points._modules()
        for asked in extension_points._spoken_of(tree)
        if asked in known and asked[0].split(".")[1] != module.split(".")[1]
    }
    assert {text for text in answering if not text.endswith(".extensions")} == {"ifar.acts.registration"}
