from pathlib import Path

from django.db import migrations, models

_UNDO = """
DROP TRIGGER b_released ON registry_blindquestion;
DROP FUNCTION registry_blindquestion_released();
DROP TRIGGER b_released ON registry_standingact;
DROP FUNCTION registry_standingact_released();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0027_looked")]

    operations = [
        migrations.RemoveConstraint("standingact", "registry_standingact_kind"),
        migrations.AddConstraint(
            "standingact",
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "opened",
                        "renewed",
                        "hit",
                        "referred",
                        "looked",
                        "released",
                        "judged",
                        "closed",
                    ]
                ),
                name="registry_standingact_kind",
            ),
        ),
        migrations.AddField(
            "blindquestion", "asker", models.CharField(blank=True, default="", max_length=14)
        ),
        migrations.AddField("blindquestion", "asked_read", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "blindquestion",
            models.Index(
                fields=["asker", "at"],
                name="registry_blindquestion_asker",
                condition=~models.Q(asker=""),
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), _UNDO),
    ]
