"""How reminders leave: mail through Django, short messages through an adapter. What could not be handed over raises `Undelivered`.

An adapter hands one message to whoever sends it, with a reference that names it: the same reference twice is the same message, so a
provider drops what a crash made us send again.

HTTP adapter, one request for each message: `POST <IFAR_SMS_URL>` with `Authorization: Bearer <IFAR_SMS_TOKEN>`,
`Idempotency-Key: <reference>` and `{"to": "+…", "from": "<IFAR_SMS_SENDER>", "text": "…", "reference": "Y…"}`. 2xx: accepted; 400, 404,
410 or 422: the number cannot be reached; anything else, and no answer: try again later. What comes back later is told to
`POST /api/reminders/{reminder}/failure`.

Spool adapter: one file `<reference>.json` of that body in `IFAR_SMS_SPOOL`, for a modem or a provider's own program to take away.
"""

from __future__ import annotations

import http.client
import json
import os
import smtplib
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.errors import MessageError
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.core.mail import EmailMessage

SECONDS: Final = 15.0
UNKNOWN: Final = frozenset({400, 404, 410, 422})
_LATER: Final = 4
HIDDEN: Final = "dummy"


class Undelivered(Exception):
    """A message was not handed over; `failure` is one of `reminder.FAILURES`."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


class Unavailable(Exception):
    """Nobody takes messages now; try again later."""


class Sms(Protocol):
    """Whatever sends short messages."""

    def send(self, number: str, text: str, reference: str) -> None:
        """Hand a message over.

        Raises:
            Undelivered: this number cannot be reached.
            Unavailable: try again later.
        """


@dataclass(frozen=True, slots=True)
class HttpSms:
    """A provider that is reached over HTTP."""

    url: str
    token: str
    sender: str

    def send(self, number: str, text: str, reference: str) -> None:
        """See `Sms.send` and the shape above."""
        body = {"to": number, "from": self.sender, "text": text, "reference": reference}
        asked = urllib.request.Request(  # noqa: S310 - the address is a setting
            self.url,
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": reference,
            },
            method="POST",
        )
        try:
            urllib.request.urlopen(asked, timeout=SECONDS).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            if error.code in UNKNOWN:
                raise Undelivered("unknown_address") from error
            raise Unavailable(str(error.code)) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(str(error)) from error


@dataclass(frozen=True, slots=True)
class SpoolSms:
    """A folder from which something else takes messages away."""

    folder: Path
    sender: str

    def send(self, number: str, text: str, reference: str) -> None:
        """Write the message whole, or not at all."""
        body = {"to": number, "from": self.sender, "text": text, "reference": reference}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f".{reference}"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(body, file, ensure_ascii=False)
            unfinished.rename(self.folder / f"{reference}.json")
        except OSError as error:
            raise Unavailable(str(error)) from error


def sms() -> Sms | None:
    """The adapter of the settings; None where this register sends no short messages."""
    if settings.IFAR_SMS_URL:
        return HttpSms(settings.IFAR_SMS_URL, settings.IFAR_SMS_TOKEN, settings.IFAR_SMS_SENDER)
    if settings.IFAR_SMS_SPOOL:
        return SpoolSms(Path(settings.IFAR_SMS_SPOOL), settings.IFAR_SMS_SENDER)
    return None


def sends_mail() -> bool:
    """Whether this register has somebody who takes mail."""
    return HIDDEN not in settings.MAILERS["default"]["BACKEND"]


def mail(address: str, subject: str, text: str, reference: str) -> None:
    """Hand a mail over.

    Raises:
        Undelivered: the address is refused, or is none.
        Unavailable: try again later.
    """
    message = EmailMessage(
        subject, text, to=[address], headers={"Message-ID": f"<{reference}@{settings.IFAR_LEDGER_NAME}>"}
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        # A server that takes mail from strangers only at the second try says so with 4xx.
        if all(code // 100 == _LATER for code, _said in error.recipients.values()):
            raise Unavailable("later") from error
        raise Undelivered("unknown_address") from error
    except smtplib.SMTPDataError as error:
        if error.smtp_code // 100 == _LATER:
            raise Unavailable(str(error.smtp_code)) from error
        raise Undelivered("refused") from error
    except (ValueError, MessageError) as error:
        raise Undelivered("unknown_address") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(str(error)) from error
