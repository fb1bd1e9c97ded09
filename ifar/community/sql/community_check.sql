-- What no guard of `ifar/community/*_acts.py` can say of an act of the community: null, or why it cannot be.
-- By its own hand: it is the way to what each record asks, and whoever is no member any more acts no more.
CREATE OR REPLACE FUNCTION community_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
BEGIN
    IF one IS NULL AND e.record_type IN ('downgrade', 'ruling', 'erasure', 'review', 'appraisal', 'adoption', 'progress', 'agreement', 'training') THEN
        RETURN 'they are no member now';
    END IF;
    RETURN CASE e.record_type
        WHEN 'member' THEN community_check_member(e, was, is_now, one, written)
        WHEN 'space' THEN community_check_space(e, was, is_now, one, written)
        WHEN 'seat' THEN community_check_seat(e, was, is_now, one, written)
        WHEN 'report' THEN community_check_report(e, was, is_now, one, written)
        WHEN 'downgrade' THEN community_check_downgrade(e, is_now, one)
        WHEN 'ruling' THEN community_check_ruling(e, is_now, one)
        WHEN 'erasure' THEN community_check_erasure(is_now, one)
        WHEN 'review' THEN community_check_review(e, was, is_now, one, written)
        WHEN 'appraisal' THEN community_check_appraisal(e, is_now, one)
        WHEN 'adoption' THEN community_check_adoption(e, is_now, one)
        WHEN 'progress' THEN community_check_progress(e, was, is_now, one)
        WHEN 'agreement' THEN community_check_agreement(e, was, is_now, one)
        WHEN 'training' THEN community_check_training(e, is_now, one, written) END;
END $$;
