from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("files", "0007_one_copy"), ("community", "0052_erasing_acts")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
