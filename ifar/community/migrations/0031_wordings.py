import django.contrib.postgres.fields
from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0030_marks")]

    operations = [
        # Of what was edited before, the mark under which it was written is not known: its author's alone (TLP:RED, naming nobody).
        migrations.AddField("revision", "tlp", models.SmallIntegerField(default=4, db_default=4)),
        migrations.AddField(
            "revision", "organisation", models.CharField(blank=True, db_default="", default="", max_length=14)
        ),
        migrations.AddField(
            "revision",
            "recipients",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("revision", "state", models.TextField(db_default="shown", default="shown")),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("noun", models.TextField()),
                ("about", models.CharField(max_length=14)),
                ("space", models.CharField(max_length=14)),
                ("member", models.CharField(max_length=14)),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
