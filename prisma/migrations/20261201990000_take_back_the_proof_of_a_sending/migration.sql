-- What proved a step may be given back: the step is open again, and its history says so.
CREATE OR REPLACE FUNCTION eiso_guard_roll_out_item() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM roll_out_unit u JOIN roll_out_wave w ON w.id = u.wave_id JOIN roll_out_step s ON s.wave_id = w.id
		WHERE u.id = NEW.roll_out_unit_id AND s.id = NEW.step_id AND w.state = 'open'
			AND (u.left_on IS NULL OR u.left_on > eiso_today()) AND (s.dropped_on IS NULL OR s.dropped_on > eiso_today())) THEN
		RAISE EXCEPTION 'content_frozen: the wave is not open, or unit or step are not in it' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'open' OR NEW.row_version <> 1 THEN
			RAISE EXCEPTION 'illegal_transition: a step begins open' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.roll_out_unit_id, NEW.step_id) IS DISTINCT FROM (OLD.roll_out_unit_id, OLD.step_id) OR NEW.row_version <> OLD.row_version + 1 THEN
		RAISE EXCEPTION 'stale: one act after the other' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
		('open', 'claimed'), ('open', 'waiver_asked'), ('open', 'proven'), ('open', 'not_applicable'), ('open', 'accepted'),
		('claimed', 'open'), ('claimed', 'accepted'), ('claimed', 'proven'),
		('waiver_asked', 'open'), ('waiver_asked', 'not_applicable'), ('waiver_asked', 'proven'),
		('accepted', 'open'), ('proven', 'open'), ('not_applicable', 'open'), ('not_applicable', 'proven')) THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state AND (NEW.done_on, NEW.claimed_on, NEW.claimed_by_id, NEW.settled_on, NEW.settled_by_id)
		IS DISTINCT FROM (OLD.done_on, OLD.claimed_on, OLD.claimed_by_id, OLD.settled_on, OLD.settled_by_id) THEN
		RAISE EXCEPTION 'content_frozen: days and persons of a state stay with it' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state THEN
		IF NEW.done_on > eiso_today() THEN
			RAISE EXCEPTION 'past_fixed: what is done is done today or before' USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('claimed', 'waiver_asked') AND NEW.claimed_on <> eiso_today()
			OR NEW.state IN ('accepted', 'proven', 'not_applicable') AND NEW.settled_on <> eiso_today() THEN
			RAISE EXCEPTION 'past_fixed: a step changes its state today' USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'claimed' AND NEW.state = 'accepted' AND (NEW.done_on, NEW.claimed_on, NEW.claimed_by_id)
			IS DISTINCT FROM (OLD.done_on, OLD.claimed_on, OLD.claimed_by_id) THEN
			RAISE EXCEPTION 'content_frozen: what is accepted is what was claimed' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;
