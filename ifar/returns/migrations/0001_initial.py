import django.db.models.deletion
import django.db.models.functions.datetime
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("country", models.CharField(max_length=3)),
                        ("year", models.IntegerField()),
                        ("number", models.IntegerField()),
                        ("cells", models.JSONField()),
                        ("note", models.TextField(blank=True)),
                        ("proposal", models.CharField(max_length=14)),
                        ("at", models.DateTimeField()),
                        ("form", models.CharField(default="iafq", max_length=10)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="returns_edition_number"
                            ),
                            models.UniqueConstraint(
                                fields=("form", "year", "number"), name="returns_edition_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("form", models.CharField(max_length=10)),
                        ("year", models.IntegerField()),
                        ("cell", models.JSONField()),
                        ("value", models.BigIntegerField(null=True)),
                        ("note", models.TextField()),
                        ("withdrawn", models.BooleanField(default=False)),
                        ("withheld", models.TextField(blank=True, default="")),
                        ("said_by", models.CharField(max_length=14)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["form", "year", "at"], name="returns_answer_year")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", True),
                                    models.Q(("value__gte", 0), ("withdrawn", False)),
                                    _connector="OR",
                                ),
                                name="returns_answer_value",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("note", ""), _negated=True), name="returns_answer_note"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withheld", ""),
                                    models.Q(("withdrawn", False), ("withheld__in", ("countries", "all"))),
                                    _connector="OR",
                                ),
                                name="returns_answer_withheld",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispatch",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("message", models.UUIDField()),
                        ("replaces", models.CharField(blank=True, max_length=36)),
                        ("form", models.CharField(max_length=10)),
                        ("year", models.IntegerField()),
                        ("edition", models.IntegerField()),
                        ("hub", models.CharField(max_length=120)),
                        ("consent", models.JSONField()),
                        ("conditions", models.TextField(blank=True)),
                        ("hash", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["form", "year", "at"], name="returns_dispatch_year")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "kind"), name="returns_dispatch_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ("sent", "withdrawn", "receipted"))),
                                name="returns_dispatch_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Received",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("sender", models.CharField(blank=True, max_length=20)),
                        ("register", models.CharField(blank=True, max_length=120)),
                        ("message", models.CharField(blank=True, max_length=36)),
                        ("replaces", models.CharField(blank=True, max_length=36)),
                        ("form", models.CharField(blank=True, max_length=10)),
                        ("year", models.IntegerField(default=0)),
                        ("edition", models.IntegerField(default=0)),
                        ("cells", models.JSONField(default=list)),
                        ("note", models.TextField(blank=True)),
                        ("consent", models.JSONField(default=list)),
                        ("conditions", models.TextField(blank=True)),
                        ("key", models.CharField(blank=True, max_length=120)),
                        ("made_at", models.CharField(blank=True, max_length=20)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("hash", models.CharField(max_length=64)),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("reason", "")),
                                fields=["form", "year"],
                                name="returns_received_year",
                            ),
                            models.Index(fields=["at"], name="returns_received_at"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("reason", ""), models.Q(("kind", "file"), _negated=True)),
                                fields=("sender", "message"),
                                name="returns_received_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("country", models.CharField(max_length=3)),
                        ("year", models.IntegerField()),
                        ("number", models.IntegerField()),
                        ("threshold", models.IntegerField()),
                        ("tables", models.JSONField()),
                        ("digests", models.JSONField()),
                        ("note", models.TextField(blank=True)),
                        ("proposal", models.CharField(max_length=14)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "number"), name="returns_publication_order"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="returns_publication_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("threshold__gte", 2)),
                                name="returns_publication_threshold",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rollup",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("subject", models.TextField()),
                        ("horizon", models.BigIntegerField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "checked_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        ("margins", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["subject", "-id"], name="returns_rollup_latest")],
                    },
                ),
                migrations.CreateModel(
                    name="RollupCell",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("compartment", models.TextField(blank=True)),
                        ("year", models.IntegerField(null=True)),
                        ("d1", models.TextField(blank=True)),
                        ("d2", models.TextField(blank=True)),
                        ("d3", models.TextField(blank=True)),
                        ("d4", models.TextField(blank=True)),
                        ("d5", models.TextField(blank=True)),
                        ("d6", models.TextField(blank=True)),
                        ("n", models.IntegerField()),
                        (
                            "rollup",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cells",
                                to="returns.rollup",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
