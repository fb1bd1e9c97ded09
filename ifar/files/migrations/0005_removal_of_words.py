from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("files", "0004_removal_triggers")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
