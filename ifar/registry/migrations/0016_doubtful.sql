-- Whether an arm was ever without marks, or forfeit, is asked before most events: few events say so, and their index is small.
CREATE INDEX registry_event_doubtful ON registry_event (firearm_id)
    WHERE changes ->> 'legal' = ANY (ARRAY['confiscated', 'for_disposal'])
       OR changes ->> 'physical' = ANY (ARRAY['altered', 'unmarked']);
