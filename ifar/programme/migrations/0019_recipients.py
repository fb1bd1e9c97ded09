from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0018_donors"),
    ]

    operations = [
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
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
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
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
