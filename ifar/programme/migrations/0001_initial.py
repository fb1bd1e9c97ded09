import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.expressions
import django.db.models.functions.datetime
from ifar.tables import CreateModels
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("donor", models.TextField()),
                        ("reference", models.TextField(unique=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("pledged", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                        ("agreed", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                        ("grade", models.TextField()),
                        ("earmark", models.TextField(blank=True, default="")),
                        ("support_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("agency", models.CharField(blank=True, default="", max_length=14)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["donor"], name="programme_contribution_donor")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("pledged", "agreed", "withdrawn", "closed"))
                                ),
                                name="programme_contribution_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grade__in", ("unearmarked", "soft", "project", "output"))
                                ),
                                name="programme_contribution_grade",
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
                                fields=("record_type", "subject", "n"), name="programme_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("result", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("unit", models.TextField(blank=True, default="")),
                        ("measure", models.TextField()),
                        ("direction", models.TextField()),
                        (
                            "disaggregation",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("aggregation", models.TextField()),
                        ("baseline", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                        ("baseline_year", models.SmallIntegerField(null=True)),
                        ("targets", models.JSONField(default=dict)),
                        ("means", models.TextField(blank=True, default="")),
                        ("source", models.TextField(blank=True, default="")),
                        ("frequency", models.TextField(blank=True, default="")),
                        ("responsible", models.TextField(blank=True, default="")),
                        ("assumptions", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["result"], name="programme_indicator_result")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("defined", "withdrawn"))),
                                name="programme_indicator_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "measure__in",
                                        {
                                            "nominal": "3",
                                            "ordinal": "4",
                                            "percentage": "2",
                                            "qualitative": "5",
                                            "unit": "1",
                                        },
                                    )
                                ),
                                name="programme_indicator_measure",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("direction__in", ("up", "down"))),
                                name="programme_indicator_direction",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("aggregation__in", ("sum", "pooled_ratio", "weighted_mean", "none"))
                                ),
                                name="programme_indicator_aggregation",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Journal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("move", models.TextField()),
                        ("contribution", models.CharField(blank=True, default="", max_length=14)),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("booked_on", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount", models.DecimalField(decimal_places=3, max_digits=20)),
                        ("rate", models.DecimalField(decimal_places=8, max_digits=20)),
                        ("rate_source", models.TextField(blank=True, default="")),
                        ("approved_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["contribution"], name="programme_journal_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "move__in",
                                        (
                                            "pledge",
                                            "pledge_lapse",
                                            "agreement",
                                            "agreement_cut",
                                            "receipt",
                                            "allocation",
                                            "release",
                                            "reallocation",
                                            "obligation",
                                            "cancellation",
                                            "expenditure",
                                            "recovery",
                                            "refund",
                                            "support_payment",
                                            "revaluation",
                                        ),
                                    )
                                ),
                                name="programme_journal_move",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("waiting", "posted", "refused"))),
                                name="programme_journal_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Period",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("name", models.TextField(unique=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("due_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "locked"))),
                                name="programme_period_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("journal", models.CharField(max_length=14)),
                        ("n", models.SmallIntegerField()),
                        ("account", models.TextField()),
                        ("contribution", models.CharField(blank=True, default="", max_length=14)),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["contribution", "account"], name="programme_posting_envelope"
                            ),
                            models.Index(fields=["project", "account"], name="programme_posting_project"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("journal", "n"), name="programme_posting_line"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "account__in",
                                        (
                                            "pledges",
                                            "pledgors",
                                            "receivable",
                                            "agreed",
                                            "cash",
                                            "unallocated",
                                            "allocated",
                                            "obligated",
                                            "support",
                                            "expense",
                                            "spent",
                                            "exchange",
                                        ),
                                    )
                                ),
                                name="programme_posting_account",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("reference", models.TextField(unique=True)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "cells",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "benchmarks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), default=list
                            ),
                        ),
                        ("starts_on", models.DateField(null=True)),
                        ("ends_on", models.DateField(null=True)),
                        ("responsible", models.TextField(blank=True, default="")),
                        ("gem", models.SmallIntegerField(null=True)),
                        ("dac_gender", models.SmallIntegerField(null=True)),
                        ("hotspot", models.TextField(blank=True, default="")),
                        ("plan", models.TextField(blank=True, default="")),
                        ("security_forces", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["cells"], name="programme_project_cells"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("planned", "active", "suspended", "closed", "cancelled"))
                                ),
                                name="programme_project_state",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("plan", ""), _negated=True),
                                    models.Q(("state", "cancelled"), _negated=True),
                                ),
                                fields=("plan",),
                                name="programme_project_plan",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("parent", models.CharField(blank=True, default="", max_length=14)),
                        ("level", models.TextField()),
                        ("title", models.TextField()),
                        ("outcome", models.TextField()),
                        (
                            "cells",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("assumptions", models.TextField(blank=True, default="")),
                        ("risks", models.TextField(blank=True, default="")),
                        ("responsible", models.TextField(blank=True, default="")),
                        ("security_forces", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_result_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("stated", "withdrawn"))),
                                name="programme_result_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ("outcome", "output", "activity"))),
                                name="programme_result_level",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("code", models.TextField(unique=True)),
                        ("kind", models.TextField()),
                        ("names", models.JSONField(default=dict)),
                        ("inferred", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("set",))), name="programme_theme_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "ambition",
                                            "outcome",
                                            "area",
                                            "catalyst",
                                            "benchmark",
                                            "region",
                                            "related",
                                        ),
                                    )
                                ),
                                name="programme_theme_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Value",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("indicator", models.CharField(max_length=14)),
                        ("period", models.TextField()),
                        ("place", models.TextField(blank=True, default="")),
                        ("number", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                        ("numerator", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                        ("denominator", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                        ("words", models.TextField(blank=True, default="")),
                        ("parts", models.JSONField(default=list)),
                        (
                            "evidence",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("lineage", models.JSONField(default=dict)),
                        ("reported_by", models.TextField(blank=True, default="")),
                        ("approved_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["period", "state"], name="programme_value_period")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("draft", "submitted", "approved"))),
                                name="programme_value_state",
                            ),
                            models.UniqueConstraint(
                                fields=("indicator", "period", "place"), name="programme_value_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("approved_by", models.F("reported_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="programme_value_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("meeting", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("rule", models.TextField()),
                        (
                            "about",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("owner", models.TextField(blank=True, default="")),
                        ("due_on", models.DateField(null=True)),
                        (
                            "interests",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("votes", models.JSONField(default=dict)),
                        ("public_words", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["meeting"], name="programme_decision_meeting")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("tabled", "adopted", "rejected", "done"))),
                                name="programme_decision_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rule__in", ("consensus", "majority", "two_thirds"))),
                                name="programme_decision_rule",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("title", models.TextField()),
                        ("held_on", models.DateField()),
                        ("place", models.TextField(blank=True, default="")),
                        (
                            "papers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "present",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("quorum", models.SmallIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("planned", "open", "closed", "cancelled"))),
                                name="programme_meeting_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("constituency", models.TextField()),
                        ("organisation", models.TextField()),
                        ("member", models.CharField(blank=True, default="", max_length=14)),
                        ("alternate", models.CharField(blank=True, default="", max_length=14)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("filled", "ended"))),
                                name="programme_seat_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "constituency__in",
                                        (
                                            "donors",
                                            "states",
                                            "united_nations",
                                            "civil_society",
                                            "academia",
                                            "private_sector",
                                            "secretariat",
                                        ),
                                    )
                                ),
                                name="programme_seat_constituency",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("place", models.CharField(max_length=2)),
                        ("year", models.SmallIntegerField()),
                        ("article", models.TextField()),
                        ("answers", models.JSONField(default=dict)),
                        ("written_by", models.TextField()),
                        ("approved_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("draft", "submitted", "approved"))),
                                name="programme_assessment_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "article__in",
                                        ("3", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"),
                                    )
                                ),
                                name="programme_assessment_article",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2001)), name="programme_assessment_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="programme_assessment_two",
                            ),
                            models.UniqueConstraint(
                                fields=("place", "year", "article"), name="programme_assessment_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Diligence",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("activity", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "forces",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "support",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("words", models.TextField(blank=True, default="")),
                        ("risks", models.JSONField(default=list)),
                        ("assessed_on", models.DateField()),
                        ("assessed_by", models.TextField()),
                        ("released_until", models.DateField(null=True)),
                        ("decided_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project", "state"], name="programme_diligence_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "waiting", "released", "held", "withdrawn"))
                                ),
                                name="programme_diligence_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "released"), _negated=True),
                                    ("released_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="programme_diligence_until",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("project", "activity"),
                                name="programme_diligence_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("stakeholder", models.CharField(max_length=14)),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("made_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("followed_on", models.DateField(null=True)),
                        ("kept_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["stakeholder"], name="programme_commitment_of"),
                            models.Index(fields=["state", "due_on"], name="programme_commitment_due"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("made", "kept", "withdrawn"))),
                                name="programme_commitment_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("initiative", models.CharField(blank=True, default="", max_length=14)),
                        ("kind", models.TextField()),
                        ("channel", models.TextField()),
                        ("received_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("about", models.CharField(blank=True, default="", max_length=14)),
                        ("answered_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        ("why", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="programme_feedback_due"),
                            models.Index(fields=["project"], name="programme_feedback_project"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("received", "looked_into", "answered", "closed"))
                                ),
                                name="programme_feedback_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("received_on"))),
                                name="programme_feedback_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Initiative",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("title", models.TextField()),
                        ("kind", models.TextField()),
                        (
                            "audiences",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("words", models.TextField(blank=True, default="")),
                        ("project", models.CharField(blank=True, default="", max_length=14)),
                        ("place", models.TextField(blank=True, default="")),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("effect", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_initiative_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("planned", "running", "ended", "cancelled"))
                                ),
                                name="programme_initiative_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("initiative", models.CharField(max_length=14)),
                        ("held_on", models.DateField()),
                        ("total", models.IntegerField()),
                        ("counts", models.JSONField(default=list)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["initiative"], name="programme_participation_of"),
                            models.Index(fields=["held_on"], name="programme_participation_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("noted", "withdrawn"))),
                                name="programme_participation_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("total__gt", 0)), name="programme_participation_some"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sighting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("stakeholder", models.CharField(max_length=14)),
                        ("agency", models.CharField(max_length=14)),
                        ("what", models.TextField()),
                        ("goods", models.TextField()),
                        ("happened_on", models.DateField()),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), default=list
                            ),
                        ),
                        ("desk", models.TextField()),
                        ("taken_by", models.CharField(blank=True, default="", max_length=14)),
                        ("delivery", models.CharField(blank=True, default="", max_length=14)),
                        ("why", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "desk"], name="programme_sighting_queue"),
                            models.Index(fields=["agency"], name="programme_sighting_agency"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("sent", "taken", "passed", "closed"))),
                                name="programme_sighting_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("what__in", ("parcel", "listing")),
                                    (
                                        "goods__in",
                                        (
                                            "firearm",
                                            "parts",
                                            "ammunition",
                                            "conversion",
                                            "other",
                                            "not_known",
                                        ),
                                    ),
                                ),
                                name="programme_sighting_what",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stakeholder",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("name", models.TextField()),
                        ("kind", models.TextField()),
                        ("country", models.CharField(blank=True, default="", max_length=2)),
                        ("agency", models.CharField(blank=True, default="", max_length=14)),
                        ("words", models.TextField(blank=True, default="")),
                        ("contact", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("listed", "ended"))),
                                name="programme_stakeholder_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "civil_society",
                                            "academia",
                                            "carrier",
                                            "marketplace",
                                            "maker",
                                            "media",
                                            "state_body",
                                            "other",
                                        ),
                                    )
                                ),
                                name="programme_stakeholder_kind",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state", "listed"), models.Q(("agency", ""), _negated=True)
                                ),
                                fields=("agency",),
                                name="programme_stakeholder_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("result", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("responsible", models.TextField(blank=True, default="")),
                        ("location", models.CharField(blank=True, default="", max_length=14)),
                        ("begun_on", models.DateField(null=True)),
                        ("done_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_activity_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("planned", "under_way", "done", "cancelled"))
                                ),
                                name="programme_activity_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="programme_activity_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_on__isnull", True),
                                    ("done_on__gte", models.F("begun_on")),
                                    _connector="OR",
                                ),
                                name="programme_activity_done",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("kind", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        ("pages", models.IntegerField()),
                        ("size", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_document_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("kept", "withdrawn"))),
                                name="programme_document_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "agreement",
                                            "plan",
                                            "budget",
                                            "minutes",
                                            "training",
                                            "evidence",
                                            "other",
                                        ),
                                    )
                                ),
                                name="programme_document_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("kind", models.TextField()),
                        ("terms", models.TextField()),
                        (
                            "criteria",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("evaluator", models.TextField()),
                        ("account", models.CharField(blank=True, default="", max_length=14)),
                        ("commissioned_by", models.TextField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("summary", models.TextField(blank=True, default="")),
                        ("delivered_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_evaluation_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ("commissioned", "under_way", "delivered", "closed", "cancelled"),
                                    )
                                ),
                                name="programme_evaluation_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ("mid_term", "final", "after"))),
                                name="programme_evaluation_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("account", models.F("commissioned_by")), _negated=True),
                                name="programme_evaluation_two",
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
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("evaluation", models.CharField(max_length=14)),
                        ("criterion", models.TextField()),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["evaluation"], name="programme_finding_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("stated", "withdrawn"))),
                                name="programme_finding_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "criterion__in",
                                        (
                                            "relevance",
                                            "coherence",
                                            "effectiveness",
                                            "efficiency",
                                            "impact",
                                            "sustainability",
                                        ),
                                    )
                                ),
                                name="programme_finding_criterion",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Issue",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("risk", models.CharField(blank=True, default="", max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("severity", models.TextField()),
                        ("owner", models.TextField()),
                        ("due_on", models.DateField(null=True)),
                        ("resolution", models.TextField(blank=True, default="")),
                        ("resolved_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_issue_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "resolved"))),
                                name="programme_issue_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("severity__in", ("low", "medium", "high"))),
                                name="programme_issue_severity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lesson",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField()),
                        ("advice", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_lesson_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("noted", "withdrawn"))),
                                name="programme_lesson_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Location",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("name", models.TextField()),
                        ("country", models.CharField(blank=True, default="", max_length=2)),
                        ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                        ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                        ("reach", models.TextField()),
                        ("exactness", models.TextField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_location_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("named", "removed"))),
                                name="programme_location_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reach__in", ("activity", "beneficiaries"))),
                                name="programme_location_reach",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("exactness__in", ("exact", "approximate"))),
                                name="programme_location_exactness",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                    models.Q(
                                        ("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))
                                    ),
                                    _connector="OR",
                                ),
                                name="programme_location_point",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partner",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("name", models.TextField()),
                        ("kind", models.TextField()),
                        ("role", models.TextField()),
                        ("reference", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_partner_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("named", "ended"))),
                                name="programme_partner_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "government",
                                            "other_public",
                                            "international_ngo",
                                            "national_ngo",
                                            "multilateral",
                                            "foundation",
                                            "private_sector",
                                            "academia",
                                            "other",
                                        ),
                                    )
                                ),
                                name="programme_partner_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("role__in", ("funding", "accountable", "extending", "implementing"))
                                ),
                                name="programme_partner_role",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recommendation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("evaluation", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("priority", models.TextField()),
                        (
                            "findings",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("addressee", models.TextField(blank=True, default="")),
                        ("response", models.TextField(blank=True, default="")),
                        ("reasons", models.TextField(blank=True, default="")),
                        ("owner", models.TextField(blank=True, default="")),
                        ("due_on", models.DateField(null=True)),
                        ("progress", models.TextField(blank=True, default="")),
                        ("done_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["evaluation"], name="programme_recommendation_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("made", "answered", "done", "withdrawn"))),
                                name="programme_recommendation_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__in", ("low", "medium", "high"))),
                                name="programme_recommendation_priority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("response__in", ("", "accepted", "partly", "rejected"))),
                                name="programme_recommendation_response",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("response", ""),
                                    models.Q(
                                        models.Q(("reasons", ""), _negated=True),
                                        models.Q(
                                            ("response", "rejected"),
                                            models.Q(
                                                models.Q(("owner", ""), _negated=True),
                                                ("due_on__isnull", False),
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="programme_recommendation_answer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("period", models.TextField()),
                        ("language", models.TextField()),
                        ("author", models.TextField()),
                        ("facts", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        ("composed_on", models.DateField()),
                        ("texts", models.JSONField(default=dict)),
                        ("approved_by", models.TextField(blank=True, default="")),
                        ("approved_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_report_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "submitted", "approved", "withdrawn"))
                                ),
                                name="programme_report_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ("en", "ar", "fr", "es", "ru", "zh"))),
                                name="programme_report_language",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(
                                        models.Q(("approved_by", ""), _negated=True),
                                        models.Q(("approved_by", models.F("author")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="programme_report_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("project", "period"),
                                name="programme_report_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("title", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("likelihood", models.SmallIntegerField()),
                        ("impact", models.SmallIntegerField()),
                        ("owner", models.TextField()),
                        ("mitigation", models.TextField()),
                        ("review_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project"], name="programme_risk_project")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "occurred", "closed"))),
                                name="programme_risk_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("likelihood__in", (1, 2, 3, 4, 5))),
                                name="programme_risk_likelihood",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("impact__in", (1, 2, 3, 4, 5))),
                                name="programme_risk_impact",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Difference",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("extract", models.CharField(max_length=14)),
                        ("feed", models.CharField(max_length=14)),
                        ("contribution", models.CharField(max_length=14)),
                        ("kind", models.TextField()),
                        ("journal", models.CharField(max_length=14)),
                        ("line", models.IntegerField(null=True)),
                        ("key", models.TextField(blank=True, default="")),
                        ("figures", models.JSONField(default=dict)),
                        ("told", models.JSONField(default=dict)),
                        ("verdict", models.TextField(blank=True, default="")),
                        (
                            "corrections",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["feed", "key"], name="programme_difference_key"),
                            models.Index(fields=["journal"], name="programme_difference_journal"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "settled"))),
                                name="programme_difference_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ("figures", "absent"))),
                                name="programme_difference_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ("", "corrected", "accepted"))),
                                name="programme_difference_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extract",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("feed", models.CharField(max_length=14)),
                        ("file", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        ("mapping", models.JSONField(default=dict)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "contributions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        (
                            "moves",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("rows", models.IntegerField()),
                        ("matched", models.IntegerField()),
                        ("booked", models.IntegerField()),
                        ("known", models.IntegerField()),
                        ("differing", models.IntegerField()),
                        ("quarantined", models.IntegerField()),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["feed", "-id"], name="programme_extract_feed")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("taken",))), name="programme_extract_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "rows",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("matched"), "+", models.F("booked")
                                                    ),
                                                    "+",
                                                    models.F("known"),
                                                ),
                                                "+",
                                                models.F("differing"),
                                            ),
                                            "+",
                                            models.F("quarantined"),
                                        ),
                                    )
                                ),
                                name="programme_extract_rows",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtractRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("extract", models.CharField(max_length=14)),
                        ("feed", models.CharField(max_length=14)),
                        ("line", models.IntegerField()),
                        ("outcome", models.TextField()),
                        ("key", models.TextField(blank=True, default="")),
                        ("figures", models.JSONField(default=dict)),
                        ("journal", models.CharField(blank=True, default="", max_length=14)),
                        ("code", models.TextField(blank=True, default="")),
                        ("params", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["feed", "key", "-id"], name="programme_extractrow_key"),
                            models.Index(fields=["journal"], name="programme_extractrow_of"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("extract", "line"), name="programme_extractrow_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ("matched", "booked", "known", "differing", "quarantined"),
                                    )
                                ),
                                name="programme_extractrow_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outcome", "quarantined"),
                                        models.Q(("code", ""), _negated=True),
                                        ("journal", ""),
                                    ),
                                    models.Q(
                                        models.Q(("outcome", "quarantined"), _negated=True),
                                        models.Q(("journal", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="programme_extractrow_journal",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("name", models.TextField()),
                        ("mapping", models.JSONField(default=dict)),
                        ("words", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "closed"))),
                                name="programme_feed_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OthersActivity",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("othersfile", models.CharField(max_length=14)),
                        ("publisher", models.TextField()),
                        ("identifier", models.TextField()),
                        ("title", models.TextField()),
                        ("status", models.TextField(blank=True, default="")),
                        ("gone", models.BooleanField(default=False)),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("said", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["publisher", "identifier", "-id"], name="programme_othersactivity_of"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["countries"], name="programme_othersactivity_where"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("othersfile", "publisher", "identifier"),
                                name="programme_othersactivity_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ("", "1", "2", "3", "4", "5", "6"))),
                                name="programme_othersactivity_status",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OthersFile",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("file", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        (
                            "publishers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("whole", models.BooleanField(default=False)),
                        ("activities", models.IntegerField()),
                        ("fresh", models.IntegerField()),
                        ("revised", models.IntegerField()),
                        ("same", models.IntegerField()),
                        ("own", models.IntegerField()),
                        ("gone", models.IntegerField()),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["file"], name="programme_othersfile_file")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("taken",))),
                                name="programme_othersfile_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "activities",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("fresh"), "+", models.F("revised")
                                                ),
                                                "+",
                                                models.F("same"),
                                            ),
                                            "+",
                                            models.F("own"),
                                        ),
                                    )
                                ),
                                name="programme_othersfile_all",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trial",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        ("kind", models.TextField()),
                        ("feed", models.CharField(blank=True, default="", max_length=14)),
                        ("by", models.TextField()),
                        ("file", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        ("format", models.TextField(blank=True, default="")),
                        ("whole", models.BooleanField(default=False)),
                        ("state", models.TextField()),
                        ("report", models.JSONField(default=dict)),
                        ("made", models.CharField(blank=True, default="", max_length=14)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "indexes": [models.Index(fields=["by", "-at"], name="programme_trial_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["iati", "extract"])),
                                name="programme_trial_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "tried", "refused", "taken"])),
                                name="programme_trial_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recipient",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("project", models.CharField(max_length=14)),
                        ("activity", models.CharField(blank=True, default="", max_length=14)),
                        ("name", models.TextField()),
                        ("kind", models.TextField()),
                        (
                            "support",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("confirmed_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["project", "state"], name="programme_recipient_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("named", "confirmed", "ended"))),
                                name="programme_recipient_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "police",
                                            "gendarmerie",
                                            "military",
                                            "border",
                                            "customs",
                                            "prison",
                                            "intelligence",
                                            "other",
                                            "justice",
                                            "ministry",
                                            "local_authority",
                                            "community",
                                            "academia",
                                            "company",
                                            "international",
                                        ),
                                    )
                                ),
                                name="programme_recipient_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Limit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                        ("asked", models.DecimalField(decimal_places=2, max_digits=20)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("waiting", "set"))),
                                name="programme_limit_state",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
