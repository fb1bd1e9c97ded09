"""The pen that writes one life, step by step, while the days go by."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, Final

from ifar.demonstration.country import Province
from ifar.demonstration.lives.life import Model, Ref, Step
from ifar.demonstration.persons import Holder

FIRST_YEAR: Final = 1986


class Writer:
    """Writes one life, step by step, while the days go by."""

    def __init__(
        self, draw: random.Random, model: Model, serial: str, people: Sequence[Holder], until: dt.date
    ) -> None:
        self.draw = draw
        self.model = model
        self.serial = serial
        self.people = people
        self.until = until
        self.steps: list[Step] = []
        self.day = dt.date(FIRST_YEAR, 1, 1)
        self.over = False
        self.holder = self.somebody()
        self.number = draw.randrange(10**6)

    @property
    def province(self) -> Province:
        """Where the holder lives."""
        return self.holder.province

    def somebody(self) -> Holder:
        """Any holder of the country."""
        return self.draw.choice(self.people)

    def begin(self, first: int, last: int = 9999) -> None:
        """Begin on a day from the year `first` on, at the latest in the year `last`, and some weeks before today."""
        start = dt.date(first, 1, 1)
        end = min(dt.date(last, 12, 31), self.until - dt.timedelta(days=40))
        self.day = start + dt.timedelta(days=self.draw.randrange((end - start).days))

    def wait(self, least: int, most: int) -> bool:
        """Let days go by; False where the story has come to today."""
        self.day += dt.timedelta(days=self.draw.randint(least, most))
        self.over = self.over or self.day > self.until
        return not self.over

    def step(self, kind: str, office: str, **told: Any) -> None:
        """Write an event of this day, unless the story has come to today."""
        if not self.over:
            self.steps.append(Step(kind, office, self.day, **told))

    def paper(self, kind: str) -> str:
        """A paper of this kind and year."""
        return f"{kind} {self.draw.randrange(1, 9000)}/{self.day.year}"

    def seal(self) -> str:
        """The number of a seal."""
        return f"S-{self.draw.randrange(10**6):06d}"

    def owner(self, holder: Holder) -> dict[str, Any]:
        """The details that make a holder the owner."""
        kind = (
            "private"
            if holder.kind == "person"
            else ("museum" if "Musée" in str(holder.values["name"]) else "company")
        )
        return {"owner_kind": kind, "owner": Ref("party", holder.number)}

    def marks(self) -> tuple[dict[str, Any], ...]:
        """Serial, maker and country, as the maker puts them on (Protocol art. 8(1)(a))."""
        maker = self.model.make.replace("-", " ").upper()
        place = "frame" if self.model.type.startswith(("pistol", "revolver")) else "receiver"
        return (
            {
                "kind": "serial",
                "text": self.serial,
                "script": "Latn",
                "on_part": "frame_or_receiver",
                "place": place,
                "method": "stamping",
            },
            {
                "kind": "maker",
                "text": maker,
                "script": "Latn",
                "on_part": "frame_or_receiver",
                "place": place,
                "method": "roll_marking",
            },
            {
                "kind": "country",
                "text": self.model.country,
                "script": "Latn",
                "on_part": "barrel",
                "place": "barrel",
                "method": "stamping",
            },
        )
