-- A part of a plan stays with its audit: moving it to another would take it from one that was sent.
CREATE OR REPLACE FUNCTION eiso_guard_audit_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	part jsonb;
	audit uuid;
BEGIN
	IF TG_OP = 'DELETE' THEN
		part := to_jsonb(OLD);
	ELSE
		part := to_jsonb(NEW);
	END IF;
	IF TG_OP = 'UPDATE' AND (part -> 'audit_id', part -> 'member_id', part -> 'slot_id')
		IS DISTINCT FROM (to_jsonb(OLD) -> 'audit_id', to_jsonb(OLD) -> 'member_id', to_jsonb(OLD) -> 'slot_id') THEN
		RAISE EXCEPTION 'content_frozen: a part of a plan stays with its audit' USING ERRCODE = '23514';
	END IF;
	audit := CASE TG_TABLE_NAME
		WHEN 'audit_slot_person' THEN (SELECT s.audit_id FROM audit_slot s WHERE s.id = (part ->> 'slot_id')::uuid)
		WHEN 'audit_team_area' THEN (SELECT t.audit_id FROM audit_team_member t WHERE t.id = (part ->> 'member_id')::uuid)
		ELSE (part ->> 'audit_id')::uuid END;
	PERFORM 1 FROM internal_audit a WHERE a.id = audit AND a.state = 'planned' FOR SHARE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'content_frozen: the plan of an audit that was sent stays' USING ERRCODE = '23514';
	END IF;
	IF TG_TABLE_NAME = 'audit_team_area' AND EXISTS (SELECT 1 FROM audit_team_member t
		WHERE t.id = (part ->> 'member_id')::uuid AND t.appointed_at IS NOT NULL) THEN
		RAISE EXCEPTION 'content_frozen: what a member was appointed to stays' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END $$;

-- Evidence that comes while an action is being closed waits for the close, and is refused after it.
CREATE OR REPLACE FUNCTION eiso_guard_action_evidence() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	action_state text;
BEGIN
	SELECT a.state::text INTO action_state FROM corrective_action a
	WHERE NEW.subject_type IN ('corrective_action', 'action_check') AND a.id = NEW.subject_id
		OR NEW.subject_type = 'action_line' AND a.id = (SELECT l.action_id FROM action_line l WHERE l.id = NEW.subject_id)
	FOR SHARE;
	IF action_state = 'closed' THEN
		RAISE EXCEPTION 'content_frozen: evidence of a closed action stays as it is' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
