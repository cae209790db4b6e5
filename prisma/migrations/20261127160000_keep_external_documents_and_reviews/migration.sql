-- domain.md §2.6: external documents, who cites them, and their repeal; periodic review of what is in force.
ALTER TYPE "signature_meaning" ADD VALUE 'confirm_review';
CREATE TYPE "external_check_outcome" AS ENUM ('in_force', 'needs_action');
CREATE TYPE "review_outcome" AS ENUM ('unchanged', 'change_request', 'withdrawal');
CREATE TABLE "external_document" (
    "id" UUID NOT NULL,
    "unit_id" UUID,
    "number" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "issued_on" DATE,
    "in_force_from" DATE,
    "in_force_to" DATE,
    "link" TEXT NOT NULL DEFAULT '',
    "search_text" TEXT NOT NULL,
    "check_months" INTEGER NOT NULL DEFAULT 6,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "external_document_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "external_subscription" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "external_id" UUID NOT NULL,
    "received_on" DATE,
    "applied_for" TEXT NOT NULL DEFAULT '',
    "division_id" UUID,
    "checker_id" UUID,
    "check_months" INTEGER NOT NULL DEFAULT 12,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "external_subscription_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "external_check" (
    "id" UUID NOT NULL,
    "external_id" UUID NOT NULL,
    "unit_id" UUID,
    "checked_on" DATE NOT NULL,
    "outcome" "external_check_outcome" NOT NULL,
    "remark" TEXT NOT NULL DEFAULT '',
    "checked_by_id" UUID NOT NULL,
    "checker_name" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "external_check_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "external_repeal" (
    "id" UUID NOT NULL,
    "external_id" UUID NOT NULL,
    "effective_on" DATE NOT NULL,
    "by_act" TEXT NOT NULL,
    "replaced_by_id" UUID,
    "remark" TEXT NOT NULL DEFAULT '',
    "recorded_by_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_back_at" TIMESTAMPTZ(3),
    "taken_back_by_id" UUID,
    "take_back_why" TEXT,

    CONSTRAINT "external_repeal_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "version_external_reference" (
    "version_id" UUID NOT NULL,
    "external_id" UUID NOT NULL,

    CONSTRAINT "version_external_reference_pkey" PRIMARY KEY ("version_id","external_id")
);
CREATE TABLE "review_interval" (
    "kind_code" TEXT NOT NULL,
    "months" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,

    CONSTRAINT "review_interval_pkey" PRIMARY KEY ("kind_code")
);
CREATE TABLE "upkeep_rule" (
    "unit_id" UUID NOT NULL,
    "external_due_days" INTEGER NOT NULL DEFAULT 30,
    "review_notice_days" INTEGER NOT NULL DEFAULT 30,
    "review_months_by_kind" JSONB NOT NULL DEFAULT '{}',
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "upkeep_rule_pkey" PRIMARY KEY ("unit_id")
);
CREATE TABLE "periodic_review" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "outcome" "review_outcome" NOT NULL,
    "remark" TEXT NOT NULL DEFAULT '',
    "sha256" TEXT NOT NULL,
    "signature_id" UUID,
    "reviewed_by_id" UUID NOT NULL,
    "reviewer_name" TEXT NOT NULL,
    "reviewed_on" DATE NOT NULL,
    "reviewed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "periodic_review_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "upkeep_told" (
    "key" TEXT NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "upkeep_told_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "external_document_created_by_id_idx" ON "external_document"("created_by_id");
CREATE UNIQUE INDEX "external_document_unit_id_number_key_key" ON "external_document"("unit_id", "number_key");
CREATE INDEX "external_subscription_external_id_idx" ON "external_subscription"("external_id");
CREATE INDEX "external_subscription_division_id_idx" ON "external_subscription"("division_id");
CREATE INDEX "external_subscription_checker_id_idx" ON "external_subscription"("checker_id");
CREATE UNIQUE INDEX "external_subscription_unit_id_external_id_key" ON "external_subscription"("unit_id", "external_id");
CREATE INDEX "external_check_external_id_checked_on_idx" ON "external_check"("external_id", "checked_on");
CREATE INDEX "external_check_unit_id_idx" ON "external_check"("unit_id");
CREATE INDEX "external_check_checked_by_id_idx" ON "external_check"("checked_by_id");
CREATE INDEX "external_repeal_external_id_idx" ON "external_repeal"("external_id");
CREATE INDEX "external_repeal_replaced_by_id_idx" ON "external_repeal"("replaced_by_id");
CREATE INDEX "external_repeal_recorded_by_id_idx" ON "external_repeal"("recorded_by_id");
CREATE INDEX "external_repeal_taken_back_by_id_idx" ON "external_repeal"("taken_back_by_id");
CREATE INDEX "version_external_reference_external_id_idx" ON "version_external_reference"("external_id");
CREATE UNIQUE INDEX "periodic_review_signature_id_key" ON "periodic_review"("signature_id");
CREATE INDEX "periodic_review_unit_id_reviewed_on_idx" ON "periodic_review"("unit_id", "reviewed_on");
CREATE INDEX "periodic_review_version_id_idx" ON "periodic_review"("version_id");
CREATE INDEX "periodic_review_reviewed_by_id_idx" ON "periodic_review"("reviewed_by_id");
CREATE UNIQUE INDEX "periodic_review_document_id_due_on_key" ON "periodic_review"("document_id", "due_on");
ALTER TABLE "external_document" ADD CONSTRAINT "external_document_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_document" ADD CONSTRAINT "external_document_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_subscription" ADD CONSTRAINT "external_subscription_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_subscription" ADD CONSTRAINT "external_subscription_external_id_fkey" FOREIGN KEY ("external_id") REFERENCES "external_document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_subscription" ADD CONSTRAINT "external_subscription_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_subscription" ADD CONSTRAINT "external_subscription_checker_id_fkey" FOREIGN KEY ("checker_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_check" ADD CONSTRAINT "external_check_external_id_fkey" FOREIGN KEY ("external_id") REFERENCES "external_document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_check" ADD CONSTRAINT "external_check_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_check" ADD CONSTRAINT "external_check_checked_by_id_fkey" FOREIGN KEY ("checked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_repeal" ADD CONSTRAINT "external_repeal_external_id_fkey" FOREIGN KEY ("external_id") REFERENCES "external_document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_repeal" ADD CONSTRAINT "external_repeal_replaced_by_id_fkey" FOREIGN KEY ("replaced_by_id") REFERENCES "external_document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_repeal" ADD CONSTRAINT "external_repeal_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_repeal" ADD CONSTRAINT "external_repeal_taken_back_by_id_fkey" FOREIGN KEY ("taken_back_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "version_external_reference" ADD CONSTRAINT "version_external_reference_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "version_external_reference" ADD CONSTRAINT "version_external_reference_external_id_fkey" FOREIGN KEY ("external_id") REFERENCES "external_document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "review_interval" ADD CONSTRAINT "review_interval_kind_code_fkey" FOREIGN KEY ("kind_code") REFERENCES "document_kind"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "upkeep_rule" ADD CONSTRAINT "upkeep_rule_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_review" ADD CONSTRAINT "periodic_review_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_review" ADD CONSTRAINT "periodic_review_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_review" ADD CONSTRAINT "periodic_review_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_review" ADD CONSTRAINT "periodic_review_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_review" ADD CONSTRAINT "periodic_review_reviewed_by_id_fkey" FOREIGN KEY ("reviewed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A number stands once in the list of the province, too.
CREATE UNIQUE INDEX external_document_province_number ON external_document (number_key) WHERE unit_id IS NULL;
ALTER TABLE external_document ADD CONSTRAINT external_document_facts
	CHECK (trim(number) <> '' AND trim(title) <> '' AND trim(issuer) <> '' AND check_months BETWEEN 1 AND 60 AND in_force_to > in_force_from);
ALTER TABLE external_subscription ADD CONSTRAINT external_subscription_months CHECK (check_months BETWEEN 1 AND 60);
ALTER TABLE external_repeal ADD CONSTRAINT external_repeal_facts CHECK (trim(by_act) <> '' AND replaced_by_id <> external_id
	AND num_nonnulls(taken_back_at, taken_back_by_id, take_back_why) IN (0, 3) AND trim(take_back_why) <> '');
CREATE UNIQUE INDEX external_repeal_one ON external_repeal (external_id) WHERE taken_back_at IS NULL;
ALTER TABLE review_interval ADD CONSTRAINT review_interval_months CHECK (months BETWEEN 1 AND 120 AND trim(basis) <> '');
ALTER TABLE upkeep_rule ADD CONSTRAINT upkeep_rule_days CHECK (external_due_days BETWEEN 1 AND 365 AND review_notice_days BETWEEN 1 AND 180
	AND jsonb_typeof(review_months_by_kind) = 'object');

-- A line of a list is corrected, never removed, and never goes to another list.
CREATE FUNCTION eiso_guard_external_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: an external document is never deleted' USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: whose list an external document stands in never changes' USING ERRCODE = '23514';
	END IF;
	IF NEW.row_version <= OLD.row_version THEN
		RAISE EXCEPTION 'stale: a correction moves the row version' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER external_document_guard BEFORE UPDATE OR DELETE ON external_document FOR EACH ROW EXECUTE FUNCTION eiso_guard_external_document();
CREATE TRIGGER external_document_no_truncate BEFORE TRUNCATE ON external_document EXECUTE FUNCTION eiso_refuse_delete();

-- Whether a unit may have an external document in its list: its own, or one of the province.
CREATE FUNCTION eiso_external_of(external uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM external_document e WHERE e.id = external AND (e.unit_id IS NULL OR e.unit_id = unit));

CREATE FUNCTION eiso_guard_external_subscription() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a line leaves the list of a unit, it is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND (NEW.id, NEW.unit_id, NEW.external_id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.external_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: what a line of a list is about never changes' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_external_of(NEW.external_id, NEW.unit_id)
	   OR NEW.division_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.id = NEW.division_id AND d.unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'external_unit: another unit''s document or division' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER external_subscription_guard BEFORE INSERT OR UPDATE OR DELETE ON external_subscription
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_external_subscription();
CREATE TRIGGER external_subscription_no_truncate BEFORE TRUNCATE ON external_subscription EXECUTE FUNCTION eiso_refuse_delete();

-- A check is noted when it is noted, of a day that has come, and stays.
CREATE FUNCTION eiso_guard_external_check() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.checked_on > eiso_today() OR NOT eiso_is_now(NEW.recorded_at) OR trim(NEW.checker_name) = ''
	   OR NOT EXISTS (SELECT 1 FROM external_document e WHERE e.id = NEW.external_id
			AND (e.unit_id IS NOT DISTINCT FROM NEW.unit_id OR e.unit_id IS NULL AND NEW.unit_id IS NOT NULL)) THEN
		RAISE EXCEPTION 'past_fixed: this is no check that somebody of the list can note now' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER external_check_guard BEFORE INSERT ON external_check FOR EACH ROW EXECUTE FUNCTION eiso_guard_external_check();
CREATE TRIGGER external_check_no_change BEFORE UPDATE OR DELETE ON external_check FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER external_check_no_truncate BEFORE TRUNCATE ON external_check EXECUTE FUNCTION eiso_refuse_delete();

-- A repeal is noted once and can only be taken back, with a reason. What replaces a line stands in a list that its readers have.
CREATE FUNCTION eiso_guard_external_repeal() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a repeal is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF OLD.taken_back_at IS NOT NULL OR NOT eiso_is_now(NEW.taken_back_at)
		   OR (to_jsonb(NEW) - ARRAY['taken_back_at', 'taken_back_by_id', 'take_back_why']) IS DISTINCT FROM
		      (to_jsonb(OLD) - ARRAY['taken_back_at', 'taken_back_by_id', 'take_back_why']) THEN
			RAISE EXCEPTION 'append_only: a repeal is only taken back, once' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT eiso_is_now(NEW.recorded_at) OR NEW.taken_back_at IS NOT NULL OR NEW.replaced_by_id IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM external_document e JOIN external_document r ON r.id = NEW.replaced_by_id
		WHERE e.id = NEW.external_id AND (r.unit_id IS NULL OR r.unit_id = e.unit_id)) THEN
		RAISE EXCEPTION 'past_fixed: this is no repeal that can be noted now' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER external_repeal_guard BEFORE INSERT OR UPDATE OR DELETE ON external_repeal FOR EACH ROW EXECUTE FUNCTION eiso_guard_external_repeal();
CREATE TRIGGER external_repeal_no_truncate BEFORE TRUNCATE ON external_repeal EXECUTE FUNCTION eiso_refuse_delete();

-- What a version cites is part of what is submitted.
CREATE FUNCTION eiso_guard_version_external_reference() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' OR NOT EXISTS (
		SELECT 1 FROM version v WHERE v.state = 'draft' AND v.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END) THEN
		RAISE EXCEPTION 'content_frozen: references change only in a draft' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF NOT EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.version_id AND eiso_external_of(NEW.external_id, v.unit_id)) THEN
		RAISE EXCEPTION 'external_unit: another unit''s external document' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER version_external_reference_guard BEFORE INSERT OR UPDATE OR DELETE ON version_external_reference
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_version_external_reference();
CREATE TRIGGER version_external_reference_no_truncate BEFORE TRUNCATE ON version_external_reference EXECUTE FUNCTION eiso_refuse_delete();

-- A review is of what is in force on its day, done when it says so; a head signs that nothing changes. It stays.
CREATE FUNCTION eiso_guard_periodic_review() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT eiso_is_now(NEW.reviewed_at) OR NEW.reviewed_on <> eiso_today() OR trim(NEW.reviewer_name) = '' OR NOT EXISTS (
		SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.document_id = NEW.document_id AND v.unit_id = NEW.unit_id
			AND v.state IN ('issued', 'withdrawn') AND v.in_force @> eiso_today() AND NEW.sha256 = coalesce(v.pdf_sha256, v.source_sha256)) THEN
		RAISE EXCEPTION 'content_changed: a review is of the version that is in force on its day' USING ERRCODE = '23514';
	END IF;
	IF (NEW.outcome = 'unchanged') <> (NEW.signature_id IS NOT NULL) OR NEW.signature_id IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM signature s WHERE s.id = NEW.signature_id AND s.meaning = 'confirm_review' AND s.version_id = NEW.version_id
			AND s.user_id = NEW.reviewed_by_id AND s.voided_at IS NULL AND eiso_is_now(s.signed_at)) THEN
		RAISE EXCEPTION 'unsigned: a head signs that a document stays as it is' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome <> 'unchanged' AND trim(NEW.remark) = '' THEN
		RAISE EXCEPTION 'illegal_transition: what is to be changed must be said' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER periodic_review_guard BEFORE INSERT ON periodic_review FOR EACH ROW EXECUTE FUNCTION eiso_guard_periodic_review();
CREATE TRIGGER periodic_review_no_change BEFORE UPDATE OR DELETE ON periodic_review FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER periodic_review_no_truncate BEFORE TRUNCATE ON periodic_review EXECUTE FUNCTION eiso_refuse_delete();

-- As it was, and a review is signed like an approval of what is issued.
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

-- Intervals that installations begin with; data, and the unit may set its own.
INSERT INTO review_interval (kind_code, months, basis)
SELECT k.code, i.months, i.basis FROM (VALUES
	('HTQLCL', 12, 'TCVN ISO 9001:2015, mục 9.3.1 (xem xét của lãnh đạo theo định kỳ)'),
	('STCL', 12, 'TCVN ISO 9001:2015, mục 9.3.1 (xem xét của lãnh đạo theo định kỳ)'),
	('CSCL', 12, 'TCVN ISO 9001:2015, mục 9.3.1 và 5.2.1 (chính sách phù hợp với mục đích, bối cảnh)'),
	('QT', 12, 'TCVN ISO 9001:2015, mục 7.5.3 (kiểm soát thông tin dạng văn bản) và quy định của đơn vị'),
	('HD', 24, 'TCVN ISO 9001:2015, mục 7.5.3 (kiểm soát thông tin dạng văn bản) và quy định của đơn vị'),
	('QC', 24, 'TCVN ISO 9001:2015, mục 7.5.3 (kiểm soát thông tin dạng văn bản) và quy định của đơn vị')
) i (code, months, basis) JOIN document_kind k ON k.code = i.code;
