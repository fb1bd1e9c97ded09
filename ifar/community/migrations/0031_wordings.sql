-- An earlier wording keeps the mark under which it was written; it and a picture are taken out for good by an act of the author or a moderator.

CREATE FUNCTION community_check_erasure(e community_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('post', is_now ->> 'about');
BEGIN
    IF is_now ->> 'noun' NOT IN ('wording', 'picture') OR is_now ->> 'member' IS DISTINCT FROM one OR author IS NULL
       OR NOT community_stands('post', is_now ->> 'about', is_now ->> 'space', author) THEN
        RETURN 'there is no such thing';
    ELSIF author <> one AND NOT community_moderates(one, is_now ->> 'space') THEN
        RETURN 'they neither wrote it nor moderate';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION community_check(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one text;
BEGIN
    IF e.noun IN ('ruling', 'erasure', 'review', 'appraisal', 'adoption', 'progress', 'agreement', 'training') THEN
        one := community_in_force(written.actor);
        IF one IS NULL THEN
            RETURN 'they are no member now';
        END IF;
    END IF;
    RETURN CASE e.noun
        WHEN 'member' THEN community_check_member(e, was, is_now, written)
        WHEN 'space' THEN community_check_space(e, was, is_now, written)
        WHEN 'seat' THEN community_check_seat(e, was, is_now, written)
        WHEN 'report' THEN community_check_report(e, was, is_now, written)
        WHEN 'lowering' THEN community_check_lowering(e, is_now, written)
        WHEN 'ruling' THEN community_check_ruling(e, is_now, one)
        WHEN 'erasure' THEN community_check_erasure(e, is_now, one)
        WHEN 'review' THEN community_check_review(e, was, is_now, one, written)
        WHEN 'appraisal' THEN community_check_appraisal(e, was, is_now, one)
        WHEN 'adoption' THEN community_check_adoption(e, is_now, one)
        WHEN 'progress' THEN community_check_progress(e, was, is_now, one)
        WHEN 'agreement' THEN community_check_agreement(e, was, is_now, one)
        WHEN 'training' THEN community_check_training(e, was, is_now, one, written)
        ELSE 'there is no such noun' END;
END $$;

-- A wording is kept as it stood, under the mark that the post bears when it is replaced, and changes no more.
CREATE FUNCTION community_revision_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT FROM community_post p WHERE p.id = NEW.post_id
            AND (p.tlp, p.organisation, p.recipients, p.state) = (NEW.tlp, NEW.organisation, NEW.recipients, NEW.state)) THEN
        RAISE EXCEPTION 'ifar: an earlier wording keeps the mark under which it was written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_keep BEFORE INSERT OR UPDATE ON community_revision FOR EACH ROW EXECUTE FUNCTION community_revision_keep();
ALTER TABLE community_revision ENABLE ALWAYS TRIGGER mark_keep;

-- What is taken out of a post leaves the store of files with it.
CREATE OR REPLACE FUNCTION files_removal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.erasure AND act IN ('parties.erased', 'words.erased', 'community.space_destroyed', 'community.space_lapsed',
        'community.erasure_erased')) THEN
        RAISE EXCEPTION 'ifar: no erasure takes the file % away', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE name CONSTANT regclass := 'community_erasure';
BEGIN
    EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
END $$;
