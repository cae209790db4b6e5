-- What of a unit that is no more nobody can go on with: its draft reports, and, where nobody succeeds it, its open corrective actions and its records.
ALTER TYPE "action_outcome" ADD VALUE 'unit_ended';
ALTER TYPE "report_state" ADD VALUE 'cancelled';

CREATE FUNCTION eiso_has_ended(unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = unit AND v.valid_from <= eiso_today())
		AND NOT EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = unit AND (v.valid_to IS NULL OR v.valid_to > eiso_today()));

CREATE FUNCTION eiso_ended_without_heir(unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN eiso_has_ended(unit) AND NOT EXISTS (SELECT 1 FROM unit_passage l JOIN unit_event e ON e.id = l.event_id AND e.effective_on <= eiso_today()
		WHERE l.from_unit_id = unit AND l.to_unit_id <> unit
			AND e.effective_on = (SELECT max(v.valid_to) FROM unit_version v WHERE v.unit_id = unit));

-- The unit that stood above it at its end, else the Department's own.
CREATE FUNCTION eiso_keeps_for(keeper uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN keeper <> ended AND (
		EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = ended AND v.parent_id = keeper
			AND v.valid_to = (SELECT max(o.valid_to) FROM unit_version o WHERE o.unit_id = ended))
		OR EXISTS (SELECT 1 FROM setting s WHERE s.key = 'models.unit' AND s.value = to_jsonb(keeper::text)));

-- The functions of before, as they were but for what ends with the unit.
CREATE OR REPLACE FUNCTION eiso_guard_corrective_action() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	ended text := coalesce(NEW.outcome::text, '');
BEGIN
	IF OLD.state = 'closed'
		OR (NEW.number_unit_id, NEW.number, NEW.source, NEW.finding_id, NEW.report_id, NEW.raised_by_id, NEW.raised_at, NEW.predecessor_id)
			IS DISTINCT FROM (OLD.number_unit_id, OLD.number, OLD.source, OLD.finding_id, OLD.report_id, OLD.raised_by_id, OLD.raised_at, OLD.predecessor_id)
		OR NEW.unit_id <> OLD.unit_id AND (NEW.state <> OLD.state OR NOT eiso_succeeds(NEW.unit_id, OLD.unit_id))
		OR (NEW.grade, NEW.statement, NEW.evidence, NEW.standard_code, NEW.clause)
			IS DISTINCT FROM (OLD.grade, OLD.statement, OLD.evidence, OLD.standard_code, OLD.clause)
		OR OLD.first_due_on IS NOT NULL AND NEW.first_due_on IS DISTINCT FROM OLD.first_due_on THEN
		RAISE EXCEPTION 'content_frozen: origin and first due date of an action stay, and so does a closed one' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> 'raised' AND NEW.state <> 'closed' AND (NEW.owner_id IS NULL OR NEW.first_due_on IS NULL OR NEW.due_on IS NULL) THEN
		RAISE EXCEPTION 'illegal_transition: an action at work has an owner and a day' USING ERRCODE = '23514';
	END IF;
	IF (NEW.state = 'closed') <> (NEW.outcome IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: an action is closed with an outcome' USING ERRCODE = '23514';
	END IF;
	-- No state is left out on the way: only the rows of states.md §10.
	IF NEW.state <> OLD.state AND NOT (
		(OLD.state, NEW.state) IN (('raised', 'analysing'), ('analysing', 'awaiting_plan_approval'), ('awaiting_plan_approval', 'in_progress'),
			('awaiting_plan_approval', 'analysing'), ('in_progress', 'verifying'))
		OR ended = 'void' AND OLD.state <> 'verifying'
		OR ended = 'unit_ended' AND eiso_ended_without_heir(OLD.unit_id)
		OR ended = 'correction_only' AND OLD.state = 'awaiting_plan_approval'
		OR ended IN ('effective', 'ineffective') AND OLD.state = 'verifying') THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'awaiting_plan_approval' AND NEW.state IN ('in_progress', 'closed') AND ended NOT IN ('void', 'unit_ended')
		AND (NEW.approved_by_id IS NULL OR NEW.signature_id IS NULL OR NEW.approved_by_id IN (NEW.owner_id, NEW.submitted_by_id)
			OR EXISTS (SELECT 1 FROM action_line l WHERE l.action_id = NEW.id AND l.removed_at IS NULL AND l.doer_id = NEW.approved_by_id)) THEN
		RAISE EXCEPTION 'separation_of_duties: who owns or does it does not approve it' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome IN ('effective', 'ineffective') AND (NEW.verified_by_id IS NULL OR NEW.verified_by_id IN (NEW.owner_id, NEW.submitted_by_id)
		OR EXISTS (SELECT 1 FROM action_line l WHERE l.action_id = NEW.id AND l.removed_at IS NULL AND l.doer_id = NEW.verified_by_id)) THEN
		RAISE EXCEPTION 'separation_of_duties: who did it does not verify it' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome = 'correction_only' AND NEW.grade = 'major' THEN
		RAISE EXCEPTION 'gate_not_met: a major finding is not closed by a correction alone' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_record_series() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		NEW.custody_unit_id := NEW.unit_id;
		RETURN NEW;
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a series of records stays in its unit' USING ERRCODE = '23514';
	END IF;
	IF NEW.custody_unit_id IS DISTINCT FROM OLD.custody_unit_id AND (
		EXISTS (SELECT 1 FROM unit_version u WHERE u.unit_id = OLD.custody_unit_id AND u.valid_from <= eiso_today()
			AND (u.valid_to IS NULL OR u.valid_to > eiso_today()))
		OR NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.from_unit_id = OLD.custody_unit_id AND l.to_unit_id = NEW.custody_unit_id)
			AND NOT (eiso_ended_without_heir(OLD.custody_unit_id) AND eiso_keeps_for(NEW.custody_unit_id, OLD.custody_unit_id))) THEN
		RAISE EXCEPTION 'content_frozen: records pass only from a unit that is no more to its successor, or to who keeps them where there is none' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_periodic_report() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a report is never taken away' USING ERRCODE = '23514';
	END IF;
	IF (NEW.unit_id, NEW.kind, NEW.year, NEW.due_on, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.kind, OLD.year, OLD.due_on, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: of whom and for when a report is does not change' USING ERRCODE = '23514';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'sent'), ('sent', 'sent'), ('sent', 'draft'), ('sent', 'received'), ('received', 'received'))
		AND NOT (OLD.state = 'draft' AND NEW.state::text = 'cancelled' AND eiso_has_ended(OLD.unit_id)) THEN
		RAISE EXCEPTION 'illegal_transition: a report does not go from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'draft' AND (NEW.number, NEW.report_date, NEW.remarks) IS DISTINCT FROM (OLD.number, OLD.report_date, OLD.remarks) THEN
		RAISE EXCEPTION 'content_frozen: what was sent does not change' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'sent' AND NOT EXISTS (
		SELECT 1 FROM periodic_report_issue i WHERE i.report_id = NEW.id AND i.returned_on IS NULL AND i.received_on IS NULL
			AND i.number = NEW.number AND i.report_date = NEW.report_date AND i.remarks = NEW.remarks) THEN
		RAISE EXCEPTION 'unsigned: a report is sent with its figures and a signature' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'received' AND NOT EXISTS (SELECT 1 FROM periodic_report_issue i WHERE i.report_id = NEW.id AND i.received_on IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: a report is received with its day' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_action_verified() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.verifier_id IS NOT NULL AND NEW.verifier_id IN (NEW.owner_id, NEW.submitted_by_id)
		AND (NEW.verifier_id, NEW.owner_id, NEW.submitted_by_id) IS DISTINCT FROM (OLD.verifier_id, OLD.owner_id, OLD.submitted_by_id) THEN
		RAISE EXCEPTION 'separation_of_duties: who owns it does not verify it' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'verifying' AND NEW.state = 'closed' AND NEW.outcome::text IS DISTINCT FROM 'unit_ended' THEN
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
