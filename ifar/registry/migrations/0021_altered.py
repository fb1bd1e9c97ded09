from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_keys_anew")]

    operations = [
        migrations.CreateModel(
            name="MarkAltered",
            fields=[("ref", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.AddConstraint(
            model_name="markkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("firearm_id__gte", 1),
                    ("firearm_id__lt", 1 << 43),
                    ("form__range", (0, 15)),
                    ("n__gte", 0),
                ),
                name="registry_markkey_numbered",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
