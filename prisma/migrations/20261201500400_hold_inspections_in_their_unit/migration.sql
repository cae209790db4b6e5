-- An inspection is of one unit. Only from one that is no more it goes on in a successor, before its visit has begun.
CREATE FUNCTION eiso_guard_inspection_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state NOT IN ('scheduled', 'notified', 'handed_in')
	   OR EXISTS (SELECT 1 FROM unit_version u WHERE u.unit_id = OLD.unit_id AND u.valid_from <= eiso_today()
			AND (u.valid_to IS NULL OR u.valid_to > eiso_today()))
	   OR NOT EXISTS (SELECT 1 FROM unit_passage l WHERE l.from_unit_id = OLD.unit_id AND l.to_unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'content_frozen: an inspection stays in its unit, or goes on in the successor of one that is no more' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER inspection_unit_guard BEFORE UPDATE ON inspection FOR EACH ROW
	WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION eiso_guard_inspection_unit();
