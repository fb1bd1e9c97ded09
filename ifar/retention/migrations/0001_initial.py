import django.db.models.deletion
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
                    name="Hold",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("object", models.CharField(max_length=14)),
                        ("case", models.TextField()),
                        ("ground", models.TextField()),
                        ("until", models.DateField(null=True)),
                        ("compartment", models.TextField()),
                        ("placer", models.TextField()),
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
                        "indexes": [models.Index(fields=["object"], name="retention_hold_object")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "ground__in",
                                        (
                                            "criminal_proceedings",
                                            "civil_proceedings",
                                            "inspection",
                                            "trace_request",
                                            "subject_request",
                                        ),
                                    )
                                ),
                                name="retention_hold_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="retention_hold_compartment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoldEnd",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("ground", models.TextField()),
                        ("proposal", models.CharField(max_length=14)),
                        ("at", models.DateTimeField()),
                        (
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="retention.hold",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "ground__in",
                                        ("proceedings_ended", "order_revoked", "placed_by_mistake"),
                                    )
                                ),
                                name="retention_holdend_ground",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
