from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0013_licence_uses")]
    operations = [
        migrations.AddIndex(
            "firearm",
            models.Index(
                fields=["id"],
                include=[
                    "public_id",
                    "compartment",
                    "physical",
                    "physical_event",
                    "make",
                    "model",
                    "calibre",
                    "type",
                    "country_made",
                    "year",
                ],
                name="registry_firearm_sought",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
