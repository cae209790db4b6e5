-- Who keeps records for a unit without a successor may end as well, before it, with it or after it. Then whoever follows that unit keeps them.

-- The unit that has on a day what the records of a unit have become: itself while it stands; else its first successor, else the unit that stood above it,
-- else the Department's own, each of them by whoever has it on that day. Null: nobody.
CREATE FUNCTION eiso_record_keeper(asked uuid, day date, seen uuid[] DEFAULT '{}') RETURNS uuid
	LANGUAGE plpgsql STABLE AS $$
DECLARE
	ended date;
	next uuid;
	keeper uuid;
BEGIN
	IF asked IS NULL OR asked = ANY (seen) THEN
		RETURN NULL;
	END IF;
	ended := eiso_unit_end(asked);
	IF ended IS NULL OR ended > day THEN
		RETURN (SELECT v.unit_id FROM unit_version v WHERE v.unit_id = asked AND v.valid_from <= day AND v.valid_to IS DISTINCT FROM v.valid_from LIMIT 1);
	END IF;
	FOR next IN SELECT c.id FROM (
		SELECT l.to_unit_id AS id, 1 AS place, l.id AS line FROM unit_passage l JOIN unit_event e ON e.id = l.event_id
			WHERE l.from_unit_id = asked AND l.to_unit_id <> asked AND e.effective_on = ended
		UNION ALL SELECT v.parent_id, 2, NULL FROM unit_version v
			WHERE v.unit_id = asked AND v.valid_to = ended AND v.valid_to IS DISTINCT FROM v.valid_from
		UNION ALL SELECT u.id, 3, NULL FROM setting s JOIN unit u ON to_jsonb(u.id::text) = s.value WHERE s.key = 'models.unit'
	) c WHERE c.id IS NOT NULL ORDER BY c.place, c.line LOOP
		keeper := eiso_record_keeper(next, day, seen || asked);
		IF keeper IS NOT NULL THEN
			RETURN keeper;
		END IF;
	END LOOP;
	RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION eiso_keeps_for(keeper uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN keeper <> ended AND keeper = eiso_record_keeper(ended, eiso_today());

-- As before, but that what comes to a unit until the day before an event goes where it was chosen as well.
CREATE OR REPLACE FUNCTION eiso_guard_unit_event_choice() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	e unit_event;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a choice is changed, never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND (NEW.id, NEW.event_id, NEW.subject_type, NEW.subject_id, NEW.target_unit_id) IS DISTINCT FROM
	   (OLD.id, OLD.event_id, OLD.subject_type, OLD.subject_id, OLD.target_unit_id) THEN
		RAISE EXCEPTION 'content_frozen: what a choice is about never changes' USING ERRCODE = '23514';
	END IF;
	SELECT * INTO STRICT e FROM unit_event WHERE id = NEW.event_id;
	IF NOT (e.effective_on > eiso_today() OR TG_OP = 'INSERT' AND e.effective_on = eiso_today() AND eiso_is_now(e.created_at)) THEN
		RAISE EXCEPTION 'past_fixed: what an event does is chosen until the day before it' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(NEW.chosen_at) THEN
		RAISE EXCEPTION 'past_fixed: a choice is made at the moment that it names' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.event_id = e.id AND l.to_unit_id = NEW.target_unit_id AND l.from_unit_id <> l.to_unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: what a unit leaves goes to its successors only' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM unit_event_line l WHERE l.event_id = e.id AND l.from_unit_id = CASE NEW.subject_type
			WHEN 'unit' THEN NEW.subject_id
			WHEN 'document' THEN (SELECT d.unit_id FROM document d WHERE d.id = NEW.subject_id)
			WHEN 'inspection' THEN (SELECT i.unit_id FROM inspection i WHERE i.id = NEW.subject_id)
			WHEN 'corrective_action' THEN (SELECT a.unit_id FROM corrective_action a WHERE a.id = NEW.subject_id)
			WHEN 'record_series' THEN (SELECT coalesce(eiso_record_keeper(s.custody_unit_id, e.effective_on - 1), s.custody_unit_id)
				FROM record_series s WHERE s.id = NEW.subject_id) END) THEN
		RAISE EXCEPTION 'illegal_transition: a choice is about something of a unit of this event' USING ERRCODE = '23514';
	END IF;
	IF (NEW.choice IN ('carry', 'leave')) <> (NEW.subject_type IN ('unit', 'document'))
	   OR (NEW.choice = 'cancel' AND NEW.subject_type <> 'inspection')
	   OR (NEW.choice <> 'carry' AND (num_nonnulls(NEW.new_code, NEW.until) > 0 OR NEW.ask_reading))
	   OR (NEW.new_code IS NOT NULL AND NEW.subject_type <> 'document') THEN
		RAISE EXCEPTION 'illegal_transition: this cannot be chosen for this thing' USING ERRCODE = '23514';
	END IF;
	IF NEW.choice = 'carry' AND (NEW.until IS NULL OR NEW.until <= e.effective_on OR NEW.until > (e.effective_on + interval '12 months')::date) THEN
		RAISE EXCEPTION 'carry_too_long: what is carried over applies twelve months at most' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
