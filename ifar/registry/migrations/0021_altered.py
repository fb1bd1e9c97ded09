from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_keys_anew")]

    operations = [
        migrations.CreateModel(
            name="MarkAltered",
            fields=[("ref", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
