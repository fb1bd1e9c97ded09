from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0015_triggers_of_money")]
    operations = [
        migrations.AddConstraint(
            model_name="diligence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("project", "activity"),
                name="programme_diligence_one",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
