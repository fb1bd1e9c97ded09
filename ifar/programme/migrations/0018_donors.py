from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0017_in_order")]
    operations = [
        migrations.AddField(
            model_name="contribution",
            name="agency",
            field=models.CharField(blank=True, default="", max_length=14),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
