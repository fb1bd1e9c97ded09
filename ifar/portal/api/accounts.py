"""Accounts that an office opens for holders, over HTTP as JSON."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.form_errors import actor_of
from ifar.portal import code as codes
from ifar.portal.api.shapes import Identifier
from ifar.portal.inputs import EndAccount, OpenAccount
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount, Opened

router = Router()


class OpenedOut(Schema):
    """The account; the secret part of the link and the code are shown this once, and empty where an account was bound that there is."""

    binding: uuid.UUID
    username: str
    link: str
    code: str


def _opened(opened: Opened) -> dict[str, Any]:
    return {
        "binding": opened.binding,
        "username": opened.user.username,
        "link": opened.link,
        "code": codes.shown(opened.code) if opened.code else "",
    }


@router.post(
    "/parties/{party}/accounts",
    response={201: OpenedOut},
    operation_id="open_account",
    openapi_extra={"x-repeated": "secret"},
)
def open_account(request: HttpRequest, party: Identifier, body: OpenAccount) -> Status[dict[str, Any]]:
    """Open an account for a party whose person one has before one."""
    new = NewAccount(party, **body.arguments())
    return Status(201, _opened(accounts.open_account(actor=actor_of(request), new=new)))


@router.post("/accounts/{binding}/end", response={204: None}, operation_id="end_account")
def end_account(request: HttpRequest, binding: uuid.UUID, body: EndAccount) -> Status[None]:
    """End at once that an account stands for a party."""
    accounts.end_account(actor=actor_of(request), binding=binding, ground=body.ground)
    return Status(204, None)
