from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0021_shelf_acts")]

    operations = [
        migrations.AddField("attachment", "pages", models.IntegerField(default=0)),
        migrations.AddField("report", "noun", models.TextField(blank=True, default="")),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("noun", models.TextField()),
                ("space", models.CharField(max_length=14)),
                ("member", models.CharField(max_length=14)),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
