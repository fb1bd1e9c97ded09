"""An identity register over HTTPS with mutual TLS: each side shows a certificate.

    POST <address>   {"document": "national_id", "number": "CA00007919"}
    200              {"person": {"name": "…", "born": "1984-03-02", …}}     see `ifar/cashier/identity.py`
    404              nobody has this number

Everything else, and every delay beyond the set seconds, counts as unreachable. The number goes in the body, so that no server's log
of addresses keeps it; a redirection is not followed.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from ifar.cashier.identity import Unreachable, person_of

LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the State.

    Attributes:
        address: https://host[:port]/path.
        certificate, key: files with our own certificate and its key, PEM.
        authorities: file with the certificates of the authorities that we trust for it; the system's where empty.
        seconds: how long to wait for it.
    """

    address: str
    certificate: str
    key: str
    authorities: str = ""
    seconds: int = 4

    def look_up(self, document: str, number: str) -> Mapping[str, str] | None:
        """Who has this number; None where nobody has.

        Raises:
            Unreachable: no answer, or none of its form.
        """
        place = urlsplit(self.address)
        body = json.dumps({"document": document, "number": number}).encode()
        try:
            connection = HTTPSConnection(
                place.hostname or "", place.port or 443, timeout=self.seconds, context=self._context()
            )
            try:
                headers = {"Content-Type": "application/json", "Accept": "application/json"}
                connection.request("POST", place.path or "/", body, headers)
                answer = connection.getresponse()
                content, status = answer.read(LARGEST + 1), answer.status
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if status == 404:
            return None
        if status != 200 or len(content) > LARGEST:
            raise Unreachable(f"status {status}, {len(content)} bytes")
        try:
            return person_of(json.loads(content))
        except (ValueError, RecursionError) as error:
            raise Unreachable("the answer is no JSON") from error

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authorities or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context
