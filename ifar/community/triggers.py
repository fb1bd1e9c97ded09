"""Which function of community runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "mark_first",
        "BEFORE INSERT",
        (
            "community_assistance",
            "community_collection",
            "community_course",
            "community_gap",
            "community_guide",
            "community_post",
            "community_practice",
            "community_topic",
        ),
        "community_mark_first",
    ),
    Trigger(
        "mark_keep",
        "BEFORE UPDATE",
        (
            "community_assistance",
            "community_collection",
            "community_course",
            "community_gap",
            "community_guide",
            "community_post",
            "community_practice",
            "community_topic",
        ),
        "community_mark_keep",
        when=(
            "new.tlp <> old.tlp OR "
            "new.pap <> old.pap OR "
            "new.recipients <> old.recipients OR "
            "new.organisations <> old.organisations OR "
            "new.author_id <> old.author_id OR "
            "new.space_id <> old.space_id OR "
            "new.lowered <> old.lowered OR "
            "new.public_id::text <> old.public_id::text OR "
            "new.chatham <> old.chatham"
        ),
    ),
    Trigger(
        "sight_keep",
        "BEFORE UPDATE OF state",
        (
            "community_assistance",
            "community_collection",
            "community_course",
            "community_gap",
            "community_guide",
            "community_post",
            "community_practice",
            "community_topic",
        ),
        "community_sight_keep",
        when="new.state <> old.state AND new.state <> 'held'::text",
    ),
    Trigger(
        "stays",
        "BEFORE UPDATE OF post_id",
        ("community_attachment", "community_mention", "community_translation"),
        "community_stays",
        when="new.post_id <> old.post_id",
    ),
    Trigger(
        "kept",
        "BEFORE UPDATE",
        "community_edition",
        "community_stays",
        when=(
            "new.number IS DISTINCT FROM old.number OR "
            "new.version IS DISTINCT FROM old.version OR "
            "new.language IS DISTINCT FROM old.language OR "
            "new.file_id::text IS DISTINCT FROM old.file_id::text OR "
            "new.link IS DISTINCT FROM old.link OR "
            "new.words IS DISTINCT FROM old.words OR "
            "new.text IS DISTINCT FROM old.text"
        ),
    ),
    Trigger(
        "stays",
        "BEFORE UPDATE OF guide_id",
        "community_edition",
        "community_stays",
        when="new.guide_id <> old.guide_id",
    ),
    Trigger(
        "stays",
        "BEFORE UPDATE OF topic_id",
        ("community_enquiry", "community_post"),
        "community_stays",
        when="new.topic_id <> old.topic_id",
    ),
    Trigger(
        "stays",
        "BEFORE UPDATE OF collection_id",
        "community_place",
        "community_stays",
        when="new.collection_id <> old.collection_id",
    ),
    Trigger("moves", "AFTER INSERT", "community_post", "community_post_moves"),
    Trigger(
        "moves_again",
        "AFTER UPDATE",
        "community_post",
        "community_post_moves",
        when=(
            "new.tlp <> old.tlp OR "
            "new.state <> old.state OR "
            "new.organisations <> old.organisations OR "
            "new.recipients <> old.recipients"
        ),
    ),
    Trigger("checked", "BEFORE INSERT OR UPDATE", "community_practice", "community_practice_keep"),
    Trigger("counts", "AFTER INSERT OR DELETE", "community_reaction", "community_reaction_counts"),
    Trigger("mark_keep", "BEFORE INSERT OR UPDATE", "community_revision", "community_revision_keep"),
    Trigger(
        "moves",
        "BEFORE UPDATE",
        "community_topic",
        "community_topic_moves",
        when="new.tlp <> old.tlp OR new.organisations <> old.organisations OR new.recipients <> old.recipients",
    ),
)
