-- design.md §5: what further attacks with raw SQL got through (test/integration/invariants-more.test.ts). Every day and moment is asked of
-- eiso_today() and eiso_now(), so that a moved clock moves the guards with it. Functions that are replaced are as they were but for what
-- is said above them.

-- Whether something that names its moment happens at it. The app's clock is read while the transaction runs and its machine need not be
-- the database's, hence the minutes.
CREATE FUNCTION eiso_is_now(moment timestamptz) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN coalesce(moment BETWEEN eiso_now() - interval '10 minutes' AND eiso_now() + interval '10 minutes', false);

-- Whether a person is a head today: of the unit, or of any when none is named.
CREATE FUNCTION eiso_is_head(person uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM membership m
		WHERE m.user_id = person AND (unit IS NULL OR m.unit_id = unit) AND 'head' = ANY (m.roles)
			AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today()));

-- The demo mark lets anybody move the clock. It is set on an empty database or never.
CREATE FUNCTION eiso_guard_installation() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.demo AND (TG_OP = 'INSERT' OR NOT OLD.demo) AND (EXISTS (SELECT 1 FROM "user") OR EXISTS (SELECT 1 FROM unit)) THEN
		RAISE EXCEPTION 'demo_refused: only an empty database can become a demo' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER installation_guard BEFORE INSERT OR UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION eiso_guard_installation();

-- Nothing is taken on: B7 is not built, and until it is, a version that says so has no list and no signature behind it. The migration
-- that brings B7 opens this again. What was issued keeps who sent it and when; a version bears batch and moments of its own state alone;
-- it is issued and withdrawn at the moment it names; a withdrawal is signed; of an upcoming version, too, the batch never changes.
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
		IF NEW.origin <> 'internal' THEN
			RAISE EXCEPTION 'past_fixed: nothing can be taken on yet' USING ERRCODE = '23514';
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
			IF NOT eiso_is_now(NEW.issued_at) THEN
				RAISE EXCEPTION 'past_fixed: a version is issued at the moment that it names' USING ERRCODE = '23514';
			END IF;
			IF EXISTS (
				SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.id <> NEW.id AND v.state IN ('issued', 'withdrawn')
					AND (v.issue_no, v.revision_no) >= (NEW.issue_no, NEW.revision_no)) THEN
				RAISE EXCEPTION 'numbers_not_increasing: an issued version has the same or a higher number' USING ERRCODE = '23514';
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
		IF NEW.effective_from < today THEN
			RAISE EXCEPTION 'effective_in_past: a version cannot come into force before today' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.effective_to IS DISTINCT FROM OLD.effective_to AND NEW.effective_from IS NOT NULL
	   AND (OLD.effective_to < today OR NEW.effective_to < today) THEN
		RAISE EXCEPTION 'past_fixed: the end of a range before today cannot be set or moved' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('issued', 'withdrawn') AND (NEW.state IN ('issued', 'withdrawn') OR OLD.effective_from <= today)
	   AND (NEW.issue_batch_id, NEW.issued_at, NEW.round, NEW.exception_id) IS DISTINCT FROM
	       (OLD.issue_batch_id, OLD.issued_at, OLD.round, OLD.exception_id) THEN
		RAISE EXCEPTION 'past_fixed: how a version came into force cannot change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- A signature is given now, by a head of the unit whose thing it signs, and over a thing that waits for it.
CREATE OR REPLACE FUNCTION eiso_guard_signature() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	unit uuid;
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
	IF NOT eiso_is_now(NEW.signed_at) OR NEW.voided_at IS NOT NULL THEN
		RAISE EXCEPTION 'past_fixed: a signature is given at the moment that it names' USING ERRCODE = '23514';
	END IF;
	-- What is signed must be what the meaning says, in the state in which it can be signed.
	IF NEW.meaning IN ('approve_version', 'withdraw_version') THEN
		SELECT v.unit_id INTO unit FROM version v
		WHERE v.id = NEW.version_id AND NEW.issue_batch_id IS NULL AND (NEW.meaning = 'approve_version' OR v.state = 'issued');
	ELSIF NEW.meaning <> 'grant_exception' THEN
		SELECT b.unit_id INTO unit FROM issue_batch b
		WHERE b.id = NEW.issue_batch_id AND NEW.version_id IS NULL AND CASE NEW.meaning
			WHEN 'issue_with_withdrawal' THEN b.state = 'draft' WHEN 'revoke_batch' THEN b.state = 'issued' ELSE true END;
	END IF;
	IF unit IS NULL AND NEW.meaning <> 'grant_exception' THEN
		RAISE EXCEPTION 'illegal_transition: nothing of this kind waits for this signature' USING ERRCODE = '23514';
	END IF;
	-- An exception names its unit, and is asked for its signature, at the end of the transaction.
	IF NOT eiso_is_head(NEW.user_id, unit) THEN
		RAISE EXCEPTION 'signature_refused: only a head of the unit signs, on a day on which they are one' USING ERRCODE = '23514';
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

-- Acts are noted when they are done; those of an issued version end with its issue.
CREATE OR REPLACE FUNCTION eiso_guard_version_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT eiso_is_now(NEW.at) OR NEW.voided_at IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: an act is done at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (
			SELECT 1 FROM version v WHERE v.id = NEW.version_id AND NEW.round <= v.round AND CASE v.state
				WHEN 'issued' THEN NEW.event = 'issue' AND eiso_is_now(v.issued_at) OR NEW.event = 'revoke' AND eiso_is_now(v.updated_at)
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
DROP TRIGGER version_act_guard ON version_act;
CREATE TRIGGER version_act_guard BEFORE INSERT OR UPDATE OR DELETE ON version_act FOR EACH ROW EXECUTE FUNCTION eiso_guard_version_act();

-- Nor does a line change once its batch has put a version in force.
CREATE OR REPLACE FUNCTION eiso_guard_issue_batch_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM issue_batch b WHERE (b.state <> 'draft' OR EXISTS (SELECT 1 FROM version v WHERE v.issue_batch_id = b.id))
		AND (TG_OP <> 'INSERT' AND b.id = OLD.batch_id OR TG_OP <> 'DELETE' AND b.id = NEW.batch_id)) THEN
		RAISE EXCEPTION 'content_frozen: the lines of a batch change only while it is a draft' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- At the end of the transaction versions and their batch agree: what is in force is so by an issued batch that names it, what is approved
-- again was given back by a revoked one, what was withdrawn with a batch was withdrawn by an issued one.
CREATE FUNCTION eiso_check_version_and_batch() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version;
BEGIN
	SELECT * INTO STRICT v FROM version WHERE id = NEW.id;
	IF v.state IN ('issued', 'withdrawn') AND NOT EXISTS (
		SELECT 1 FROM issue_batch b JOIN issue_batch_line l ON l.batch_id = b.id
		WHERE b.id = v.issue_batch_id AND b.state = 'issued' AND l.document_id = v.document_id AND l.version_id = v.id) THEN
		RAISE EXCEPTION 'batch_disagrees: a version is in force only with an issued batch that names it' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'issued' AND NEW.state = 'approved'
	   AND NOT EXISTS (SELECT 1 FROM issue_batch b WHERE b.id = OLD.issue_batch_id AND b.state = 'revoked') THEN
		RAISE EXCEPTION 'batch_disagrees: a version is given back only with its whole batch' USING ERRCODE = '23514';
	END IF;
	IF v.state = 'withdrawn' AND NEW.state = 'withdrawn'
	   AND NOT EXISTS (
		SELECT 1 FROM signature s WHERE s.version_id = v.id AND s.meaning = 'withdraw_version' AND eiso_is_now(s.signed_at))
	   AND NOT EXISTS (
		SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
		WHERE l.document_id = v.document_id AND l.withdraws AND b.state = 'issued' AND b.effective_on = v.effective_to) THEN
		RAISE EXCEPTION 'batch_disagrees: what a batch withdraws is withdrawn when it is issued' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_and_batch AFTER UPDATE ON version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (OLD.state IS DISTINCT FROM NEW.state AND (OLD.state IN ('issued', 'withdrawn') OR NEW.state IN ('issued', 'withdrawn')))
	EXECUTE FUNCTION eiso_check_version_and_batch();

-- A batch begins as a draft and is issued at the moment that it names, by somebody. The rest of the function is as it was.
CREATE OR REPLACE FUNCTION eiso_guard_issue_batch() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a batch is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
		RAISE EXCEPTION 'illegal_transition: a batch begins as a draft' USING ERRCODE = '23514';
	END IF;
	IF NEW.state IN ('draft', 'discarded') AND num_nonnulls(NEW.issued_at, NEW.issued_by_id) > 0 THEN
		RAISE EXCEPTION 'illegal_transition: nobody has issued a batch that is a draft' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		RETURN NEW;
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state::text || '>' || NEW.state::text) NOT IN ('draft>issued', 'draft>discarded', 'issued>revoked') THEN
		RAISE EXCEPTION 'illegal_transition: batch % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'issued' THEN
		IF NOT eiso_is_now(NEW.issued_at) OR NEW.issued_by_id IS NULL THEN
			RAISE EXCEPTION 'past_fixed: a batch is issued at the moment that it names, by somebody' USING ERRCODE = '23514';
		END IF;
		IF NEW.effective_on < eiso_today() THEN
			RAISE EXCEPTION 'effective_in_past: a batch cannot take effect before today' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF OLD.state = 'issued' AND NEW.state = 'revoked' AND OLD.effective_on <= eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: a batch in effect cannot be revoked' USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.number, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
	   (OLD.id, OLD.unit_id, OLD.number, OLD.created_by_id, OLD.created_at)
	   OR OLD.state <> 'draft' AND (to_jsonb(NEW) - ARRAY['state', 'state_reason', 'row_version']) IS DISTINCT FROM
	   (to_jsonb(OLD) - ARRAY['state', 'state_reason', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: an issued batch is corrected by a correction, never by an update' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER issue_batch_guard ON issue_batch;
CREATE TRIGGER issue_batch_guard BEFORE INSERT OR UPDATE OR DELETE ON issue_batch FOR EACH ROW EXECUTE FUNCTION eiso_guard_issue_batch();

-- The same from the side of the batch: issued, it has done what all its lines say; revoked, it has given every version back and is
-- signed, unless its unit is no more on that day.
CREATE FUNCTION eiso_check_batch_and_versions() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	b issue_batch;
BEGIN
	SELECT * INTO STRICT b FROM issue_batch WHERE id = NEW.id;
	IF b.state = 'issued' THEN
		IF NOT EXISTS (SELECT 1 FROM issue_batch_line l WHERE l.batch_id = b.id)
		   OR EXISTS (
			SELECT 1 FROM issue_batch_line l WHERE l.batch_id = b.id AND NOT EXISTS (
				SELECT 1 FROM version v WHERE v.document_id = l.document_id AND CASE
					WHEN l.withdraws THEN v.state = 'withdrawn' AND v.effective_to = b.effective_on
					ELSE v.id = l.version_id AND v.issue_batch_id = b.id AND v.state IN ('issued', 'withdrawn') END)) THEN
			RAISE EXCEPTION 'batch_disagrees: an issued batch has done what each of its lines says' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM issue_batch_line l WHERE l.batch_id = b.id AND l.withdraws) AND NOT EXISTS (
			SELECT 1 FROM signature s WHERE s.issue_batch_id = b.id AND s.meaning = 'issue_with_withdrawal') THEN
			RAISE EXCEPTION 'unsigned: a batch that withdraws is signed' USING ERRCODE = '23514';
		END IF;
	ELSIF b.state = 'revoked' THEN
		IF EXISTS (SELECT 1 FROM version v WHERE v.issue_batch_id = b.id) THEN
			RAISE EXCEPTION 'batch_disagrees: a revoked batch has given every version back' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (SELECT 1 FROM signature s WHERE s.issue_batch_id = b.id AND s.meaning = 'revoke_batch')
		   AND EXISTS (
			SELECT 1 FROM unit_version u WHERE u.unit_id = b.unit_id AND (u.valid_to IS NULL OR u.valid_to > greatest(u.valid_from, b.effective_on))) THEN
			RAISE EXCEPTION 'unsigned: a batch is revoked by a head, or by the end of its unit' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER issue_batch_and_versions AFTER UPDATE ON issue_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('issued', 'revoked'))
	EXECUTE FUNCTION eiso_check_batch_and_versions();

-- A correction begins as a proposal and is signed by the signature of the head that it names, which signs nothing else.
CREATE OR REPLACE FUNCTION eiso_guard_batch_correction() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'proposed' OR num_nonnulls(NEW.signed_by_id, NEW.signature_id, NEW.decided_at) > 0
		   OR NOT EXISTS (SELECT 1 FROM issue_batch b WHERE b.id = NEW.batch_id AND b.state = 'issued') THEN
			RAISE EXCEPTION 'illegal_transition: a correction begins as a proposal about an issued batch' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
	   OR (to_jsonb(NEW) - ARRAY['state', 'signed_by_id', 'signature_id', 'decided_at', 'row_version']) IS DISTINCT FROM
	      (to_jsonb(OLD) - ARRAY['state', 'signed_by_id', 'signature_id', 'decided_at', 'row_version']) THEN
		RAISE EXCEPTION 'append_only: a correction is only signed or declined' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'signed' THEN
		IF NOT eiso_is_now(NEW.decided_at) OR NOT EXISTS (
			SELECT 1 FROM signature s WHERE s.id = NEW.signature_id AND s.meaning = 'correct_decision' AND s.issue_batch_id = NEW.batch_id
				AND s.user_id = NEW.signed_by_id AND eiso_is_now(s.signed_at))
		   OR EXISTS (SELECT 1 FROM batch_correction c WHERE c.signature_id = NEW.signature_id AND c.id <> NEW.id) THEN
			RAISE EXCEPTION 'append_only: a correction is signed now, by a signature of its own' USING ERRCODE = '23514';
		END IF;
	ELSIF num_nonnulls(NEW.signed_by_id, NEW.signature_id) > 0 THEN
		RAISE EXCEPTION 'append_only: only a signed correction has a signature' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER batch_correction_guard ON batch_correction;
CREATE TRIGGER batch_correction_guard BEFORE INSERT OR UPDATE OR DELETE ON batch_correction FOR EACH ROW EXECUTE FUNCTION eiso_guard_batch_correction();

-- An exception and its signature name each other, so that both are asked for at the end of the transaction: a head of that unit signed
-- this one, now, for days that are still to come.
CREATE FUNCTION eiso_check_sod_exception() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	e sod_exception;
BEGIN
	SELECT * INTO STRICT e FROM sod_exception WHERE id = NEW.id;
	IF e.valid_from < eiso_today() THEN
		RAISE EXCEPTION 'effective_in_past: an exception holds from today at the earliest' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM signature s WHERE s.id = e.signature_id AND s.meaning = 'grant_exception' AND s.user_id = e.signed_by_id
			AND eiso_is_now(s.signed_at) AND eiso_is_head(s.user_id, e.unit_id))
	   OR EXISTS (SELECT 1 FROM sod_exception o WHERE o.signature_id = e.signature_id AND o.id <> e.id) THEN
		RAISE EXCEPTION 'unsigned: an exception is granted by a head of its unit, who signs it' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sod_exception_signed AFTER INSERT ON sod_exception DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	EXECUTE FUNCTION eiso_check_sod_exception();

-- When a document was created is no matter of opinion. The rest of the function is as it was: an officer may set class, parent and what
-- it replaces at any time, with a record in the trail.
CREATE OR REPLACE FUNCTION eiso_guard_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a document is never deleted' USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.kind_code, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
	   (OLD.id, OLD.unit_id, OLD.kind_code, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit, kind and creation of a document never change' USING ERRCODE = '23514';
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

-- An end of a unit's version that lies before today is set or moved only by an event of that day: events may be entered late, when the
-- unit has no documents. Asked at the end of the transaction, because the event is written after the versions.
CREATE FUNCTION eiso_check_unit_version_end() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF least(OLD.valid_to, NEW.valid_to) < eiso_today() AND (NEW.valid_to IS NULL OR NOT EXISTS (
		SELECT 1 FROM unit_event e JOIN unit_event_line l ON l.event_id = e.id
		WHERE e.effective_on = NEW.valid_to AND NEW.unit_id IN (l.from_unit_id, l.to_unit_id))) THEN
		RAISE EXCEPTION 'past_fixed: before today a unit changes only by an event of that day' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unit_version_end AFTER UPDATE ON unit_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (OLD.valid_to IS DISTINCT FROM NEW.valid_to) EXECUTE FUNCTION eiso_check_unit_version_end();

-- What somebody was, in which unit and since when, is followed by another row, never rewritten; it ends from today on, or with its unit.
CREATE FUNCTION eiso_guard_dated_right() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	today date := eiso_today();
BEGIN
	IF (to_jsonb(NEW) - ARRAY['valid_to', 'row_version']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['valid_to', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: a right is ended and given anew, never rewritten' USING ERRCODE = '23514';
	END IF;
	IF NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to THEN
		RETURN NEW;
	END IF;
	IF OLD.valid_to < today THEN
		RAISE EXCEPTION 'past_fixed: what has ended stays ended' USING ERRCODE = '23514';
	END IF;
	IF NEW.valid_to < today THEN
		-- One table at a time has a unit that it can end with.
		IF TG_TABLE_NAME = 'membership' AND NOT EXISTS (
			SELECT 1 FROM unit_version u WHERE u.unit_id = (to_jsonb(NEW) ->> 'unit_id')::uuid
				AND (u.valid_to IS NULL OR u.valid_to > greatest(u.valid_from, NEW.valid_to))) THEN
			RETURN NEW;
		END IF;
		RAISE EXCEPTION 'past_fixed: a right ends from today on' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER membership_guard BEFORE UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION eiso_guard_dated_right();
CREATE TRIGGER province_appointment_guard BEFORE UPDATE ON province_appointment FOR EACH ROW EXECUTE FUNCTION eiso_guard_dated_right();
CREATE TRIGGER inspection_access_guard BEFORE UPDATE ON inspection_access FOR EACH ROW EXECUTE FUNCTION eiso_guard_dated_right();

-- A hash says which bytes; how many and of which type they are follows from it. A copy with a stamp is made anew under another mark.
CREATE FUNCTION eiso_guard_stored_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.sha256, NEW.size, NEW.content_type) IS DISTINCT FROM (OLD.sha256, OLD.size, OLD.content_type) THEN
		RAISE EXCEPTION 'content_frozen: what a stored file is never changes' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER stored_file_guard BEFORE UPDATE ON stored_file FOR EACH ROW EXECUTE FUNCTION eiso_guard_stored_file();
CREATE TRIGGER rendition_no_change BEFORE UPDATE ON rendition FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();

-- The row triggers of the access log reach its months by themselves, those against TRUNCATE do not. Whole months still go by DROP.
DO $$
DECLARE
	part regclass;
BEGIN
	FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'eiso_log.access_log'::regclass LOOP
		EXECUTE format('CREATE TRIGGER access_log_no_truncate BEFORE TRUNCATE ON %s EXECUTE FUNCTION eiso_refuse_delete()', part);
	END LOOP;
END $$;
CREATE OR REPLACE FUNCTION eiso_log.ensure_month(day date) RETURNS void
	LANGUAGE plpgsql AS $$
DECLARE
	first date := date_trunc('month', day)::date;
	name text := 'access_log_' || to_char(first, 'YYYY_MM');
BEGIN
	IF to_regclass('eiso_log.' || name) IS NULL THEN
		EXECUTE format('CREATE TABLE eiso_log.%I PARTITION OF eiso_log.access_log FOR VALUES FROM (%L) TO (%L)',
			name, first::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh');
		EXECUTE format('CREATE TRIGGER access_log_no_truncate BEFORE TRUNCATE ON eiso_log.%I EXECUTE FUNCTION public.eiso_refuse_delete()', name);
	END IF;
END $$;

-- How deep a trigger lies says nothing: anybody can have one of their own, on a table of their own. A head moves by one from the last row
-- of its trail, and when the transaction ends it is the last row of its trail.
CREATE OR REPLACE FUNCTION eiso_guard_audit_chain() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.seq <> 0 OR NEW.head_hash <> '' OR NEW.closed_at IS NOT NULL THEN
			RAISE EXCEPTION 'append_only: a chain starts empty' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL THEN
		IF OLD.unit_id IS NULL
		   OR (to_jsonb(NEW) - 'closed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at')
		   OR NOT EXISTS (SELECT 1 FROM audit_trail t WHERE t.chain_id = OLD.id AND t.seq = OLD.seq AND t.event = 'trail.close')
		   OR NOT EXISTS (SELECT 1 FROM audit_checkpoint p WHERE p.chain_id = OLD.id AND p.seq = OLD.seq AND p.hash = OLD.head_hash) THEN
			RAISE EXCEPTION 'append_only: the chain of a unit is closed over a last row that says so, with a checkpoint' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 OR NEW.seq <> OLD.seq + 1
	   OR (to_jsonb(NEW) - ARRAY['seq', 'head_hash']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['seq', 'head_hash'])
	   OR (OLD.seq > 0 OR OLD.head_hash <> '') AND NOT EXISTS (
		SELECT 1 FROM audit_trail t WHERE t.chain_id = OLD.id AND t.seq = OLD.seq AND t.hash = OLD.head_hash) THEN
		RAISE EXCEPTION 'append_only: the head of a chain moves only with its trail' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_check_chain_head() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	-- A later row of the same transaction has a check of its own.
	IF NOT EXISTS (SELECT 1 FROM audit_trail t WHERE t.chain_id = NEW.id AND t.seq = NEW.seq AND t.hash = NEW.head_hash) THEN
		RAISE EXCEPTION 'append_only: the head of a chain is the last row of its trail' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_chain_head AFTER UPDATE ON audit_chain DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (OLD.seq IS DISTINCT FROM NEW.seq OR OLD.head_hash IS DISTINCT FROM NEW.head_hash) EXECUTE FUNCTION eiso_check_chain_head();
