-- What an action was closed on stays: nothing is added to its evidence or taken away from it once it is closed.
CREATE FUNCTION eiso_guard_action_evidence() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM corrective_action a WHERE a.state = 'closed' AND (
		NEW.subject_type IN ('corrective_action', 'action_check') AND a.id = NEW.subject_id
		OR NEW.subject_type = 'action_line' AND a.id = (SELECT l.action_id FROM action_line l WHERE l.id = NEW.subject_id))) THEN
		RAISE EXCEPTION 'content_frozen: evidence of a closed action stays as it is' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_of_action BEFORE INSERT OR UPDATE ON evidence_file
	FOR EACH ROW WHEN (NEW.subject_type IN ('corrective_action', 'action_line', 'action_check')) EXECUTE FUNCTION eiso_guard_action_evidence();
CREATE TRIGGER evidence_pointer_of_action BEFORE INSERT OR UPDATE ON evidence_pointer
	FOR EACH ROW WHEN (NEW.subject_type IN ('corrective_action', 'action_line', 'action_check')) EXECUTE FUNCTION eiso_guard_action_evidence();
