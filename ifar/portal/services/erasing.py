"""What goes with a holder who is lawfully erased: the documents that they sent, and the name of their account."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Final

from django.db import connection
from django.db.models import F

from ifar.accounts.models import User
from ifar.files import services as files
from ifar.portal.services.applications import PURPOSE

_CONTENTS: Final = """
SELECT DISTINCT d.file_id FROM portal_document d JOIN licensing_application a ON a.public_id = d.application
WHERE d.entry = ANY(%(entries)s::uuid[]) AND NOT EXISTS (
    SELECT FROM portal_document o JOIN licensing_application b ON b.public_id = o.application
    WHERE o.file_id = d.file_id AND b.applicant <> a.applicant)
"""
_USERS: Final = """
SELECT u."user" FROM accounts_useract u JOIN portal_binding b ON b."user" = u."user" WHERE u.entry = ANY(%(entries)s::uuid[])
"""


def follow_erasure(erasure: uuid.UUID, entries: Collection[str]) -> None:
    """Take the contents of erased documents out of the store, and the name out of the account that was their own.

    A document that came with somebody else's application too stays for them.
    """
    params = {"entries": list(entries)}
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, params)
        contents = [row[0] for row in cursor.fetchall()]
        cursor.execute(_USERS, params)
        users = [row[0] for row in cursor.fetchall()]
    if contents:
        files.erase(contents, purpose=PURPOSE, erasure=erasure)
    User.objects.filter(public_id__in=users).update(name=F("public_id"), email="")
