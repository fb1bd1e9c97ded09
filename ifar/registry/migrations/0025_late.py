from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_due")]

    operations = [
        migrations.RemoveConstraint("standingdue", "registry_standingdue_why"),
        migrations.AddConstraint(
            "standingdue",
            models.CheckConstraint(
                condition=models.Q(why__in=["", "quota", "prepared", "wide", "late"]),
                name="registry_standingdue_why",
            ),
        ),
    ]
