from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]
    operations = [
        migrations.AddField("listversion", "entry", models.UUIDField(db_index=True, null=True)),
    ]
