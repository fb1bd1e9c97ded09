from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0012_windows"),
        ("licensing", "0002_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceUse",
            fields=[
                ("event", models.UUIDField(primary_key=True, serialize=False)),
                ("licence", models.CharField(max_length=14)),
                ("holder", models.CharField(max_length=14)),
                ("ended_by", models.UUIDField(null=True)),
                ("void", models.BooleanField(default=False)),
                (
                    "firearm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="registry.firearm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["licence"], name="registry_licenceuse_licence")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_by__isnull", True), ("void", False)),
                        fields=("firearm",),
                        name="registry_licenceuse_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
