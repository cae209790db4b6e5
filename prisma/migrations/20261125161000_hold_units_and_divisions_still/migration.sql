-- design.md §8: within a unit a code belongs to one division on any day. Codes stand in versions and the unit in the division, so that
-- a constraint cannot say it; the lock makes racing writes of one unit see each other.
CREATE FUNCTION eiso_guard_division_code() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	unit uuid;
BEGIN
	SELECT d.unit_id INTO unit FROM division d WHERE d.id = NEW.division_id;
	PERFORM pg_advisory_xact_lock(hashtextextended('division:' || unit::text, 0));
	IF EXISTS (
		SELECT 1 FROM division_version v JOIN division d ON d.id = v.division_id
		WHERE d.unit_id = unit AND v.id <> NEW.id AND v.division_id <> NEW.division_id AND v.code = NEW.code
			AND daterange(v.valid_from, v.valid_to, '[)') && daterange(NEW.valid_from, NEW.valid_to, '[)')) THEN
		RAISE EXCEPTION 'division_code_taken: another division of the unit has this code on one of these days' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER division_version_code_once AFTER INSERT OR UPDATE ON division_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_division_code();

-- What a unit was called and where it stood is never rewritten: a version can only be given an end.
CREATE FUNCTION eiso_guard_unit_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (to_jsonb(NEW) - 'valid_to') IS DISTINCT FROM (to_jsonb(OLD) - 'valid_to') THEN
		RAISE EXCEPTION 'content_frozen: a version of a unit or division is followed by another, never rewritten' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_version_guard BEFORE UPDATE ON unit_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_version();
CREATE TRIGGER division_version_guard BEFORE UPDATE ON division_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_version();

CREATE FUNCTION eiso_guard_unit_event() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'append_only: an event of units is never changed' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER unit_event_no_change BEFORE UPDATE ON unit_event FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event();
CREATE TRIGGER unit_event_line_no_change BEFORE UPDATE OR DELETE ON unit_event_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event();
