-- A programme is handed to the heads, given back, changed by signed revisions and closed with what was not done.
ALTER TABLE "audit_programme"
	ADD COLUMN "submitted_at" TIMESTAMPTZ(3),
	ADD COLUMN "submitted_by_id" UUID,
	ADD COLUMN "returned_reason" TEXT,
	ADD COLUMN "change_reason" TEXT,
	ADD COLUMN "closing" JSONB;
CREATE INDEX "audit_programme_submitted_by_id_idx" ON "audit_programme"("submitted_by_id");
ALTER TABLE "audit_programme" ADD CONSTRAINT "audit_programme_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_gap"
	ADD COLUMN "since_revision" INTEGER NOT NULL DEFAULT 0,
	ADD COLUMN "until_revision" INTEGER;

ALTER TABLE auditor ADD CONSTRAINT auditor_validity CHECK (valid_to IS NULL OR valid_to >= valid_from);
CREATE UNIQUE INDEX audit_programme_gap_once ON audit_programme_gap (programme_id, coalesce(area_id, '00000000-0000-0000-0000-000000000000'), clause)
	WHERE until_revision IS NULL;

-- A signed revision is the only way from a draft to an approved programme and from one revision to the next.
CREATE FUNCTION eiso_guard_programme() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'closed' OR (NEW.unit_id, NEW.year, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.year, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit and year of a programme stay, and so does a closed one' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'approved' AND (NEW.state = 'draft' OR (NEW.objectives, NEW.standard_code, NEW.approved_at)
		IS DISTINCT FROM (OLD.objectives, OLD.standard_code, OLD.approved_at)) THEN
		RAISE EXCEPTION 'content_frozen: what was signed in a programme is revised, not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision NOT IN (OLD.revision, OLD.revision + 1) OR (OLD.state = 'draft' AND NEW.state = 'approved') <> (NEW.revision > OLD.revision AND OLD.state = 'draft') THEN
		RAISE EXCEPTION 'illegal_transition: a programme is approved by its next revision' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision > OLD.revision AND NOT EXISTS (
		SELECT 1 FROM audit_programme_revision r WHERE r.programme_id = NEW.id AND r.number = NEW.revision) THEN
		RAISE EXCEPTION 'unsigned: a revision of a programme is signed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'closed' AND coalesce(NEW.closed_reason, '') = '' AND NEW.closing IS NULL THEN
		RAISE EXCEPTION 'illegal_transition: a programme is closed with what was done or a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- The number follows the last one, and the signature is one over this programme.
CREATE FUNCTION eiso_guard_programme_revision() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM audit_programme p WHERE p.id = NEW.programme_id AND p.state <> 'closed' AND p.revision + 1 = NEW.number) THEN
		RAISE EXCEPTION 'illegal_transition: revisions of a programme follow each other' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM act_signature s WHERE s.id = NEW.signature_id
		AND s.subject_type = 'audit_programme' AND s.subject_id = NEW.programme_id) THEN
		RAISE EXCEPTION 'unsigned: a revision of a programme is signed' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Lines and gaps: free in a draft; afterwards what was signed is only ended by the next revision, and what that one will add is free.
CREATE OR REPLACE FUNCTION eiso_guard_programme_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	row_programme uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.programme_id ELSE OLD.programme_id END;
	p audit_programme;
BEGIN
	SELECT * INTO p FROM audit_programme WHERE id = row_programme;
	IF TG_OP <> 'INSERT' AND p.state <> 'draft' AND (p.state = 'closed' OR OLD.since_revision <= p.revision) THEN
		IF TG_OP = 'DELETE' THEN
			RAISE EXCEPTION 'append_only: what was signed in a programme is revised, not deleted' USING ERRCODE = '23514';
		END IF;
		IF p.state = 'closed' OR (to_jsonb(NEW) - 'until_revision') IS DISTINCT FROM (to_jsonb(OLD) - 'until_revision')
			OR coalesce(OLD.until_revision, p.revision + 1) <> p.revision + 1 OR coalesce(NEW.until_revision, p.revision + 1) <> p.revision + 1 THEN
			RAISE EXCEPTION 'content_frozen: what was signed in a programme is ended by its next revision alone' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF NEW.programme_id <> row_programme OR p.state = 'closed' OR NEW.until_revision IS NOT NULL
		OR NEW.since_revision <> (CASE p.state WHEN 'draft' THEN 0 ELSE p.revision + 1 END) THEN
		RAISE EXCEPTION 'content_frozen: a programme grows by its draft or its next revision' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_audit_area() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.created_at) IS DISTINCT FROM (OLD.unit_id, OLD.created_at) OR OLD.ended_on IS NOT NULL THEN
		RAISE EXCEPTION 'content_frozen: an area stays in its unit, and an ended one stays ended' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_auditor() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.user_id, NEW.registered_by_id, NEW.created_at) IS DISTINCT FROM (OLD.unit_id, OLD.user_id, OLD.registered_by_id, OLD.created_at)
		OR OLD.ended_on IS NOT NULL THEN
		RAISE EXCEPTION 'content_frozen: who is registered stays, and so does an ended entry' USING ERRCODE = '23514';
	END IF;
	IF (NEW.ended_on IS NULL) <> (coalesce(NEW.ended_reason, '') = '') THEN
		RAISE EXCEPTION 'illegal_transition: an entry of the register ends with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER audit_programme_guard BEFORE UPDATE ON audit_programme FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme();
CREATE TRIGGER audit_programme_revision_guard BEFORE INSERT ON audit_programme_revision FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme_revision();
CREATE TRIGGER audit_programme_line_change BEFORE INSERT OR UPDATE ON audit_programme_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme_part();
CREATE TRIGGER audit_programme_gap_change BEFORE INSERT OR UPDATE ON audit_programme_gap FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme_part();
CREATE TRIGGER audit_area_guard BEFORE UPDATE ON audit_area FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_area();
CREATE TRIGGER auditor_guard BEFORE UPDATE ON auditor FOR EACH ROW EXECUTE FUNCTION eiso_guard_auditor();
