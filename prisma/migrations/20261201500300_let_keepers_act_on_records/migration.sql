-- Who keeps a record takes evidence away and disposes of it: its unit, after the end of that the successor. The functions are as they were else.
CREATE FUNCTION eiso_keeper_of_record(record uuid) RETURNS uuid
	LANGUAGE sql STABLE
	RETURN (SELECT s.custody_unit_id FROM quality_record q JOIN record_series s ON s.id = q.series_id WHERE q.id = record);

CREATE OR REPLACE FUNCTION eiso_guard_record_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
	going text[] := ARRAY['stored_sha256', 'removed_at', 'removed_by_id', 'removed_reason'];
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id FOR SHARE;
	IF TG_OP = 'INSERT' THEN
		IF r.state <> 'kept' OR NEW.stored_sha256 IS DISTINCT FROM NEW.sha256 OR NEW.removed_at IS NOT NULL OR NEW.removed_by_id IS NOT NULL
			OR NEW.removed_reason IS NOT NULL OR NOT eiso_is_now(NEW.added_at) THEN
			RAISE EXCEPTION 'illegal_transition: evidence is added to a record that is kept' USING ERRCODE = '23514';
		END IF;
		IF eiso_is_listed_for_disposal(r.id) THEN
			RAISE EXCEPTION 'content_frozen: a record on a list of disposal stays what the list says' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.stored_sha256 IS NOT NULL
		OR (to_jsonb(NEW) - going) IS DISTINCT FROM (to_jsonb(OLD) - going) THEN
		RAISE EXCEPTION 'content_frozen: evidence stays until its record is disposed of' USING ERRCODE = '23514';
	END IF;
	IF r.state = 'disposed' THEN
		IF NEW.removed_by_id IS NOT NULL OR NEW.removed_reason IS NOT NULL THEN
			RAISE EXCEPTION 'content_frozen: evidence of a disposed record goes with its disposal' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT eiso_is_now(NEW.removed_at) OR trim(coalesce(NEW.removed_reason, '')) = '' OR NEW.removed_by_id IS NULL
		OR NEW.removed_by_id = OLD.added_by_id OR NOT eiso_holds_role(NEW.removed_by_id, eiso_keeper_of_record(r.id), 'head') THEN
		RAISE EXCEPTION 'content_frozen: a head other than who added it takes evidence away, with a reason' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.released_at IS NULL)
		OR EXISTS (SELECT 1 FROM record_disposal_line l JOIN record_disposal d ON d.id = l.disposal_id
			WHERE l.record_id = r.id AND d.state <> 'cancelled') THEN
		RAISE EXCEPTION 'content_frozen: evidence of a record under a hold or on a list of disposal stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_record_disposal_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	line record_disposal_line%ROWTYPE;
BEGIN
	line := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
	IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT 1 FROM record_disposal d WHERE d.id = line.disposal_id AND d.state = 'draft')
		OR (TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM quality_record r JOIN record_disposal d ON d.id = line.disposal_id
			WHERE r.id = line.record_id AND eiso_keeper_of_record(r.id) = d.unit_id AND r.state = 'kept')) THEN
		RAISE EXCEPTION 'content_frozen: the list of a disposal is fixed when it is proposed' USING ERRCODE = '23514';
	END IF;
	RETURN line;
END $$;
