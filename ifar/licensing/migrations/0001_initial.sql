CREATE UNIQUE INDEX licensing_event_spent ON licensing_event ((details ->> 'application')) WHERE record_type = 'licence' AND kind IN ('granted', 'renewed');
CREATE UNIQUE INDEX licensing_event_drawn ON licensing_event (subject) WHERE record_type = 'round' AND kind = 'drawn';
