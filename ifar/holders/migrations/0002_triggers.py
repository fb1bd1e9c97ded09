from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("holders", "0001_initial"),
        ("licensing", "0003_notices_again"),
        ("parties", "0005_bar_triggers"),
        ("files", "0002_triggers"),
        ("accounts", "0006_no_program_proposes"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
