from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
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
                                fields=("record_type", "subject", "n"), name="licensing_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("purpose", models.TextField()),
                        ("applicant", models.CharField(max_length=14)),
                        ("applicant_kind", models.TextField()),
                        ("book", models.CharField(blank=True, default="", max_length=14)),
                        ("licence", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("quota", models.IntegerField(null=True)),
                        ("months", models.IntegerField(null=True)),
                        ("kind_version", models.IntegerField()),
                        ("clock_days", models.IntegerField()),
                        ("checks", models.JSONField(default=dict)),
                        ("pauses", models.JSONField(default=list)),
                        ("submitted_on", models.DateField(null=True)),
                        ("due_on", models.DateField(null=True)),
                        ("advice", models.TextField(blank=True, default="")),
                        (
                            "grounds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("decided_on", models.DateField(null=True)),
                        ("appeal_until", models.DateField(null=True)),
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
                            models.Index(fields=["applicant"], name="licensing_application_whose"),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "advised",
                                            "appealed",
                                            "draft",
                                            "examination",
                                            "submitted",
                                            "waiting",
                                        ],
                                    )
                                ),
                                fields=["agency", "due_on", "id"],
                                name="licensing_application_desk",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_application_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "draft",
                                            "submitted",
                                            "examination",
                                            "waiting",
                                            "advised",
                                            "granted",
                                            "refused",
                                            "withdrawn",
                                            "appealed",
                                            "closed",
                                        ),
                                    )
                                ),
                                name="licensing_application_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Licence",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("holder", models.CharField(max_length=14)),
                        ("holder_kind", models.TextField()),
                        ("book", models.CharField(blank=True, default="", max_length=14)),
                        ("allows", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("counts", models.TextField()),
                        ("quota", models.IntegerField(null=True)),
                        (
                            "conditions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        ("ground", models.TextField(blank=True, default="")),
                        ("application", models.CharField(max_length=14)),
                        ("kind_version", models.IntegerField()),
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
                            models.Index(fields=["holder"], name="licensing_licence_holder"),
                            models.Index(
                                condition=models.Q(("book", ""), _negated=True),
                                fields=["book"],
                                name="licensing_licence_book",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["in_force", "suspended"])),
                                fields=["valid_to"],
                                name="licensing_licence_ending",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_licence_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ("in_force", "suspended", "revoked", "surrendered", "lapsed"),
                                    )
                                ),
                                name="licensing_licence_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("ground", models.TextField()),
                        ("effective_on", models.DateField(null=True)),
                        ("party", models.CharField(blank=True, default="", max_length=14)),
                        ("described", models.JSONField(null=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        ("again", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_notice_compartment",
                            ),
                            models.UniqueConstraint(
                                django.db.models.fields.json.KeyTextTransform("source", "described"),
                                django.db.models.fields.json.KeyTextTransform("reference", "described"),
                                models.F("again"),
                                name="licensing_notice_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("firearm", models.CharField(max_length=14)),
                        ("firearm_n", models.IntegerField()),
                        ("seller", models.CharField(blank=True, default="", max_length=14)),
                        ("buyer", models.CharField(max_length=14)),
                        ("licence", models.CharField(blank=True, default="", max_length=14)),
                        ("transfer", models.TextField()),
                        ("good_until", models.DateField()),
                        ("hand_over_from", models.DateField()),
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
                            models.Index(fields=["firearm"], name="licensing_offer_firearm"),
                            models.Index(fields=["buyer"], name="licensing_offer_buyer"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_offer_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Removal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("holder", models.CharField(max_length=14)),
                        ("ground", models.TextField()),
                        ("licence", models.CharField(max_length=14)),
                        ("notice", models.CharField(blank=True, default="", max_length=14)),
                        ("due_on", models.DateField()),
                        ("way", models.TextField(blank=True, default="")),
                        ("proof", models.TextField(blank=True, default="")),
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
                                condition=models.Q(("state", "open")),
                                fields=["due_on", "id"],
                                name="licensing_removal_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_removal_compartment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("holder",),
                                name="licensing_removal_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("visit", models.CharField(max_length=14)),
                        ("licence", models.CharField(max_length=14)),
                        ("holder", models.CharField(max_length=14)),
                        ("item", models.TextField()),
                        ("due_on", models.DateField()),
                        ("by_visit", models.CharField(blank=True, default="", max_length=14)),
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
                                condition=models.Q(("state", "open")),
                                fields=["due_on", "id"],
                                name="licensing_finding_due",
                            ),
                            models.Index(fields=["licence"], name="licensing_finding_licence"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_finding_compartment",
                            ),
                            models.UniqueConstraint(fields=("visit", "item"), name="licensing_finding_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("holder", models.CharField(max_length=14)),
                        ("address", models.UUIDField(unique=True)),
                        ("moved_on", models.DateField()),
                        ("reported_on", models.DateField()),
                        ("reported_by", models.TextField()),
                        ("due_on", models.DateField()),
                        ("late", models.BooleanField()),
                        ("to_agency", models.CharField(blank=True, default="", max_length=14)),
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
                            models.Index(fields=["holder"], name="licensing_move_holder"),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["to_agency", "id"],
                                name="licensing_move_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_move_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("rule", models.TextField()),
                        ("about", models.CharField(max_length=14)),
                        ("licence", models.CharField(blank=True, default="", max_length=14)),
                        ("holder", models.CharField(max_length=14)),
                        ("due_on", models.DateField()),
                        ("channel", models.TextField(blank=True, default="")),
                        ("language", models.TextField()),
                        (
                            "tried",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("sent_on", models.DateField(null=True)),
                        ("batch", models.TextField(blank=True, default="")),
                        ("failure", models.TextField(blank=True, default="")),
                        ("how", models.TextField(blank=True, default="")),
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
                            models.Index(fields=["holder"], name="licensing_reminder_holder"),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["queued", "printed", "failed", "unreached"])
                                ),
                                fields=["agency", "state", "id"],
                                name="licensing_reminder_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_reminder_compartment",
                            ),
                            models.UniqueConstraint(
                                fields=("rule", "about", "due_on"), name="licensing_reminder_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("area", models.TextField(blank=True, default="")),
                        ("kinds", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        ("period_from", models.DateField()),
                        ("period_to", models.DateField()),
                        ("counts", models.JSONField()),
                        ("frame_hash", models.TextField()),
                        ("frame_size", models.IntegerField()),
                        ("seed_by", models.TextField()),
                        ("beacon", models.TextField(blank=True, default="")),
                        ("seed_after", models.DateTimeField()),
                        ("seed", models.TextField(blank=True, default="")),
                        ("seed_size", models.BigIntegerField(default=0)),
                        ("drawn", models.JSONField(default=list)),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_round_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_to__gte", models.F("period_from"))),
                                name="licensing_round_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("round", models.CharField(blank=True, default="", max_length=14)),
                        ("token", models.TextField(blank=True, default="")),
                        ("stratum", models.TextField(blank=True, default="")),
                        ("licence", models.CharField(max_length=14)),
                        ("holder", models.CharField(max_length=14)),
                        ("why", models.TextField()),
                        ("due_on", models.DateField()),
                        ("finding", models.CharField(blank=True, default="", max_length=14)),
                        ("missed", models.IntegerField(default=0)),
                        ("answers", models.JSONField(default=dict)),
                        ("result", models.TextField(blank=True, default="")),
                        ("visited_on", models.DateField(null=True)),
                        ("replacement", models.CharField(blank=True, default="", max_length=14)),
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
                                condition=models.Q(("state", "planned")),
                                fields=["due_on", "id"],
                                name="licensing_visit_due",
                            ),
                            models.Index(fields=["licence"], name="licensing_visit_licence"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="licensing_visit_compartment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("round", ""), _negated=True),
                                fields=("round", "token"),
                                name="licensing_visit_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
