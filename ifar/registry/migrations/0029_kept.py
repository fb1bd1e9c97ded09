from pathlib import Path

from django.db import migrations, models

_UNDO = """
DROP TRIGGER c_term ON registry_standingact;
DROP FUNCTION registry_standingact_term();
DROP TRIGGER c_colleague ON registry_standingact;
DROP FUNCTION registry_standingact_colleague();
DROP TRIGGER b_counts ON registry_standingdue;
DROP TRIGGER b_counted ON registry_standingdue;
DROP FUNCTION registry_standingdue_counted();
DROP TRIGGER kept ON registry_blindquestion;
DROP FUNCTION registry_blindquestion_kept();
DROP TRIGGER a_keep ON registry_standingkey;
DROP FUNCTION registry_standingkey_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_released")]

    operations = [
        migrations.AddIndex(
            "blindquestion",
            models.Index(
                fields=["read"],
                name="registry_blindquestion_read",
                condition=models.Q(read__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "blindquestion",
            models.Index(
                fields=["asked_read"],
                name="registry_blindquestion_asked",
                condition=models.Q(asked_read__isnull=False),
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), _UNDO),
    ]
