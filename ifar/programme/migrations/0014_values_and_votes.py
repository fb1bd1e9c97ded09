from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0013_triggers_of_others_and_extracts")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
