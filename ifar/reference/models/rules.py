"""Rows that rules read: how long something is kept, what is checked, charged, due, asked of a transfer or of marks."""

from __future__ import annotations

from django.db import models

from ifar.reference.models.lists import Listed


class RetentionRule(Listed):
    """How long one instrument wants one kind of record kept, from when, and who may still open it."""

    class Starts(models.TextChoices):
        RECORD = "record"
        DESTRUCTION = "destruction"

    code = models.CharField(primary_key=True, max_length=60)
    instrument = models.CharField(max_length=40)
    record = models.CharField(max_length=24)
    years = models.PositiveSmallIntegerField(null=True)
    starts = models.CharField(max_length=12, choices=Starts.choices)
    adopted = models.BooleanField()
    access = models.JSONField()
    article = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.code


class CheckItem(Listed):
    """Something that is checked before a licence: which kind of office answers it, and for how many days an answer is good."""

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    answered_by = models.CharField(max_length=40)
    good_days = models.PositiveIntegerField(null=True)
    article = models.CharField(max_length=120)


class LicenceKind(Listed):
    """A kind of licence: who may hold it, what it allows, for which categories, how many, how long, after which checks.

    Several codes stand with `|` between them. `counts` says what a quota counts: what is `held` now, what was ever `spent`.
    """

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    holders = models.CharField(max_length=60)
    allows = models.CharField(max_length=120)
    categories = models.CharField(max_length=120, blank=True)
    counts = models.CharField(max_length=8)
    quota = models.PositiveIntegerField(null=True)
    months = models.PositiveIntegerField(null=True)
    renewal_days = models.PositiveIntegerField()
    checks = models.CharField(max_length=240)
    clock_days = models.PositiveIntegerField()
    decides = models.CharField(max_length=40)


class EligibilityGround(Listed):
    """What suspends or ends a licence, whether at once by law, and within how many days the firearms must leave the holder."""

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    effect = models.CharField(max_length=8)
    at_once = models.BooleanField()
    days = models.PositiveIntegerField()
    article = models.CharField(max_length=120)


class FeeRule(Listed):
    """What an act costs: which kinds of licence or authorisation and of applicant (codes between `|`; empty: any), how much, on which ground.

    `amount` is text with a decimal point, as it was loaded, and is read as a decimal; `currency` by ISO 4217. `stops` says what
    waits until it is paid (`columns.STOPS`).
    """

    code = models.CharField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    kinds = models.CharField(max_length=240, blank=True)
    holders = models.CharField(max_length=60, blank=True)
    amount = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    stops = models.CharField(max_length=12)
    article = models.CharField(max_length=120)


class DutyTerm(Listed):
    """Within how many days something is to be done: a new address reported, a firearm brought back, a line of a trader's book written.

    `kinds` are kinds of licences, or for `event` and lines of books kinds of events of the life cycle; empty: all.
    """

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    about = models.CharField(max_length=24)
    kinds = models.CharField(max_length=240, blank=True)
    days = models.PositiveIntegerField()
    article = models.CharField(max_length=120)


class AmmunitionLimit(Listed):
    """How much ammunition may come to a holder under one licence within so many days: `of` are kinds of ammunition (codes between `|`), `kinds` kinds of licence (none: all).

    `most` counts pieces, of powder grams.
    """

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    of = models.CharField(max_length=80)
    kinds = models.CharField(max_length=240, blank=True)
    most = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    article = models.CharField(max_length=120)


class ReminderRule(Listed):
    """When a holder is reminded: of what, how many days before its day, through which channels in this order.

    `may_refuse`: the law lets the holder refuse it. Its words in each language are what a short message says: they name no arms.
    """

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    about = models.CharField(max_length=24)
    kinds = models.CharField(max_length=240, blank=True)
    before = models.PositiveIntegerField()
    channels = models.CharField(max_length=40)
    may_refuse = models.BooleanField()
    article = models.CharField(max_length=120)


class InspectionItem(Listed):
    """What is looked at where firearms are stored, for which kinds of licences, and within how many days a fault is to be mended."""

    code = models.CharField(primary_key=True, max_length=40)
    position = models.PositiveIntegerField()
    kinds = models.CharField(max_length=240, blank=True)
    days = models.PositiveIntegerField()
    article = models.CharField(max_length=120)


class RegimeRule(Listed):
    """What one article of a regime says of one leg of an international transfer, on the days on which it is valid.

    It holds where the State of its `leg` (`from`: whence the goods leave, `into`: whither they go, `through`: each State between; `leaving` and
    `entering`: ours, which a traveller with accompanied firearms leaves or enters; `receipt`: whence they left) is among `states` and every other condition that it names holds: whence, whither and whither not, for which purposes, how the goods pass through the State of the
    leg. Several codes stand with `|` between them; empty is any. It `asks` for papers, or `lifts` papers that the Protocol or the
    same `regime` asks for, or says in how many working `days` an application is decided there (`more_days` where there are reasons); of a traveller, how
    many before it a journey is announced; of a receipt, in how many days after the exit it is proved.
    """

    code = models.CharField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField()
    regime = models.CharField(max_length=40)
    article = models.CharField(max_length=160)
    leg = models.CharField(max_length=8)
    states = models.TextField(blank=True)
    from_states = models.TextField(blank=True)
    into_states = models.TextField(blank=True)
    not_into = models.TextField(blank=True)
    purposes = models.CharField(max_length=240, blank=True)
    ways = models.CharField(max_length=240, blank=True)
    asks = models.CharField(max_length=240, blank=True)
    lifts = models.CharField(max_length=240, blank=True)
    days = models.PositiveIntegerField(null=True)
    more_days = models.PositiveIntegerField(null=True)


class RiskCriterion(Listed):
    """What is asked before an international transfer is authorised, on the days on which it is valid: a prohibition, or a criterion of its risk.

    It is asked of the `kinds` of authorisations and by the States (`by_states`) that its instrument (`regime`) binds; several codes stand with `|`
    between them, and empty is any.
    """

    code = models.CharField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField()
    regime = models.CharField(max_length=40)
    article = models.CharField(max_length=160)
    rank = models.CharField(max_length=16)
    kinds = models.CharField(max_length=240, blank=True)
    by_states = models.TextField(blank=True)


class MarkingRule(Listed):
    """What one article of a marking profile asks of the marks of a firearm, on the days on which it is valid.

    It binds our State where that is among `states` (none: every State), when a firearm is made, comes in to stay or leaves a State's stock for civilians (`at`).
    It asks for kinds of marks: `|` stands between alternatives, `+` between those that go together (`country|place|symbol+code`); or each mark that can be
    read is at least so high and so deep (nanometres), in one of the `scripts` (ISO 15924). `placed_after`: only of what was first placed on the
    market after that day. What is `advised` is asked where possible.
    """

    code = models.CharField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField()
    profile = models.CharField(max_length=40)
    article = models.CharField(max_length=160)
    at = models.CharField(max_length=40)
    states = models.TextField(blank=True)
    asks = models.CharField(max_length=240, blank=True)
    height_nm = models.PositiveIntegerField(null=True)
    depth_nm = models.PositiveIntegerField(null=True)
    scripts = models.CharField(max_length=120, blank=True)
    placed_after = models.DateField(null=True)
    advised = models.BooleanField()
