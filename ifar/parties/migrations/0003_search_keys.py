from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_triggers")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField(
                    "namekey",
                    "skeleton",
                    models.GeneratedField(
                        expression=models.Func(models.F("folded"), function="parties_skeleton"),
                        output_field=models.TextField(),
                        db_persist=True,
                    ),
                )
            ],
        ),
    ]
