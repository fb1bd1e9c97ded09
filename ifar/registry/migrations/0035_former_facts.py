from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

READ = ["public_id", "compartment", "physical", "physical_event"]
FACTS = ["make", "model", "calibre", "type", "country_made", "year"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0034_books")]
    operations = [
        migrations.AddField("firearm", "former", ArrayField(models.TextField(), null=True)),
        migrations.RemoveIndex("firearm", "registry_firearm_sought"),
        migrations.AddIndex(
            "firearm",
            models.Index(fields=["id"], include=[*READ, *FACTS, "former"], name="registry_firearm_sought"),
        ),
        migrations.AddIndex(
            "firearm",
            GinIndex(
                fields=["former"],
                name="registry_firearm_former",
                condition=models.Q(former__isnull=False),
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP TRIGGER leave ON registry_firearm; DROP FUNCTION registry_firearm_leave();",
        ),
    ]
