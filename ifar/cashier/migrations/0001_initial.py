import django.db.models.deletion
import django.db.models.expressions
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
                                fields=("record_type", "subject", "n"), name="cashier_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Line",
                    fields=[
                        ("event", models.UUIDField(primary_key=True, serialize=False)),
                        ("till", models.CharField(max_length=14)),
                        ("n", models.IntegerField()),
                        ("payment", models.CharField(max_length=14)),
                        ("way", models.TextField()),
                        ("amount", models.DecimalField(decimal_places=4, max_digits=16)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("till", "n"), name="cashier_line_order")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Card",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("prefix", models.CharField(blank=True, default="", max_length=12)),
                        ("number", models.BigIntegerField()),
                        ("delivery", models.CharField(max_length=14)),
                        ("paper", models.CharField(blank=True, default="", max_length=14)),
                        ("ground", models.TextField(blank=True, default="")),
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
                                name="cashier_card_compartment",
                            ),
                            models.UniqueConstraint(fields=("prefix", "number"), name="cashier_card_number"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state", "issued"), models.Q(("paper", ""), _negated=True)
                                ),
                                fields=("paper",),
                                name="cashier_card_paper",
                            ),
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
                        ("prefix", models.CharField(blank=True, default="", max_length=12)),
                        ("counted", models.JSONField()),
                        ("missing", models.JSONField()),
                        ("extra", models.JSONField()),
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
                        "indexes": [models.Index(fields=["agency", "-id"], name="cashier_count_latest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="cashier_count_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("prefix", models.CharField(blank=True, default="", max_length=12)),
                        ("first", models.BigIntegerField()),
                        ("last", models.BigIntegerField()),
                        ("width", models.IntegerField()),
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
                        "indexes": [models.Index(fields=["prefix", "first"], name="cashier_delivery_series")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="cashier_delivery_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__gte", 0), ("last__gte", models.F("first"))),
                                name="cashier_delivery_range",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Likeness",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("party", models.CharField(max_length=14)),
                        ("what", models.TextField()),
                        ("file", models.CharField(blank=True, default="", max_length=64)),
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
                                name="cashier_likeness_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("what__in", ("photo", "signature"))),
                                name="cashier_likeness_what",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "current")),
                                fields=("party", "what"),
                                name="cashier_likeness_current",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("about", models.CharField(max_length=14)),
                        ("act", models.TextField()),
                        ("rule", models.TextField()),
                        ("rule_version", models.IntegerField()),
                        ("payer", models.CharField(max_length=14)),
                        ("amount", models.DecimalField(decimal_places=4, max_digits=16)),
                        ("currency", models.CharField(max_length=3)),
                        ("paid_on", models.DateField()),
                        ("way", models.TextField(blank=True, default="")),
                        ("reference", models.TextField(blank=True, default="")),
                        ("till", models.CharField(blank=True, default="", max_length=14)),
                        ("line", models.IntegerField(null=True)),
                        ("receipt", models.CharField(blank=True, default="", max_length=14)),
                        ("refunded", models.DecimalField(decimal_places=4, default=0, max_digits=16)),
                        ("ground", models.TextField(blank=True, default="")),
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
                            models.Index(fields=["about"], name="cashier_payment_about"),
                            models.Index(fields=["payer"], name="cashier_payment_payer"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="cashier_payment_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("way__in", ("", "cash", "card", "transfer"))),
                                name="cashier_payment_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="cashier_payment_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("refunded__gte", 0), ("refunded__lte", models.F("amount"))
                                ),
                                name="cashier_payment_refunded",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("act__in", ["application", "renewal", "transfer"]),
                                    ("state__in", ["paid", "waived"]),
                                ),
                                fields=("about", "act"),
                                name="cashier_payment_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Till",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("compartment", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("person", models.CharField(max_length=14)),
                        ("day", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("opening", models.DecimalField(decimal_places=4, max_digits=16)),
                        ("counted", models.DecimalField(decimal_places=4, max_digits=16, null=True)),
                        ("expected", models.DecimalField(decimal_places=4, max_digits=16, null=True)),
                        ("difference", models.DecimalField(decimal_places=4, max_digits=16, null=True)),
                        ("explanation", models.TextField(blank=True, default="")),
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
                        "indexes": [models.Index(fields=["agency", "-day", "-id"], name="cashier_till_days")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="cashier_till_compartment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("opening__gte", 0)), name="cashier_till_opening"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("counted", None),
                                        ("difference", None),
                                        ("expected", None),
                                        ("state", "open"),
                                    ),
                                    models.Q(
                                        ("counted__gte", 0),
                                        ("expected__isnull", False),
                                        ("state__in", ["counted", "closed"]),
                                        (
                                            "difference",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("counted"), "-", models.F("expected")
                                            ),
                                        ),
                                        ("difference__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="cashier_till_counted",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("agency", "person"),
                                name="cashier_till_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
