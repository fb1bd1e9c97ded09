"""Tables of the reference data: what a code means, since when, under which version of its list, and where we know it from.

The current row of a list is keyed by its stable text code, so that payloads and foreign keys carry words and never numbers.
Nothing is ever deleted from a list that others refer to: a row that a list no longer holds gets `valid_to`. Every change of a
row is kept in `Revision`, so a record that notes the version it used can always be read as it was meant.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class CodeList(models.Model):
    """A list that grows by data: its name, its current version, and who owns it (ifar, or the country that replaced it)."""

    name = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    owner = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ListVersion(models.Model):
    """What one load changed in one list: its number, its edition as its authors call it, the digest of what was loaded.

    `entry` is the load's entry in the ledger; several lists that one load changed share it.
    """

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    retired = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    entry = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "version"], name="reference_listversion_once")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.version} ({self.edition})"


class Revision(models.Model):
    """What a row said from a version of its list on: the history that lets an old record be read as it was meant."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="revisions")
    code = models.CharField(max_length=400)
    version = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "version"], name="reference_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.code} {self.version}"


class Listed(models.Model):
    """What every row of every list has: version, validity, origin (ifar or a country's own table) and source."""

    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=40)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Code(Listed):
    """A row of a short list: kinds, places and methods of marks, kinds of agency, grounds, outcomes, instruments."""

    key = models.CharField(primary_key=True, max_length=120)
    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=60)
    parent = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="reference_code_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="reference_code_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Country(Listed):
    """A State or territory of ISO 3166-1, a former one of ISO 3166-3, or a code that an installation assigns itself."""

    code = models.CharField(primary_key=True, max_length=4)
    alpha3 = models.CharField(max_length=3)
    numeric = models.CharField(max_length=3, blank=True)
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=12, blank=True)
    successors = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "countries"
        constraints = [
            models.UniqueConstraint(
                fields=["alpha3"], condition=Q(valid_to__isnull=True), name="reference_country_alpha3"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Area(Listed):
    """A region of UN M49 or a subdivision of ISO 3166-2 (or of the installation's own table)."""

    class Kind(models.TextChoices):
        REGION = "region"
        SUBDIVISION = "subdivision"

    code = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    category = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=160)
    country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="areas")
    parent = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Make(Listed):
    """A maker or brand as it is marked on firearms."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="makes")
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class FirearmType(Listed):
    """A type of firearm, from the unspecified (`handgun`) to the precise (`pistol_semi_automatic`)."""

    code = models.CharField(primary_key=True, max_length=40)
    parent = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField()
    is_firearm = models.BooleanField()
    bearing = models.CharField(max_length=12, blank=True)
    action = models.CharField(max_length=24, blank=True)

    def __str__(self) -> str:
        return self.code


class Calibre(Listed):
    """A cartridge (or gauge, or bore) that a firearm is chambered for."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    bore_um = models.PositiveIntegerField(null=True)
    case_um = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return self.name


class Model(Listed):
    """A model of a make; its code carries the make's (`beretta/92fs`)."""

    code = models.CharField(primary_key=True, max_length=80)
    make = models.ForeignKey(Make, on_delete=models.PROTECT, related_name="models")
    name = models.CharField(max_length=120)
    family = models.CharField(max_length=80, blank=True)
    type = models.ForeignKey(FirearmType, null=True, on_delete=models.PROTECT, related_name="models")
    calibre = models.ForeignKey(Calibre, null=True, on_delete=models.PROTECT, related_name="models")

    def __str__(self) -> str:
        return f"{self.make_id} {self.name}"


class MarkSign(Listed):
    """What a mark of this look tells (`facts.SIGN_KINDS`): its symbols, what is written in it (`inscriptions`), where it points.

    Symbols and places stand between `|`; years are calendar years, both included.
    """

    code = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=24)
    symbols = models.CharField(max_length=240, blank=True)
    reads = models.CharField(max_length=600, blank=True)
    places = models.CharField(max_length=240, blank=True)
    country = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="signs", db_index=False
    )
    make = models.ForeignKey(Make, null=True, on_delete=models.PROTECT, related_name="signs", db_index=False)
    since = models.PositiveSmallIntegerField(null=True)
    until = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.code


class SerialStyle(Listed):
    """A form of serial numbers (`inscriptions`) and who uses it: a make, perhaps for one model only, or the makers of a country."""

    code = models.CharField(primary_key=True, max_length=80)
    shapes = models.CharField(max_length=240)
    make = models.ForeignKey(Make, null=True, on_delete=models.PROTECT, related_name="styles", db_index=False)
    model = models.ForeignKey(
        Model, null=True, on_delete=models.PROTECT, related_name="styles", db_index=False
    )
    type = models.ForeignKey(
        FirearmType, null=True, on_delete=models.PROTECT, related_name="styles", db_index=False
    )
    country = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="styles", db_index=False
    )
    since = models.PositiveSmallIntegerField(null=True)
    until = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.code


class TraceDesk(Listed):
    """An office of a State that answers requests about firearms made there, imported there or held there; its name is its words.

    The directory of points of contact (Firearms Protocol art. 13(2); ITI 25): `address` an office's and nobody's own, `zone` where its
    clock is, `agreement` what covers what is told it (`tracing/disclosure.py`), `key` the public key of its register's log.
    `town` is how people call where it sits; `weekend`, `holidays` and `hours` are when nobody is there, as `reference/opening.py` reads
    them; empty is not known.
    """

    code = models.CharField(primary_key=True, max_length=80)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="desks", db_index=False)
    kind = models.CharField(max_length=40)
    address = models.CharField(max_length=240, blank=True, default="")
    zone = models.CharField(max_length=40, blank=True, default="")
    agreement = models.CharField(max_length=12, blank=True, default="")
    key = models.CharField(max_length=240, blank=True, default="")
    town = models.CharField(max_length=80, blank=True, default="")
    weekend = models.CharField(max_length=40, blank=True, default="")
    holidays = models.TextField(blank=True, default="")
    hours = models.CharField(max_length=11, blank=True, default="")

    def __str__(self) -> str:
        return self.code


class Alias(models.Model):
    """Another way in which people write a make, model, calibre, type or country; `key` is its folded form."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="aliases")
    scope = models.CharField(max_length=40, blank=True)
    alias = models.CharField(max_length=160)
    key = models.CharField(max_length=160)
    code = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["list", "scope", "alias", "code"], name="reference_alias_once")
        ]

    def __str__(self) -> str:
        return f"{self.alias} = {self.code}"


class Label(models.Model):
    """The words for a code in one language."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="labels")
    code = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=240)
    origin = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "language"], name="reference_label_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.code} {self.language}"


class Mapping(models.Model):
    """What a code is called in somebody else's scheme (`iafq`, `unroca`, `eu_2021_555`, `ncic_gtyp`, `national` …)."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="mappings")
    code = models.CharField(max_length=80)
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=160)
    origin = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "scheme", "value"], name="reference_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.code} {self.scheme}: {self.value}"
