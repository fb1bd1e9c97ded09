import django.db.models.deletion
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Calibre",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=80)),
                        ("kind", models.CharField(max_length=16)),
                        ("bore_um", models.PositiveIntegerField(null=True)),
                        ("case_um", models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CodeList",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=200)),
                        ("version", models.PositiveIntegerField()),
                        ("owner", models.CharField(max_length=40)),
                    ],
                ),
                migrations.CreateModel(
                    name="FirearmType",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("parent", models.CharField(blank=True, max_length=40)),
                        ("position", models.PositiveIntegerField()),
                        ("is_firearm", models.BooleanField()),
                        ("bearing", models.CharField(blank=True, max_length=12)),
                        ("action", models.CharField(blank=True, max_length=24)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRule",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("instrument", models.CharField(max_length=40)),
                        ("record", models.CharField(max_length=24)),
                        ("years", models.PositiveSmallIntegerField(null=True)),
                        (
                            "starts",
                            models.CharField(
                                choices=[("record", "Record"), ("destruction", "Destruction")], max_length=12
                            ),
                        ),
                        ("adopted", models.BooleanField()),
                        ("access", models.JSONField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Country",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=4, primary_key=True, serialize=False)),
                        ("alpha3", models.CharField(max_length=3)),
                        ("numeric", models.CharField(blank=True, max_length=3)),
                        ("name", models.CharField(max_length=120)),
                        ("region", models.CharField(blank=True, max_length=12)),
                        ("successors", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "verbose_name_plural": "countries",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to__isnull", True)),
                                fields=("alpha3",),
                                name="reference_country_alpha3",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckItem",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("answered_by", models.CharField(max_length=40)),
                        ("good_days", models.PositiveIntegerField(null=True)),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="EligibilityGround",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("effect", models.CharField(max_length=8)),
                        ("at_once", models.BooleanField()),
                        ("days", models.PositiveIntegerField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LicenceKind",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("holders", models.CharField(max_length=60)),
                        ("allows", models.CharField(max_length=120)),
                        ("categories", models.CharField(blank=True, max_length=120)),
                        ("counts", models.CharField(max_length=8)),
                        ("quota", models.PositiveIntegerField(null=True)),
                        ("months", models.PositiveIntegerField(null=True)),
                        ("renewal_days", models.PositiveIntegerField()),
                        ("checks", models.CharField(max_length=240)),
                        ("clock_days", models.PositiveIntegerField()),
                        ("decides", models.CharField(max_length=40)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FeeRule",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("act", models.CharField(max_length=40)),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("holders", models.CharField(blank=True, max_length=60)),
                        ("amount", models.CharField(max_length=16)),
                        ("currency", models.CharField(max_length=3)),
                        ("stops", models.CharField(max_length=12)),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AmmunitionLimit",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("of", models.CharField(max_length=80)),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("most", models.PositiveIntegerField()),
                        ("days", models.PositiveIntegerField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DutyTerm",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("about", models.CharField(max_length=24)),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("days", models.PositiveIntegerField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReminderRule",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("about", models.CharField(max_length=24)),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("before", models.PositiveIntegerField()),
                        ("channels", models.CharField(max_length=40)),
                        ("may_refuse", models.BooleanField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InspectionItem",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("days", models.PositiveIntegerField()),
                        ("article", models.CharField(max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RiskCriterion",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("regime", models.CharField(max_length=40)),
                        ("article", models.CharField(max_length=160)),
                        ("rank", models.CharField(max_length=16)),
                        ("kinds", models.CharField(blank=True, max_length=240)),
                        ("by_states", models.TextField(blank=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RegimeRule",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("regime", models.CharField(max_length=40)),
                        ("article", models.CharField(max_length=160)),
                        ("leg", models.CharField(max_length=8)),
                        ("states", models.TextField(blank=True)),
                        ("from_states", models.TextField(blank=True)),
                        ("into_states", models.TextField(blank=True)),
                        ("not_into", models.TextField(blank=True)),
                        ("purposes", models.CharField(blank=True, max_length=240)),
                        ("ways", models.CharField(blank=True, max_length=240)),
                        ("asks", models.CharField(blank=True, max_length=240)),
                        ("lifts", models.CharField(blank=True, max_length=240)),
                        ("days", models.PositiveIntegerField(null=True)),
                        ("more_days", models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MarkingRule",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("profile", models.CharField(max_length=40)),
                        ("article", models.CharField(max_length=160)),
                        ("at", models.CharField(max_length=40)),
                        ("states", models.TextField(blank=True)),
                        ("asks", models.CharField(blank=True, max_length=240)),
                        ("height_nm", models.PositiveIntegerField(null=True)),
                        ("depth_nm", models.PositiveIntegerField(null=True)),
                        ("scripts", models.CharField(blank=True, max_length=120)),
                        ("placed_after", models.DateField(null=True)),
                        ("advised", models.BooleanField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("region", "Region"), ("subdivision", "Subdivision")], max_length=12
                            ),
                        ),
                        ("category", models.CharField(blank=True, max_length=80)),
                        ("name", models.CharField(max_length=160)),
                        ("parent", models.CharField(blank=True, max_length=12)),
                        (
                            "country",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="areas",
                                to="reference.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Make",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "country",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="makes",
                                to="reference.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=60)),
                        ("parent", models.CharField(blank=True, max_length=60)),
                        ("position", models.PositiveIntegerField()),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="reference.codelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("list", "code"), name="reference_code_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_from__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="reference_code_validity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(blank=True, max_length=40)),
                        ("alias", models.CharField(max_length=160)),
                        ("key", models.CharField(max_length=160)),
                        ("code", models.CharField(max_length=80)),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("source", models.CharField(max_length=200)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="aliases",
                                to="reference.codelist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "aliases",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "scope", "alias", "code"), name="reference_alias_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Label",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=80)),
                        ("language", models.CharField(max_length=8)),
                        ("text", models.CharField(max_length=240)),
                        ("origin", models.CharField(max_length=40)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="labels",
                                to="reference.codelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "code", "language"), name="reference_label_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("edition", models.CharField(max_length=40)),
                        ("digest", models.CharField(max_length=64)),
                        ("added", models.PositiveIntegerField()),
                        ("changed", models.PositiveIntegerField()),
                        ("retired", models.PositiveIntegerField()),
                        ("loaded_at", models.DateTimeField()),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="reference.codelist",
                            ),
                        ),
                        ("entry", models.UUIDField(db_index=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "version"), name="reference_listversion_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=80)),
                        ("scheme", models.CharField(max_length=24)),
                        ("value", models.CharField(max_length=160)),
                        ("origin", models.CharField(max_length=40)),
                        ("source", models.CharField(max_length=200)),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mappings",
                                to="reference.codelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "code", "scheme", "value"), name="reference_mapping_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=400)),
                        ("version", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        (
                            "list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revisions",
                                to="reference.codelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("list", "code", "version"), name="reference_revision_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TraceDesk",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "country",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="desks",
                                to="reference.country",
                            ),
                        ),
                        ("address", models.CharField(blank=True, default="", max_length=240)),
                        ("agreement", models.CharField(blank=True, default="", max_length=12)),
                        ("key", models.CharField(blank=True, default="", max_length=240)),
                        ("zone", models.CharField(blank=True, default="", max_length=40)),
                        ("town", models.CharField(blank=True, default="", max_length=80)),
                        ("weekend", models.CharField(blank=True, default="", max_length=40)),
                        ("holidays", models.TextField(blank=True, default="")),
                        ("hours", models.CharField(blank=True, default="", max_length=11)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Model",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("family", models.CharField(blank=True, max_length=80)),
                        (
                            "calibre",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="models",
                                to="reference.calibre",
                            ),
                        ),
                        (
                            "make",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="models",
                                to="reference.make",
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="models",
                                to="reference.firearmtype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MarkSign",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=24)),
                        ("symbols", models.CharField(blank=True, max_length=240)),
                        ("reads", models.CharField(blank=True, max_length=600)),
                        ("places", models.CharField(blank=True, max_length=240)),
                        ("since", models.PositiveSmallIntegerField(null=True)),
                        ("until", models.PositiveSmallIntegerField(null=True)),
                        ("confidence", models.CharField(max_length=12)),
                        (
                            "country",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signs",
                                to="reference.country",
                            ),
                        ),
                        (
                            "make",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signs",
                                to="reference.make",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SerialStyle",
                    fields=[
                        ("version", models.PositiveIntegerField()),
                        ("origin", models.CharField(max_length=40)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("source", models.CharField(max_length=200)),
                        ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("shapes", models.CharField(max_length=240)),
                        ("since", models.PositiveSmallIntegerField(null=True)),
                        ("until", models.PositiveSmallIntegerField(null=True)),
                        ("confidence", models.CharField(max_length=12)),
                        (
                            "country",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="styles",
                                to="reference.country",
                            ),
                        ),
                        (
                            "make",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="styles",
                                to="reference.make",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="styles",
                                to="reference.model",
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="styles",
                                to="reference.firearmtype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ],
        ),
    ]
