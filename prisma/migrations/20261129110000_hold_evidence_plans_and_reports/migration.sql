-- Evidence that is pointed to is taken away as a file is: once, with a reason.
ALTER TABLE evidence_pointer ADD COLUMN removed_reason TEXT;
ALTER TABLE evidence_pointer ADD CONSTRAINT evidence_pointer_names_one CHECK (num_nonnulls(document_id, version_id, record_id) = 1);

CREATE FUNCTION eiso_guard_evidence_pointer() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
		OR (to_jsonb(NEW) - 'removed_at' - 'removed_by_id' - 'removed_reason')
			IS DISTINCT FROM (to_jsonb(OLD) - 'removed_at' - 'removed_by_id' - 'removed_reason') THEN
		RAISE EXCEPTION 'append_only: evidence stays; it can be taken away once, with its stub' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER evidence_pointer_guard BEFORE UPDATE ON evidence_pointer FOR EACH ROW EXECUTE FUNCTION eiso_guard_evidence_pointer();

-- Two who raise a finding at once get two numbers.
CREATE UNIQUE INDEX finding_number_in_audit ON finding (audit_id, number) WHERE audit_id IS NOT NULL;
CREATE UNIQUE INDEX finding_number_in_inspection ON finding (inspection_id, number) WHERE inspection_id IS NOT NULL;

CREATE FUNCTION eiso_guard_new_finding() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'draft' THEN
		RAISE EXCEPTION 'illegal_transition: a finding begins as a draft' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER finding_begins BEFORE INSERT ON finding FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_finding();

-- What was reported stays as it was reported, and is decided once.
CREATE FUNCTION eiso_guard_fault_report() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'reported'
		OR (NEW.unit_id, NEW.number, NEW.what, NEW.place, NEW.found_on, NEW.reporter_id, NEW.reported_at)
			IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.what, OLD.place, OLD.found_on, OLD.reporter_id, OLD.reported_at) THEN
		RAISE EXCEPTION 'content_frozen: a report stays as it was made' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER fault_report_guard BEFORE UPDATE ON fault_report FOR EACH ROW EXECUTE FUNCTION eiso_guard_fault_report();

-- An action begins as raised, and what was raised stays as it was: a graver finding is never made a lesser one to be closed by a correction.
CREATE FUNCTION eiso_guard_new_action() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'raised' OR NEW.outcome IS NOT NULL OR NEW.owner_id IS NOT NULL OR NEW.first_due_on IS NOT NULL THEN
		RAISE EXCEPTION 'illegal_transition: an action begins as raised' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER corrective_action_begins BEFORE INSERT ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_action();

CREATE OR REPLACE FUNCTION eiso_guard_corrective_action() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	ended text := coalesce(NEW.outcome::text, '');
BEGIN
	IF OLD.state = 'closed'
		OR (NEW.unit_id, NEW.number, NEW.source, NEW.finding_id, NEW.report_id, NEW.raised_by_id, NEW.raised_at, NEW.predecessor_id)
			IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.source, OLD.finding_id, OLD.report_id, OLD.raised_by_id, OLD.raised_at, OLD.predecessor_id)
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
		OR ended = 'correction_only' AND OLD.state = 'awaiting_plan_approval'
		OR ended IN ('effective', 'ineffective') AND OLD.state = 'verifying') THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'awaiting_plan_approval' AND NEW.state IN ('in_progress', 'closed') AND NEW.outcome IS DISTINCT FROM 'void'
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

-- A plan is made while the cause is looked for; once approved its lines are only reported done or dropped, each once.
CREATE FUNCTION eiso_guard_new_action_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.done_on IS NOT NULL OR NEW.dropped_at IS NOT NULL OR NEW.due_on <> NEW.first_due_on
		OR NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.state = 'analysing') THEN
		RAISE EXCEPTION 'content_frozen: lines are planned before the plan goes up' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER action_line_begins BEFORE INSERT ON action_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_action_line();

CREATE OR REPLACE FUNCTION eiso_guard_action_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	at_state action_state;
BEGIN
	SELECT a.state INTO at_state FROM corrective_action a WHERE a.id = OLD.action_id;
	IF NEW.action_id <> OLD.action_id OR NEW.first_due_on <> OLD.first_due_on OR at_state = 'closed'
		OR OLD.removed_at IS NOT NULL OR OLD.done_on IS NOT NULL OR OLD.dropped_at IS NOT NULL
		OR at_state <> 'analysing' AND (NEW.what, NEW.due_on, NEW.removed_at) IS DISTINCT FROM (OLD.what, OLD.due_on, OLD.removed_at)
		OR at_state <> 'in_progress' AND (NEW.done_on, NEW.dropped_at) IS DISTINCT FROM (OLD.done_on, OLD.dropped_at) THEN
		RAISE EXCEPTION 'content_frozen: a plan stays as it was approved, and what was reported stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
