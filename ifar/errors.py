"""The one family of errors that ifar raises on purpose.

Rules and services raise these; `ifar/http.py` turns them into HTTP once, at the edge. A `code` is stable and dotted
(`registry.transition.impossible`), so that a client may rely on it; the message is a whole sentence for a person, says what
happened and what to do, and may be a lazy translation. Pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason inside an error: a stable code, the law article it stands on, the field it concerns, its parameters."""

    code: str
    message: Any = ""
    article: str | None = None
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The refusals of an app in words: code -> sentence, mostly a lazy translation. A code without one stands for itself."""

    by_code: Mapping[str, Any]

    def of(self, code: str, params: Mapping[str, Any] | None = None) -> Any:
        """The sentence of a refusal."""
        sentence = self.by_code.get(code, code)
        return str(sentence) % dict(params) if params else sentence

    def explained(self, reasons: Iterable[Reason]) -> list[Reason]:
        """The reasons that rules gave, each with its sentence."""
        return [
            dataclasses.replace(reason, message=self.of(reason.code, reason.params)) for reason in reasons
        ]


class IfarError(Exception):
    """Base of the family. `status` is the HTTP status that the edge answers."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "error"

    def __init__(
        self,
        code: str | None = None,
        message: Any = "",
        *,
        article: str | None = None,
        field: str | None = None,
        reasons: Sequence[Reason] = (),
        params: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.message = message
        self.article = article
        self.field = field
        self.reasons = tuple(reasons)
        self.params = dict(params or {})
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) or self.code


class Invalid(IfarError):
    """The input is not of the right form; nothing was written."""

    status = 422
    default_code = "invalid"


class Refused(IfarError):
    """A rule of the law or of the register says no; carries the article and every reason."""

    status = 409
    default_code = "refused"


class Conflict(IfarError):
    """Somebody else changed the same thing meanwhile, or the same key was used for another act."""

    status = 409
    default_code = "conflict"


class NotSignedIn(IfarError):
    """Nobody is signed in."""

    status = 401
    default_code = "rights.not_signed_in"


class Forbidden(IfarError):
    """The actor may not do this act at all (says nothing about whether an object exists)."""

    status = 403
    default_code = "rights.forbidden"


class NotFound(IfarError):
    """There is no such thing *for this actor*: unknown and unseen answer alike."""

    status = 404
    default_code = "not_found"


class TooMany(IfarError):
    """Too many requests, or too large."""

    status = 429
    default_code = "too_many"


class TooLarge(IfarError):
    """The upload or the request is larger than the limit."""

    status = 413
    default_code = "too_large"


class Unavailable(IfarError):
    """A part that this act needs is out of reach now; the act was not done and may be tried again."""

    status = 503
    default_code = "unavailable"
