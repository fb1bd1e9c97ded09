from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_due")]

    operations = [
        migrations.RunSQL(
            "UPDATE registry_standingdue SET why = 'quota' WHERE why = '' AND blind AND NOT counted",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("standingdue", "registry_standingdue_why"),
        migrations.AddConstraint(
            "standingdue",
            models.CheckConstraint(
                condition=models.Q(why__in=["", "quota", "prepared", "wide", "late"]),
                name="registry_standingdue_why",
            ),
        ),
        migrations.AddConstraint(
            "standingdue",
            models.CheckConstraint(
                condition=~models.Q(why="") | models.Q(blind=False) | models.Q(counted=True),
                name="registry_standingdue_said",
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP TRIGGER a_keep ON registry_standingdue; DROP FUNCTION registry_standingdue_keep()",
        ),
    ]
