from pathlib import Path

from django.db import migrations, models

MARKED = ("topic", "post", "guide", "collection", "practice", "gap", "assistance", "course")


class Migration(migrations.Migration):
    dependencies = [("community", "0031_wordings")]

    operations = [
        *(
            migrations.AddField(name, "lowered", models.IntegerField(db_default=0, default=0))
            for name in MARKED
        ),
        *(
            migrations.AddField(
                "lowering", name, models.CharField(blank=True, db_default="", default="", max_length=14)
            )
            for name in ("organisation", "space", "around")
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
