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
                                fields=("record_type", "subject", "n"), name="documents_event_order"
                            )
                        ],
                    },
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
                        ("kind", models.TextField()),
                        ("about", models.CharField(max_length=14)),
                        ("holder", models.CharField(blank=True, default="", max_length=14)),
                        ("language", models.CharField(max_length=2)),
                        ("content", models.JSONField()),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        ("issued_at", models.DateTimeField()),
                        ("issued", models.UUIDField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("superseded_by", models.CharField(blank=True, default="", max_length=14)),
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
                            models.Index(fields=["about", "-id"], name="documents_paper_about"),
                            models.Index(
                                condition=models.Q(("holder", ""), _negated=True),
                                fields=["holder"],
                                name="documents_paper_holder",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="documents_paper_compartment",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
