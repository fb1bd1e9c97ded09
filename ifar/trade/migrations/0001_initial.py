from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
from django.db import migrations, models

from ifar.tables import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(Path(__file__).with_name("0001_functions.sql").read_text(), migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("kind", models.TextField()),
                ("extent", models.TextField(blank=True, default="open")),
                ("applicant", models.CharField(blank=True, default="", max_length=14)),
                ("from_state", models.CharField(blank=True, default="", max_length=2)),
                ("into_state", models.CharField(blank=True, default="", max_length=2)),
                ("through", models.JSONField(blank=True, default=list)),
                ("purpose", models.TextField(blank=True, default="")),
                ("consignee", models.CharField(blank=True, default="", max_length=14)),
                ("end_user", models.CharField(blank=True, default="", max_length=14)),
                ("further", models.JSONField(blank=True, default=list)),
                ("destinations", models.JSONField(blank=True, default=dict)),
                ("broker", models.CharField(blank=True, default="", max_length=14)),
                ("carrier", models.CharField(blank=True, default="", max_length=14)),
                ("goods", models.JSONField(blank=True, default=list)),
                ("applied_on", models.DateField(null=True)),
                ("supplied_on", models.DateField(null=True)),
                ("request", models.TextField(blank=True, default="")),
                ("requested_on", models.DateField(null=True)),
                ("wish", models.TextField(blank=True, default="")),
                ("reply", models.TextField(blank=True, default="")),
                ("days", models.IntegerField(null=True)),
                ("spent", models.IntegerField(default=0)),
                ("since", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("asks_office", models.CharField(blank=True, default="", max_length=14)),
                ("risk", models.TextField(blank=True, default="")),
                ("answers", models.JSONField(blank=True, default=list)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("ground", models.TextField(blank=True, default="")),
                ("counts_on", models.DateField(null=True)),
                ("screened", models.JSONField(blank=True, default=dict)),
                ("refusals_answered", models.JSONField(blank=True, default=list)),
                ("missing", models.TextField(blank=True, default="")),
                ("question", models.TextField(blank=True, default="")),
                ("advice", models.TextField(blank=True, default="")),
                ("assessment", models.TextField(blank=True, default="")),
                ("weighed", models.JSONField(blank=True, default=dict)),
                ("drafted_by", models.CharField(max_length=14)),
                ("drafted_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consignment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("consignee", models.CharField(blank=True, default="", max_length=14)),
                ("exporter", models.CharField(blank=True, default="", max_length=14)),
                ("declaration", models.CharField(blank=True, default="", max_length=60)),
                ("exit_point", models.CharField(blank=True, default="", max_length=120)),
                ("left_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consignments",
                        to="trade.authorisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Crate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("number", models.CharField(max_length=40)),
                (
                    "seals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "consignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crates",
                        to="trade.consignment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("number", models.CharField(max_length=60)),
                ("way", models.TextField()),
                ("authorisation", models.CharField(blank=True, default="", max_length=40)),
                ("consignment", models.CharField(blank=True, default="", max_length=40)),
                ("declared_on", models.DateField(null=True)),
                ("office", models.CharField(blank=True, default="", max_length=60)),
                ("quantity", models.IntegerField(default=0)),
                (
                    "serials",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list
                    ),
                ),
                ("under", models.CharField(blank=True, default="", max_length=14)),
                ("matched", models.CharField(blank=True, default="", max_length=14)),
                ("observation", models.CharField(blank=True, default="", max_length=14)),
                (
                    "differs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("under", ""), _negated=True),
                        fields=["under"],
                        name="trade_declaration_under",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                        name="trade_declaration_compartment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("exit", "entry"))), name="trade_declaration_way"
                    ),
                    models.UniqueConstraint(
                        fields=("agency", "way", "number"), name="trade_declaration_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("consignment", models.CharField(blank=True, default="", max_length=14)),
                ("left_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("chase_on", models.DateField(null=True)),
                ("goods", models.JSONField(blank=True, default=list)),
                ("proof", models.TextField(blank=True, default="")),
                ("file", models.CharField(blank=True, default="", max_length=64)),
                ("asks_office", models.CharField(blank=True, default="", max_length=14)),
                ("exit_said", models.TextField(blank=True, default="")),
                ("letter", models.CharField(blank=True, default="", max_length=80)),
                ("received_on", models.DateField(null=True)),
                ("received", models.JSONField(blank=True, default=list)),
                ("released", models.BooleanField(default=False)),
                ("remark", models.TextField(blank=True, default="")),
                ("entered_by", models.CharField(max_length=14)),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="trade.authorisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="Denial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("country", models.CharField(max_length=2)),
                ("number", models.CharField(max_length=80)),
                ("issuer", models.CharField(max_length=200)),
                ("refused_on", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("ground", models.TextField(blank=True, default="")),
                ("party", models.CharField(max_length=14)),
                ("entered_by", models.CharField(max_length=14)),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("issuer", models.CharField(blank=True, default="", max_length=200)),
                ("number", models.CharField(blank=True, default="", max_length=80)),
                ("asked_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("authorisation", models.CharField(blank=True, default="", max_length=14)),
                ("goods", models.JSONField(blank=True, default=list)),
                (
                    "serials",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                ("arrived", models.JSONField(blank=True, default=list)),
                ("received", models.JSONField(blank=True, default=list)),
                ("arrived_on", models.DateField(null=True)),
                ("remark", models.TextField(blank=True, default="")),
                ("entered_by", models.CharField(max_length=14)),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "enquiries",
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
                    models.UniqueConstraint(fields=("record_type", "subject", "n"), name="trade_event_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("crate", models.CharField(max_length=14)),
                ("firearm", models.CharField(blank=True, default="", max_length=14)),
                ("serial", models.CharField(blank=True, default="", max_length=80)),
                ("type", models.CharField(max_length=60)),
                ("calibre", models.CharField(blank=True, default="", max_length=200)),
                ("make", models.CharField(blank=True, default="", max_length=80)),
                ("model", models.CharField(blank=True, default="", max_length=80)),
                ("quantity", models.IntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "consignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="trade.consignment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Journey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("way", models.TextField()),
                ("holder", models.CharField(blank=True, default="", max_length=14)),
                ("country", models.CharField(max_length=2)),
                ("purpose", models.TextField(blank=True, default="")),
                ("authorisation", models.CharField(blank=True, default="", max_length=14)),
                ("papers", models.JSONField(blank=True, default=list)),
                ("arms", models.JSONField(blank=True, default=list)),
                ("ammunition", models.JSONField(blank=True, default=list)),
                ("who", models.JSONField(blank=True, default=dict)),
                ("announced_on", models.DateField(null=True)),
                ("crosses_on", models.DateField(null=True)),
                ("earliest_on", models.DateField(null=True)),
                ("return_by", models.DateField(null=True)),
                ("crossed_on", models.DateField(null=True)),
                ("gone", models.JSONField(blank=True, default=list)),
                ("back", models.JSONField(blank=True, default=list)),
                ("screened", models.JSONField(blank=True, default=dict)),
                ("announced_by", models.CharField(max_length=14)),
                ("announced_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("party", models.CharField(max_length=14)),
                ("watchlist", models.CharField(max_length=14)),
                ("ref", models.CharField(max_length=60)),
                ("score", models.IntegerField(default=0)),
                ("verdict", models.TextField(blank=True, default="")),
                ("told", models.JSONField(blank=True, default=dict)),
                ("found_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "matches",
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("leg", models.TextField()),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("degree", models.TextField()),
                ("crate", models.CharField(blank=True, default="", max_length=14)),
                (
                    "seals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list
                    ),
                ),
                ("counted", models.IntegerField(null=True)),
                (
                    "serials",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list
                    ),
                ),
                ("other_recipient", models.BooleanField(default=False)),
                ("office", models.CharField(max_length=14)),
                ("recorded_by", models.CharField(max_length=14)),
                ("remark", models.TextField(blank=True, default="")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "consignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="trade.consignment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("kind", models.CharField(max_length=60)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("number", models.CharField(max_length=80)),
                ("issuer", models.CharField(max_length=200)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("consignee", models.CharField(max_length=14)),
                ("goods", models.JSONField(blank=True, default=list)),
                ("file", models.CharField(max_length=64)),
                ("verified_by", models.TextField(blank=True, default="")),
                ("entered_by", models.CharField(max_length=14)),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="trade.authorisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("country", models.CharField(max_length=2)),
                (
                    "deals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list
                    ),
                ),
                ("number", models.CharField(blank=True, default="", max_length=60)),
                ("who", models.JSONField(blank=True, default=dict)),
                ("entered_by", models.CharField(max_length=14)),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="Watchlist",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("form", models.TextField(blank=True, default="")),
                ("edition", models.TextField(blank=True, default="")),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("listed_digest", models.CharField(blank=True, default="", max_length=64)),
                ("entries", models.IntegerField(default=0)),
                ("added", models.IntegerField(default=0)),
                ("gone", models.IntegerField(default=0)),
                ("listed", models.JSONField(blank=True, default=list)),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code",), name="trade_watchlist_once")],
            },
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(fields=["agency", "state", "id"], name="trade_authorisation_office"),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                condition=models.Q(("asks_office", ""), _negated=True),
                fields=["asks_office"],
                name="trade_authorisation_asked",
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(fields=["consignee"], name="trade_authorisation_to"),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["further"], name="trade_authorisation_further"
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(fields=["applicant"], name="trade_authorisation_applicant"),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                condition=models.Q(("state", "refused")),
                fields=["decided_on"],
                name="trade_authorisation_refused",
            ),
        ),
        migrations.AddIndex(
            model_name="denial",
            index=models.Index(fields=["party"], name="trade_denial_party"),
        ),
        migrations.AddConstraint(
            model_name="denial",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_denial_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_authorisation_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("export", "import", "transit", "brokering", "state"))),
                name="trade_authorisation_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("extent__in", ("single", "open", "general"))),
                name="trade_authorisation_extent",
            ),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["agency", "id"], name="trade_consignment_office"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                fields=["exporter"],
                condition=models.Q(("exporter", ""), _negated=True),
                name="trade_consignment_exporter",
            ),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                condition=models.Q(("state", "left")),
                fields=["state", "left_on"],
                name="trade_consignment_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_consignment_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="crate",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_crate_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="crate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("consignment", "number"),
                name="trade_crate_once",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["chase_on", "id"],
                condition=models.Q(
                    ("state__in", ("awaited", "customs_asked", "customs_answered", "abroad_asked"))
                ),
                name="trade_delivery_chase",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["chase_on", "id"], name="trade_delivery_order"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("asks_office", ""), _negated=True),
                fields=["asks_office"],
                name="trade_delivery_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_delivery_compartment",
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["agency", "state", "due_on"], name="trade_enquiry_due"),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_enquiry_compartment",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("firearm", ""), _negated=True),
                fields=["firearm"],
                name="trade_item_firearm",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("serial", ""), _negated=True), fields=["serial"], name="trade_item_serial"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["crate"], name="trade_item_crate"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_item_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gt", 0),
                    models.Q(models.Q(("firearm", ""), ("serial", "")), ("quantity", 1), _connector="OR"),
                ),
                name="trade_item_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "packed"), models.Q(("firearm", ""), _negated=True)),
                fields=("consignment", "firearm"),
                name="trade_item_once",
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(fields=["agency", "state", "id"], name="trade_journey_office"),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(fields=["compartment", "state", "return_by"], name="trade_journey_border"),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                condition=models.Q(("holder", ""), _negated=True),
                fields=["holder"],
                name="trade_journey_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                condition=models.Q(("authorisation", ""), _negated=True),
                fields=["authorisation"],
                name="trade_journey_under",
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["arms"], name="trade_journey_arms", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_journey_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("out", "in"))), name="trade_journey_way"
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["agency", "state", "-score"], name="trade_match_office"),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["party"], name="trade_match_party"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_match_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                fields=("agency", "party", "watchlist", "ref"), name="trade_match_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_observation_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("leg__in", ("exit", "transit_entry", "transit_exit", "entry", "receipt", "check"))
                ),
                name="trade_observation_leg",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("degree__in", ("declared", "seal_intact", "counted", "serial_read"))),
                name="trade_observation_degree",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_paper_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                models.F("kind"),
                models.F("country"),
                models.Func(models.F("number"), function="trade_plain"),
                condition=models.Q(("state", "verified")),
                name="trade_paper_once",
            ),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                models.Func(models.F("declaration"), function="trade_plain"),
                condition=models.Q(("declaration", ""), _negated=True),
                name="trade_consignment_declared",
            ),
        ),
        migrations.AddIndex(
            model_name="crate",
            index=models.Index(
                models.Func(models.F("number"), function="trade_plain"),
                condition=models.Q(("state", "open")),
                name="trade_crate_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="crate",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("seals"),
                    function="trade_plain_all",
                    output_field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                condition=models.Q(("state", "open")),
                name="trade_crate_seals",
            ),
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(
                models.Func(models.F("number"), function="trade_plain"), name="trade_declaration_plain"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.Func(models.F("serial"), function="trade_plain"),
                condition=models.Q(("serial", ""), _negated=True),
                name="trade_item_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                models.Func(models.F("number"), function="trade_plain"), name="trade_paper_plain"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["agency", "state", "id"], name="trade_party_office"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                name="trade_party_compartment",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("deals__len__gt", 0)), name="trade_party_deals"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform("capture", "details"),
                condition=models.Q(("details__has_key", "capture")),
                name="trade_event_capture",
            ),
        ),
        migrations.CreateModel(
            name="Despatch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("receiver", models.CharField(max_length=14)),
                ("carrier", models.CharField(max_length=14)),
                ("terms", models.TextField()),
                ("owner_kind", models.TextField(blank=True, default="")),
                ("quantity", models.IntegerField()),
                ("due_on", models.DateField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("packers", models.JSONField(blank=True, default=list)),
                ("brought_by", models.CharField(blank=True, default="", max_length=14)),
                ("remark", models.TextField(blank=True, default="")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "despatches",
                "indexes": [
                    models.Index(fields=["agency", "-id"], name="trade_despatch_sender"),
                    models.Index(fields=["receiver", "-id"], name="trade_despatch_receiver"),
                    models.Index(fields=["carrier", "-id"], name="trade_despatch_carrier"),
                    models.Index(
                        condition=models.Q(("state__in", ("sent", "returning"))),
                        fields=["id"],
                        name="trade_despatch_road",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                        name="trade_despatch_compartment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("terms__in", ("sale", "consignment", "commission", "return"))),
                        name="trade_despatch_terms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="trade_despatch_quantity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("compartment", models.TextField()),
                ("number", models.CharField(max_length=40)),
                (
                    "seals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list
                    ),
                ),
                ("firearms", models.JSONField(default=list)),
                ("received", models.JSONField(blank=True, default=list)),
                ("missing", models.JSONField(blank=True, default=list)),
                ("back", models.JSONField(blank=True, default=list)),
                ("lost", models.JSONField(blank=True, default=list)),
                ("packed_by", models.CharField(blank=True, default="", max_length=14)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "despatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="boxes", to="trade.despatch"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "boxes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("compartment__in", ("civilian", "police", "defence", "courts"))),
                        name="trade_box_compartment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "packed")),
                        fields=("despatch", "number"),
                        name="trade_box_once",
                    ),
                ],
            },
        ),
    ]
    operations = together(operations)
