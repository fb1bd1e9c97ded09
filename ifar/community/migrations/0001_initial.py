import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("user", models.CharField(max_length=14, unique=True)),
                        ("organisation", models.CharField(max_length=14)),
                        ("country", models.CharField(max_length=2)),
                        ("ground", models.TextField()),
                        ("nominated_by", models.CharField(max_length=14)),
                        ("seconded_by", models.CharField(blank=True, default="", max_length=14)),
                        (
                            "expertise",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("identity", models.TextField(blank=True, default="")),
                        ("employer", models.TextField(blank=True, default="")),
                        ("code", models.TextField(blank=True, default="")),
                        ("valid_until", models.DateTimeField(null=True)),
                        (
                            "programs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["programs"], name="community_member_programs"
                            ),
                            models.Index(fields=["organisation"], name="community_member_office"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ("nominated", "checked", "active", "suspended", "refused", "left"),
                                    )
                                ),
                                name="community_member_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "active"), _negated=True),
                                    ("valid_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="community_member_term",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("record_type", models.TextField()),
                        ("subject", models.CharField(max_length=14)),
                        ("n", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("schema", models.TextField()),
                        ("details", models.JSONField()),
                        ("changes", models.JSONField()),
                        ("proposal", models.CharField(blank=True, default="", max_length=14)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record_type", "subject", "n"), name="community_event_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Downgrade",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("object_type", models.TextField()),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField()),
                        ("member", models.CharField(max_length=14)),
                        ("space", models.CharField(blank=True, db_default="", default="", max_length=14)),
                        ("around", models.CharField(blank=True, db_default="", default="", max_length=14)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("space", models.CharField(max_length=14)),
                        ("about", models.CharField(max_length=14)),
                        ("author", models.CharField(max_length=14)),
                        ("ground", models.TextField()),
                        ("by", models.CharField(max_length=14)),
                        ("decided_by", models.CharField(blank=True, default="", max_length=14)),
                        ("appeal_by", models.CharField(blank=True, default="", max_length=14)),
                        ("object_type", models.TextField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["space", "state"], name="community_report_desk"),
                            models.Index(fields=["about"], name="community_report_about"),
                            models.Index(fields=["by"], name="community_report_by"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "open",
                                            "dismissed",
                                            "hidden",
                                            "warned",
                                            "frozen",
                                            "appealed",
                                            "upheld",
                                            "overturned",
                                        ),
                                    )
                                ),
                                name="community_report_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("space", models.CharField(max_length=14)),
                        ("member", models.CharField(max_length=14)),
                        ("role", models.TextField()),
                        ("until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["space"], name="community_seat_space")],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "space"), name="community_seat_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("seated", "frozen", "left"))),
                                name="community_seat_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ("reader", "writer", "moderator"))),
                                name="community_seat_role",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Space",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("name", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), default=list
                            ),
                        ),
                        ("language", models.TextField(blank=True, default="")),
                        ("tlp", models.SmallIntegerField()),
                        ("chatham", models.BooleanField(default=False)),
                        ("ends_on", models.DateField(null=True)),
                        ("at_end", models.TextField(blank=True, default="")),
                        ("keeps_days", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "archived", "destroyed"))),
                                name="community_space_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "global",
                                            "regional",
                                            "thematic",
                                            "working_group",
                                            "case_room",
                                            "announcements",
                                        ),
                                    )
                                ),
                                name="community_space_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_space_tlp"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("reviewer", models.CharField(max_length=14)),
                        ("edition", models.IntegerField()),
                        ("expires_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("course", models.CharField(max_length=14)),
                        ("member", models.CharField(max_length=14)),
                        ("paper", models.CharField(blank=True, default="", max_length=14)),
                        ("used", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member"], name="community_training_member")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("course", "member"), name="community_training_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("enrolled", "attended", "absent", "withdrew", "certified"))
                                ),
                                name="community_training_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adoption",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("practice", models.CharField(max_length=14)),
                        ("member", models.CharField(max_length=14)),
                        ("organisation", models.CharField(max_length=14)),
                        ("country", models.CharField(max_length=2)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("practice", "organisation"), name="community_adoption_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("need", models.CharField(max_length=14)),
                        ("offer", models.CharField(max_length=14)),
                        ("proposed_by", models.CharField(max_length=14)),
                        ("answered_by", models.CharField(blank=True, default="", max_length=14)),
                        ("met", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["offer"], name="community_agreement_offer")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("need", "offer"), name="community_agreement_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "proposed",
                                            "declined",
                                            "agreed",
                                            "delivered",
                                            "assessed",
                                            "broken_off",
                                        ),
                                    )
                                ),
                                name="community_agreement_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appraisal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("checked_by", models.CharField(blank=True, default="", max_length=14)),
                        ("grade", models.TextField(blank=True, default="")),
                        ("graded_by", models.CharField(blank=True, default="", max_length=14)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("submitted", "returned", "anonymous", "graded"))
                                ),
                                name="community_appraisal_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Progress",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        (
                            "workers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), default=list
                            ),
                        ),
                        ("closed_by", models.CharField(blank=True, default="", max_length=14)),
                        ("closed_with", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["state"], name="community_progress_by_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("open", "in_work", "closed"))),
                                name="community_progress_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(("closed_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="community_progress_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ruling",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("object_type", models.TextField()),
                        ("space", models.CharField(max_length=14)),
                        ("member", models.CharField(max_length=14)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("state", models.TextField()),
                        ("n", models.IntegerField()),
                        ("last_event", models.UUIDField()),
                        ("object_type", models.TextField()),
                        ("about", models.CharField(max_length=14)),
                        ("space", models.CharField(max_length=14)),
                        ("member", models.CharField(max_length=14)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Digest",
                    fields=[
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="community.member",
                            ),
                        ),
                        ("post", models.BigIntegerField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                ),
                migrations.CreateModel(
                    name="Profile",
                    fields=[
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="profile",
                                serialize=False,
                                to="community.member",
                            ),
                        ),
                        ("name", models.TextField(blank=True, default="")),
                        ("post", models.TextField(blank=True, default="")),
                        ("about", models.TextField(blank=True, default="")),
                        ("contact", models.TextField(blank=True, default="")),
                        ("shown", models.JSONField(default=dict)),
                        ("digest", models.TextField(default="weekly")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("digest__in", ("never", "daily", "weekly"))),
                                name="community_profile_digest",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpaceRead",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "member",
                                "space",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("post", models.BigIntegerField()),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Watch",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "member",
                                "subject",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("subject", models.CharField(max_length=14)),
                        ("mute", models.BooleanField(default=False)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Tie",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("one_type", models.TextField()),
                        ("one", models.CharField(max_length=14)),
                        ("other_type", models.TextField()),
                        ("other", models.CharField(max_length=14)),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["other"], name="community_tie_back")],
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="community_tie_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assistance",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("side", models.TextField()),
                        ("words", models.TextField()),
                        (
                            "articles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "forms",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=4), default=list
                            ),
                        ),
                        (
                            "regions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), default=list
                            ),
                        ),
                        ("starts", models.DateField()),
                        ("ends", models.DateField()),
                        ("priority", models.SmallIntegerField(default=2)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["side", "-id"], name="community_assistance_list"),
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_assistance_search"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))),
                                name="community_assistance_tlp",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_assistance_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_assistance_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("side__in", ("need", "offer"))),
                                name="community_assistance_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gte", models.F("starts"))),
                                name="community_assistance_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_assistance_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Collection",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("words", models.TextField(blank=True, default="")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))),
                                name="community_collection_tlp",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_collection_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_collection_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_collection_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Course",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("words", models.TextField()),
                        ("form", models.TextField()),
                        ("starts", models.DateField()),
                        ("ends", models.DateField()),
                        ("hours", models.IntegerField()),
                        ("place", models.TextField(blank=True, default="")),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["-starts", "-id"], name="community_course_list"),
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_course_search"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_course_tlp"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_course_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_course_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("form__in", ("in_person", "online", "mixed"))),
                                name="community_course_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gte", models.F("starts"))),
                                name="community_course_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_course_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gap",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("kind", models.TextField()),
                        ("words", models.TextField()),
                        ("evidence", models.TextField(blank=True, default="")),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=4), default=list
                            ),
                        ),
                        (
                            "articles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("priority", models.SmallIntegerField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["-priority", "-id"], name="community_gap_list"),
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_gap_search"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_gap_tlp"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_gap_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_gap_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ("legal", "technical", "operational", "cooperation"))
                                ),
                                name="community_gap_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__in", (1, 2, 3, 4))),
                                name="community_gap_priority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_gap_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guide",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("kind", models.TextField()),
                        ("summary", models.TextField()),
                        ("country", models.CharField(blank=True, default="", max_length=4)),
                        (
                            "articles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("licence", models.TextField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["-id"], include=("space",), name="community_guide_newest"),
                            models.Index(fields=["country"], name="community_guide_by_country"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["articles"], name="community_guide_by_article"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_guide_search"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_guide_tlp"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_guide_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_guide_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        (
                                            "guide",
                                            "model_law",
                                            "legislation",
                                            "marking_guide",
                                            "training",
                                            "tool",
                                        ),
                                    )
                                ),
                                name="community_guide_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "licence__in",
                                        (
                                            "public_domain",
                                            "cc_by",
                                            "cc_by_nc",
                                            "official",
                                            "permission",
                                            "internal",
                                        ),
                                    )
                                ),
                                name="community_guide_licence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "legislation"), _negated=True),
                                    models.Q(("country", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="community_guide_country",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_guide_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Practice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("context", models.TextField()),
                        ("problem", models.TextField()),
                        ("done", models.TextField()),
                        ("result", models.TextField()),
                        ("evidence", models.TextField(blank=True, default="")),
                        ("transferability", models.TextField(blank=True, default="")),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_practice_search"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))),
                                name="community_practice_tlp",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_practice_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_practice_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_practice_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "training",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="score",
                                serialize=False,
                                to="community.training",
                            ),
                        ),
                        ("before", models.SmallIntegerField(null=True)),
                        ("after", models.SmallIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("before__isnull", True), ("before__range", (0, 100)), _connector="OR"
                                    ),
                                    models.Q(
                                        ("after__isnull", True), ("after__range", (0, 100)), _connector="OR"
                                    ),
                                ),
                                name="community_score_per_cent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("number", models.IntegerField()),
                        ("version", models.TextField()),
                        ("language", models.TextField()),
                        ("name", models.TextField(blank=True, default="")),
                        ("size", models.BigIntegerField(default=0)),
                        ("pages", models.IntegerField(default=0)),
                        (
                            "text",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list
                            ),
                        ),
                        ("link", models.TextField(blank=True, default="")),
                        ("words", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.file",
                            ),
                        ),
                        (
                            "guide",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="editions",
                                to="community.guide",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("guide", "number"), name="community_edition_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("file__isnull", False), ("link", ""), ("pages__gt", 0)),
                                    models.Q(
                                        ("file__isnull", True),
                                        ("pages", 0),
                                        models.Q(("link", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="community_edition_file_or_link",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "collection",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="community.collection",
                            ),
                        ),
                        (
                            "guide",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="community.guide",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("collection", "guide"), name="community_place_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "guide",
                                "member",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("used_for", models.TextField()),
                        ("helped", models.SmallIntegerField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "guide",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="community.guide",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("used_for__in", ("case", "training", "drafting", "court", "planning"))
                                ),
                                name="community_rating_use",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("helped__in", (0, 1, 2))), name="community_rating_helped"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("title", models.TextField()),
                        ("locked", models.BooleanField(default=False)),
                        (
                            "last_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["space", "-last_at", "-id"], name="community_topic_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_topic_tlp"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_topic_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_topic_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_topic_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("tlp", models.SmallIntegerField()),
                        ("pap", models.SmallIntegerField(default=1)),
                        ("chatham", models.BooleanField(default=False)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list
                            ),
                        ),
                        ("state", models.TextField(default="shown")),
                        ("language", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("number", models.IntegerField()),
                        ("text", models.TextField()),
                        ("edited_at", models.DateTimeField(null=True)),
                        ("helped", models.IntegerField(default=0)),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.space",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="posts",
                                to="community.topic",
                            ),
                        ),
                        ("lowered", models.IntegerField(db_default=0, default=0)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["topic", "id"], name="community_post_topic"),
                            models.Index(fields=["space", "-id"], name="community_post_space"),
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["search"], name="community_post_search"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tlp__in", (0, 1, 2, 3, 4))), name="community_post_tlp"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pap__in", (0, 1, 2, 3))), name="community_post_pap"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ("shown", "held", "hidden"))),
                                name="community_post_state",
                            ),
                            models.UniqueConstraint(fields=("topic", "number"), name="community_post_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisations", []), ("tlp", 4)),
                                    ("tlp__in", (2, 3)),
                                    models.Q(("organisations", []), ("recipients", [])),
                                    _connector="OR",
                                ),
                                name="community_post_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TopicRead",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "member",
                                "topic",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("post", models.BigIntegerField()),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="community.topic",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("seen", models.JSONField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "topic",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enquiry",
                                to="community.topic",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="community.post",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member", "-id"], name="community_mention_mine")],
                        "constraints": [
                            models.UniqueConstraint(fields=("post", "member"), name="community_mention_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="revisions",
                                to="community.post",
                            ),
                        ),
                        ("tlp", models.SmallIntegerField(db_default=4, default=4)),
                        (
                            "recipients",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), db_default=[], default=list
                            ),
                        ),
                        ("state", models.TextField(db_default="shown", default="shown")),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=14), db_default=[], default=list
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("public_id", models.CharField(max_length=14, unique=True)),
                        ("name", models.TextField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("size", models.BigIntegerField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="community.post",
                            ),
                        ),
                        ("pages", models.IntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Reaction",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "post",
                                "member",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="community.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Translation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("language", models.TextField()),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.member",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="translations",
                                to="community.post",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("post", "language"), name="community_translation_once"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="Topic",
            name="solution",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="community.post"
            ),
        ),
    ]
