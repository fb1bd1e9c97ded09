"""Whether a project may begin or be given money: asked by planning and by the Fund before they write. The database asks it again."""

from __future__ import annotations

from ifar.programme import diligence, words
from ifar.programme.models import Diligence, Project, Result
from ifar.programme.services.writing import today


def uncovered(project: Project) -> list[str]:
    """What of a project supports security forces without a current release: empty text for the whole, and activities. Two queries."""
    needs = [""] if project.security_forces else []
    needs += Result.objects.filter(
        project=project.public_id, security_forces=True, state="stated"
    ).values_list("public_id", flat=True)
    if not needs:
        return []
    on = today()
    carried = Diligence.objects.filter(project=project.public_id, state="released", released_until__gte=on)
    return diligence.uncovered(needs, list(carried.values_list("activity", flat=True)))


def released(project: Project) -> None:
    """Ask that everything of a project that supports security forces is released.

    Raises:
        Refused: it is not.
    """
    if uncovered(project):
        raise words.refused("programme.diligence.needed")
