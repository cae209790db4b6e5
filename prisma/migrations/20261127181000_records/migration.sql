-- Records: the list of what is kept, the records themselves with their files, holds, and disposal by proposal, approval and minutes.
CREATE TYPE "record_state" AS ENUM ('kept', 'disposed');

CREATE TYPE "disposal_state" AS ENUM ('draft', 'proposed', 'approved', 'carried_out', 'cancelled');

CREATE TABLE "record_series" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "form_id" UUID,
    "procedure_id" UUID,
    "keeper_division_id" UUID,
    "custodian_id" UUID,
    "place" TEXT NOT NULL,
    "medium" "document_medium" NOT NULL DEFAULT 'paper',
    "retention_years" INTEGER,
    "retention_basis" TEXT NOT NULL DEFAULT '',
    "disposal_method" TEXT NOT NULL DEFAULT '',
    "ended_on" DATE,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "record_series_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "record_series_reader" (
    "series_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "record_series_reader_pkey" PRIMARY KEY ("series_id","user_id")
);

CREATE TABLE "quality_record" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "made_on" DATE NOT NULL,
    "closed_on" DATE,
    "form_version_id" UUID,
    "place" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "state" "record_state" NOT NULL DEFAULT 'kept',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "quality_record_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "record_file" (
    "id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "stored_sha256" TEXT,
    "name" TEXT NOT NULL,
    "file_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "record_file_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "record_hold" (
    "id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by_id" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "released_by_id" UUID,
    "released_at" TIMESTAMPTZ(3),
    "release_reason" TEXT,

    CONSTRAINT "record_hold_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "record_disposal" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "disposal_state" NOT NULL DEFAULT 'draft',
    "reason" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "state_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by_id" UUID,
    "approver_name" TEXT,
    "approver_position" TEXT,
    "meaning_text" TEXT,
    "content_sha256" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "carried_out_on" DATE,
    "participants" TEXT,
    "minutes_sha256" TEXT,
    "minutes_name" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "record_disposal_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "record_disposal_line" (
    "disposal_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "retention" TEXT NOT NULL,
    "due_on" DATE NOT NULL,

    CONSTRAINT "record_disposal_line_pkey" PRIMARY KEY ("disposal_id","record_id")
);

CREATE INDEX "record_series_custodian_id_idx" ON "record_series"("custodian_id");

CREATE INDEX "record_series_form_id_idx" ON "record_series"("form_id");

CREATE INDEX "record_series_procedure_id_idx" ON "record_series"("procedure_id");

CREATE INDEX "record_series_keeper_division_id_idx" ON "record_series"("keeper_division_id");

CREATE INDEX "record_series_created_by_id_idx" ON "record_series"("created_by_id");

CREATE UNIQUE INDEX "record_series_unit_id_code_key" ON "record_series"("unit_id", "code");

CREATE INDEX "record_series_reader_user_id_idx" ON "record_series_reader"("user_id");

CREATE INDEX "quality_record_series_id_idx" ON "quality_record"("series_id");

CREATE INDEX "quality_record_unit_id_made_on_idx" ON "quality_record"("unit_id", "made_on");

CREATE INDEX "quality_record_form_version_id_idx" ON "quality_record"("form_version_id");

CREATE INDEX "quality_record_created_by_id_idx" ON "quality_record"("created_by_id");

CREATE UNIQUE INDEX "quality_record_unit_id_number_key" ON "quality_record"("unit_id", "number");

CREATE INDEX "record_file_stored_sha256_idx" ON "record_file"("stored_sha256");

CREATE INDEX "record_file_added_by_id_idx" ON "record_file"("added_by_id");

CREATE UNIQUE INDEX "record_file_record_id_sha256_key" ON "record_file"("record_id", "sha256");

CREATE INDEX "record_hold_record_id_idx" ON "record_hold"("record_id");

CREATE INDEX "record_hold_placed_by_id_idx" ON "record_hold"("placed_by_id");

CREATE INDEX "record_hold_released_by_id_idx" ON "record_hold"("released_by_id");

CREATE INDEX "record_disposal_created_by_id_idx" ON "record_disposal"("created_by_id");

CREATE INDEX "record_disposal_approved_by_id_idx" ON "record_disposal"("approved_by_id");

CREATE INDEX "record_disposal_minutes_sha256_idx" ON "record_disposal"("minutes_sha256");

CREATE UNIQUE INDEX "record_disposal_unit_id_number_key" ON "record_disposal"("unit_id", "number");

CREATE INDEX "record_disposal_line_record_id_idx" ON "record_disposal_line"("record_id");

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_form_id_fkey" FOREIGN KEY ("form_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_procedure_id_fkey" FOREIGN KEY ("procedure_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_keeper_division_id_fkey" FOREIGN KEY ("keeper_division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_custodian_id_fkey" FOREIGN KEY ("custodian_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series" ADD CONSTRAINT "record_series_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series_reader" ADD CONSTRAINT "record_series_reader_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "record_series"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_series_reader" ADD CONSTRAINT "record_series_reader_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "quality_record" ADD CONSTRAINT "quality_record_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "quality_record" ADD CONSTRAINT "quality_record_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "record_series"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "quality_record" ADD CONSTRAINT "quality_record_form_version_id_fkey" FOREIGN KEY ("form_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "quality_record" ADD CONSTRAINT "quality_record_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_file" ADD CONSTRAINT "record_file_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "quality_record"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_file" ADD CONSTRAINT "record_file_stored_sha256_fkey" FOREIGN KEY ("stored_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_file" ADD CONSTRAINT "record_file_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_hold" ADD CONSTRAINT "record_hold_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "quality_record"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_hold" ADD CONSTRAINT "record_hold_placed_by_id_fkey" FOREIGN KEY ("placed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_hold" ADD CONSTRAINT "record_hold_released_by_id_fkey" FOREIGN KEY ("released_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal" ADD CONSTRAINT "record_disposal_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal" ADD CONSTRAINT "record_disposal_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal" ADD CONSTRAINT "record_disposal_approved_by_id_fkey" FOREIGN KEY ("approved_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal" ADD CONSTRAINT "record_disposal_minutes_sha256_fkey" FOREIGN KEY ("minutes_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal_line" ADD CONSTRAINT "record_disposal_line_disposal_id_fkey" FOREIGN KEY ("disposal_id") REFERENCES "record_disposal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "record_disposal_line" ADD CONSTRAINT "record_disposal_line_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "quality_record"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE record_series ADD CONSTRAINT record_series_years CHECK (retention_years IS NULL OR retention_years BETWEEN 1 AND 100);
ALTER TABLE quality_record ADD CONSTRAINT quality_record_days CHECK (closed_on IS NULL OR closed_on >= made_on);

CREATE TRIGGER record_series_no_delete BEFORE DELETE ON record_series FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER record_series_no_truncate BEFORE TRUNCATE ON record_series EXECUTE FUNCTION eiso_refuse_delete();

-- A record is filed in a series of its unit, and disposed of once: by a disposal that a head signed, while no hold lasts.
CREATE FUNCTION eiso_guard_quality_record() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'kept' OR NOT EXISTS (SELECT 1 FROM record_series s WHERE s.id = NEW.series_id AND s.unit_id = NEW.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: a record begins kept, in a series of its unit' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'disposed' OR (NEW.id, NEW.unit_id, NEW.number, NEW.created_by_id, NEW.created_at)
			IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.number, OLD.created_by_id, OLD.created_at)
		OR NOT EXISTS (SELECT 1 FROM record_series s WHERE s.id = NEW.series_id AND s.unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'content_frozen: a disposed record, and the origin of any, stay as they are' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'disposed' AND (NOT EXISTS (SELECT 1 FROM record_disposal_line l JOIN record_disposal d ON d.id = l.disposal_id
			WHERE l.record_id = NEW.id AND d.state = 'approved' AND d.approved_by_id IS NOT NULL)
		OR EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = NEW.id AND h.released_at IS NULL)) THEN
		RAISE EXCEPTION 'illegal_transition: a record goes by a signed disposal and never under a hold' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER quality_record_guard BEFORE INSERT OR UPDATE ON quality_record FOR EACH ROW EXECUTE FUNCTION eiso_guard_quality_record();
CREATE TRIGGER quality_record_no_delete BEFORE DELETE ON quality_record FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER quality_record_no_truncate BEFORE TRUNCATE ON quality_record EXECUTE FUNCTION eiso_refuse_delete();

-- Evidence is added to a kept record and never changed; with the disposal the bytes go and the stub stays.
CREATE FUNCTION eiso_guard_record_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	kept boolean;
BEGIN
	SELECT state = 'kept' INTO kept FROM quality_record WHERE id = NEW.record_id;
	IF TG_OP = 'INSERT' THEN
		IF NOT kept OR NEW.stored_sha256 IS DISTINCT FROM NEW.sha256 OR NEW.removed_at IS NOT NULL OR NOT eiso_is_now(NEW.added_at) THEN
			RAISE EXCEPTION 'illegal_transition: evidence is added to a record that is kept' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF kept OR OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.stored_sha256 IS NOT NULL
		OR (to_jsonb(NEW) - 'stored_sha256' - 'removed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'stored_sha256' - 'removed_at') THEN
		RAISE EXCEPTION 'content_frozen: evidence stays until its record is disposed of' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER record_file_guard BEFORE INSERT OR UPDATE ON record_file FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_file();
CREATE TRIGGER record_file_no_delete BEFORE DELETE ON record_file FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER record_file_no_truncate BEFORE TRUNCATE ON record_file EXECUTE FUNCTION eiso_refuse_delete();

-- A hold is placed on a kept record and released once, by a head of the unit.
CREATE FUNCTION eiso_guard_record_hold() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id;
	IF TG_OP = 'INSERT' THEN
		IF r.state <> 'kept' OR NEW.released_at IS NOT NULL OR trim(NEW.reason) = '' OR NOT eiso_is_now(NEW.placed_at) THEN
			RAISE EXCEPTION 'illegal_transition: a hold begins now, with a reason, on a kept record' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL OR NOT eiso_is_now(NEW.released_at) OR trim(coalesce(NEW.release_reason, '')) = ''
		OR NOT eiso_holds_role(NEW.released_by_id, r.unit_id, 'head')
		OR (NEW.id, NEW.record_id, NEW.reason, NEW.placed_by_id, NEW.placed_at)
			IS DISTINCT FROM (OLD.id, OLD.record_id, OLD.reason, OLD.placed_by_id, OLD.placed_at) THEN
		RAISE EXCEPTION 'illegal_transition: a head releases a hold once, with a reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER record_hold_guard BEFORE INSERT OR UPDATE ON record_hold FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_hold();
CREATE TRIGGER record_hold_no_delete BEFORE DELETE ON record_hold FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER record_hold_no_truncate BEFORE TRUNCATE ON record_hold EXECUTE FUNCTION eiso_refuse_delete();

-- A disposal: what was signed stays as it was; it is carried out with minutes, or called off.
CREATE FUNCTION eiso_guard_record_disposal() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' OR NEW.approved_by_id IS NOT NULL THEN
			RAISE EXCEPTION 'illegal_transition: a disposal begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.number, NEW.created_by_id, NEW.created_at)
			IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.number, OLD.created_by_id, OLD.created_at)
		OR OLD.state IN ('carried_out', 'cancelled')
		OR (OLD.state <> NEW.state AND NOT (OLD.state::text || '>' || NEW.state::text = ANY (ARRAY['draft>proposed', 'proposed>draft',
			'proposed>approved', 'approved>carried_out', 'draft>cancelled', 'proposed>cancelled', 'approved>cancelled']))) THEN
		RAISE EXCEPTION 'illegal_transition: not a step of a disposal' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'proposed' AND NEW.state = 'approved' THEN
		IF NEW.approved_by_id IS NULL OR NEW.approved_by_id = OLD.created_by_id OR NOT eiso_holds_role(NEW.approved_by_id, NEW.unit_id, 'head')
			OR NOT eiso_is_now(NEW.approved_at) OR NEW.content_sha256 IS NULL OR trim(coalesce(NEW.meaning_text, '')) = ''
			OR trim(coalesce(NEW.approver_name, '')) = '' THEN
			RAISE EXCEPTION 'unsigned: a head of the unit other than who listed it signs a disposal' USING ERRCODE = '23514';
		END IF;
	ELSIF (NEW.approved_by_id, NEW.approver_name, NEW.approver_position, NEW.meaning_text, NEW.content_sha256, NEW.approved_at)
			IS DISTINCT FROM (OLD.approved_by_id, OLD.approver_name, OLD.approver_position, OLD.meaning_text, OLD.content_sha256, OLD.approved_at) THEN
		RAISE EXCEPTION 'content_frozen: a signature stays as it was' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'carried_out' AND (NEW.minutes_sha256 IS NULL OR NEW.carried_out_on IS NULL OR NEW.carried_out_on > eiso_today()
		OR EXISTS (SELECT 1 FROM record_disposal_line l JOIN quality_record r ON r.id = l.record_id
			WHERE l.disposal_id = NEW.id AND r.state <> 'disposed')) THEN
		RAISE EXCEPTION 'illegal_transition: a disposal is carried out with minutes and all of it' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER record_disposal_guard BEFORE INSERT OR UPDATE ON record_disposal FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_disposal();
CREATE TRIGGER record_disposal_no_delete BEFORE DELETE ON record_disposal FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER record_disposal_no_truncate BEFORE TRUNCATE ON record_disposal EXECUTE FUNCTION eiso_refuse_delete();

-- The list of a disposal changes only while it is a draft.
CREATE FUNCTION eiso_guard_record_disposal_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	line record_disposal_line%ROWTYPE;
BEGIN
	line := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
	IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT 1 FROM record_disposal d WHERE d.id = line.disposal_id AND d.state = 'draft')
		OR (TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM quality_record r JOIN record_disposal d ON d.id = line.disposal_id
			WHERE r.id = line.record_id AND r.unit_id = d.unit_id AND r.state = 'kept')) THEN
		RAISE EXCEPTION 'content_frozen: the list of a disposal is fixed when it is proposed' USING ERRCODE = '23514';
	END IF;
	RETURN line;
END $$;
CREATE TRIGGER record_disposal_line_guard BEFORE INSERT OR UPDATE OR DELETE ON record_disposal_line
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_disposal_line();
CREATE TRIGGER record_disposal_line_no_truncate BEFORE TRUNCATE ON record_disposal_line EXECUTE FUNCTION eiso_refuse_delete();
