from django.db import migrations, models


class Migration(migrations.Migration):
    """The hash of a password carries the code that makes it one person's."""

    dependencies = [("accounts", "0008_reaching_agencies")]
    operations = [migrations.AlterField("user", "password", models.CharField(max_length=255))]
