from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_in_order")]
    operations = [
        migrations.AddField("agency", "telephone", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("agency", "email", models.TextField(blank=True, db_default="", default="")),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
