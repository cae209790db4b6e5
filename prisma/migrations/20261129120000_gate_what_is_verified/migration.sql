-- An action keeps its number when it passes to the successor of its unit, which may have given the same number to one of its own.
ALTER TABLE corrective_action
	ADD COLUMN number_unit_id UUID,
	ADD COLUMN verifier_named_by_id UUID,
	ADD COLUMN verifier_named_at TIMESTAMPTZ(3),
	ADD COLUMN verifier_unit_id UUID,
	ADD COLUMN verifier_reason TEXT;
UPDATE corrective_action SET number_unit_id = unit_id;
ALTER TABLE corrective_action
	ADD CONSTRAINT corrective_action_number_unit_id_fkey FOREIGN KEY (number_unit_id) REFERENCES unit(id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD CONSTRAINT corrective_action_verifier_named_by_id_fkey FOREIGN KEY (verifier_named_by_id) REFERENCES "user"(id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD CONSTRAINT corrective_action_verifier_unit_id_fkey FOREIGN KEY (verifier_unit_id) REFERENCES unit(id) ON DELETE RESTRICT ON UPDATE RESTRICT;
DROP INDEX corrective_action_unit_id_number_key;
CREATE UNIQUE INDEX corrective_action_number_unit_id_number_key ON corrective_action (number_unit_id, number);
CREATE INDEX corrective_action_verifier_named_by_id_idx ON corrective_action (verifier_named_by_id);
CREATE INDEX corrective_action_verifier_unit_id_idx ON corrective_action (verifier_unit_id);

-- A successor named by an event that ended the unit, whose day has come.
CREATE FUNCTION eiso_succeeds(heir uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN NOT EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = ended AND v.valid_from <= eiso_today()
			AND (v.valid_to IS NULL OR v.valid_to > eiso_today()))
		AND EXISTS (SELECT 1 FROM unit_event_line l JOIN unit_event e ON e.id = l.event_id AND e.kind IN ('MERGE', 'SPLIT', 'ABOLISH')
			WHERE l.from_unit_id = ended AND l.to_unit_id = heir AND e.effective_on <= eiso_today());

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

CREATE FUNCTION eiso_number_action() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	NEW.number_unit_id := NEW.unit_id;
	RETURN NEW;
END $$;
CREATE TRIGGER corrective_action_number BEFORE INSERT ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_number_action();

-- One open question for more time per action; it names the date as it stands, and is decided by somebody else, once.
CREATE UNIQUE INDEX action_extension_one_open ON action_extension (action_id) WHERE state = 'asked';

CREATE FUNCTION eiso_guard_new_extension() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'asked' OR NEW.decided_by_id IS NOT NULL OR NEW.decided_at IS NOT NULL OR trim(NEW.reason) = '' OR NEW.to_due_on <= NEW.from_due_on
		OR NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.due_on = NEW.from_due_on
			AND a.state IN ('analysing', 'awaiting_plan_approval', 'in_progress', 'verifying')) THEN
		RAISE EXCEPTION 'illegal_transition: more time is asked for an open action, from its date on, with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER action_extension_begins BEFORE INSERT ON action_extension FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_extension();

CREATE OR REPLACE FUNCTION eiso_guard_action_extension() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'asked' OR NEW.state = 'asked' OR (NEW.action_id, NEW.from_due_on, NEW.to_due_on, NEW.reason, NEW.asked_by_id, NEW.asked_at)
		IS DISTINCT FROM (OLD.action_id, OLD.from_due_on, OLD.to_due_on, OLD.reason, OLD.asked_by_id, OLD.asked_at) THEN
		RAISE EXCEPTION 'append_only: an extension is decided once' USING ERRCODE = '23514';
	END IF;
	IF NEW.state IN ('granted', 'refused') AND (NEW.decided_by_id IS NULL OR NEW.decided_by_id = NEW.asked_by_id OR NOT eiso_is_now(NEW.decided_at)
		OR coalesce(trim(NEW.decision_reason), '') = '') THEN
		RAISE EXCEPTION 'separation_of_duties: more time is granted or refused by another person, with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- The date of an action moves only to what was granted; of a closed one nothing moves.
CREATE FUNCTION eiso_guard_action_due() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on AND NOT EXISTS (SELECT 1 FROM action_extension e
		WHERE e.action_id = NEW.id AND e.state = 'granted' AND e.from_due_on = OLD.due_on AND e.to_due_on = NEW.due_on AND eiso_is_now(e.decided_at)) THEN
		RAISE EXCEPTION 'content_frozen: the date of an action moves only by an extension that was granted' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER corrective_action_due BEFORE UPDATE OF due_on ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_guard_action_due();

-- What is linked stays, or is taken out once with a reason, while the action is open.
CREATE FUNCTION eiso_guard_action_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.state NOT IN ('raised', 'closed')) THEN
		RAISE EXCEPTION 'content_frozen: documents are linked to an action that is being worked on' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.removed_at IS NOT NULL
			OR NEW.version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.document_id = NEW.document_id)
			OR NEW.change_request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change_request r
				WHERE r.id = NEW.change_request_id AND (r.document_id IS NULL OR r.document_id = NEW.document_id)) THEN
			RAISE EXCEPTION 'illegal_transition: version and request of a link are of its document' USING ERRCODE = '23514';
		END IF;
	ELSIF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR coalesce(trim(NEW.removed_reason), '') = ''
		OR (to_jsonb(NEW) - 'removed_at' - 'removed_reason') IS DISTINCT FROM (to_jsonb(OLD) - 'removed_at' - 'removed_reason') THEN
		RAISE EXCEPTION 'append_only: a link is taken out once, with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER action_document_guard BEFORE INSERT OR UPDATE ON action_document FOR EACH ROW EXECUTE FUNCTION eiso_guard_action_document();

-- A request to read that still asks somebody: open, its version current, the person active in the unit.
CREATE FUNCTION eiso_open_readings(asked uuid) RETURNS int
	LANGUAGE sql STABLE
	RETURN (
		SELECT count(*)::int FROM reading_request r JOIN version v ON v.id = r.version_id
		WHERE r.version_id = asked AND r.state = 'open' AND r.round = v.round AND v.state IN ('issued', 'withdrawn')
			AND (v.effective_to IS NULL OR v.effective_to > eiso_today() AND v.effective_to > v.effective_from)
			AND EXISTS (SELECT 1 FROM membership m JOIN "user" p ON p.id = m.user_id AND p.status = 'active'
				WHERE m.user_id = r.user_id AND m.unit_id = r.unit_id AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today())));

-- What of the linked documents still stands in the way of calling an action effective, one row each: `no_version`, `not_in_force`,
-- `not_withdrawn`, `reading_open` with how many have not read. Pages show it and the guard below asks it.
CREATE FUNCTION eiso_action_blocks(asked uuid) RETURNS TABLE (link_id uuid, document_id uuid, version_id uuid, reason text, waiting int)
	LANGUAGE sql STABLE AS $$
	WITH link AS (
		SELECT d.id, d.document_id, d.version_id, d.change_request_id FROM action_document d WHERE d.action_id = asked AND d.removed_at IS NULL
	), named AS (
		SELECT l.id, l.document_id, v.id AS version_id, 'issue' AS purpose FROM link l JOIN version v ON v.id = l.version_id
		UNION
		SELECT l.id, v.document_id, v.id, c.purpose::text FROM link l JOIN change_request_link c ON c.request_id = l.change_request_id
			JOIN version v ON v.id = c.version_id AND v.state <> 'cancelled' WHERE l.version_id IS NULL
	), stand AS (
		SELECT n.*, v.state, v.effective_from, v.effective_to, c.id AS current_id
		FROM named n JOIN version v ON v.id = n.version_id
		LEFT JOIN version c ON c.document_id = n.document_id AND c.state IN ('issued', 'withdrawn') AND c.effective_from <= eiso_today()
			AND (c.effective_to IS NULL OR c.effective_to > eiso_today()) AND c.effective_from >= v.effective_from
	)
	SELECT l.id, l.document_id, NULL::uuid, 'no_version', 0 FROM link l WHERE NOT EXISTS (SELECT 1 FROM named n WHERE n.id = l.id)
	UNION ALL
	SELECT s.id, s.document_id, s.version_id, 'not_withdrawn', 0 FROM stand s
	WHERE s.purpose = 'withdraw' AND NOT (s.state = 'withdrawn' AND coalesce(s.effective_to <= eiso_today(), false))
	UNION ALL
	SELECT s.id, s.document_id, s.version_id, 'not_in_force', 0 FROM stand s
	WHERE s.purpose = 'issue' AND (s.state NOT IN ('issued', 'withdrawn') OR s.effective_from > eiso_today() OR s.current_id IS NULL)
	UNION ALL
	SELECT o.id, o.document_id, o.asks, 'reading_open', eiso_open_readings(o.asks)
	FROM (SELECT s.id, s.document_id, s.version_id AS asks FROM stand s WHERE s.purpose = 'issue'
		UNION SELECT s.id, s.document_id, s.current_id FROM stand s WHERE s.purpose = 'issue' AND s.current_id IS NOT NULL) o
	WHERE eiso_open_readings(o.asks) > 0
$$;

-- Verified by who was named, who is neither owner nor doer nor wrote on the plan; of an inspection by an inspector. Effective only when the
-- day has come, something shows it, and nothing of the linked documents is open.
CREATE FUNCTION eiso_guard_action_verified() RETURNS trigger
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
		IF EXISTS (SELECT 1 FROM action_act t WHERE t.action_id = NEW.id AND t.user_id = NEW.verified_by_id
			AND t.event IN ('record', 'submit', 'ask_correction_only', 'report_line', 'complete')) THEN
			RAISE EXCEPTION 'separation_of_duties: who wrote on the plan does not verify it' USING ERRCODE = '23514';
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
CREATE TRIGGER corrective_action_verified BEFORE UPDATE ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_guard_action_verified();

-- A question that returns stays as it was put and is used once.
CREATE FUNCTION eiso_guard_follow_up_question() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.used_at IS NOT NULL OR (to_jsonb(NEW) - 'used_at' - 'unit_id' - 'area_id') IS DISTINCT FROM (to_jsonb(OLD) - 'used_at' - 'unit_id' - 'area_id')
		OR NEW.unit_id <> OLD.unit_id AND NOT eiso_succeeds(NEW.unit_id, OLD.unit_id) THEN
		RAISE EXCEPTION 'content_frozen: a question that returns stays as it was put' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER follow_up_question_guard BEFORE UPDATE ON follow_up_question FOR EACH ROW EXECUTE FUNCTION eiso_guard_follow_up_question();

-- What sister units are asked by: from a finding of an inspection, or from an action whose unit wrote a text to share. It stays as it was sent.
CREATE FUNCTION eiso_guard_shared_finding() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF num_nonnulls(NEW.finding_id, NEW.action_id) <> 1 OR trim(NEW.text) = '' OR NEW.closed_at IS NOT NULL
			OR NEW.finding_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM finding f
				WHERE f.id = NEW.finding_id AND f.inspection_id IS NOT NULL AND f.unit_id = NEW.unit_id AND f.state NOT IN ('draft', 'void'))
			OR NEW.action_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.unit_id = NEW.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: only a finding of an inspection or a text that its unit wrote goes to sister units' USING ERRCODE = '23514';
		END IF;
	ELSIF OLD.closed_at IS NOT NULL
		OR (to_jsonb(NEW) - 'closed_at' - 'row_version') IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at' - 'row_version') THEN
		RAISE EXCEPTION 'content_frozen: what was shared stays as it was sent' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER shared_finding_guard BEFORE INSERT OR UPDATE ON shared_finding FOR EACH ROW EXECUTE FUNCTION eiso_guard_shared_finding();

CREATE FUNCTION eiso_guard_sister_check() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.answer <> 'asked' OR EXISTS (SELECT 1 FROM shared_finding s WHERE s.id = NEW.shared_id AND (s.unit_id = NEW.unit_id OR s.closed_at IS NOT NULL)) THEN
			RAISE EXCEPTION 'illegal_transition: another unit is asked, and answers later' USING ERRCODE = '23514';
		END IF;
	ELSIF OLD.answer <> 'asked' OR NEW.answer = 'asked' OR (NEW.id, NEW.shared_id, NEW.unit_id) IS DISTINCT FROM (OLD.id, OLD.shared_id, OLD.unit_id) THEN
		RAISE EXCEPTION 'append_only: a unit answers once' USING ERRCODE = '23514';
	ELSIF NEW.answered_by_id IS NULL OR NOT eiso_is_now(NEW.answered_at) OR trim(NEW.text) = '' OR (NEW.answer = 'here') <> (NEW.action_id IS NOT NULL)
		OR NEW.action_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM corrective_action a
			WHERE a.id = NEW.action_id AND a.unit_id = NEW.unit_id AND a.source = 'sister_check') THEN
		RAISE EXCEPTION 'illegal_transition: an answer has words, and an action of the unit where it happens there too' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sister_check_guard BEFORE INSERT OR UPDATE ON sister_check FOR EACH ROW EXECUTE FUNCTION eiso_guard_sister_check();

-- Days of the ladder: of a unit, and of the province as the setting `actions`:
-- `{"checkDays": 60, "soonDays": 7, "officerDays": 1, "headDays": 7, "coordinatorDays": 30, "version": 1}`.
ALTER TABLE action_rule
	ADD CONSTRAINT action_rule_check_days CHECK (check_days BETWEEN 0 AND 365),
	ADD CONSTRAINT action_rule_soon_days CHECK (soon_days BETWEEN 1 AND 60),
	ADD CONSTRAINT action_rule_late_days CHECK (officer_days BETWEEN 1 AND 365 AND head_days BETWEEN 1 AND 365 AND coordinator_days BETWEEN 1 AND 365);
ALTER TABLE setting ADD CONSTRAINT setting_actions CHECK (
	CASE
		WHEN key <> 'actions' THEN true
		WHEN jsonb_typeof(value -> 'checkDays') IS DISTINCT FROM 'number' OR jsonb_typeof(value -> 'soonDays') IS DISTINCT FROM 'number'
			OR jsonb_typeof(value -> 'officerDays') IS DISTINCT FROM 'number' OR jsonb_typeof(value -> 'headDays') IS DISTINCT FROM 'number'
			OR jsonb_typeof(value -> 'coordinatorDays') IS DISTINCT FROM 'number' THEN false
		ELSE (value ->> 'checkDays')::numeric BETWEEN 0 AND 365 AND (value ->> 'soonDays')::numeric BETWEEN 1 AND 60
			AND (value ->> 'officerDays')::numeric BETWEEN 1 AND 365 AND (value ->> 'headDays')::numeric BETWEEN 1 AND 365
			AND (value ->> 'coordinatorDays')::numeric BETWEEN 1 AND 365
	END);
