CREATE OR REPLACE FUNCTION community_check(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
