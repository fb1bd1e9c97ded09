from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_bar_triggers")]
    operations = [
        migrations.AddField(
            model_name="namekey", name="barred", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
