from pathlib import Path

from django.db import migrations, models

_HERE = Path(__file__)
_UNDO = "DROP TRIGGER b_looked ON registry_standingact; DROP FUNCTION registry_standingact_looked(); DROP TRIGGER a_keep ON registry_standingdue; DROP FUNCTION registry_standingdue_keep(); "


class Migration(migrations.Migration):
    dependencies = [("registry", "0026_keys_anew")]

    operations = [
        migrations.RemoveConstraint("standingact", "registry_standingact_kind"),
        migrations.AddConstraint(
            "standingact",
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["opened", "renewed", "hit", "referred", "looked", "judged", "closed"]
                ),
                name="registry_standingact_kind",
            ),
        ),
        migrations.RunSQL(
            _HERE.with_suffix(".sql").read_text(),
            _UNDO + (_HERE.parent / "0025_waiting.sql").read_text(),
        ),
    ]
