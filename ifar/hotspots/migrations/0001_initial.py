import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from ifar.tables import CreateModels
import uuid
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
                    name="Delivery",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("source", models.CharField(max_length=14)),
                        ("file", models.CharField(db_default="", max_length=64)),
                        ("name", models.TextField(db_default="")),
                        ("mapping", models.JSONField(db_default={})),
                        ("whole", models.BooleanField(db_default=False)),
                        ("digest", models.CharField(db_default="", max_length=64)),
                        ("told_on", models.DateField(null=True)),
                        ("rows", models.IntegerField(db_default=0)),
                        ("loaded", models.IntegerField(db_default=0)),
                        ("duplicate", models.IntegerField(db_default=0)),
                        ("imprecise", models.IntegerField(db_default=0)),
                        ("invalid", models.IntegerField(db_default=0)),
                        ("incidents", models.IntegerField(db_default=0)),
                        ("fresh", models.IntegerField(db_default=0)),
                        ("revised", models.IntegerField(db_default=0)),
                        ("same", models.IntegerField(db_default=0)),
                        ("withdrawn", models.IntegerField(db_default=0)),
                        ("words", models.TextField(null=True)),
                        ("reason", models.TextField(db_default="")),
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
                        "indexes": [models.Index(fields=["source", "id"], name="hotspots_delivery_source")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_delivery_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["opened", "loaded", "withdrawn"])),
                                name="hotspots_delivery_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "rows",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("loaded"), "+", models.F("duplicate")
                                                ),
                                                "+",
                                                models.F("imprecise"),
                                            ),
                                            "+",
                                            models.F("invalid"),
                                        ),
                                    )
                                ),
                                name="hotspots_delivery_rows",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "incidents",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("fresh"), "+", models.F("revised")
                                            ),
                                            "+",
                                            models.F("same"),
                                        ),
                                    )
                                ),
                                name="hotspots_delivery_incidents",
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
                                fields=("record_type", "subject", "n"), name="hotspots_event_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Layer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("kind", models.TextField()),
                        ("level", models.SmallIntegerField(db_default=1)),
                        ("name", models.TextField()),
                        ("country", models.TextField(db_default="")),
                        ("origin", models.TextField()),
                        ("year", models.IntegerField(null=True)),
                        ("file", models.CharField(db_default="", max_length=64)),
                        ("count", models.IntegerField(db_default=0)),
                        ("digest", models.CharField(db_default="", max_length=64)),
                        ("reason", models.TextField(db_default="")),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_layer_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["areas", "figures"])),
                                name="hotspots_layer_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["opened", "loaded", "withdrawn"])),
                                name="hotspots_layer_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", [0, 1])), name="hotspots_layer_level"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pair",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("kept", models.TextField()),
                        ("dropped", models.TextField()),
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
                        "indexes": [
                            models.Index(fields=["dropped"], name="hotspots_pair_dropped"),
                            models.Index(fields=["kept"], name="hotspots_pair_kept"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_pair_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["one", "two"])), name="hotspots_pair_state"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("kind", models.TextField()),
                        ("name", models.TextField()),
                        ("reliability", models.TextField()),
                        ("credibility", models.TextField()),
                        ("licence", models.TextField(db_default="")),
                        ("terms", models.TextField(db_default="")),
                        ("attribution", models.TextField(db_default="")),
                        ("address", models.TextField(db_default="")),
                        ("redistribution", models.BooleanField(db_default=False)),
                        ("mapping", models.JSONField(db_default={})),
                        ("reason", models.TextField(db_default="")),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_source_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "closed"])),
                                name="hotspots_source_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reliability__in", ["A", "B", "C", "D", "E", "F"])),
                                name="hotspots_source_reliability",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("credibility__in", ["1", "2", "3", "4", "5", "6"])),
                                name="hotspots_source_credibility",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Progress",
                    fields=[
                        ("run", models.CharField(max_length=14, primary_key=True, serialize=False)),
                        ("done", models.IntegerField(default=0)),
                        ("total", models.IntegerField(default=0)),
                        ("step", models.TextField(blank=True, default="")),
                    ],
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("identity", models.CharField(max_length=64)),
                        ("signal", models.TextField()),
                        ("layer", models.TextField()),
                        ("places", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("observed", models.IntegerField()),
                        ("finding", models.JSONField()),
                        ("series", models.JSONField()),
                        ("caveats", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        ("kinds", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        ("effort", models.JSONField(db_default={})),
                        ("level", models.TextField()),
                        ("held", models.BooleanField(db_default=False)),
                        ("run", models.CharField(max_length=14)),
                        ("seen", models.IntegerField(db_default=1)),
                        ("after", models.CharField(db_default="", max_length=14)),
                        ("again_on", models.DateField(null=True)),
                        ("reason", models.TextField(db_default="")),
                        ("hotspot", models.CharField(db_default="", max_length=14)),
                        ("words", models.JSONField(null=True)),
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
                            "incidents",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), db_default=[]
                            ),
                        ),
                        ("indicators", models.JSONField(db_default={})),
                        ("sources", models.JSONField(db_default={})),
                        ("still", models.IntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["agency", "state", "-id"], name="hotspots_alert_list"),
                            models.Index(
                                condition=models.Q(("hotspot", ""), _negated=True),
                                fields=["hotspot"],
                                name="hotspots_alert_hotspot",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_alert_compartment",
                            ),
                            models.UniqueConstraint(
                                fields=("agency", "identity"), name="hotspots_alert_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ("none", "watch", "response", "urgent"))),
                                name="hotspots_alert_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "watched"), _negated=True),
                                    ("again_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="hotspots_alert_again",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "dismissed"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="hotspots_alert_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ("raised", "watched", "confirmed", "dismissed", "withdrawn"),
                                    )
                                ),
                                name="hotspots_alert_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Effect",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("hotspot", models.CharField(max_length=14)),
                        ("about", models.CharField(max_length=14)),
                        ("since", models.DateField()),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("unit", models.TextField()),
                        (
                            "compared",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        ("result", models.JSONField()),
                        ("series", models.JSONField()),
                        ("inputs", models.CharField(max_length=64)),
                        ("weak", models.BooleanField()),
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
                        "indexes": [models.Index(fields=["hotspot", "-id"], name="hotspots_effect_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_effect_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "measured")), name="hotspots_effect_state"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hotspot",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("areas", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        ("layer", models.TextField()),
                        ("first", models.DateField()),
                        ("last", models.DateField(null=True)),
                        ("drivers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        (
                            "threats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), db_default=[]
                            ),
                        ),
                        ("confidence", models.TextField()),
                        ("tlp", models.TextField()),
                        ("level", models.TextField()),
                        ("held", models.BooleanField(db_default=False)),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), db_default=[]
                            ),
                        ),
                        ("version", models.IntegerField(db_default=1)),
                        ("brief", models.JSONField(db_default=[])),
                        (
                            "caveats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), db_default=[]
                            ),
                        ),
                        ("confirmed_on", models.DateField()),
                        ("closed_on", models.DateField(null=True)),
                        ("words", models.JSONField(null=True)),
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
                        "indexes": [
                            models.Index(fields=["agency", "state", "-id"], name="hotspots_hotspot_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_hotspot_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("active", "responding", "sustained", "closed"))
                                ),
                                name="hotspots_hotspot_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("confidence__in", ("low", "moderate", "high"))),
                                name="hotspots_hotspot_confidence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tlp__in", ("red", "amber_strict", "amber", "green", "clear"))
                                ),
                                name="hotspots_hotspot_tlp",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ("none", "watch", "response", "urgent"))),
                                name="hotspots_hotspot_level",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("hotspot", models.CharField(max_length=14)),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        (
                            "measures",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        ("milestones", models.JSONField()),
                        ("indicators", models.JSONField()),
                        ("criteria", models.JSONField()),
                        ("begun_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        ("words", models.JSONField(null=True)),
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
                        "indexes": [
                            models.Index(fields=["agency", "state", "-id"], name="hotspots_plan_list"),
                            models.Index(fields=["hotspot"], name="hotspots_plan_of"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_plan_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("draft", "running", "ended"))),
                                name="hotspots_plan_state",
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
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("hotspot", models.CharField(max_length=14)),
                        ("version", models.IntegerField()),
                        ("tlp", models.TextField()),
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        ("issued_on", models.DateField()),
                        ("words", models.JSONField(null=True)),
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
                        "indexes": [models.Index(fields=["hotspot", "-id"], name="hotspots_report_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_report_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "issued")), name="hotspots_report_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tlp__in", ("red", "amber_strict", "amber", "green", "clear"))
                                ),
                                name="hotspots_report_tlp",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Response",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("hotspot", models.CharField(max_length=14)),
                        ("owner", models.CharField(max_length=14)),
                        (
                            "measures",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        ("needs", models.JSONField()),
                        ("tasks", models.JSONField(db_default=[])),
                        ("budget", models.TextField(db_default="")),
                        ("currency", models.TextField(db_default="")),
                        ("plan_due", models.DateField()),
                        ("first_due", models.DateField()),
                        ("rights", models.JSONField(db_default={})),
                        ("checked_by", models.TextField(db_default="")),
                        ("checked_on", models.DateField(null=True)),
                        ("approved_by", models.TextField(db_default="")),
                        ("approved_on", models.DateField(null=True)),
                        ("begun_on", models.DateField(null=True)),
                        ("first_done_on", models.DateField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        ("logged", models.IntegerField(db_default=0)),
                        ("words", models.JSONField(null=True)),
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
                        "indexes": [
                            models.Index(fields=["agency", "state", "-id"], name="hotspots_response_list"),
                            models.Index(fields=["hotspot"], name="hotspots_response_of"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_response_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("proposed", "approved", "active", "closed", "withdrawn"))
                                ),
                                name="hotspots_response_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "active", "closed"]), _negated=True),
                                    models.Q(("approved_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="hotspots_response_approved",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Run",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
                        ("layer", models.TextField()),
                        ("unit", models.TextField()),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("signals", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                        (
                            "sources",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[]
                            ),
                        ),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), db_default=[]
                            ),
                        ),
                        ("parameters", models.JSONField()),
                        ("version", models.TextField()),
                        ("by_clock", models.BooleanField(db_default=False)),
                        ("inputs", models.CharField(db_default="", max_length=64)),
                        ("result", models.CharField(db_default="", max_length=64)),
                        ("counted", models.JSONField(db_default={})),
                        ("findings", models.JSONField(db_default=[])),
                        ("forecast", models.JSONField(db_default={})),
                        ("risk", models.JSONField(db_default={})),
                        ("raised", models.IntegerField(db_default=0)),
                        ("again", models.IntegerField(db_default=0)),
                        ("reason", models.TextField(db_default="")),
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
                        "indexes": [models.Index(fields=["agency", "-id"], name="hotspots_run_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="hotspots_run_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["asked", "done", "failed"])),
                                name="hotspots_run_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))), name="hotspots_run_days"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("external", models.TextField()),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("month", models.IntegerField(null=True)),
                        ("latitude", models.IntegerField(null=True)),
                        ("longitude", models.IntegerField(null=True)),
                        ("precision", models.TextField()),
                        ("cell", models.BigIntegerField(null=True)),
                        ("area", models.TextField(blank=True, default="")),
                        ("kind", models.TextField()),
                        ("counts", models.JSONField(default=dict)),
                        ("texts", models.JSONField(default=dict)),
                        (
                            "rows",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), default=list
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("standing", models.SmallIntegerField(default=0)),
                        (
                            "delivery",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.delivery",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.source",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["source", "external"], name="hotspots_incident_external"),
                            models.Index(
                                condition=models.Q(("standing", 0)),
                                fields=["cell"],
                                name="hotspots_incident_cell",
                            ),
                            models.Index(
                                condition=models.Q(("standing", 0)),
                                fields=["first"],
                                name="hotspots_incident_day",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("delivery", "external"), name="hotspots_incident_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))),
                                name="hotspots_incident_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "precision__in",
                                        ("exact", "near", "district", "province", "country", "unknown"),
                                    )
                                ),
                                name="hotspots_incident_precision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cell__isnull", True),
                                        ("latitude__isnull", True),
                                        ("longitude__isnull", True),
                                    ),
                                    models.Q(
                                        ("cell__isnull", False),
                                        ("latitude__range", (-90000000, 90000000)),
                                        ("longitude__range", (-180000000, 180000000)),
                                    ),
                                    _connector="OR",
                                ),
                                name="hotspots_incident_place",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Denominator",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("area", models.TextField()),
                        ("year", models.IntegerField()),
                        ("what", models.TextField()),
                        ("value", models.BigIntegerField()),
                        (
                            "layer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="hotspots.layer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("layer", "area", "what", "year"), name="hotspots_denominator_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)), name="hotspots_denominator_value"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("code", models.TextField()),
                        ("name", models.TextField()),
                        ("parent", models.TextField(blank=True, default="")),
                        ("disputed", models.BooleanField(default=False)),
                        ("shape", models.JSONField()),
                        ("west", models.IntegerField()),
                        ("south", models.IntegerField()),
                        ("east", models.IntegerField()),
                        ("north", models.IntegerField()),
                        (
                            "layer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="areas",
                                to="hotspots.layer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("layer", "code"), name="hotspots_area_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Row",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("line", models.IntegerField()),
                        ("outcome", models.TextField()),
                        ("code", models.TextField()),
                        ("params", models.JSONField(default=dict)),
                        (
                            "delivery",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.delivery",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["delivery", "line"], name="hotspots_row_line")],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("kind", models.TextField()),
                        ("resolution", models.SmallIntegerField()),
                        ("cell", models.BigIntegerField(default=0)),
                        ("area", models.TextField(blank=True, default="")),
                        (
                            "months",
                            django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField()),
                        ),
                        (
                            "counts",
                            django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField()),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.source",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["source"], name="hotspots_tally_source")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("resolution", "cell", "area", "source", "kind"),
                                name="hotspots_tally_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trial",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        ("by", models.TextField()),
                        ("file", models.CharField(max_length=64)),
                        ("name", models.TextField()),
                        ("mapping", models.JSONField(default=dict)),
                        ("state", models.TextField(default="trying")),
                        ("done", models.IntegerField(default=0)),
                        ("total", models.IntegerField(default=0)),
                        ("report", models.JSONField(default=dict)),
                        ("delivery", models.CharField(blank=True, default="", max_length=14)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="hotspots.source",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["source", "-at"], name="hotspots_trial_source")],
                    },
                ),
                migrations.CreateModel(
                    name="Fetch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("by", models.TextField(blank=True, default="")),
                        ("asked", models.CharField(max_length=64)),
                        ("state", models.TextField(default="asked")),
                        ("page", models.JSONField(default=dict)),
                        ("pages", models.IntegerField(default=0)),
                        ("rows", models.IntegerField(default=0)),
                        ("size", models.BigIntegerField(default=0)),
                        ("latest", models.BigIntegerField(default=0)),
                        ("tries", models.IntegerField(default=0)),
                        ("code", models.TextField(blank=True, default="")),
                        ("params", models.JSONField(default=dict)),
                        (
                            "begun_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        (
                            "beat_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        (
                            "again_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="hotspots.source",
                            ),
                        ),
                        (
                            "trial",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="hotspots.trial",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["source", "-id"], name="hotspots_fetch_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["asked", "running", "waiting", "done", "failed"])
                                ),
                                name="hotspots_fetch_state",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["asked", "running", "waiting"])),
                                fields=("source",),
                                name="hotspots_fetch_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withdrawal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("external", models.TextField()),
                        (
                            "delivery",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.delivery",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="hotspots.source",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["source", "external"], name="hotspots_withdrawal_of")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("delivery", "external"), name="hotspots_withdrawal_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Candidate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("metres", models.IntegerField()),
                        ("days", models.IntegerField()),
                        ("score", models.SmallIntegerField()),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="hotspots.incident",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="hotspots.incident",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="hotspots_candidate_once")
                        ],
                    },
                ),
            ],
        ),
    ]
