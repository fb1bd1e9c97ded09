import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from ifar.tables import CreateModels
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ReadLog",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("actor", models.TextField()),
                        ("agency", models.TextField()),
                        ("shift", models.TextField()),
                        ("purpose", models.TextField()),
                        ("case", models.TextField()),
                        ("act", models.TextField()),
                        ("object", models.TextField()),
                        ("count", models.IntegerField()),
                    ],
                    options={
                        "db_table": "accounts_readlog",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="AgencyAct",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("agency", models.CharField(max_length=14)),
                        ("kind", models.TextField()),
                        ("changes", models.JSONField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Zone",
                    fields=[("zone", models.TextField(primary_key=True, serialize=False))],
                ),
                migrations.CreateModel(
                    name="DualControl",
                    fields=[
                        ("act", models.TextField(primary_key=True, serialize=False)),
                        ("people", models.SmallIntegerField()),
                        (
                            "deciders",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                        ),
                        ("emergency", models.BooleanField()),
                        (
                            "proposers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("permission", models.TextField(default="")),
                    ],
                ),
                migrations.CreateModel(
                    name="ReadBatch",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("first", models.BigIntegerField(unique=True)),
                        ("last", models.BigIntegerField(unique=True)),
                        ("count", models.IntegerField()),
                        ("digest", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="UserAct",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("user", models.CharField(max_length=14)),
                        ("kind", models.TextField()),
                        ("details", models.JSONField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("kind", models.TextField()),
                        ("name", models.TextField()),
                        ("country", models.CharField(max_length=2)),
                        ("area", models.TextField(blank=True, default="")),
                        ("compartment", models.TextField()),
                        ("closed", models.BooleanField(default=False)),
                        ("last_entry", models.UUIDField()),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="branches",
                                to="accounts.agency",
                            ),
                        ),
                        ("telephone", models.TextField(blank=True, db_default="", default="")),
                        ("email", models.TextField(blank=True, db_default="", default="")),
                        ("names", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="accounts_agency_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("actor", models.TextField()),
                        ("key", models.CharField(max_length=200)),
                        ("request", models.BinaryField()),
                        ("status", models.SmallIntegerField(null=True)),
                        ("response", models.BinaryField(null=True)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("actor", "key"), name="accounts_idempotencykey_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remembered",
                    fields=[
                        ("key", models.TextField(primary_key=True, serialize=False)),
                        ("value", models.JSONField()),
                        ("expires", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=255)),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("username", models.CharField(max_length=60, unique=True)),
                        ("name", models.TextField()),
                        ("email", models.EmailField(blank=True, default="", max_length=254)),
                        ("language", models.CharField(default="en", max_length=8)),
                        ("is_active", models.BooleanField(default=True)),
                        ("locked_until", models.DateTimeField(blank=True, null=True)),
                        ("failed_attempts", models.IntegerField(default=0)),
                        ("must_change_password", models.BooleanField(default=False)),
                        (
                            "current_agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "home",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._-]*$")),
                                name="accounts_user_username",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("act", models.TextField()),
                        ("object", models.TextField()),
                        ("payload", models.JSONField()),
                        ("reason", models.TextField()),
                        ("words", models.JSONField(default=dict)),
                        ("proposer", models.TextField()),
                        ("compartment", models.TextField()),
                        ("people", models.SmallIntegerField()),
                        ("emergency", models.BooleanField(default=False)),
                        ("countersign_by", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Client",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("name", models.TextField()),
                        ("scopes", models.JSONField()),
                        ("token_hash", models.BinaryField(null=True, unique=True)),
                        ("prefix", models.CharField(blank=True, default="", max_length=8)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("entry", models.UUIDField(unique=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clients",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("kind", models.TextField()),
                        ("object", models.TextField()),
                        ("params", models.JSONField(default=dict)),
                        ("user", models.TextField(blank=True, default="")),
                        ("permission", models.TextField(blank=True, default="")),
                        ("once", models.TextField(unique=True)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("done_by", models.TextField(blank=True, default="")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["agency", "-id"],
                                name="accounts_notice_open",
                            ),
                            models.Index(fields=["agency", "-id"], name="accounts_notice_all"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("permission", ""), ("user", ""), _negated=True),
                                name="accounts_notice_addressed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("done_by", "")),
                                    models.Q(
                                        ("done_at__isnull", False), models.Q(("done_by", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="accounts_notice_done",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("role", models.TextField()),
                        ("valid_from", models.DateTimeField()),
                        ("valid_to", models.DateTimeField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "stand_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="covers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                                name="accounts_absence_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("user", models.F("stand_in")), _negated=True),
                                name="accounts_absence_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "user", "path", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("path", models.TextField()),
                        ("data", models.JSONField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        ("name", models.TextField()),
                        ("path", models.TextField()),
                        ("query", models.TextField()),
                        (
                            "agency",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["owner", "path", "name"], name="accounts_savedview_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(path__regex="^/[^/]"), name="accounts_savedview_here"
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Execution",
                    fields=[
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="execution",
                                serialize=False,
                                to="accounts.proposal",
                                to_field="public_id",
                            ),
                        ),
                        ("entry", models.UUIDField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("verdict", models.TextField()),
                        ("decider", models.TextField()),
                        ("standing_in_for", models.TextField(blank=True, default="")),
                        ("reason", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="accounts.proposal",
                                to_field="public_id",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "decider"), name="accounts_decision_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["approve", "refuse", "withdraw"])),
                                name="accounts_decision_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("role", models.TextField()),
                        ("valid_from", models.DateTimeField()),
                        ("valid_to", models.DateTimeField(blank=True, null=True)),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="accounts_grant_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("purpose", models.TextField()),
                        ("case", models.TextField(blank=True, default="")),
                        (
                            "started_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        ("ends_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shifts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "-ends_at"], name="accounts_shift_current")],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeRead",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "notice",
                                "reader",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("reader", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="accounts.notice",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AbsenceEnd",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        (
                            "absence",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="accounts.absence",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="GrantEnd",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                        ("at", models.DateTimeField()),
                        (
                            "grant",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="accounts.grant",
                            ),
                        ),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
