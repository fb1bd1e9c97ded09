from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0040_seats")]
    operations = [
        migrations.AddIndex("report", models.Index(fields=["by"], name="community_report_by")),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
