-- Who owns an action or does a line of its plan, did so until it was given to another, showed what was done or wrote on it. Whoever had worked on it
-- and stepped aside could verify it.
CREATE FUNCTION eiso_people_of_action(asked uuid) RETURNS SETOF uuid
	LANGUAGE sql STABLE AS $$
	SELECT p.id FROM corrective_action a, LATERAL (VALUES (a.owner_id), (a.submitted_by_id)) p (id) WHERE a.id = asked AND p.id IS NOT NULL
	UNION
	SELECT l.doer_id FROM action_line l WHERE l.action_id = asked AND l.removed_at IS NULL
	UNION
	SELECT t.user_id FROM action_act t WHERE t.action_id = asked AND t.user_id IS NOT NULL
		AND t.event IN ('record', 'submit', 'ask_correction_only', 'report_line', 'complete')
	UNION
	SELECT (t.details ->> 'from')::uuid FROM action_act t WHERE t.action_id = asked AND t.event = 'reassign' AND t.details ? 'from'
	UNION
	SELECT e.added_by_id FROM evidence_file e JOIN action_line l ON l.id = e.subject_id WHERE e.subject_type = 'action_line' AND l.action_id = asked
	UNION
	SELECT e.added_by_id FROM evidence_pointer e JOIN action_line l ON l.id = e.subject_id WHERE e.subject_type = 'action_line' AND l.action_id = asked
$$;

CREATE OR REPLACE FUNCTION eiso_guard_action_verified() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.verifier_id IS NOT NULL AND NEW.verifier_id IN (NEW.owner_id, NEW.submitted_by_id)
		AND (NEW.verifier_id, NEW.owner_id, NEW.submitted_by_id) IS DISTINCT FROM (OLD.verifier_id, OLD.owner_id, OLD.submitted_by_id) THEN
		RAISE EXCEPTION 'separation_of_duties: who owns it does not verify it' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'verifying' AND NEW.state = 'closed' THEN
		IF NEW.verified_by_id IS DISTINCT FROM NEW.verifier_id OR NOT eiso_is_now(NEW.verified_at) OR coalesce(trim(NEW.verification), '') = '' THEN
			RAISE EXCEPTION 'separation_of_duties: who was named verifies, in words' USING ERRCODE = '23514';
		END IF;
		IF NEW.verified_by_id IN (SELECT eiso_people_of_action(NEW.id)) THEN
			RAISE EXCEPTION 'separation_of_duties: who worked on it does not verify it' USING ERRCODE = '23514';
		END IF;
		IF NEW.source = 'inspection' AND NOT EXISTS (SELECT 1 FROM province_appointment p WHERE p.user_id = NEW.verified_by_id AND p.role = 'inspector'
			AND p.valid_from <= eiso_today() AND (p.valid_to IS NULL OR p.valid_to > eiso_today())) THEN
			RAISE EXCEPTION 'separation_of_duties: what an inspection found is verified by an inspector' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.outcome = 'effective' THEN
		IF coalesce(NEW.check_due_on > eiso_today(), true) THEN
			RAISE EXCEPTION 'gate_not_met: the day of the check has not come' USING ERRCODE = '23514';
		END IF;
		IF NEW.closed_risk_touched IS NULL THEN
			RAISE EXCEPTION 'gate_not_met: the close says whether a risk or a planned change is touched' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (SELECT 1 FROM evidence_file f WHERE f.subject_type = 'action_check' AND f.subject_id = NEW.id AND f.removed_at IS NULL)
			AND NOT EXISTS (SELECT 1 FROM evidence_pointer f WHERE f.subject_type = 'action_check' AND f.subject_id = NEW.id AND f.removed_at IS NULL) THEN
			RAISE EXCEPTION 'gate_not_met: nothing shows that it was looked at' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM eiso_action_blocks(NEW.id)) THEN
			RAISE EXCEPTION 'gate_not_met: a linked document is not in force or not read' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;
