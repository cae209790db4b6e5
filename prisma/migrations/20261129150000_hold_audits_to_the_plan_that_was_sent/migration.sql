-- The plan of an audit is made while it is planned and stays from the moment it is sent; who was appointed stays appointed as signed. A
-- postponed audit is planned again, and its questions, nobody having answered, are copied anew when it is sent the next time.

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

CREATE FUNCTION eiso_guard_audit_team_member() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM 1 FROM internal_audit a WHERE a.id = NEW.audit_id AND a.state = 'planned' FOR SHARE;
		IF NOT FOUND OR NEW.appointed_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
			RAISE EXCEPTION 'illegal_transition: a member is proposed while the audit is planned, and appointed afterwards' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.ended_at IS NOT NULL OR (NEW.audit_id, NEW.user_id, NEW.role, NEW.home_unit_id, NEW.proposed_by_id, NEW.proposed_at)
			IS DISTINCT FROM (OLD.audit_id, OLD.user_id, OLD.role, OLD.home_unit_id, OLD.proposed_by_id, OLD.proposed_at)
		OR OLD.appointed_at IS NOT NULL AND (NEW.appointed_at, NEW.signature_id, NEW.independence)
			IS DISTINCT FROM (OLD.appointed_at, OLD.signature_id, OLD.independence) THEN
		RAISE EXCEPTION 'content_frozen: who was proposed and appointed stays as signed' USING ERRCODE = '23514';
	END IF;
	IF (NEW.appointed_at IS NULL) <> (NEW.signature_id IS NULL) OR NEW.appointed_at IS NOT NULL AND NEW.independence IS NULL THEN
		RAISE EXCEPTION 'signature_refused: a head signs an appointment over its independence sheet' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_internal_audit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.number, NEW.first_starts_on, NEW.created_at, NEW.created_by_id)
		IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.first_starts_on, OLD.created_at, OLD.created_by_id) THEN
		RAISE EXCEPTION 'content_frozen: number, first day and origin of an audit stay' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('closed', 'cancelled')
		AND (to_jsonb(NEW) - 'shared_at' - 'row_version') IS DISTINCT FROM (to_jsonb(OLD) - 'shared_at' - 'row_version') THEN
		RAISE EXCEPTION 'content_frozen: an audit that ended stays as it was' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'reported' AND NEW.state IN ('reported', 'closed') AND (NEW.report, NEW.strengths, NEW.conclusion, NEW.proposals)
		IS DISTINCT FROM (OLD.report, OLD.strengths, OLD.conclusion, OLD.proposals) THEN
		RAISE EXCEPTION 'content_frozen: a signed report stays as it was' USING ERRCODE = '23514';
	END IF;
	-- Dates move with a postponement, which leads back to planned.
	IF OLD.state <> 'planned' AND NEW.state <> 'planned' AND (NEW.title, NEW.programme_id, NEW.programme_line_id, NEW.extraordinary_reason,
			NEW.purpose, NEW.standard_code, NEW.clauses, NEW.law, NEW.place, NEW.starts_on, NEW.ends_on, NEW.checklist_version_id, NEW.plan)
		IS DISTINCT FROM (OLD.title, OLD.programme_id, OLD.programme_line_id, OLD.extraordinary_reason,
			OLD.purpose, OLD.standard_code, OLD.clauses, OLD.law, OLD.place, OLD.starts_on, OLD.ends_on, OLD.checklist_version_id, OLD.plan) THEN
		RAISE EXCEPTION 'content_frozen: the plan of an audit that was sent stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_audit_question_gone() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 FROM internal_audit a WHERE a.id = OLD.audit_id AND a.state = 'planned' FOR SHARE;
	IF NOT FOUND OR OLD.answer_version > 0 THEN
		RAISE EXCEPTION 'append_only: a question that was sent stays' USING ERRCODE = '23514';
	END IF;
	RETURN OLD;
END $$;

DROP TRIGGER audit_scope_area_guard ON audit_scope_area;
CREATE TRIGGER audit_scope_area_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_scope_area FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
DROP TRIGGER audit_scope_document_guard ON audit_scope_document;
CREATE TRIGGER audit_scope_document_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_scope_document FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
DROP TRIGGER audit_team_area_guard ON audit_team_area;
CREATE TRIGGER audit_team_area_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_team_area FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
DROP TRIGGER audit_slot_guard ON audit_slot;
CREATE TRIGGER audit_slot_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_slot FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
DROP TRIGGER audit_slot_person_guard ON audit_slot_person;
CREATE TRIGGER audit_slot_person_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_slot_person FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_team_member_guard BEFORE INSERT OR UPDATE ON audit_team_member FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_team_member();
DROP TRIGGER audit_question_no_delete ON audit_question;
CREATE TRIGGER audit_question_gone BEFORE DELETE ON audit_question FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_question_gone();
