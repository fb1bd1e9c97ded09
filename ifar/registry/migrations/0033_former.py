from pathlib import Path

from django.db import migrations, models


BACK = """
DROP TRIGGER left_behind ON registry_mark; DROP TRIGGER former ON registry_mark; DROP TRIGGER former_stays ON registry_mark;
DROP FUNCTION registry_mark_left(); DROP FUNCTION registry_mark_former();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0032_half_read")]
    operations = [
        migrations.AddField(
            model_name="mark",
            name="former_of",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(former_of=0, n__lt=10_001)
                | models.Q(former_of__gt=0, n__gte=10_001, retired=True, text__isnull=False),
                name="registry_mark_former",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), BACK),
    ]
