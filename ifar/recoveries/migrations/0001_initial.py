from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("number", models.TextField()),
                        ("anonymous", models.BooleanField(default=False)),
                        ("capture", models.UUIDField(null=True, unique=True)),
                        ("occurred_from", models.DateTimeField(null=True)),
                        ("occurred_to", models.DateTimeField(null=True)),
                        ("precision", models.TextField(default="unknown")),
                        ("zone", models.TextField(default="UTC")),
                        ("place", models.TextField(blank=True, default="")),
                        ("area", models.TextField(blank=True, default="")),
                        ("latitude", models.IntegerField(null=True)),
                        ("longitude", models.IntegerField(null=True)),
                        ("place_precision", models.TextField(default="unknown")),
                        ("location", models.TextField(blank=True, default="")),
                        ("ground", models.TextField(blank=True, default="")),
                        (
                            "offences",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "threats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("concealment", models.TextField(blank=True, default="")),
                        ("conveyance", models.TextField(blank=True, default="")),
                        (
                            "route",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("kept", models.JSONField(default=list)),
                        ("price", models.BigIntegerField(null=True)),
                        ("currency", models.TextField(blank=True, default="")),
                        ("price_kind", models.TextField(blank=True, default="")),
                        ("report", models.TextField(blank=True, default="")),
                        ("narrative", models.TextField(null=True)),
                        (
                            "shared",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("opened_by", models.TextField()),
                        ("opened_at", models.DateTimeField()),
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
                            models.Index(fields=["agency", "-id"], name="recoveries_case_desk"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["shared"], name="recoveries_case_shared"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["offences"], name="recoveries_case_offences"
                            ),
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["-id"],
                                name="recoveries_case_open",
                            ),
                            models.Index(fields=["occurred_from"], name="recoveries_case_when"),
                            models.Index(
                                models.F("area"),
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("longitude"), "+", models.Value(180000000)
                                            ),
                                            "/",
                                            models.Value(100000),
                                        ),
                                        "*",
                                        models.Value(1801),
                                    ),
                                    "+",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("latitude"), "+", models.Value(90000000)
                                        ),
                                        "/",
                                        models.Value(100000),
                                    ),
                                ),
                                include=(
                                    "longitude",
                                    "latitude",
                                    "id",
                                    "compartment",
                                    "agency",
                                    "state",
                                    "kind",
                                    "occurred_from",
                                    "occurred_to",
                                ),
                                name="recoveries_case_square",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_case_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ("seized", "found", "surrendered", "shooting"))
                                ),
                                name="recoveries_case_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "place_precision__in",
                                        ("exact", "street", "town", "district", "area", "unknown"),
                                    )
                                ),
                                name="recoveries_case_place_precision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                    models.Q(
                                        ("latitude__range", (-90000000, 90000000)),
                                        ("longitude__range", (-180000000, 180000000)),
                                    ),
                                    _connector="OR",
                                ),
                                name="recoveries_case_coordinates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("anonymous", False),
                                    ("kind__in", ["surrendered", "found"]),
                                    _connector="OR",
                                ),
                                name="recoveries_case_anonymous",
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
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record_type", "subject", "n"), name="recoveries_event_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("compartment", models.TextField()),
                        ("thing", models.TextField()),
                        ("calibre", models.TextField(blank=True, default="")),
                        ("condition", models.TextField(blank=True, default="")),
                        ("place", models.TextField(blank=True, default="")),
                        ("area", models.TextField(blank=True, default="")),
                        ("on", models.DateField()),
                        ("price", models.BigIntegerField(null=True)),
                        ("currency", models.TextField(blank=True, default="")),
                        ("price_kind", models.TextField(blank=True, default="")),
                        ("availability", models.TextField(blank=True, default="")),
                        ("channel", models.TextField(blank=True, default="")),
                        ("remark", models.TextField(blank=True, default="")),
                        ("observer", models.TextField()),
                        ("at", models.DateTimeField()),
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
                            models.Index(fields=["-on", "entry"], name="recoveries_observation_when")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_observation_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("currency", ""), ("price__isnull", True)),
                                    models.Q(("price__gt", 0), models.Q(("currency", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="recoveries_observation_price",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustodyEvent",
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
                                fields=("record_type", "subject", "n"), name="recoveries_custodyevent_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("name", models.TextField()),
                        ("order", models.TextField()),
                        ("method", models.TextField()),
                        ("planned_on", models.DateField(null=True)),
                        ("place", models.TextField(blank=True, default="")),
                        ("lines", models.JSONField(default=list)),
                        ("seal", models.TextField(blank=True, default="")),
                        ("proposer", models.CharField(blank=True, default="", max_length=14)),
                        ("approver", models.CharField(blank=True, default="", max_length=14)),
                        ("readings", models.JSONField(default=dict)),
                        (
                            "witnesses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("weight_grams", models.BigIntegerField(null=True)),
                        ("counted", models.IntegerField(null=True)),
                        (
                            "photos",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("exceptions", models.JSONField(default=dict)),
                        ("destroyed_on", models.DateField(null=True)),
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
                        "indexes": [models.Index(fields=["agency", "-id"], name="recoveries_batch_office")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_batch_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chain",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("firearm", models.CharField(blank=True, default="", max_length=14)),
                        ("place", models.TextField(blank=True, default="")),
                        ("room", models.CharField(blank=True, default="", max_length=14)),
                        ("seal", models.TextField(blank=True, default="")),
                        ("keeper", models.CharField(max_length=14)),
                        ("since", models.DateTimeField()),
                        ("to_agency", models.CharField(blank=True, default="", max_length=14)),
                        ("handed_by", models.CharField(blank=True, default="", max_length=14)),
                        ("purpose", models.TextField(blank=True, default="")),
                        ("gaps", models.JSONField(default=list)),
                        (
                            "explained",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
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
                            models.Index(fields=["agency", "-id"], name="recoveries_chain_office"),
                            models.Index(
                                condition=models.Q(("room", ""), _negated=True),
                                fields=["room"],
                                name="recoveries_chain_room",
                            ),
                            models.Index(
                                condition=models.Q(("state", "handed")),
                                fields=["to_agency"],
                                name="recoveries_chain_waits",
                            ),
                            models.Index(
                                condition=models.Q(("gaps", []), _negated=True),
                                fields=["agency"],
                                name="recoveries_chain_gaps",
                            ),
                            models.Index(
                                condition=models.Q(("firearm", ""), _negated=True),
                                fields=["firearm"],
                                name="recoveries_chain_firearm",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_chain_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Count",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("room", models.CharField(max_length=14)),
                        ("counter", models.CharField(max_length=14)),
                        ("expected", models.IntegerField(null=True)),
                        ("found", models.IntegerField(null=True)),
                        ("differences", models.JSONField(default=list)),
                        (
                            "settled",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_count_compartment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "counting")),
                                fields=("room",),
                                name="recoveries_count_once",
                            ),
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
                        ("exhibit", models.CharField(max_length=14)),
                        ("laboratory", models.CharField(max_length=14)),
                        (
                            "questions",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        ("due_on", models.DateField(null=True)),
                        ("results", models.JSONField(default=list)),
                        ("answered_on", models.DateField(null=True)),
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
                            models.Index(fields=["exhibit"], name="recoveries_request_of"),
                            models.Index(
                                condition=models.Q(("state__in", ["asked", "accepted"])),
                                fields=["laboratory"],
                                name="recoveries_request_desk",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_request_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("name", models.TextField(blank=True, default="")),
                        (
                            "members",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14)
                            ),
                        ),
                        ("percent", models.SmallIntegerField()),
                        ("reasons", models.JSONField(default=list)),
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
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["members"], name="recoveries_series_members"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="recoveries_series_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("line", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("quantity", models.IntegerField(default=1)),
                        ("exhibit", models.TextField(blank=True, default="")),
                        ("identity", models.JSONField(default=dict)),
                        ("marks", models.JSONField(default=list)),
                        ("marking", models.TextField(blank=True, default="")),
                        ("condition", models.TextField(blank=True, default="")),
                        ("origin", models.TextField(blank=True, default="")),
                        ("features", models.JSONField(default=dict)),
                        (
                            "photos",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("question", models.JSONField(default=dict)),
                        (
                            "searches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("firearm", models.CharField(blank=True, default="", max_length=14)),
                        ("recorded", models.UUIDField(null=True)),
                        ("tracing", models.TextField(blank=True, default="")),
                        ("weapon", models.CharField(blank=True, default="", max_length=14)),
                        ("merged_into", models.CharField(blank=True, default="", max_length=14)),
                        ("entered_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="recoveries.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["case"],
                                name="recoveries_item_open",
                            ),
                            models.Index(
                                condition=models.Q(("firearm", ""), _negated=True),
                                fields=["firearm"],
                                name="recoveries_item_firearm",
                            ),
                            models.Index(
                                condition=models.Q(("weapon", ""), _negated=True),
                                fields=["weapon"],
                                name="recoveries_item_weapon",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["searches"], name="recoveries_item_searches"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["marks"], name="recoveries_item_marks", opclasses=["jsonb_path_ops"]
                            ),
                            models.Index(
                                condition=models.Q(("merged_into", ""), _negated=True),
                                fields=["merged_into"],
                                name="recoveries_item_merged",
                            ),
                            models.Index(
                                django.db.models.functions.text.Upper("exhibit"),
                                condition=models.Q(("exhibit", ""), _negated=True),
                                name="recoveries_item_exhibit",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "line"), name="recoveries_item_line"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "firearm",
                                            "part",
                                            "ammunition",
                                            "cartridge_case",
                                            "bullet",
                                            "unrecovered",
                                        ),
                                    )
                                ),
                                name="recoveries_item_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "linked", "merged"))),
                                name="recoveries_item_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)), name="recoveries_item_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity", 1),
                                    ("kind__in", ["ammunition", "bullet", "cartridge_case", "part"]),
                                    _connector="OR",
                                ),
                                name="recoveries_item_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "linked"),
                                        models.Q(("firearm", ""), _negated=True),
                                        ("recorded__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("state", "linked"), _negated=True),
                                        ("firearm", ""),
                                        ("recorded__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="recoveries_item_linked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "merged"), models.Q(("merged_into", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "merged"), _negated=True), ("merged_into", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="recoveries_item_merged",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("number", models.IntegerField()),
                        ("role", models.TextField()),
                        ("sex", models.TextField()),
                        ("age", models.TextField()),
                        ("group", models.TextField(blank=True, default="")),
                        ("party", models.CharField(blank=True, default="", max_length=14)),
                        ("described", models.JSONField(null=True)),
                        ("stage", models.TextField(default="noted")),
                        ("stage_on", models.DateField(null=True)),
                        (
                            "offences",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("last_entry", models.UUIDField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="persons",
                                to="recoveries.case",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("party", ""), _negated=True),
                                fields=["party"],
                                name="recoveries_person_party",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "number"), name="recoveries_person_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sex__in", ("male", "female", "unknown"))),
                                name="recoveries_person_sex",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "age__in",
                                        (
                                            "under_15",
                                            "15_17",
                                            "18_24",
                                            "25_34",
                                            "35_59",
                                            "60_over",
                                            "unknown",
                                        ),
                                    )
                                ),
                                name="recoveries_person_age",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "stage__in",
                                        (
                                            "noted",
                                            "suspected",
                                            "arrested",
                                            "prosecuted",
                                            "convicted",
                                            "acquitted",
                                            "dropped",
                                        ),
                                    )
                                ),
                                name="recoveries_person_stage",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("source", models.TextField()),
                        ("row", models.IntegerField()),
                        ("cells", models.JSONField()),
                        ("reasons", models.JSONField()),
                        ("hits", models.JSONField(default=list)),
                        (
                            "searches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("actor", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("mended", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refused_rows",
                                to="recoveries.case",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Hit",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("how", models.TextField()),
                        ("mark", models.TextField()),
                        ("mark_n", models.SmallIntegerField()),
                        ("plain", models.TextField()),
                        ("percent", models.SmallIntegerField()),
                        ("reasons", models.JSONField()),
                        ("was", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("verdict", models.TextField(blank=True, default="")),
                        ("judged_by", models.CharField(blank=True, default="", max_length=14)),
                        ("note", models.TextField(blank=True, default="")),
                        (
                            "firearm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.firearm",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hits",
                                to="recoveries.item",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("verdict", "")),
                                fields=["item"],
                                name="recoveries_hit_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("item", "firearm", "how", "mark_n", "plain"),
                                name="recoveries_hit_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("how__in", ("entry", "later", "reported"))),
                                name="recoveries_hit_how",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__range", (0, 99))), name="recoveries_hit_percent"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["", "confirmed", "rejected"])),
                                name="recoveries_hit_verdict",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
