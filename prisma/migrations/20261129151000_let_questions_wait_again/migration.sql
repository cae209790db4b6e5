-- A question that returns is used up by an audit that asks it. When the audit is put off or called off before anybody answered, it waits again.
CREATE OR REPLACE FUNCTION eiso_guard_follow_up_question() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (to_jsonb(NEW) - 'used_at' - 'unit_id' - 'area_id') IS DISTINCT FROM (to_jsonb(OLD) - 'used_at' - 'unit_id' - 'area_id')
		OR NEW.unit_id <> OLD.unit_id AND NOT eiso_succeeds(NEW.unit_id, OLD.unit_id)
		OR OLD.used_at IS NOT NULL AND (NEW.used_at IS NOT NULL AND NEW.used_at <> OLD.used_at
			OR EXISTS (SELECT 1 FROM audit_question q WHERE q.follow_up_id = OLD.id AND q.answer_version > 0)) THEN
		RAISE EXCEPTION 'content_frozen: a question that returns stays as it was put' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
