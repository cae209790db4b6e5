-- design.md §5: what the attacks of test/integration/invariants.test.ts got through. Each function is as it was but for the line that
-- is named above it.

-- Only a batch that is a draft, names this version and begins on this day puts it in force; nothing is taken on into a document that
-- was issued here, because that would be another past.
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
		IF NEW.origin = 'taken_on' AND EXISTS (
			SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.origin = 'internal' AND v.state IN ('issued', 'withdrawn')) THEN
			RAISE EXCEPTION 'past_fixed: nothing is taken on into a document that was issued here' USING ERRCODE = '23514';
		END IF;
		IF NEW.origin = 'internal' THEN
			IF NEW.state <> 'draft' THEN
				RAISE EXCEPTION 'illegal_transition: a version starts as a draft' USING ERRCODE = '23514';
			END IF;
			IF EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.state = 'issued' AND v.effective_from > today) THEN
				RAISE EXCEPTION 'successor_pending: an issued version is waiting for its day' USING ERRCODE = '23514';
			END IF;
		END IF;
		RETURN NEW;
	END IF;

	IF (NEW.id, NEW.document_id, NEW.unit_id, NEW.origin, NEW.created_by_id) IS DISTINCT FROM
	   (OLD.id, OLD.document_id, OLD.unit_id, OLD.origin, OLD.created_by_id) THEN
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

	IF NEW.state <> OLD.state THEN
		IF NEW.row_version <= OLD.row_version THEN
			RAISE EXCEPTION 'stale: a change of state moves the row version' USING ERRCODE = '23514';
		END IF;
		IF (OLD.state::text || '>' || NEW.state::text) NOT IN (
			'draft>in_review', 'in_review>in_approval', 'in_approval>approved', 'approved>issued',
			'in_review>draft', 'in_approval>draft', 'in_approval>in_review', 'approved>draft',
			'draft>cancelled', 'in_review>cancelled', 'in_approval>cancelled', 'approved>cancelled',
			'issued>approved', 'issued>withdrawn', 'withdrawn>issued') THEN
			RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'withdrawn' AND (OLD.effective_to <= today OR NOT EXISTS (
			SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
			WHERE l.document_id = NEW.document_id AND l.withdraws AND b.state = 'revoked' AND b.effective_on = OLD.effective_to)) THEN
			RAISE EXCEPTION 'illegal_transition: only a withdrawal whose batch was revoked before its day is undone' USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('approved', 'issued') AND OLD.state <> 'withdrawn' AND NOT EXISTS (
			SELECT 1 FROM signature s
			WHERE s.version_id = NEW.id AND s.round = NEW.round AND s.meaning = 'approve_version' AND s.voided_at IS NULL
				AND s.pdf_sha256 IS NOT DISTINCT FROM NEW.pdf_sha256 AND s.source_sha256 IS NOT DISTINCT FROM NEW.source_sha256) THEN
			RAISE EXCEPTION 'unsigned: no valid signature over these files in this round' USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'approved' AND NEW.state = 'issued' THEN
			IF NOT EXISTS (
				SELECT 1 FROM issue_batch b JOIN issue_batch_line l ON l.batch_id = b.id
				WHERE b.id = NEW.issue_batch_id AND b.unit_id = NEW.unit_id AND b.state = 'draft' AND b.effective_on = NEW.effective_from
					AND l.version_id = NEW.id) THEN
				RAISE EXCEPTION 'illegal_transition: only an issue batch puts a version in force' USING ERRCODE = '23514';
			END IF;
			IF EXISTS (
				SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.id <> NEW.id AND v.state IN ('issued', 'withdrawn')
					AND (v.issue_no, v.revision_no) >= (NEW.issue_no, NEW.revision_no)) THEN
				RAISE EXCEPTION 'numbers_not_increasing: an issued version has the same or a higher number' USING ERRCODE = '23514';
			END IF;
		END IF;
	END IF;

	-- Which version was in force before today does not move (§5.1).
	IF NEW.effective_from IS DISTINCT FROM OLD.effective_from THEN
		IF OLD.effective_from IS NOT NULL AND (NEW.effective_from IS NOT NULL OR OLD.effective_from <= today) THEN
			RAISE EXCEPTION 'past_fixed: a version that came into force keeps its first day' USING ERRCODE = '23514';
		END IF;
		IF NEW.effective_from < today THEN
			RAISE EXCEPTION 'effective_in_past: a version cannot come into force before today' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.effective_to IS DISTINCT FROM OLD.effective_to AND NEW.effective_from IS NOT NULL
	   AND (OLD.effective_to < today OR NEW.effective_to < today) THEN
		RAISE EXCEPTION 'past_fixed: the end of a range before today cannot be set or moved' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('issued', 'withdrawn') AND OLD.effective_from <= today
	   AND (NEW.issue_batch_id, NEW.issued_at, NEW.round, NEW.exception_id) IS DISTINCT FROM
	       (OLD.issue_batch_id, OLD.issued_at, OLD.round, OLD.exception_id) THEN
		RAISE EXCEPTION 'past_fixed: how a version came into force cannot change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Only the approval of a version can become void: what signed a batch, a withdrawal, a correction or an exception stays.
CREATE OR REPLACE FUNCTION eiso_guard_signature() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a signature is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR OLD.meaning <> 'approve_version'
		   OR (to_jsonb(NEW) - 'voided_at' - 'void_reason') IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at' - 'void_reason')
		   OR EXISTS (SELECT 1 FROM version v WHERE v.id = OLD.version_id AND v.state IN ('issued', 'withdrawn')) THEN
			RAISE EXCEPTION 'append_only: a signature stays as it was' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NEW.meaning = 'approve_version' THEN
		IF NEW.version_id IS NULL OR NOT EXISTS (
			SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.round = NEW.round AND v.state = 'in_approval'
				AND v.pdf_sha256 IS NOT DISTINCT FROM NEW.pdf_sha256 AND v.source_sha256 IS NOT DISTINCT FROM NEW.source_sha256) THEN
			RAISE EXCEPTION 'content_changed: the signature is not over what waits for approval' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = NEW.version_id AND a.round = NEW.round AND a.user_id = NEW.user_id) THEN
			RAISE EXCEPTION 'separation_of_duties: an author never approves' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (
			SELECT 1 FROM version_act p WHERE p.version_id = NEW.version_id AND p.round = NEW.round AND p.event = 'pass'
				AND p.user_id = NEW.user_id AND p.voided_at IS NULL)
		   AND NOT EXISTS (
			SELECT 1 FROM sod_exception e JOIN version v ON v.unit_id = e.unit_id
			WHERE v.id = NEW.version_id AND e.id = NEW.exception_id AND e.ended_at IS NULL
				AND eiso_today() >= e.valid_from AND eiso_today() < e.valid_to) THEN
			RAISE EXCEPTION 'separation_of_duties: reviewer and approver are two people' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;

-- The passes of what was issued stay valid.
CREATE OR REPLACE FUNCTION eiso_guard_version_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR
	   (to_jsonb(NEW) - 'voided_at') IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at') OR
	   EXISTS (SELECT 1 FROM version v WHERE v.id = OLD.version_id AND v.state IN ('issued', 'withdrawn')) THEN
		RAISE EXCEPTION 'append_only: an act stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- A line is not moved out of an issued batch either.
CREATE OR REPLACE FUNCTION eiso_guard_issue_batch_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM issue_batch b WHERE b.state <> 'draft'
		AND (TG_OP <> 'INSERT' AND b.id = OLD.batch_id OR TG_OP <> 'DELETE' AND b.id = NEW.batch_id)) THEN
		RAISE EXCEPTION 'content_frozen: the lines of a batch change only while it is a draft' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- TRUNCATE deletes too.
CREATE TRIGGER version_author_no_truncate BEFORE TRUNCATE ON version_author EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER version_act_no_truncate BEFORE TRUNCATE ON version_act EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER version_reference_no_truncate BEFORE TRUNCATE ON version_reference EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER sod_exception_no_truncate BEFORE TRUNCATE ON sod_exception EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER issue_batch_no_truncate BEFORE TRUNCATE ON issue_batch EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER issue_batch_line_no_truncate BEFORE TRUNCATE ON issue_batch_line EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER batch_correction_no_truncate BEFORE TRUNCATE ON batch_correction EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_no_truncate BEFORE TRUNCATE ON unit EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_version_no_truncate BEFORE TRUNCATE ON unit_version EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_event_no_truncate BEFORE TRUNCATE ON unit_event EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_event_line_no_truncate BEFORE TRUNCATE ON unit_event_line EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER division_no_truncate BEFORE TRUNCATE ON division EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER division_version_no_truncate BEFORE TRUNCATE ON division_version EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER user_no_truncate BEFORE TRUNCATE ON "user" EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER membership_no_truncate BEFORE TRUNCATE ON membership EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER province_appointment_no_truncate BEFORE TRUNCATE ON province_appointment EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_access_no_truncate BEFORE TRUNCATE ON inspection_access EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER signing_hold_no_truncate BEFORE TRUNCATE ON signing_hold EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER version_opening_no_truncate BEFORE TRUNCATE ON version_opening EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER stored_file_no_truncate BEFORE TRUNCATE ON stored_file EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER guest_review_no_truncate BEFORE TRUNCATE ON guest_review EXECUTE FUNCTION eiso_refuse_delete();

-- Who reviewed as a guest and what was opened to an inspector end by a state or a day.
CREATE TRIGGER guest_review_no_delete BEFORE DELETE ON guest_review FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_access_no_delete BEFORE DELETE ON inspection_access FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
