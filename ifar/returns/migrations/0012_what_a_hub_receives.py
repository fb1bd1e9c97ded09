from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("returns", "0011_triggers_of_open_data"), ("files", "0005_removal_of_words")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
