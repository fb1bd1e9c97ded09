from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recoveries", "0010_one_list")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
