from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0001_initial"),
        ("accounts", "0006_no_program_proposes"),
        ("files", "0005_removal_of_words"),
        ("registry", "0002_triggers"),
        ("recoveries", "0004_triggers_of_custody"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
