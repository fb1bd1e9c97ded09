from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(Path(__file__).with_name("0001_functions.sql").read_text(), migrations.RunSQL.noop),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("compartment", models.TextField()),
                        ("kind", models.TextField()),
                        ("name", models.TextField(null=True)),
                        ("born", models.DateField(null=True)),
                        ("identity_numbers", models.JSONField(null=True)),
                        ("contact", models.JSONField(null=True)),
                        ("sex", models.TextField(default="not_asked")),
                        ("country", models.CharField(default="", max_length=2)),
                        ("registration", models.TextField(blank=True, default="")),
                        ("status", models.TextField(default="active")),
                        ("merged_into", models.CharField(blank=True, default="", max_length=14)),
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
                        "verbose_name_plural": "parties",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ("person", "entity", "unit"))),
                                name="parties_party_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ("active", "deceased", "dissolved"))),
                                name="parties_party_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="parties_party_compartment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bar",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("compartment", models.TextField()),
                        ("kind", models.TextField()),
                        ("ground", models.TextField()),
                        ("party", models.CharField(blank=True, default="", max_length=14)),
                        ("name", models.TextField(null=True)),
                        ("born", models.DateField(null=True)),
                        ("identity_numbers", models.JSONField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("issuer", models.TextField()),
                        ("country", models.CharField(max_length=2)),
                        ("paper", models.TextField()),
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
                            models.Index(
                                condition=models.Q(("party", ""), _negated=True),
                                fields=["party"],
                                name="parties_bar_party",
                            ),
                            models.Index(fields=["agency", "-id"], name="parties_bar_agency"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "refused",
                                            "prohibited",
                                            "protection_order",
                                            "revoked",
                                            "foreign_refusal",
                                        ),
                                    )
                                ),
                                name="parties_bar_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="parties_bar_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record_type", "subject", "n"), name="parties_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NameKey",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="keys",
                                serialize=False,
                                to="parties.party",
                            ),
                        ),
                        ("folded", models.TextField()),
                        ("version", models.SmallIntegerField()),
                        (
                            "skeleton",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("folded"), function="parties_skeleton"),
                                output_field=models.TextField(),
                            ),
                        ),
                        ("barred", models.BooleanField(db_default=False, default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="FormerKey",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("entry", models.UUIDField()),
                        ("field", models.TextField()),
                        ("folded", models.TextField(blank=True, default="")),
                        (
                            "skeleton",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("folded"), function="parties_skeleton"),
                                output_field=models.TextField(),
                            ),
                        ),
                        (
                            "numbers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="former",
                                to="parties.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "field"), name="parties_formerkey_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        ("event", models.UUIDField(primary_key=True, serialize=False)),
                        ("country", models.CharField(max_length=2)),
                        ("area", models.TextField(blank=True, default="")),
                        ("lines", models.JSONField(null=True)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addresses",
                                to="parties.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party", "valid_from"], name="parties_address_party")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BarKey",
                    fields=[
                        (
                            "bar",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="keys",
                                serialize=False,
                                to="parties.bar",
                            ),
                        ),
                        ("folded", models.TextField()),
                        (
                            "skeleton",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("folded"), function="parties_skeleton"),
                                output_field=models.TextField(),
                            ),
                        ),
                        ("version", models.SmallIntegerField()),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
