"""Notices to the desks of the sides of what is on the road."""

from __future__ import annotations

from ifar.accounts.models import Agency
from ifar.accounts.services import notices


def tell(kind: str, about: str, office: str, permission: str, cause: str = "", user: str = "") -> None:
    """Tell those of an office who hold a permission, or one person of it; of one cause once.

    Args:
        about: public identifier of what is on the road; `office` that of the office.
        cause: which one of its kind.
        user: public identifier of the person, where only they are told.
    """
    agency = Agency.objects.filter(public_id=office).first()
    if agency is not None:
        once = f"{kind} {about} {office} {cause} {user}".strip()
        notices.tell(
            kind=kind,
            object=about,
            agency_id=agency.pk,
            once=once,
            user=user,
            permission="" if user else permission,
        )
