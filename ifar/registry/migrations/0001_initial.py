from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Firearm",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14)),
                        ("item", models.TextField()),
                        ("part_kind", models.TextField(blank=True, default="")),
                        ("make", models.TextField(null=True)),
                        ("make_status", models.TextField(default="not_asked")),
                        ("make_raw", models.TextField(blank=True, default="")),
                        ("model", models.TextField(null=True)),
                        ("model_status", models.TextField(default="not_asked")),
                        ("model_raw", models.TextField(blank=True, default="")),
                        ("calibre", models.TextField(null=True)),
                        ("calibre_status", models.TextField(default="not_asked")),
                        ("calibre_raw", models.TextField(blank=True, default="")),
                        ("type", models.TextField(null=True)),
                        ("type_status", models.TextField(default="not_asked")),
                        ("type_raw", models.TextField(blank=True, default="")),
                        ("country_made", models.TextField(null=True)),
                        ("country_made_status", models.TextField(default="not_asked")),
                        ("country_made_raw", models.TextField(blank=True, default="")),
                        ("year", models.IntegerField(null=True)),
                        ("year_status", models.TextField(default="not_asked")),
                        ("category", models.TextField(blank=True, default="")),
                        ("state", models.TextField()),
                        ("ownership", models.TextField()),
                        ("owner", models.CharField(blank=True, default="", max_length=14)),
                        ("ownership_event", models.UUIDField()),
                        ("custody", models.TextField()),
                        ("custodian", models.CharField(blank=True, default="", max_length=14)),
                        ("custody_event", models.UUIDField()),
                        ("legal", models.TextField()),
                        ("legal_event", models.UUIDField()),
                        ("physical", models.TextField()),
                        ("physical_event", models.UUIDField()),
                        ("mounted_in", models.CharField(blank=True, default="", max_length=14)),
                        ("successor", models.CharField(blank=True, default="", max_length=14)),
                        ("merged_into", models.CharField(blank=True, default="", max_length=14)),
                        ("national_security", models.BooleanField(default=False)),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("registered_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "former",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), null=True
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("owner", ""), _negated=True),
                                fields=["owner"],
                                name="registry_firearm_owner",
                            ),
                            models.Index(
                                condition=models.Q(("custodian", ""), _negated=True),
                                fields=["custodian"],
                                name="registry_firearm_custodian",
                            ),
                            models.Index(fields=["agency", "id"], name="registry_firearm_agency"),
                            models.Index(
                                condition=models.Q(("mounted_in", ""), _negated=True),
                                fields=["mounted_in"],
                                name="registry_firearm_mounted",
                            ),
                            models.Index(
                                condition=models.Q(("merged_into", ""), _negated=True),
                                fields=["merged_into"],
                                name="registry_firearm_merged",
                            ),
                            models.Index(
                                condition=models.Q(("successor", ""), _negated=True),
                                fields=["successor"],
                                name="registry_firearm_successor",
                            ),
                            models.Index(fields=["make", "model"], name="registry_firearm_make_model"),
                            models.Index(
                                fields=["id"],
                                include=(
                                    "public_id",
                                    "compartment",
                                    "physical",
                                    "physical_event",
                                    "make",
                                    "model",
                                    "calibre",
                                    "type",
                                    "country_made",
                                    "year",
                                    "former",
                                ),
                                name="registry_firearm_sought",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                condition=models.Q(("former__isnull", False)),
                                fields=["former"],
                                name="registry_firearm_former",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("public_id",), name="registry_firearm_public_id_key"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StateFacts",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.TextField()),
                        ("ownership", models.TextField()),
                        ("custody", models.TextField()),
                        ("legal", models.TextField()),
                        ("physical", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ownership", "custody", "legal", "physical", "state"),
                                name="registry_statefacts_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("compartment", models.TextField()),
                        ("actor", models.TextField()),
                        ("name", models.TextField()),
                        ("look", models.JSONField()),
                        ("layout", models.JSONField()),
                        ("mapping", models.JSONField(null=True)),
                        ("status", models.TextField(default="uploaded")),
                        ("spans", models.JSONField(default=list)),
                        ("rows", models.IntegerField(default=0)),
                        ("blank", models.IntegerField(default=0)),
                        ("counts", models.JSONField(default=dict)),
                        ("reasons", models.JSONField(default=dict)),
                        ("remarks", models.JSONField(default=dict)),
                        ("flagged", models.IntegerField(default=0)),
                        ("holders", models.IntegerField(default=0)),
                        ("phase", models.TextField(blank=True, default="")),
                        ("done", models.IntegerField(default=0)),
                        ("total", models.IntegerField(default=0)),
                        ("began_at", models.DateTimeField(null=True)),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("problem", models.JSONField(null=True)),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("round", models.SmallIntegerField(default=0)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["agency", "-id"], name="registry_import_agency")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        (
                                            "uploaded",
                                            "trying",
                                            "tried",
                                            "proposed",
                                            "running",
                                            "finished",
                                            "refused",
                                            "abandoned",
                                            "failed",
                                        ),
                                    )
                                ),
                                name="registry_import_status",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedMapping",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("signature", models.CharField(max_length=64)),
                        ("mapping", models.JSONField()),
                        ("actor", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agency", "signature"), name="registry_savedmapping_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("compartment", models.TextField()),
                        ("kind", models.TextField()),
                        ("reference", models.TextField()),
                        ("reason", models.TextField()),
                        ("question", models.JSONField()),
                        ("owner", models.CharField(max_length=14)),
                        ("purpose", models.TextField()),
                        ("case", models.TextField(blank=True, default="")),
                        ("answers_restricted", models.BooleanField()),
                        ("opened_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("closed", models.TextField(blank=True, default="")),
                        (
                            "asked",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["agency", "-id"], name="registry_savedsearch_desk"),
                            models.Index(
                                condition=models.Q(("closed", "")),
                                fields=["expires_at"],
                                name="registry_savedsearch_ending",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ("recovery", "trace", "theft_report", "enquiry"))
                                ),
                                name="registry_savedsearch_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed", ""), ("state", "open")),
                                    models.Q(
                                        ("closed__in", ("found", "not_needed", "mistaken")),
                                        ("state", "closed"),
                                    ),
                                    _connector="OR",
                                ),
                                name="registry_savedsearch_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RestrictedQuestion",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("actor", models.CharField(max_length=14)),
                        ("agency", models.CharField(max_length=14)),
                        ("folded", models.TextField()),
                        ("refused", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("whole", models.CharField(blank=True, default="", max_length=64)),
                        ("again", models.BooleanField(default=False)),
                        ("search", models.CharField(blank=True, default="", max_length=14)),
                        ("exhibit", models.BooleanField(default=False)),
                        ("read", models.BigIntegerField(null=True)),
                        ("asker", models.CharField(blank=True, default="", max_length=14)),
                        ("asked_read", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["actor", "at"], name="registry_restricted_person"),
                            models.Index(fields=["agency", "at"], name="registry_restricted_desk"),
                            models.Index(
                                condition=models.Q(("search", ""), _negated=True),
                                fields=["search"],
                                name="registry_restricted_search",
                            ),
                            models.Index(
                                condition=models.Q(("asker", ""), _negated=True),
                                fields=["asker", "at"],
                                name="registry_restricted_asker",
                            ),
                            models.Index(
                                condition=models.Q(("read__isnull", False)),
                                fields=["read"],
                                name="registry_restricted_read",
                            ),
                            models.Index(
                                condition=models.Q(("asked_read__isnull", False)),
                                fields=["asked_read"],
                                name="registry_restricted_asked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertEvent",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("record_type", models.TextField()),
                        ("subject", models.CharField(max_length=14)),
                        ("n", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("schema", models.TextField()),
                        ("details", models.JSONField()),
                        ("changes", models.JSONField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record_type", "subject", "n"),
                                name="registry_alertevent_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkIndex",
                    fields=[
                        ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                        ("token", models.TextField(db_default="", default="")),
                        ("coming", models.TextField(db_default="", default="")),
                        ("marks", models.BigIntegerField(db_default=0, default=0)),
                        ("settled_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("one", True)), name="registry_markindex_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkAltered",
                    fields=[
                        ("ref", models.BigIntegerField(primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("n", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("schema", models.TextField()),
                        ("occurred_from", models.DateTimeField(null=True)),
                        ("occurred_to", models.DateTimeField(null=True)),
                        ("precision", models.TextField()),
                        ("zone", models.TextField(default="UTC")),
                        ("place", models.TextField(blank=True, default="")),
                        ("paper", models.TextField(blank=True, default="")),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("details", models.JSONField()),
                        ("checks", models.JSONField()),
                        ("changes", models.JSONField()),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["firearm", "occurred_from"], name="registry_event_latest")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("firearm", "n"), name="registry_event_order")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Duplicate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("score", models.SmallIntegerField()),
                        ("reasons", models.JSONField()),
                        ("at", models.DateTimeField()),
                        (
                            "newer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                            ),
                        ),
                        (
                            "older",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("older", "newer"), name="registry_duplicate_pair"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("older__lt", models.F("newer"))),
                                name="registry_duplicate_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("score__range", (0, 99))), name="registry_duplicate_score"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Holding",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "firearm_id",
                                "holder",
                                "fact",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("holder", models.CharField(max_length=14)),
                        ("fact", models.TextField()),
                        ("event", models.UUIDField()),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holdings",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["holder", "firearm"], name="registry_holding_holder")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "firearm_id",
                                "n",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("n", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("text", models.TextField(null=True)),
                        ("text_status", models.TextField(default="known")),
                        ("script", models.TextField(blank=True, default="")),
                        ("on_part", models.TextField(blank=True, default="")),
                        ("place", models.TextField(blank=True, default="")),
                        ("method", models.TextField(blank=True, default="")),
                        ("condition", models.TextField(default="intact")),
                        ("confidence", models.SmallIntegerField(default=100)),
                        ("height_um", models.IntegerField(null=True)),
                        ("depth_nm", models.IntegerField(null=True)),
                        ("image", models.TextField(blank=True, default="")),
                        ("retired", models.BooleanField(default=False)),
                        ("event", models.UUIDField()),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="registry.firearm",
                            ),
                        ),
                        ("former_of", models.SmallIntegerField(db_default=0, default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text_status", "known"), ("text__isnull", False)),
                                    models.Q(
                                        ("text_status__in", ["unknown", "none", "not_asked"]),
                                        ("text__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="registry_mark_text",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("confidence__range", (0, 100))),
                                name="registry_mark_confidence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("former_of", 0), ("n__lt", 10001)),
                                    models.Q(
                                        ("former_of__gt", 0),
                                        ("n__gte", 10001),
                                        ("retired", True),
                                        ("text__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="registry_mark_former",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkKey",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "firearm_id",
                                "n",
                                "form",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("n", models.SmallIntegerField()),
                        ("form", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("plain", models.TextField()),
                        ("folded", models.TextField()),
                        ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                        ("version", models.SmallIntegerField()),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mark_keys",
                                to="registry.firearm",
                            ),
                        ),
                        ("settled", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("firearm_id__gte", 1),
                                    ("firearm_id__lt", 8796093022208),
                                    ("form__range", (0, 15)),
                                    ("n__gte", 0),
                                ),
                                name="registry_markkey_numbered",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportAct",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.TextField()),
                        ("details", models.JSONField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts",
                                to="registry.import",
                                to_field="public_id",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportedRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "agency_id",
                                "hash",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("hash", models.BinaryField()),
                        ("n", models.IntegerField()),
                        (
                            "agency",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.import",
                            ),
                        ),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "n"), name="registry_importedrow_row")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportHolder",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "batch_id",
                                "key",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.BinaryField()),
                        ("n", models.IntegerField()),
                        ("party", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "batch",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.import",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["batch", "n"], name="registry_importholder_row")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "batch_id", "n", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("n", models.IntegerField()),
                        ("outcome", models.TextField()),
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "remarks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("hash", models.BinaryField()),
                        ("first", models.IntegerField(null=True)),
                        ("raw", models.JSONField(null=True)),
                        ("mended", models.JSONField(null=True)),
                        ("round", models.SmallIntegerField(db_default=0)),
                        ("mended_by", models.TextField(blank=True, db_default="")),
                        ("mended_at", models.DateTimeField(null=True)),
                        ("note", models.TextField(blank=True, db_default="")),
                        (
                            "batch",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.import",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("outcome", "ready"), _negated=True),
                                fields=["batch", "outcome", "n"],
                                name="registry_importrow_waiting",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ("ready", "quarantined", "repeat", "known", "mended", "closed"),
                                    )
                                ),
                                name="registry_importrow_outcome",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearchKey",
                    fields=[
                        (
                            "search",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="probe",
                                serialize=False,
                                to="registry.savedsearch",
                            ),
                        ),
                        ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                        ("version", models.SmallIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="SavedSearchHit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("entry", models.UUIDField(unique=True)),
                        ("mark_n", models.SmallIntegerField()),
                        ("plain", models.TextField()),
                        ("percent", models.SmallIntegerField()),
                        ("reasons", models.JSONField()),
                        ("at", models.DateTimeField()),
                        ("verdict", models.TextField(blank=True, default="")),
                        ("judged_by", models.CharField(blank=True, default="", max_length=14)),
                        ("note", models.TextField(blank=True, default="")),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_column="firearm",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                                to_field="public_id",
                            ),
                        ),
                        (
                            "savedsearch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hits",
                                to="registry.savedsearch",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("savedsearch", "firearm", "mark_n", "plain"),
                                name="registry_savedsearchhit_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__range", (0, 99))),
                                name="registry_savedsearchhit_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["", "confirmed", "rejected"])),
                                name="registry_savedsearchhit_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RestrictedHit",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("asker", models.CharField(max_length=14)),
                        ("agency", models.CharField(max_length=14)),
                        ("search", models.CharField(blank=True, default="", max_length=14)),
                        ("purpose", models.TextField()),
                        ("case", models.TextField(blank=True, default="")),
                        ("question", models.JSONField()),
                        ("desk", models.CharField(max_length=14)),
                        ("day", models.DateField()),
                        (
                            "firearm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("firearm", "asker", "search", "day"),
                                name="registry_restrictedhit_once_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LicenceUse",
                    fields=[
                        ("event", models.UUIDField(primary_key=True, serialize=False)),
                        ("licence", models.CharField(max_length=14)),
                        ("holder", models.CharField(max_length=14)),
                        ("ended_by", models.UUIDField(null=True)),
                        ("void", models.BooleanField(default=False)),
                        (
                            "firearm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["licence"], name="registry_licenceuse_licence")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_by__isnull", True), ("void", False)),
                                fields=("firearm",),
                                name="registry_licenceuse_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearchBacklog",
                    fields=[
                        (
                            "search",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="due",
                                serialize=False,
                                to="registry.savedsearch",
                            ),
                        ),
                        ("seen", models.BooleanField(default=False)),
                        ("restricted", models.BooleanField(default=False)),
                        ("counted", models.BooleanField(default=False)),
                        ("exhibit", models.BooleanField(default=False)),
                        ("read", models.BigIntegerField(null=True)),
                        ("why", models.TextField(blank=True, default="")),
                        (
                            "next_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["next_at"], name="registry_savedsearch_due_next")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("why__in", ["", "quota", "prepared", "wide", "late"])),
                                name="registry_savedsearchbacklog_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("why", ""), _negated=True),
                                    ("restricted", False),
                                    ("counted", True),
                                    _connector="OR",
                                ),
                                name="registry_savedsearchbacklog_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookLine",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "firearm_id",
                                "holder",
                                "since",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("holder", models.CharField(max_length=14)),
                        ("since", models.IntegerField()),
                        ("until", models.IntegerField(null=True)),
                        ("entered", models.UUIDField()),
                        ("came_on", models.DateField(null=True)),
                        ("came_from", models.CharField(blank=True, db_default="", default="", max_length=14)),
                        ("left_by", models.UUIDField(null=True)),
                        ("left_on", models.DateField(null=True)),
                        ("went_to", models.CharField(blank=True, db_default="", default="", max_length=14)),
                        (
                            "firearm",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="book_lines",
                                to="registry.firearm",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["holder", "firearm"], name="registry_bookline_holder"),
                            models.Index(
                                "holder",
                                models.F("entered").desc(),
                                name="registry_bookline_open",
                                condition=models.Q(until=None),
                            ),
                            models.Index(
                                "holder",
                                models.F("entered").desc(),
                                name="registry_bookline_closed",
                                condition=models.Q(until__isnull=False),
                            ),
                            models.Index(fields=["holder", "came_on"], name="registry_bookline_came"),
                            models.Index(fields=["holder", "left_on"], name="registry_bookline_left"),
                            models.Index(
                                fields=["holder", "came_from"],
                                name="registry_bookline_from",
                                condition=~models.Q(came_from=""),
                            ),
                            models.Index(
                                fields=["holder", "went_to"],
                                name="registry_bookline_to",
                                condition=~models.Q(went_to=""),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateDecision",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("n", models.SmallIntegerField()),
                        ("verdict", models.TextField()),
                        ("survivor", models.CharField(blank=True, default="", max_length=14)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("decider", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "duplicate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="registry.duplicate",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("duplicate", "n"), name="registry_duplicatedecision_order"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["same", "different", "undone"])),
                                name="registry_duplicatedecision_verdict",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
