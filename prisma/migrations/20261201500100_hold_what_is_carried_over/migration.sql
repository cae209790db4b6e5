-- Choices of an event, versions that are carried over and what is handed over, held by the database.

CREATE FUNCTION eiso_guard_unit_event_choice() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	e unit_event;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a choice is changed, never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND (NEW.id, NEW.event_id, NEW.subject_type, NEW.subject_id, NEW.target_unit_id) IS DISTINCT FROM
	   (OLD.id, OLD.event_id, OLD.subject_type, OLD.subject_id, OLD.target_unit_id) THEN
		RAISE EXCEPTION 'content_frozen: what a choice is about never changes' USING ERRCODE = '23514';
	END IF;
	SELECT * INTO STRICT e FROM unit_event WHERE id = NEW.event_id;
	IF NOT (e.effective_on > eiso_today() OR TG_OP = 'INSERT' AND e.effective_on = eiso_today() AND eiso_is_now(e.created_at)) THEN
		RAISE EXCEPTION 'past_fixed: what an event does is chosen until the day before it' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(NEW.chosen_at) THEN
		RAISE EXCEPTION 'past_fixed: a choice is made at the moment that it names' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.event_id = e.id AND l.to_unit_id = NEW.target_unit_id AND l.from_unit_id <> l.to_unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: what a unit leaves goes to its successors only' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM unit_event_line l WHERE l.event_id = e.id AND l.from_unit_id = CASE NEW.subject_type
			WHEN 'unit' THEN NEW.subject_id
			WHEN 'document' THEN (SELECT d.unit_id FROM document d WHERE d.id = NEW.subject_id)
			WHEN 'inspection' THEN (SELECT i.unit_id FROM inspection i WHERE i.id = NEW.subject_id)
			WHEN 'corrective_action' THEN (SELECT a.unit_id FROM corrective_action a WHERE a.id = NEW.subject_id)
			WHEN 'record_series' THEN (SELECT s.custody_unit_id FROM record_series s WHERE s.id = NEW.subject_id) END) THEN
		RAISE EXCEPTION 'illegal_transition: a choice is about something of a unit of this event' USING ERRCODE = '23514';
	END IF;
	IF (NEW.choice IN ('carry', 'leave')) <> (NEW.subject_type IN ('unit', 'document'))
	   OR (NEW.choice = 'cancel' AND NEW.subject_type <> 'inspection')
	   OR (NEW.choice <> 'carry' AND (num_nonnulls(NEW.new_code, NEW.until) > 0 OR NEW.ask_reading))
	   OR (NEW.new_code IS NOT NULL AND NEW.subject_type <> 'document') THEN
		RAISE EXCEPTION 'illegal_transition: this cannot be chosen for this thing' USING ERRCODE = '23514';
	END IF;
	IF NEW.choice = 'carry' AND (NEW.until IS NULL OR NEW.until <= e.effective_on OR NEW.until > (e.effective_on + interval '12 months')::date) THEN
		RAISE EXCEPTION 'carry_too_long: what is carried over applies twelve months at most' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_event_choice_guard BEFORE INSERT OR UPDATE OR DELETE ON unit_event_choice FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event_choice();
CREATE TRIGGER unit_event_choice_no_truncate BEFORE TRUNCATE ON unit_event_choice EXECUTE FUNCTION eiso_refuse_delete();

-- Between units of one event, with the same bytes, twelve months at most; what was carried over once already ends by its first day.
CREATE FUNCTION eiso_guard_carried_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	e unit_event;
BEGIN
	IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD.soon_told_at IS NOT NULL OR (to_jsonb(NEW) - 'soon_told_at') IS DISTINCT FROM (to_jsonb(OLD) - 'soon_told_at')) THEN
		RAISE EXCEPTION 'append_only: where a version was carried over from stays as it was' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		RETURN NEW;
	END IF;
	SELECT * INTO STRICT e FROM unit_event WHERE id = NEW.event_id;
	IF e.effective_on < eiso_today() OR e.effective_on = eiso_today() AND NOT eiso_is_now(e.created_at) THEN
		RAISE EXCEPTION 'past_fixed: what is carried over is chosen until the day before the event' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(NEW.carried_at) OR NEW.soon_told_at IS NOT NULL THEN
		RAISE EXCEPTION 'past_fixed: a version is carried over at the moment that it names' USING ERRCODE = '23514';
	END IF;
	IF NEW.until <= e.effective_on OR NEW.until > (e.effective_on + interval '12 months')::date
	   OR EXISTS (SELECT 1 FROM carried_version c WHERE c.version_id = NEW.origin_version_id AND c.until < NEW.until) THEN
		RAISE EXCEPTION 'carry_too_long: what is carried over applies twelve months at most' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM unit_event_line l JOIN version o ON o.unit_id = l.from_unit_id JOIN version v ON v.unit_id = l.to_unit_id
		WHERE l.event_id = e.id AND l.from_unit_id = NEW.origin_unit_id AND l.to_unit_id = NEW.unit_id AND l.from_unit_id <> l.to_unit_id
			AND o.id = NEW.origin_version_id AND v.id = NEW.version_id AND v.origin = 'carried_over' AND v.state = 'draft'
			AND (o.pdf_sha256, o.source_sha256) IS NOT DISTINCT FROM (v.pdf_sha256, v.source_sha256)) THEN
		RAISE EXCEPTION 'content_changed: the same bytes are carried over, from a unit that ends into its successor' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER carried_version_guard BEFORE INSERT OR UPDATE OR DELETE ON carried_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_carried_version();
CREATE TRIGGER carried_version_no_truncate BEFORE TRUNCATE ON carried_version EXECUTE FUNCTION eiso_refuse_delete();

-- At the end of the transaction nothing is half carried over.
CREATE FUNCTION eiso_check_carried_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.id AND v.state = 'draft')
	   OR NOT EXISTS (SELECT 1 FROM carried_version c WHERE c.version_id = NEW.id) THEN
		RAISE EXCEPTION 'content_changed: what is carried over is issued at once and says from where' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_carried_over AFTER INSERT ON version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.origin = 'carried_over') EXECUTE FUNCTION eiso_check_carried_version();

CREATE FUNCTION eiso_guard_handed_over() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: what is handed over is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'open' OR num_nonnulls(NEW.decided_by_id, NEW.decided_at, NEW.reason, NEW.result_id) > 0 OR NOT eiso_is_now(NEW.offered_at)
		   OR NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.event_id = NEW.event_id AND l.from_unit_id = NEW.origin_unit_id
				AND l.to_unit_id = NEW.unit_id AND l.from_unit_id <> l.to_unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: a unit that ends offers its things to its successors' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'open' OR NEW.state = 'open' OR NEW.row_version <= OLD.row_version OR NOT eiso_is_now(NEW.decided_at)
	   OR (NEW.state = 'taken') <> (NEW.result_id IS NOT NULL)
	   OR (NEW.state IN ('taken', 'declined')) <> (NEW.decided_by_id IS NOT NULL)
	   OR (NEW.id, NEW.event_id, NEW.unit_id, NEW.origin_unit_id, NEW.kind, NEW.subject_id, NEW.offered_at) IS DISTINCT FROM
	      (OLD.id, OLD.event_id, OLD.unit_id, OLD.origin_unit_id, OLD.kind, OLD.subject_id, OLD.offered_at) THEN
		RAISE EXCEPTION 'append_only: what is handed over is taken or declined once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER handed_over_guard BEFORE INSERT OR UPDATE OR DELETE ON handed_over FOR EACH ROW EXECUTE FUNCTION eiso_guard_handed_over();
CREATE TRIGGER handed_over_no_truncate BEFORE TRUNCATE ON handed_over EXECUTE FUNCTION eiso_refuse_delete();

-- A series is kept by its unit; once that is no more, by a successor. The unit that made it never changes.
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
		OR NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.from_unit_id = OLD.custody_unit_id AND l.to_unit_id = NEW.custody_unit_id)) THEN
		RAISE EXCEPTION 'content_frozen: records pass only from a unit that is no more to its successor' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER record_series_guard ON record_series;
CREATE TRIGGER record_series_guard BEFORE INSERT OR UPDATE ON record_series FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_series();

-- The functions of before, as they were but for what is carried over and for who keeps records now.
CREATE OR REPLACE FUNCTION eiso_guard_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	today date := eiso_today();
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a version is never deleted' USING ERRCODE = '23514';
	END IF;

	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.unit_id = NEW.unit_id AND d.status = 'open') THEN
			RAISE EXCEPTION 'version_unit: the document is not open or belongs to another unit' USING ERRCODE = '23514';
		END IF;
		IF NEW.origin = 'taken_on' THEN
			-- Waits for whoever begins a version of the same document.
			PERFORM 1 FROM document d WHERE d.id = NEW.document_id FOR UPDATE;
			IF EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND NOT (
				v.origin = 'taken_on' AND v.state = 'issued' AND eiso_taking_on(v.issue_batch_id, v.unit_id))) THEN
				RAISE EXCEPTION 'open_version_exists: only a document without versions is taken on' USING ERRCODE = '23514';
			END IF;
			IF num_nonnulls(NEW.effective_from, NEW.effective_to, NEW.reviewer_id, NEW.submitted_by_id, NEW.submitted_at, NEW.exception_id) > 0
			   OR NEW.structured OR num_nonnulls(NEW.pdf_sha256, NEW.source_sha256) = 0 THEN
				RAISE EXCEPTION 'illegal_transition: what is taken on is a file as it was found, and nobody reviewed it here' USING ERRCODE = '23514';
			END IF;
		END IF;
		IF NEW.origin = 'carried_over' THEN
			PERFORM 1 FROM document d WHERE d.id = NEW.document_id FOR UPDATE;
			IF EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND NOT (v.origin = 'carried_over' AND v.state = 'cancelled')) THEN
				RAISE EXCEPTION 'open_version_exists: only a document without versions is carried over' USING ERRCODE = '23514';
			END IF;
			IF num_nonnulls(NEW.effective_from, NEW.effective_to, NEW.reviewer_id, NEW.submitted_by_id, NEW.submitted_at, NEW.exception_id) > 0
			   OR num_nonnulls(NEW.pdf_sha256, NEW.source_sha256) = 0 THEN
				RAISE EXCEPTION 'illegal_transition: what is carried over is a file as it was issued elsewhere, and nobody reviewed it here' USING ERRCODE = '23514';
			END IF;
		END IF;
		IF NEW.state <> 'draft' OR num_nonnulls(NEW.issue_batch_id, NEW.issued_at, NEW.withdrawn_at) > 0 THEN
			RAISE EXCEPTION 'illegal_transition: a version starts as a draft' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.state = 'issued' AND v.effective_from > today) THEN
			RAISE EXCEPTION 'successor_pending: an issued version is waiting for its day' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;

	IF (NEW.id, NEW.document_id, NEW.unit_id, NEW.origin, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
	   (OLD.id, OLD.document_id, OLD.unit_id, OLD.origin, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: what a version belongs to never changes' USING ERRCODE = '23514';
	END IF;
	IF NEW.round < OLD.round THEN
		RAISE EXCEPTION 'content_frozen: rounds only grow' USING ERRCODE = '23514';
	END IF;

	-- What was submitted cannot change (§5.2).
	IF OLD.state <> 'draft' AND
	   (NEW.title, NEW.summary, NEW.change_class, NEW.issue_no, NEW.revision_no, NEW.pdf_sha256, NEW.pdf_name, NEW.pdf_pages,
	    NEW.source_sha256, NEW.source_name, NEW.source_type) IS DISTINCT FROM
	   (OLD.title, OLD.summary, OLD.change_class, OLD.issue_no, OLD.revision_no, OLD.pdf_sha256, OLD.pdf_name, OLD.pdf_pages,
	    OLD.source_sha256, OLD.source_name, OLD.source_type) THEN
		RAISE EXCEPTION 'content_frozen: a submitted version cannot change' USING ERRCODE = '23514';
	END IF;

	-- Who sent what was issued, when and to whom stays, and so does why and when it was withdrawn.
	IF OLD.state IN ('issued', 'withdrawn') AND
	   (NEW.reviewer_id, NEW.submitted_by_id, NEW.submitted_at) IS DISTINCT FROM (OLD.reviewer_id, OLD.submitted_by_id, OLD.submitted_at) THEN
		RAISE EXCEPTION 'content_frozen: how an issued version was submitted cannot change' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('issued', 'withdrawn') AND NEW.state = OLD.state AND
	   (NEW.withdrawn_at, NEW.state_reason) IS DISTINCT FROM (OLD.withdrawn_at, OLD.state_reason) THEN
		RAISE EXCEPTION 'content_frozen: a withdrawal stays as it was' USING ERRCODE = '23514';
	END IF;
	IF NEW.state NOT IN ('issued', 'withdrawn') AND num_nonnulls(NEW.issue_batch_id, NEW.issued_at) > 0
	   OR NEW.state <> 'withdrawn' AND NEW.withdrawn_at IS NOT NULL THEN
		RAISE EXCEPTION 'illegal_transition: a version has the batch and the moments of its state, no others' USING ERRCODE = '23514';
	END IF;

	IF NEW.state <> OLD.state THEN
		IF NEW.row_version <= OLD.row_version THEN
			RAISE EXCEPTION 'stale: a change of state moves the row version' USING ERRCODE = '23514';
		END IF;
		IF (OLD.state::text || '>' || NEW.state::text) NOT IN (
			'draft>in_review', 'in_review>in_approval', 'in_approval>approved', 'approved>issued',
			'in_review>draft', 'in_approval>draft', 'in_approval>in_review', 'approved>draft',
			'draft>cancelled', 'in_review>cancelled', 'in_approval>cancelled', 'approved>cancelled',
			'issued>approved', 'issued>withdrawn', 'withdrawn>issued')
		   AND NOT (NEW.origin IN ('taken_on', 'carried_over') AND OLD.state = 'draft' AND NEW.state = 'issued')
		   AND NOT (NEW.origin = 'carried_over' AND OLD.state = 'issued' AND NEW.state = 'cancelled' AND OLD.effective_from > today)
		   OR NEW.origin = 'carried_over' AND (OLD.state::text || '>' || NEW.state::text) NOT IN
			('draft>issued', 'issued>cancelled', 'issued>withdrawn', 'withdrawn>issued')
		   OR NEW.origin = 'taken_on' AND (OLD.state::text || '>' || NEW.state::text) NOT IN ('draft>issued', 'issued>withdrawn', 'withdrawn>issued') THEN
			RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'withdrawn' AND (OLD.effective_to <= today OR NOT EXISTS (
			SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
			WHERE l.document_id = NEW.document_id AND l.withdraws AND b.state = 'revoked' AND b.effective_on = OLD.effective_to)) THEN
			RAISE EXCEPTION 'illegal_transition: only a withdrawal whose batch was revoked before its day is undone' USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('approved', 'issued') AND OLD.state <> 'withdrawn' AND NEW.origin NOT IN ('taken_on', 'carried_over') AND NOT EXISTS (
			SELECT 1 FROM signature s
			WHERE s.version_id = NEW.id AND s.round = NEW.round AND s.meaning = 'approve_version' AND s.voided_at IS NULL
				AND s.pdf_sha256 IS NOT DISTINCT FROM NEW.pdf_sha256 AND s.source_sha256 IS NOT DISTINCT FROM NEW.source_sha256) THEN
			RAISE EXCEPTION 'unsigned: no valid signature over these files in this round' USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'approved' AND NEW.state = 'issued' THEN
			IF NOT EXISTS (
				SELECT 1 FROM issue_batch b JOIN issue_batch_line l ON l.batch_id = b.id
				WHERE b.id = NEW.issue_batch_id AND b.unit_id = NEW.unit_id AND b.state = 'draft' AND b.effective_on = NEW.effective_from
					AND b.take_on_id IS NULL
					AND l.version_id = NEW.id) THEN
				RAISE EXCEPTION 'illegal_transition: only an issue batch puts a version in force' USING ERRCODE = '23514';
			END IF;
			IF NOT eiso_is_now(NEW.issued_at) THEN
				RAISE EXCEPTION 'past_fixed: a version is issued at the moment that it names' USING ERRCODE = '23514';
			END IF;
			IF EXISTS (
				SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.id <> NEW.id AND v.state IN ('issued', 'withdrawn')
					AND (v.issue_no, v.revision_no) >= (NEW.issue_no, NEW.revision_no)) THEN
				RAISE EXCEPTION 'numbers_not_increasing: an issued version has the same or a higher number' USING ERRCODE = '23514';
			END IF;
		END IF;
		IF OLD.state = 'draft' AND NEW.state = 'issued' AND NEW.origin = 'carried_over' THEN
			IF NEW.issue_batch_id IS NOT NULL OR NOT eiso_is_now(NEW.issued_at)
			   OR num_nonnulls(NEW.reviewer_id, NEW.submitted_by_id, NEW.submitted_at, NEW.exception_id) > 0 THEN
				RAISE EXCEPTION 'illegal_transition: what is carried over has no batch, no review and no approval of its unit' USING ERRCODE = '23514';
			END IF;
			IF NOT EXISTS (
				SELECT 1 FROM carried_version c JOIN unit_event e ON e.id = c.event_id JOIN version o ON o.id = c.origin_version_id
				WHERE c.version_id = NEW.id AND eiso_is_now(c.carried_at) AND e.effective_on = NEW.effective_from AND c.until >= NEW.effective_to
					AND o.state IN ('issued', 'withdrawn') AND o.effective_from < e.effective_on AND o.effective_to = e.effective_on
					AND (o.pdf_sha256, o.source_sha256, o.title, o.issue_no, o.revision_no) IS NOT DISTINCT FROM
						(NEW.pdf_sha256, NEW.source_sha256, NEW.title, NEW.issue_no, NEW.revision_no)) THEN
				RAISE EXCEPTION 'content_changed: only what is in force on the last day of the old unit is carried over, as it is, from the next day on' USING ERRCODE = '23514';
			END IF;
		ELSIF OLD.state = 'draft' AND NEW.state = 'issued' THEN
			IF NOT eiso_taking_on(NEW.issue_batch_id, NEW.unit_id) OR NOT eiso_is_now(NEW.issued_at) OR NOT EXISTS (
				SELECT 1 FROM issue_batch b JOIN issue_batch_line l ON l.batch_id = b.id
				WHERE b.id = NEW.issue_batch_id AND b.state = 'draft' AND b.effective_on = NEW.effective_from AND l.version_id = NEW.id) THEN
				RAISE EXCEPTION 'unsigned: a version is taken on only by a list that a head has just signed' USING ERRCODE = '23514';
			END IF;
			IF NEW.effective_from > today OR NEW.effective_to <= NEW.effective_from THEN
				RAISE EXCEPTION 'decision_in_future: what is taken on has come into force already, for a day at least' USING ERRCODE = '23514';
			END IF;
			IF num_nonnulls(NEW.reviewer_id, NEW.submitted_by_id, NEW.submitted_at, NEW.exception_id) > 0 THEN
				RAISE EXCEPTION 'content_frozen: nobody reviewed here what is taken on' USING ERRCODE = '23514';
			END IF;
			IF EXISTS (
				SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.id <> NEW.id AND v.state IN ('issued', 'withdrawn')
					AND (v.effective_from >= NEW.effective_from OR (v.issue_no, v.revision_no) >= (NEW.issue_no, NEW.revision_no))) THEN
				RAISE EXCEPTION 'numbers_not_increasing: days and numbers of what is taken on grow together' USING ERRCODE = '23514';
			END IF;
		END IF;
		IF NEW.state = 'withdrawn' THEN
			IF NOT eiso_is_now(NEW.withdrawn_at) OR NEW.effective_to IS NULL THEN
				RAISE EXCEPTION 'past_fixed: a version is withdrawn at the moment that it names, from a day on' USING ERRCODE = '23514';
			END IF;
			IF NOT EXISTS (
				SELECT 1 FROM signature s WHERE s.version_id = NEW.id AND s.meaning = 'withdraw_version' AND eiso_is_now(s.signed_at))
			   AND NOT EXISTS (
				SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id JOIN signature s ON s.issue_batch_id = b.id
				WHERE l.document_id = NEW.document_id AND l.withdraws AND b.unit_id = NEW.unit_id AND b.state = 'draft'
					AND b.effective_on = NEW.effective_to AND s.meaning = 'issue_with_withdrawal' AND eiso_is_now(s.signed_at)) THEN
				RAISE EXCEPTION 'unsigned: a withdrawal is signed, by itself or with its batch' USING ERRCODE = '23514';
			END IF;
		END IF;
	END IF;

	-- Which version was in force before today does not move (§5.1).
	IF NEW.effective_from IS DISTINCT FROM OLD.effective_from THEN
		IF OLD.effective_from IS NOT NULL AND (NEW.effective_from IS NOT NULL OR OLD.effective_from <= today) THEN
			RAISE EXCEPTION 'past_fixed: a version that came into force keeps its first day' USING ERRCODE = '23514';
		END IF;
		IF NEW.effective_from < today AND NOT (NEW.origin = 'taken_on' AND OLD.state = 'draft' AND NEW.state = 'issued') THEN
			RAISE EXCEPTION 'effective_in_past: a version cannot come into force before today' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.effective_to IS DISTINCT FROM OLD.effective_to AND NEW.effective_from IS NOT NULL
	   AND (OLD.effective_to < today OR NEW.effective_to < today)
	   AND NOT (NEW.origin = 'taken_on' AND OLD.state = 'draft' AND NEW.state = 'issued') THEN
		RAISE EXCEPTION 'past_fixed: the end of a range before today cannot be set or moved' USING ERRCODE = '23514';
	END IF;
	-- A transition has its last day, whoever writes.
	IF NEW.origin = 'carried_over' AND NEW.state IN ('issued', 'withdrawn') AND NOT EXISTS (
		SELECT 1 FROM carried_version c WHERE c.version_id = NEW.id AND NEW.effective_to <= greatest(c.until, NEW.effective_from)) THEN
		RAISE EXCEPTION 'past_fixed: what is carried over ends on the day that was decided, or before' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('issued', 'withdrawn') AND (NEW.state IN ('issued', 'withdrawn') OR OLD.effective_from <= today)
	   AND (NEW.issue_batch_id, NEW.issued_at, NEW.round, NEW.exception_id) IS DISTINCT FROM
	       (OLD.issue_batch_id, OLD.issued_at, OLD.round, OLD.exception_id) THEN
		RAISE EXCEPTION 'past_fixed: how a version came into force cannot change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_version_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT eiso_is_now(NEW.at) OR NEW.voided_at IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: an act is done at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (
			SELECT 1 FROM version v WHERE v.id = NEW.version_id AND NEW.round <= v.round AND CASE v.state
				WHEN 'issued' THEN NEW.event = (CASE v.origin WHEN 'taken_on' THEN 'take_on' WHEN 'carried_over' THEN 'carry_over' ELSE 'issue' END)::version_event AND eiso_is_now(v.issued_at) OR NEW.event = 'revoke' AND eiso_is_now(v.updated_at)
				WHEN 'withdrawn' THEN NEW.event = 'withdraw' AND eiso_is_now(v.withdrawn_at)
				ELSE true END) THEN
			RAISE EXCEPTION 'append_only: the acts of what was issued are complete' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR
	   (to_jsonb(NEW) - 'voided_at') IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at') OR
	   EXISTS (SELECT 1 FROM version v WHERE v.id = OLD.version_id AND v.state IN ('issued', 'withdrawn')) THEN
		RAISE EXCEPTION 'append_only: an act stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_reading_request() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version%ROWTYPE;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a reading request is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF (NEW.id, NEW.version_id, NEW.round, NEW.document_id, NEW.unit_id, NEW.user_id) IS DISTINCT FROM
		   (OLD.id, OLD.version_id, OLD.round, OLD.document_id, OLD.unit_id, OLD.user_id) THEN
			RAISE EXCEPTION 'content_frozen: whom a reading request asks for what never changes' USING ERRCODE = '23514';
		END IF;
		IF OLD.state NOT IN ('open', 'lapsed') THEN
			RAISE EXCEPTION 'append_only: what was confirmed or waived stays so' USING ERRCODE = '23514';
		END IF;
		IF NEW.state = OLD.state THEN
			IF OLD.state <> 'open' OR (to_jsonb(NEW) - ARRAY['soon_told_at', 'late_told_at']) IS DISTINCT FROM
			   (to_jsonb(OLD) - ARRAY['soon_told_at', 'late_told_at']) THEN
				RAISE EXCEPTION 'content_frozen: of an open reading request only its reminders are noted' USING ERRCODE = '23514';
			END IF;
			RETURN NEW;
		END IF;
		IF (OLD.state = 'lapsed') <> (NEW.state = 'open') THEN
			RAISE EXCEPTION 'illegal_transition: reading request % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF NEW.row_version <= OLD.row_version THEN
			RAISE EXCEPTION 'stale: a change of state moves the row version' USING ERRCODE = '23514';
		END IF;
		IF NEW.state <> 'open' AND (NEW.due_on, NEW.asked_at, NEW.why) IS DISTINCT FROM (OLD.due_on, OLD.asked_at, OLD.why) THEN
			RAISE EXCEPTION 'content_frozen: when and why somebody was asked never changes' USING ERRCODE = '23514';
		END IF;
	ELSIF NEW.state NOT IN ('open', 'carried') THEN
		RAISE EXCEPTION 'illegal_transition: a reading request starts open or carried' USING ERRCODE = '23514';
	END IF;

	-- What belongs to each state, and nothing else.
	IF (NEW.state IN ('confirmed', 'confirmed_on_paper', 'carried')) <> (NEW.sha256 IS NOT NULL)
	   OR (NEW.state = 'open') <> (NEW.decided_at IS NULL)
	   OR (NEW.state IN ('confirmed_on_paper', 'waived')) <> (NEW.decided_by_id IS NOT NULL)
	   OR (NEW.state = 'waived') <> (coalesce(NEW.reason, '') <> '')
	   OR (NEW.state = 'carried') <> (NEW.carried_from_id IS NOT NULL)
	   OR (NEW.state = 'confirmed_on_paper') <> (NEW.briefing_id IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: the facts of a reading request do not fit its state' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(coalesce(NEW.decided_at, NEW.asked_at)) THEN
		RAISE EXCEPTION 'past_fixed: a reading request is asked and decided at the moment it names' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'lapsed' THEN
		RETURN NEW;
	END IF;

	SELECT * INTO v FROM version WHERE id = NEW.version_id;
	IF v.document_id IS DISTINCT FROM NEW.document_id OR v.unit_id IS DISTINCT FROM NEW.unit_id OR v.round IS DISTINCT FROM NEW.round
	   OR v.state NOT IN ('issued', 'withdrawn') OR v.effective_to <= eiso_today() THEN
		RAISE EXCEPTION 'illegal_transition: only what is upcoming or in force is read' USING ERRCODE = '23514';
	END IF;
	IF NEW.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM coalesce(v.pdf_sha256, v.source_sha256) THEN
		RAISE EXCEPTION 'content_changed: what is confirmed is not this version' USING ERRCODE = '23514';
	END IF;
	CASE NEW.state
		WHEN 'confirmed' THEN
			IF NOT EXISTS (SELECT 1 FROM version_opening o
				WHERE o.version_id = NEW.version_id AND o.user_id = NEW.user_id AND o.round = NEW.round) THEN
				RAISE EXCEPTION 'not_opened: nobody confirms what they have not opened' USING ERRCODE = '23514';
			END IF;
		WHEN 'confirmed_on_paper' THEN
			IF NOT eiso_holds_role(NEW.decided_by_id, NEW.unit_id, 'officer') OR NOT EXISTS (
				SELECT 1 FROM reading_briefing b JOIN reading_briefing_line l ON l.briefing_id = b.id
				WHERE b.id = NEW.briefing_id AND b.version_id = NEW.version_id AND b.round = NEW.round AND l.user_id = NEW.user_id) THEN
				RAISE EXCEPTION 'illegal_transition: no briefing by an officer names this person for this version' USING ERRCODE = '23514';
			END IF;
		WHEN 'waived' THEN
			IF NEW.decided_by_id = NEW.user_id OR NOT eiso_is_head(NEW.decided_by_id, NEW.unit_id) THEN
				RAISE EXCEPTION 'separation_of_duties: another head of the unit waives a reading' USING ERRCODE = '23514';
			END IF;
		WHEN 'carried' THEN
			-- The same bytes in the successor: who confirmed them in the old unit has confirmed them.
			IF v.origin = 'carried_over' AND EXISTS (
				SELECT 1 FROM reading_request r JOIN carried_version c ON c.origin_version_id = r.version_id
				WHERE r.id = NEW.carried_from_id AND r.user_id = NEW.user_id AND c.version_id = NEW.version_id
					AND r.state IN ('confirmed', 'confirmed_on_paper', 'carried') AND r.sha256 = NEW.sha256) THEN
				RETURN NEW;
			END IF;
			IF v.change_class <> 'editorial' OR NOT EXISTS (
				SELECT 1 FROM reading_request r JOIN version p ON p.id = r.version_id
				WHERE r.id = NEW.carried_from_id AND r.user_id = NEW.user_id AND r.document_id = NEW.document_id AND r.version_id <> NEW.version_id
					AND r.state IN ('confirmed', 'confirmed_on_paper', 'carried') AND p.round = r.round AND p.effective_to = v.effective_from) THEN
				RAISE EXCEPTION 'illegal_transition: no confirmation of the direct predecessor to carry' USING ERRCODE = '23514';
			END IF;
		ELSE NULL;
	END CASE;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_record_hold() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id FOR SHARE;
	IF TG_OP = 'INSERT' THEN
		IF r.state <> 'kept' OR NEW.released_at IS NOT NULL OR trim(NEW.reason) = '' OR NOT eiso_is_now(NEW.placed_at) THEN
			RAISE EXCEPTION 'illegal_transition: a hold begins now, with a reason, on a kept record' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL OR NOT eiso_is_now(NEW.released_at) OR trim(coalesce(NEW.release_reason, '')) = ''
		OR NOT eiso_holds_role(NEW.released_by_id, (SELECT s.custody_unit_id FROM record_series s WHERE s.id = r.series_id), 'head')
		OR (NEW.id, NEW.record_id, NEW.reason, NEW.placed_by_id, NEW.placed_at)
			IS DISTINCT FROM (OLD.id, OLD.record_id, OLD.reason, OLD.placed_by_id, OLD.placed_at) THEN
		RAISE EXCEPTION 'illegal_transition: a head releases a hold once, with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
