-- An announcement ends with its unit at the latest, whenever it was signed (states.md §11). Looked at when all is written: an event ends the unit first,
-- and what is signed until its day gets its end after the signature. One that would only have begun later has an empty range.
CREATE FUNCTION eiso_check_announcement_of_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM announcement a
		JOIN (SELECT v.unit_id, max(v.valid_to) AS ended FROM unit_version v WHERE v.unit_id = NEW.unit_id
			GROUP BY v.unit_id HAVING bool_and(v.valid_to IS NOT NULL)) u ON u.unit_id = a.unit_id
		WHERE a.id = NEW.id AND a.state = 'signed' AND a.effective_to IS DISTINCT FROM a.effective_on
			AND (a.effective_to IS NULL OR a.effective_to > u.ended)) THEN
		RAISE EXCEPTION 'past_fixed: an announcement ends with its unit' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER announcement_of_unit AFTER INSERT OR UPDATE ON announcement DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION eiso_check_announcement_of_unit();
