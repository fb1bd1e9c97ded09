from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_passwords_of_one"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
