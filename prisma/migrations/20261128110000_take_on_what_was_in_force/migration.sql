-- states.md B7, design.md §7a: what was in force on paper before eISO is taken on. An officer lists it, a head signs the list once; each
-- decision on it becomes an issue batch of the past, each row a version that was issued by it. Only this way goes before today.
ALTER TYPE "version_event" ADD VALUE 'take_on';
ALTER TYPE "signature_meaning" ADD VALUE 'take_on';
CREATE TYPE "take_on_state" AS ENUM ('draft', 'signed', 'discarded');

CREATE TABLE "take_on" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "take_on_state" NOT NULL DEFAULT 'draft',
    "ask_reading" BOOLEAN NOT NULL DEFAULT false,
    "signed_at" TIMESTAMPTZ(3),
    "signed_by_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "take_on_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "take_on_line" (
    "id" UUID NOT NULL,
    "take_on_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "typed" JSONB NOT NULL,

    CONSTRAINT "take_on_line_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "take_on_file" (
    "id" UUID NOT NULL,
    "take_on_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "pages" INTEGER,

    CONSTRAINT "take_on_file_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "issue_batch" ADD COLUMN "take_on_id" UUID;
ALTER TABLE "signature" ADD COLUMN "take_on_id" UUID;

CREATE UNIQUE INDEX "take_on_unit_id_number_key" ON "take_on"("unit_id", "number");
CREATE INDEX "take_on_unit_id_state_idx" ON "take_on"("unit_id", "state");
CREATE INDEX "take_on_signed_by_id_idx" ON "take_on"("signed_by_id");
CREATE INDEX "take_on_created_by_id_idx" ON "take_on"("created_by_id");
CREATE INDEX "take_on_line_take_on_id_position_idx" ON "take_on_line"("take_on_id", "position");
CREATE UNIQUE INDEX "take_on_file_take_on_id_file_name_key" ON "take_on_file"("take_on_id", "file_name");
CREATE INDEX "take_on_file_sha256_idx" ON "take_on_file"("sha256");
CREATE INDEX "issue_batch_take_on_id_idx" ON "issue_batch"("take_on_id");
CREATE UNIQUE INDEX "signature_take_on_id_key" ON "signature"("take_on_id");

ALTER TABLE "take_on" ADD CONSTRAINT "take_on_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "take_on" ADD CONSTRAINT "take_on_signed_by_id_fkey" FOREIGN KEY ("signed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "take_on" ADD CONSTRAINT "take_on_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "take_on_line" ADD CONSTRAINT "take_on_line_take_on_id_fkey" FOREIGN KEY ("take_on_id") REFERENCES "take_on"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "take_on_file" ADD CONSTRAINT "take_on_file_take_on_id_fkey" FOREIGN KEY ("take_on_id") REFERENCES "take_on"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "take_on_file" ADD CONSTRAINT "take_on_file_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_take_on_id_fkey" FOREIGN KEY ("take_on_id") REFERENCES "take_on"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "signature" ADD CONSTRAINT "signature_take_on_id_fkey" FOREIGN KEY ("take_on_id") REFERENCES "take_on"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The list grows and is mended while it is a draft that nobody has signed; signed or discarded, it stays as it is.
CREATE FUNCTION eiso_guard_take_on() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a list of what is taken on is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' OR num_nonnulls(NEW.signed_at, NEW.signed_by_id) > 0 THEN
			RAISE EXCEPTION 'illegal_transition: a list begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'draft' OR (NEW.id, NEW.unit_id, NEW.number, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
	   (OLD.id, OLD.unit_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a list changes only while it is a draft' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'signed' THEN
		IF NOT eiso_is_now(NEW.signed_at) OR NOT EXISTS (
			SELECT 1 FROM signature s WHERE s.take_on_id = NEW.id AND s.meaning = 'take_on' AND s.user_id = NEW.signed_by_id AND eiso_is_now(s.signed_at)) THEN
			RAISE EXCEPTION 'unsigned: a list is taken on by the signature of a head, at the moment that it names' USING ERRCODE = '23514';
		END IF;
	ELSIF num_nonnulls(NEW.signed_at, NEW.signed_by_id) > 0 THEN
		RAISE EXCEPTION 'illegal_transition: nobody has signed this list' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT 1 FROM signature s WHERE s.take_on_id = NEW.id) AND (NEW.state <> 'signed' OR NEW.ask_reading <> OLD.ask_reading) THEN
		RAISE EXCEPTION 'content_frozen: what is signed stays as it was signed' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER take_on_guard BEFORE INSERT OR UPDATE OR DELETE ON take_on FOR EACH ROW EXECUTE FUNCTION eiso_guard_take_on();
CREATE TRIGGER take_on_no_truncate BEFORE TRUNCATE ON take_on EXECUTE FUNCTION eiso_refuse_delete();

CREATE FUNCTION eiso_guard_take_on_content() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
		SELECT 1 FROM take_on t
		WHERE (TG_OP <> 'INSERT' AND t.id = OLD.take_on_id OR TG_OP <> 'DELETE' AND t.id = NEW.take_on_id)
			AND (t.state <> 'draft' OR EXISTS (SELECT 1 FROM signature s WHERE s.take_on_id = t.id))) THEN
		RAISE EXCEPTION 'content_frozen: a list changes only while it is a draft' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER take_on_line_guard BEFORE INSERT OR UPDATE OR DELETE ON take_on_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_take_on_content();
CREATE TRIGGER take_on_file_guard BEFORE INSERT OR UPDATE OR DELETE ON take_on_file FOR EACH ROW EXECUTE FUNCTION eiso_guard_take_on_content();
CREATE TRIGGER take_on_line_no_truncate BEFORE TRUNCATE ON take_on_line EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER take_on_file_no_truncate BEFORE TRUNCATE ON take_on_file EXECUTE FUNCTION eiso_refuse_delete();

-- Whether a version of this document is taken on in the act that runs: its list is a draft that a head has signed just now.
CREATE FUNCTION eiso_taking_on(batch uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM issue_batch b JOIN take_on t ON t.id = b.take_on_id JOIN signature s ON s.take_on_id = t.id
		WHERE b.id = batch AND b.unit_id = unit AND t.unit_id = unit AND t.state = 'draft'
			AND s.meaning::text = 'take_on' AND eiso_is_now(s.signed_at));

-- The same of the list itself, for its batches.
CREATE FUNCTION eiso_take_on_signed(list uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM take_on t JOIN signature s ON s.take_on_id = t.id
		WHERE t.id = list AND t.unit_id = unit AND t.state = 'draft' AND s.meaning::text = 'take_on' AND eiso_is_now(s.signed_at));

-- The functions of before, as they were but for what is taken on: it goes from draft to issued in one act, with days that lie before
-- today, without a review or an approval; by hand, through another batch or a second time it does not.
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
		   AND NOT (NEW.origin = 'taken_on' AND OLD.state = 'draft' AND NEW.state = 'issued')
		   OR NEW.origin = 'taken_on' AND (OLD.state::text || '>' || NEW.state::text) NOT IN ('draft>issued', 'issued>withdrawn', 'withdrawn>issued') THEN
			RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'withdrawn' AND (OLD.effective_to <= today OR NOT EXISTS (
			SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
			WHERE l.document_id = NEW.document_id AND l.withdraws AND b.state = 'revoked' AND b.effective_on = OLD.effective_to)) THEN
			RAISE EXCEPTION 'illegal_transition: only a withdrawal whose batch was revoked before its day is undone' USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('approved', 'issued') AND OLD.state <> 'withdrawn' AND NEW.origin <> 'taken_on' AND NOT EXISTS (
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
		IF OLD.state = 'draft' AND NEW.state = 'issued' THEN
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
	IF OLD.state IN ('issued', 'withdrawn') AND (NEW.state IN ('issued', 'withdrawn') OR OLD.effective_from <= today)
	   AND (NEW.issue_batch_id, NEW.issued_at, NEW.round, NEW.exception_id) IS DISTINCT FROM
	       (OLD.issue_batch_id, OLD.issued_at, OLD.round, OLD.exception_id) THEN
		RAISE EXCEPTION 'past_fixed: how a version came into force cannot change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

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
	IF NEW.meaning IN ('approve_version', 'withdraw_version', 'confirm_review') THEN
		SELECT v.unit_id INTO unit FROM version v
		WHERE v.id = NEW.version_id AND NEW.issue_batch_id IS NULL AND (NEW.meaning = 'approve_version' OR v.state = 'issued');
	ELSIF NEW.meaning = 'take_on' THEN
		SELECT t.unit_id INTO unit FROM take_on t
		WHERE t.id = NEW.take_on_id AND t.state = 'draft' AND num_nonnulls(NEW.version_id, NEW.issue_batch_id) = 0
			AND EXISTS (SELECT 1 FROM take_on_line l WHERE l.take_on_id = t.id);
	ELSIF NEW.meaning <> 'grant_exception' THEN
		SELECT b.unit_id INTO unit FROM issue_batch b
		WHERE b.id = NEW.issue_batch_id AND NEW.version_id IS NULL AND CASE NEW.meaning
			WHEN 'issue_with_withdrawal' THEN b.state = 'draft' WHEN 'revoke_batch' THEN b.state = 'issued' ELSE true END;
	END IF;
	IF unit IS NULL AND NEW.meaning <> 'grant_exception' OR NEW.meaning <> 'take_on' AND NEW.take_on_id IS NOT NULL THEN
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

CREATE OR REPLACE FUNCTION eiso_guard_version_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT eiso_is_now(NEW.at) OR NEW.voided_at IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: an act is done at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (
			SELECT 1 FROM version v WHERE v.id = NEW.version_id AND NEW.round <= v.round AND CASE v.state
				WHEN 'issued' THEN NEW.event = (CASE v.origin WHEN 'taken_on' THEN 'take_on' ELSE 'issue' END)::version_event AND eiso_is_now(v.issued_at) OR NEW.event = 'revoke' AND eiso_is_now(v.updated_at)
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
		IF NEW.take_on_id IS NOT NULL AND NOT eiso_take_on_signed(NEW.take_on_id, NEW.unit_id) THEN
			RAISE EXCEPTION 'unsigned: a decision of the past is noted down only with a list that a head has just signed' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NEW.take_on_id IS DISTINCT FROM OLD.take_on_id THEN
		RAISE EXCEPTION 'content_frozen: whether a decision is of before eISO never changes' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state::text || '>' || NEW.state::text) NOT IN ('draft>issued', 'draft>discarded', 'issued>revoked') THEN
		RAISE EXCEPTION 'illegal_transition: batch % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'issued' THEN
		IF NOT eiso_is_now(NEW.issued_at) OR NEW.issued_by_id IS NULL THEN
			RAISE EXCEPTION 'past_fixed: a batch is issued at the moment that it names, by somebody' USING ERRCODE = '23514';
		END IF;
		IF NEW.take_on_id IS NOT NULL AND (NOT eiso_take_on_signed(NEW.take_on_id, NEW.unit_id)
		   OR num_nonnulls(NEW.decision_number, NEW.decision_date, NEW.effective_on) < 3
		   OR NEW.effective_on > eiso_today() OR NEW.decision_date > eiso_today()) THEN
			RAISE EXCEPTION 'decision_in_future: what is taken on was decided and in force by today' USING ERRCODE = '23514';
		END IF;
		IF NEW.effective_on < eiso_today() AND NEW.take_on_id IS NULL THEN
			RAISE EXCEPTION 'effective_in_past: a batch cannot take effect before today' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF OLD.state = 'issued' AND NEW.state = 'revoked' AND (OLD.effective_on <= eiso_today() OR OLD.take_on_id IS NOT NULL) THEN
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

CREATE OR REPLACE FUNCTION eiso_check_batch_and_versions() RETURNS trigger
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
		IF EXISTS (
			SELECT 1 FROM issue_batch_line l LEFT JOIN version v ON v.id = l.version_id
			WHERE l.batch_id = b.id AND CASE WHEN b.take_on_id IS NULL THEN v.origin = 'taken_on' ELSE l.withdraws OR v.origin <> 'taken_on' END)
		   OR b.take_on_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM take_on t WHERE t.id = b.take_on_id AND t.state = 'signed') THEN
			RAISE EXCEPTION 'batch_disagrees: what is taken on comes in by its own list, and nothing else does' USING ERRCODE = '23514';
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

-- At the end of the transaction nothing is half taken on: no version, batch or signature without the rest of the act, and of each
-- document one version holds today; its past alone is no matter of a take-on.
CREATE FUNCTION eiso_check_taken_on_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.id AND v.state = 'draft') THEN
		RAISE EXCEPTION 'batch_disagrees: what is taken on is in force at once' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM version v WHERE v.document_id = NEW.document_id AND v.origin = 'taken_on' AND v.in_force @> eiso_today()) THEN
		RAISE EXCEPTION 'not_in_force: of a document that is taken on one version holds today' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_taken_on AFTER INSERT ON version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.origin = 'taken_on') EXECUTE FUNCTION eiso_check_taken_on_version();

CREATE FUNCTION eiso_check_taken_on_batch() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM issue_batch b WHERE b.id = NEW.id AND b.state <> 'issued') THEN
		RAISE EXCEPTION 'batch_disagrees: a decision of the past is noted down with what it issued' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER issue_batch_taken_on AFTER INSERT ON issue_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.take_on_id IS NOT NULL) EXECUTE FUNCTION eiso_check_taken_on_batch();

CREATE FUNCTION eiso_check_signed_take_on() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM take_on t JOIN issue_batch b ON b.take_on_id = t.id WHERE t.id = NEW.take_on_id AND t.state = 'signed') THEN
		RAISE EXCEPTION 'batch_disagrees: a signed list has been taken on' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signature_taken_on AFTER INSERT ON signature DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.take_on_id IS NOT NULL) EXECUTE FUNCTION eiso_check_signed_take_on();
