-- design.md §5.1, §5.2, §5.4, §5.5: one version in force, the past does not move, what was submitted cannot change, what was
-- approved cannot be denied, a code belongs to one document. The app checks all of it first; this holds when the app is wrong.

-- One version in force per document and day.
ALTER TABLE version ADD CONSTRAINT version_one_in_force EXCLUDE USING gist (document_id WITH =, in_force WITH &&);
ALTER TABLE version ADD CONSTRAINT version_range_order CHECK (effective_to IS NULL OR effective_from <= effective_to);
ALTER TABLE version ADD CONSTRAINT version_range_by_state
	CHECK ((state IN ('issued', 'withdrawn')) = (effective_from IS NOT NULL));
ALTER TABLE version ADD CONSTRAINT version_withdrawn_ends CHECK (state <> 'withdrawn' OR effective_to IS NOT NULL);
ALTER TABLE version ADD CONSTRAINT version_numbers CHECK (issue_no >= 1 AND revision_no >= 0);
ALTER TABLE version ADD CONSTRAINT version_has_file
	CHECK (state IN ('draft', 'cancelled') OR pdf_sha256 IS NOT NULL OR source_sha256 IS NOT NULL);
CREATE UNIQUE INDEX version_one_open ON version (document_id) WHERE state IN ('draft', 'in_review', 'in_approval', 'approved');
CREATE UNIQUE INDEX version_numbers_once ON version (document_id, issue_no, revision_no) WHERE state <> 'cancelled';
CREATE INDEX version_in_force_start ON version (effective_from, effective_to) WHERE effective_from IS NOT NULL;

-- A code is unique within its unit by its key; an abandoned document gives it back.
ALTER TABLE document ADD CONSTRAINT document_code_key CHECK (code_key = eiso_code_key(code) AND code_key <> '');
CREATE UNIQUE INDEX document_code_once ON document (unit_id, code_key) WHERE status <> 'abandoned';
CREATE INDEX document_code_prefix ON document (code_key text_pattern_ops);

CREATE FUNCTION eiso_guard_version() RETURNS trigger
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
			'issued>approved', 'issued>withdrawn') THEN
			RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('approved', 'issued') AND NOT EXISTS (
			SELECT 1 FROM signature s
			WHERE s.version_id = NEW.id AND s.round = NEW.round AND s.meaning = 'approve_version' AND s.voided_at IS NULL
				AND s.pdf_sha256 IS NOT DISTINCT FROM NEW.pdf_sha256 AND s.source_sha256 IS NOT DISTINCT FROM NEW.source_sha256) THEN
			RAISE EXCEPTION 'unsigned: no valid signature over these files in this round' USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'approved' AND NEW.state = 'issued' THEN
			IF NEW.issue_batch_id IS NULL THEN
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
CREATE TRIGGER version_guard BEFORE INSERT OR UPDATE OR DELETE ON version FOR EACH ROW EXECUTE FUNCTION eiso_guard_version();
CREATE TRIGGER version_no_truncate BEFORE TRUNCATE ON version EXECUTE FUNCTION eiso_refuse_delete();

CREATE FUNCTION eiso_guard_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a document is never deleted' USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.kind_code, NEW.created_by_id) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.kind_code, OLD.created_by_id) THEN
		RAISE EXCEPTION 'content_frozen: unit and kind of a document never change' USING ERRCODE = '23514';
	END IF;
	IF NEW.code IS DISTINCT FROM OLD.code
	   AND EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.id AND v.state IN ('issued', 'withdrawn')) THEN
		RAISE EXCEPTION 'code_fixed: from the first issue on a code belongs to its document' USING ERRCODE = '23514';
	END IF;
	IF NEW.status IS DISTINCT FROM OLD.status THEN
		IF OLD.status = 'abandoned' THEN
			RAISE EXCEPTION 'illegal_transition: an abandoned document stays so' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.id AND v.state <> 'cancelled') THEN
			RAISE EXCEPTION 'illegal_transition: only a document without open or issued versions can be abandoned' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER document_guard BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION eiso_guard_document();
CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document EXECUTE FUNCTION eiso_refuse_delete();

-- Authorship cannot be washed off: rows are only added, and only while the version is a draft.
CREATE FUNCTION eiso_guard_version_author() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		RAISE EXCEPTION 'append_only: authorship is never changed' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.state = 'draft' AND v.round = NEW.round) THEN
		RAISE EXCEPTION 'content_frozen: authors join only while it is a draft' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER version_author_guard BEFORE INSERT OR UPDATE OR DELETE ON version_author FOR EACH ROW EXECUTE FUNCTION eiso_guard_version_author();

CREATE FUNCTION eiso_guard_version_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR
	   (to_jsonb(NEW) - 'voided_at') IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at') THEN
		RAISE EXCEPTION 'append_only: an act stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER version_act_guard BEFORE UPDATE OR DELETE ON version_act FOR EACH ROW EXECUTE FUNCTION eiso_guard_version_act();

-- References are part of what is submitted.
CREATE FUNCTION eiso_guard_version_reference() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' OR NOT EXISTS (
		SELECT 1 FROM version v WHERE v.state = 'draft' AND v.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END) THEN
		RAISE EXCEPTION 'content_frozen: references change only in a draft' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_reference_guard BEFORE INSERT OR UPDATE OR DELETE ON version_reference FOR EACH ROW EXECUTE FUNCTION eiso_guard_version_reference();

-- A signature is never changed or deleted; before issue it can be made void, once. An author never approves; who passed does
-- not approve, unless an exception in force is named (§7).
CREATE FUNCTION eiso_guard_signature() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a signature is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
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
CREATE TRIGGER signature_guard BEFORE INSERT OR UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION eiso_guard_signature();
CREATE TRIGGER signature_no_truncate BEFORE TRUNCATE ON signature EXECUTE FUNCTION eiso_refuse_delete();

-- An exception lasts twelve months at most and can only be ended.
ALTER TABLE sod_exception ADD CONSTRAINT sod_exception_length
	CHECK (valid_to > valid_from AND valid_to <= (valid_from + interval '12 months')::date);
CREATE FUNCTION eiso_guard_sod_exception() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
	   OR (OLD.signature_id IS NOT NULL AND NEW.signature_id IS DISTINCT FROM OLD.signature_id)
	   OR (to_jsonb(NEW) - ARRAY['ended_at', 'ended_by_id', 'end_reason', 'row_version', 'signature_id']) IS DISTINCT FROM
	      (to_jsonb(OLD) - ARRAY['ended_at', 'ended_by_id', 'end_reason', 'row_version', 'signature_id']) THEN
		RAISE EXCEPTION 'append_only: an exception can only be ended' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sod_exception_guard BEFORE UPDATE OR DELETE ON sod_exception FOR EACH ROW EXECUTE FUNCTION eiso_guard_sod_exception();

-- An issued batch is evidence: nothing of it changes but its revocation before effect; its lines are fixed.
ALTER TABLE issue_batch ADD CONSTRAINT issue_batch_complete
	CHECK (state IN ('draft', 'discarded') OR (decision_number IS NOT NULL AND decision_date IS NOT NULL AND effective_on IS NOT NULL AND issued_at IS NOT NULL));
CREATE FUNCTION eiso_guard_issue_batch() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a batch is never deleted' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state::text || '>' || NEW.state::text) NOT IN ('draft>issued', 'draft>discarded', 'issued>revoked') THEN
		RAISE EXCEPTION 'illegal_transition: batch % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'issued' AND NEW.state = 'revoked' AND OLD.effective_on <= eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: a batch in effect cannot be revoked' USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'draft' AND (to_jsonb(NEW) - ARRAY['state', 'state_reason', 'row_version']) IS DISTINCT FROM
	   (to_jsonb(OLD) - ARRAY['state', 'state_reason', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: an issued batch is corrected by a correction, never by an update' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER issue_batch_guard BEFORE UPDATE OR DELETE ON issue_batch FOR EACH ROW EXECUTE FUNCTION eiso_guard_issue_batch();

ALTER TABLE issue_batch_line ADD CONSTRAINT issue_batch_line_kind CHECK (withdraws = (version_id IS NULL));
CREATE FUNCTION eiso_guard_issue_batch_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM issue_batch b WHERE b.state <> 'draft'
		AND b.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.batch_id ELSE NEW.batch_id END) THEN
		RAISE EXCEPTION 'content_frozen: the lines of a batch change only while it is a draft' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER issue_batch_line_guard BEFORE INSERT OR UPDATE OR DELETE ON issue_batch_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_issue_batch_line();

CREATE FUNCTION eiso_guard_batch_correction() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
	   OR (to_jsonb(NEW) - ARRAY['state', 'signed_by_id', 'signature_id', 'decided_at', 'row_version']) IS DISTINCT FROM
	      (to_jsonb(OLD) - ARRAY['state', 'signed_by_id', 'signature_id', 'decided_at', 'row_version'])
	   OR (NEW.state = 'signed' AND NEW.signature_id IS NULL) THEN
		RAISE EXCEPTION 'append_only: a correction is only signed or declined' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER batch_correction_guard BEFORE UPDATE OR DELETE ON batch_correction FOR EACH ROW EXECUTE FUNCTION eiso_guard_batch_correction();
ALTER TABLE batch_correction ADD CONSTRAINT batch_correction_field CHECK (field IN ('decisionNumber', 'decisionDate'));
CREATE UNIQUE INDEX batch_correction_one_open ON batch_correction (batch_id, field) WHERE state = 'proposed';
