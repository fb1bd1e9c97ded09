from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
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
                        "indexes": [models.Index(fields=["kind", "-id"], name="tracing_event_kind")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record_type", "subject", "n"), name="tracing_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("direction", models.TextField()),
                        ("number", models.TextField(blank=True, default="")),
                        ("reference", models.TextField(blank=True, default="")),
                        ("country", models.TextField(blank=True, default="")),
                        ("desk", models.TextField(blank=True, default="")),
                        ("channel", models.TextField()),
                        ("office", models.CharField(max_length=14)),
                        ("parent", models.CharField(blank=True, default="", max_length=14)),
                        ("item", models.CharField(blank=True, default="", max_length=14)),
                        ("thing", models.TextField()),
                        ("identity", models.JSONField(default=dict)),
                        ("marks", models.JSONField(default=list)),
                        ("lot", models.JSONField(default=dict)),
                        (
                            "photos",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "illicit",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("recovered_on", models.DateField(null=True)),
                        ("recovered_in", models.TextField(blank=True, default="")),
                        ("place", models.TextField(blank=True, default="")),
                        ("use", models.TextField(blank=True, default="")),
                        ("urgency", models.TextField()),
                        ("handling", models.TextField()),
                        ("agreement", models.TextField()),
                        ("question", models.JSONField(default=list)),
                        (
                            "searches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("firearm", models.CharField(blank=True, default="", max_length=14)),
                        ("ground", models.TextField(blank=True, default="")),
                        ("due_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("outcome_on", models.DateField(null=True)),
                        ("circumstances", models.TextField(null=True)),
                        ("justification", models.TextField(null=True)),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
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
                            "named",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["agency", "-id"], name="tracing_request_asked"),
                            models.Index(fields=["office", "-id"], name="tracing_request_answers"),
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["due_at", "id"],
                                name="tracing_request_clock",
                            ),
                            models.Index(
                                condition=models.Q(("item", ""), _negated=True),
                                fields=["item"],
                                name="tracing_request_item",
                            ),
                            models.Index(
                                condition=models.Q(("parent", ""), _negated=True),
                                fields=["parent"],
                                name="tracing_request_parent",
                            ),
                            models.Index(
                                condition=models.Q(("firearm", ""), _negated=True),
                                fields=["firearm"],
                                name="tracing_request_firearm",
                            ),
                            models.Index(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("number"), name="text_pattern_ops"
                                ),
                                name="tracing_request_number",
                            ),
                            models.Index(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("reference"),
                                    name="text_pattern_ops",
                                ),
                                name="tracing_request_reference",
                            ),
                            models.Index(fields=["sent_at"], name="tracing_request_sent_at"),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["acknowledged", "delayed", "searching", "sent"])
                                ),
                                fields=["office", "direction"],
                                name="tracing_request_open",
                            ),
                            models.Index(
                                condition=models.Q(("state", "draft")),
                                fields=["agency"],
                                name="tracing_request_drafts",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["searches"], name="tracing_request_searches"
                            ),
                            models.Index(
                                condition=models.Q(("handling", "secret")),
                                fields=["id"],
                                name="tracing_request_secret",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="tracing_request_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("direction__in", ("outgoing", "incoming", "domestic"))),
                                name="tracing_request_direction",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "draft",
                                            "sent",
                                            "acknowledged",
                                            "searching",
                                            "answered",
                                            "not_found",
                                            "delayed",
                                            "restricted",
                                            "refused",
                                            "withdrawn",
                                        ),
                                    )
                                ),
                                name="tracing_request_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("thing__in", ("firearm", "ammunition"))),
                                name="tracing_request_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ("file", "iarms", "etrace", "letter", "node", "office"))
                                ),
                                name="tracing_request_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("urgency__in", ("routine", "urgent", "immediate"))),
                                name="tracing_request_urgency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("handling__in", ("ordinary", "restricted", "secret"))),
                                name="tracing_request_handling",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreement__in", ("none", "iti", "protocol", "bilateral", "mla"))
                                ),
                                name="tracing_request_agreement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "ground__in",
                                            (
                                                "investigation",
                                                "confidentiality_law",
                                                "no_assurance",
                                                "national_security",
                                            ),
                                        ),
                                        ("state__in", ["delayed", "refused", "restricted"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ["delayed", "refused", "restricted"]), _negated=True
                                        ),
                                        ("ground", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="tracing_request_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", ""), ("outcome_on__isnull", True)),
                                    models.Q(
                                        (
                                            "outcome__in",
                                            (
                                                "legitimate_owner_national",
                                                "illegitimate_owner_national",
                                                "illegitimate_owner_foreign",
                                                "diversion_otherwise_identified",
                                                "attempted_no_result",
                                                "pending",
                                                "not_initiated",
                                                "illicitly_manufactured",
                                                "erased_or_altered",
                                                "no_information",
                                                "marking_unknown",
                                            ),
                                        ),
                                        ("outcome_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="tracing_request_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", True), ("state", "draft")),
                                    ("state", "withdrawn"),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="tracing_request_sent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("due_at__isnull", False),
                                        ("state__in", ["acknowledged", "delayed", "searching", "sent"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ["acknowledged", "delayed", "searching", "sent"]),
                                            _negated=True,
                                        ),
                                        ("due_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="tracing_request_due",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("direction", "incoming"),
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("handling", "secret"), _negated=True),
                                ),
                                fields=("country", "reference"),
                                name="tracing_request_entered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exchange",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("request", models.CharField(blank=True, default="", max_length=14)),
                        ("message", models.TextField(blank=True, default="")),
                        ("form", models.TextField(blank=True, default="")),
                        ("sender", models.TextField(blank=True, default="")),
                        ("recipient", models.TextField(blank=True, default="")),
                        ("hash", models.CharField(max_length=64)),
                        ("expires_on", models.DateField(null=True)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        ("said", models.JSONField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("request", ""), _negated=True),
                                fields=["request"],
                                name="tracing_exchange_request",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("sent", "accepted", "refused"))),
                                name="tracing_exchange_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")),
                                name="tracing_exchange_hash",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "accepted")),
                                fields=("sender", "message"),
                                name="tracing_exchange_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), models.Q(("reason", ""), _negated=True)),
                                    models.Q(models.Q(("state", "refused"), _negated=True), ("reason", "")),
                                    _connector="OR",
                                ),
                                name="tracing_exchange_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scope",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("office", models.CharField(max_length=14)),
                        ("compartment", models.TextField()),
                        ("direction", models.TextField()),
                        ("country", models.TextField(blank=True)),
                        ("handling", models.TextField()),
                        (
                            "named",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14)
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "agency",
                                    "office",
                                    "compartment",
                                    "direction",
                                    "country",
                                    "handling",
                                    "named",
                                ),
                                name="tracing_scope_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alike",
                    fields=[
                        ("id", models.AutoField(primary_key=True, serialize=False)),
                        ("state", models.TextField()),
                        ("ground", models.TextField(blank=True)),
                        ("identified", models.BooleanField()),
                        ("reached", models.SmallIntegerField()),
                        ("diverted", models.BooleanField()),
                        ("band", models.SmallIntegerField()),
                        (
                            "failures",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "state",
                                    "ground",
                                    "identified",
                                    "reached",
                                    "diverted",
                                    "band",
                                    "failures",
                                ),
                                name="tracing_alike_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("line", models.IntegerField()),
                        ("role", models.TextField()),
                        ("asked", models.CharField(blank=True, default="", max_length=14)),
                        ("country", models.TextField(blank=True, default="")),
                        ("due_at", models.DateTimeField(null=True)),
                        ("result", models.TextField(blank=True, default="")),
                        ("on", models.DateField(null=True)),
                        ("to_role", models.TextField(blank=True, default="")),
                        ("to_whom", models.CharField(blank=True, default="", max_length=14)),
                        ("to_country", models.TextField(blank=True, default="")),
                        ("diversion", models.TextField(blank=True, default="")),
                        ("failure", models.TextField(blank=True, default="")),
                        ("source", models.TextField(blank=True, default="")),
                        ("described", models.JSONField(null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
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
                            "request",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="tracing.request",
                            ),
                        ),
                        ("quantity", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("state", "asked"), models.Q(("asked", ""), _negated=True)
                                ),
                                fields=["asked", "due_at"],
                                name="tracing_step_asked",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "line"), name="tracing_step_line"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("asked", "answered", "failed"))),
                                name="tracing_step_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("role__in", ("maker", "importer", "wholesaler", "dealer", "holder"))
                                ),
                                name="tracing_step_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("failure", ""),
                                        ("result__in", ("passed_on", "kept", "diverted")),
                                        ("state", "answered"),
                                    ),
                                    models.Q(
                                        (
                                            "failure__in",
                                            (
                                                "no_record",
                                                "out_of_business",
                                                "too_old",
                                                "illegible",
                                                "abroad",
                                                "no_answer",
                                                "withdrawn",
                                            ),
                                        ),
                                        ("result", ""),
                                        ("state", "failed"),
                                    ),
                                    models.Q(("failure", ""), ("result", ""), ("state", "asked")),
                                    _connector="OR",
                                ),
                                name="tracing_step_answer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "diversion__in",
                                            (
                                                "theft",
                                                "loss",
                                                "unlawful_sale",
                                                "false_papers",
                                                "diverted_in_transit",
                                                "state_stock",
                                                "other",
                                            ),
                                        ),
                                        ("result", "diverted"),
                                    ),
                                    models.Q(
                                        models.Q(("result", "diverted"), _negated=True), ("diversion", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="tracing_step_diversion",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity__isnull", True), ("quantity__gte", 1), _connector="OR"
                                ),
                                name="tracing_step_quantity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delay",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("ground", models.TextField()),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delays",
                                to="tracing.request",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["began_at"],
                                name="tracing_delay_running",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measure",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="tracing.request",
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("acknowledged", models.IntegerField(null=True)),
                        ("ended", models.IntegerField(null=True)),
                        (
                            "scope",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracing.scope",
                            ),
                        ),
                        (
                            "alike",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracing.alike",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["sent_at"],
                                include=("scope", "alike", "acknowledged", "ended"),
                                name="tracing_measure_counted",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Late",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("sent_at", models.DateTimeField()),
                        ("code", models.TextField()),
                        ("days", models.IntegerField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracing.request",
                            ),
                        ),
                        (
                            "scope",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracing.scope",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["sent_at"],
                                include=("scope", "code", "days"),
                                name="tracing_late_counted",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
