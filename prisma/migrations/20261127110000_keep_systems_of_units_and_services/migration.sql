-- Issue 3: the system of a unit (edition, committee, yearly plan) and the administrative services with what units do about them.

CREATE TYPE "limit_unit" AS ENUM ('working_days', 'working_hours');

CREATE TYPE "iso_title" AS ENUM ('head', 'deputy_head', 'secretary', 'member');

CREATE TABLE "admin_service" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "code_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "admin_service_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "admin_service_version" (
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "decision_number" TEXT NOT NULL,
    "decision_date" DATE NOT NULL,
    "limit_value" DECIMAL(6,2),
    "limit_unit" "limit_unit",
    "limit_note" TEXT NOT NULL DEFAULT '',
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind_codes" TEXT[],

    CONSTRAINT "admin_service_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "unit_admin_service" (
    "unit_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "handled" BOOLEAN NOT NULL,
    "reason" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "unit_admin_service_pkey" PRIMARY KEY ("unit_id","service_id")
);

CREATE TABLE "admin_service_link" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "admin_service_link_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "admin_service_confirmation" (
    "id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "service_version_id" UUID NOT NULL,
    "confirmed_by_id" UUID NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "admin_service_confirmation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "standard" (
    "code" TEXT NOT NULL,
    "name_vi" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "edition" INTEGER NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "standard_pkey" PRIMARY KEY ("code")
);

CREATE TABLE "clause" (
    "standard_code" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "title_vi" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "clause_pkey" PRIMARY KEY ("standard_code","number")
);

CREATE TABLE "clause_mapping" (
    "from_standard" TEXT NOT NULL,
    "from_number" TEXT NOT NULL,
    "to_standard" TEXT NOT NULL,
    "to_number" TEXT NOT NULL,

    CONSTRAINT "clause_mapping_pkey" PRIMARY KEY ("from_standard","from_number","to_standard","to_number")
);

CREATE TABLE "unit_standard" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "standard_code" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "unit_standard_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "steering_committee" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "decision_number" TEXT NOT NULL,
    "decision_date" DATE NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "steering_committee_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "committee_member" (
    "id" UUID NOT NULL,
    "committee_id" UUID NOT NULL,
    "user_id" UUID,
    "full_name" TEXT NOT NULL,
    "title" "iso_title" NOT NULL,
    "position" TEXT NOT NULL DEFAULT '',
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "committee_member_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "iso_plan_step" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "responsible_id" UUID,
    "responsible_name" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "done_on" DATE,
    "result" TEXT NOT NULL DEFAULT '',
    "dropped_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "iso_plan_step_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "admin_service_code_key_key" ON "admin_service"("code_key");

CREATE INDEX "admin_service_version_service_id_valid_from_idx" ON "admin_service_version"("service_id", "valid_from");

CREATE INDEX "unit_admin_service_service_id_idx" ON "unit_admin_service"("service_id");

CREATE INDEX "admin_service_link_unit_id_service_id_idx" ON "admin_service_link"("unit_id", "service_id");

CREATE INDEX "admin_service_link_service_id_idx" ON "admin_service_link"("service_id");

CREATE INDEX "admin_service_link_document_id_idx" ON "admin_service_link"("document_id");

CREATE INDEX "admin_service_confirmation_link_id_confirmed_at_idx" ON "admin_service_confirmation"("link_id", "confirmed_at");

CREATE INDEX "admin_service_confirmation_version_id_idx" ON "admin_service_confirmation"("version_id");

CREATE INDEX "admin_service_confirmation_service_version_id_idx" ON "admin_service_confirmation"("service_version_id");

CREATE INDEX "admin_service_confirmation_confirmed_by_id_idx" ON "admin_service_confirmation"("confirmed_by_id");

CREATE INDEX "clause_mapping_to_standard_idx" ON "clause_mapping"("to_standard");

CREATE INDEX "unit_standard_unit_id_valid_from_idx" ON "unit_standard"("unit_id", "valid_from");

CREATE INDEX "unit_standard_standard_code_idx" ON "unit_standard"("standard_code");

CREATE INDEX "steering_committee_unit_id_valid_from_idx" ON "steering_committee"("unit_id", "valid_from");

CREATE INDEX "committee_member_committee_id_idx" ON "committee_member"("committee_id");

CREATE INDEX "committee_member_user_id_idx" ON "committee_member"("user_id");

CREATE INDEX "iso_plan_step_unit_id_year_position_idx" ON "iso_plan_step"("unit_id", "year", "position");

CREATE INDEX "iso_plan_step_responsible_id_idx" ON "iso_plan_step"("responsible_id");

ALTER TABLE "admin_service_version" ADD CONSTRAINT "admin_service_version_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "admin_service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "unit_admin_service" ADD CONSTRAINT "unit_admin_service_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "unit_admin_service" ADD CONSTRAINT "unit_admin_service_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "admin_service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_link" ADD CONSTRAINT "admin_service_link_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_link" ADD CONSTRAINT "admin_service_link_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "admin_service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_link" ADD CONSTRAINT "admin_service_link_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_confirmation" ADD CONSTRAINT "admin_service_confirmation_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "admin_service_link"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_confirmation" ADD CONSTRAINT "admin_service_confirmation_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_confirmation" ADD CONSTRAINT "admin_service_confirmation_service_version_id_fkey" FOREIGN KEY ("service_version_id") REFERENCES "admin_service_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "admin_service_confirmation" ADD CONSTRAINT "admin_service_confirmation_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "clause" ADD CONSTRAINT "clause_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "clause_mapping" ADD CONSTRAINT "clause_mapping_from_standard_fkey" FOREIGN KEY ("from_standard") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "clause_mapping" ADD CONSTRAINT "clause_mapping_to_standard_fkey" FOREIGN KEY ("to_standard") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "unit_standard" ADD CONSTRAINT "unit_standard_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "unit_standard" ADD CONSTRAINT "unit_standard_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "steering_committee" ADD CONSTRAINT "steering_committee_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "committee_member" ADD CONSTRAINT "committee_member_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "steering_committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "committee_member" ADD CONSTRAINT "committee_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "iso_plan_step" ADD CONSTRAINT "iso_plan_step_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "iso_plan_step" ADD CONSTRAINT "iso_plan_step_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Dated rows: one a day, in order.
ALTER TABLE unit_standard ADD CONSTRAINT unit_standard_one_a_day EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE unit_standard ADD CONSTRAINT unit_standard_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE steering_committee ADD CONSTRAINT steering_committee_one_a_day EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE steering_committee ADD CONSTRAINT steering_committee_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE committee_member ADD CONSTRAINT committee_member_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE committee_member ADD CONSTRAINT committee_member_once EXCLUDE USING gist (
	committee_id WITH =, user_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&) WHERE (user_id IS NOT NULL);
ALTER TABLE iso_plan_step ADD CONSTRAINT iso_plan_step_done_or_dropped CHECK (done_on IS NULL OR dropped_reason IS NULL);
ALTER TABLE admin_service_version ADD CONSTRAINT admin_service_version_one_a_day EXCLUDE USING gist (service_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE admin_service_version ADD CONSTRAINT admin_service_version_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE admin_service_version ADD CONSTRAINT admin_service_version_limit CHECK (
	(limit_value IS NULL) = (limit_unit IS NULL) AND (limit_value IS NULL OR limit_value > 0));
ALTER TABLE unit_admin_service ADD CONSTRAINT unit_admin_service_reason CHECK (handled OR btrim(coalesce(reason, '')) <> '');
ALTER TABLE admin_service_link ADD CONSTRAINT admin_service_link_once EXCLUDE USING gist (
	service_id WITH =, document_id WITH =) WHERE (removed_at IS NULL);

-- A period of an edition is followed by another, never turned into one; its scope can be put right until it has ended.
CREATE FUNCTION eiso_guard_unit_standard() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.valid_to <= eiso_today() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
		RAISE EXCEPTION 'content_frozen: a period that has ended is kept as it was' USING ERRCODE = '23514';
	END IF;
	IF (to_jsonb(NEW) - ARRAY['valid_to', 'scope', 'row_version']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['valid_to', 'scope', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: unit, edition and first day of a period stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_standard_guard BEFORE UPDATE ON unit_standard FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_standard();

-- The decision of a committee can be put right until the committee has ended.
CREATE FUNCTION eiso_guard_steering_committee() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.valid_to <= eiso_today() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
		RAISE EXCEPTION 'content_frozen: a committee that has ended is kept as it was' USING ERRCODE = '23514';
	END IF;
	IF NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.valid_from <> OLD.valid_from OR NEW.created_at <> OLD.created_at THEN
		RAISE EXCEPTION 'content_frozen: unit and first day of a committee stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER steering_committee_guard BEFORE UPDATE ON steering_committee FOR EACH ROW EXECUTE FUNCTION eiso_guard_steering_committee();

-- Covers that were signed print who was what: a member is ended and entered again, only the position is put right.
CREATE FUNCTION eiso_guard_committee_member() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.valid_to <= eiso_today() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
		RAISE EXCEPTION 'content_frozen: a membership that has ended is kept as it was' USING ERRCODE = '23514';
	END IF;
	IF (to_jsonb(NEW) - ARRAY['valid_to', 'position', 'row_version']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['valid_to', 'position', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: person, title and first day of a member stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER committee_member_guard BEFORE UPDATE ON committee_member FOR EACH ROW EXECUTE FUNCTION eiso_guard_committee_member();

CREATE FUNCTION eiso_guard_iso_plan_step() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.year <> OLD.year OR NEW.created_at <> OLD.created_at THEN
		RAISE EXCEPTION 'content_frozen: a step stays in the plan of its unit and year' USING ERRCODE = '23514';
	END IF;
	IF OLD.dropped_reason IS NOT NULL THEN
		RAISE EXCEPTION 'content_frozen: a step that was given up is kept as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER iso_plan_step_guard BEFORE UPDATE ON iso_plan_step FOR EACH ROW EXECUTE FUNCTION eiso_guard_iso_plan_step();

CREATE FUNCTION eiso_guard_admin_service() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (to_jsonb(NEW) - 'row_version') IS DISTINCT FROM (to_jsonb(OLD) - 'row_version') THEN
		RAISE EXCEPTION 'content_frozen: the code of a service stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER admin_service_guard BEFORE UPDATE ON admin_service FOR EACH ROW EXECUTE FUNCTION eiso_guard_admin_service();

-- What was published on a day before today does not move: only the first row of a service may begin in the past (what held before it
-- was entered), and ends move only from a day that has not passed to another.
CREATE FUNCTION eiso_guard_admin_service_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM pg_advisory_xact_lock(hashtextextended('admin_service:' || NEW.service_id::text, 0));
		IF NEW.valid_from < eiso_today() AND EXISTS (SELECT 1 FROM admin_service_version v WHERE v.service_id = NEW.service_id) THEN
			RAISE EXCEPTION 'content_frozen: a further row of a service begins today or later' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (to_jsonb(NEW) - 'valid_to') IS DISTINCT FROM (to_jsonb(OLD) - 'valid_to') THEN
		RAISE EXCEPTION 'content_frozen: what was published about a service is followed by another row, never rewritten' USING ERRCODE = '23514';
	END IF;
	IF NEW.valid_to IS DISTINCT FROM OLD.valid_to AND (OLD.valid_to < eiso_today() OR NEW.valid_to < eiso_today()) THEN
		RAISE EXCEPTION 'content_frozen: the end of a row moves only between days from today on' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER admin_service_version_guard BEFORE INSERT OR UPDATE ON admin_service_version
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_admin_service_version();

CREATE FUNCTION eiso_guard_unit_admin_service() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.unit_id <> OLD.unit_id OR NEW.service_id <> OLD.service_id THEN
		RAISE EXCEPTION 'content_frozen: a choice stays with its unit and service' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_admin_service_guard BEFORE UPDATE ON unit_admin_service FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_admin_service();

-- A unit links its own procedures alone, and a link is taken off once.
CREATE FUNCTION eiso_guard_admin_service_link() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.unit_id = NEW.unit_id AND d.kind_code = 'QT') THEN
			RAISE EXCEPTION 'link_of_unit: a service is linked to a procedure of the same unit' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (to_jsonb(NEW) - 'removed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'removed_at') OR OLD.removed_at IS NOT NULL THEN
		RAISE EXCEPTION 'content_frozen: a link is only taken off, once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER admin_service_link_guard BEFORE INSERT OR UPDATE ON admin_service_link FOR EACH ROW EXECUTE FUNCTION eiso_guard_admin_service_link();

CREATE FUNCTION eiso_guard_admin_service_confirmation() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (
		SELECT 1 FROM admin_service_link l
		JOIN version v ON v.document_id = l.document_id AND v.id = NEW.version_id
		JOIN admin_service_version s ON s.service_id = l.service_id AND s.id = NEW.service_version_id
		WHERE l.id = NEW.link_id AND l.removed_at IS NULL) THEN
		RAISE EXCEPTION 'confirmation_of_link: version and row are not those of the link' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER admin_service_confirmation_guard BEFORE INSERT ON admin_service_confirmation
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_admin_service_confirmation();
CREATE TRIGGER admin_service_confirmation_no_change BEFORE UPDATE OR DELETE ON admin_service_confirmation
	FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();

-- Nothing of it is deleted (design.md §5.4).
CREATE TRIGGER unit_standard_no_delete BEFORE DELETE ON unit_standard FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_standard_no_truncate BEFORE TRUNCATE ON unit_standard EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER steering_committee_no_delete BEFORE DELETE ON steering_committee FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER steering_committee_no_truncate BEFORE TRUNCATE ON steering_committee EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER committee_member_no_delete BEFORE DELETE ON committee_member FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER committee_member_no_truncate BEFORE TRUNCATE ON committee_member EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER iso_plan_step_no_delete BEFORE DELETE ON iso_plan_step FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER iso_plan_step_no_truncate BEFORE TRUNCATE ON iso_plan_step EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_no_delete BEFORE DELETE ON admin_service FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_no_truncate BEFORE TRUNCATE ON admin_service EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_version_no_delete BEFORE DELETE ON admin_service_version FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_version_no_truncate BEFORE TRUNCATE ON admin_service_version EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_admin_service_no_delete BEFORE DELETE ON unit_admin_service FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_admin_service_no_truncate BEFORE TRUNCATE ON unit_admin_service EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_link_no_delete BEFORE DELETE ON admin_service_link FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_link_no_truncate BEFORE TRUNCATE ON admin_service_link EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER admin_service_confirmation_no_truncate BEFORE TRUNCATE ON admin_service_confirmation EXECUTE FUNCTION eiso_refuse_delete();
