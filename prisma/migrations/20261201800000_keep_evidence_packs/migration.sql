-- Evidence packs: one ZIP of a unit, a year, an audit or an inspection. What was built stays what it was; only its bytes go when its days are over.
CREATE TYPE "evidence_pack_scope" AS ENUM ('unit', 'year', 'audit', 'inspection');

CREATE TABLE "evidence_pack" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "scope" "evidence_pack_scope" NOT NULL,
    "subject_id" UUID,
    "year" INTEGER,
    "label" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "built_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "sha256" TEXT,
    "stored_sha256" TEXT,
    "size" BIGINT,
    "keep_until" DATE,

    CONSTRAINT "evidence_pack_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "evidence_pack_subject" CHECK (
        CASE "scope" WHEN 'unit' THEN "subject_id" IS NULL AND "year" IS NULL
            WHEN 'year' THEN "subject_id" IS NULL AND "year" BETWEEN 1990 AND 2200
            ELSE "subject_id" IS NOT NULL AND "year" IS NULL END),
    CONSTRAINT "evidence_pack_locale" CHECK ("locale" IN ('vi', 'en')),
    CONSTRAINT "evidence_pack_built" CHECK (
        ("built_at" IS NULL) = ("sha256" IS NULL) AND ("built_at" IS NULL) = ("size" IS NULL)
        AND ("built_at" IS NULL) = ("keep_until" IS NULL) AND ("stored_sha256" IS NULL OR "stored_sha256" = "sha256")),
    CONSTRAINT "evidence_pack_failed" CHECK (("failed_at" IS NULL) = ("failure" IS NULL) AND ("failed_at" IS NULL OR "built_at" IS NULL))
);

CREATE INDEX "evidence_pack_unit_id_asked_at_idx" ON "evidence_pack"("unit_id", "asked_at");
CREATE INDEX "evidence_pack_asked_by_id_idx" ON "evidence_pack"("asked_by_id");
CREATE INDEX "evidence_pack_stored_sha256_idx" ON "evidence_pack"("stored_sha256");

ALTER TABLE "evidence_pack" ADD CONSTRAINT "evidence_pack_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "evidence_pack" ADD CONSTRAINT "evidence_pack_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "evidence_pack" ADD CONSTRAINT "evidence_pack_stored_sha256_fkey" FOREIGN KEY ("stored_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE FUNCTION eiso_guard_evidence_pack() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: an evidence pack that was asked for is never taken off the list' USING ERRCODE = '23514';
	END IF;
	IF (NEW.unit_id, NEW.scope, NEW.subject_id, NEW.year, NEW.label, NEW.locale, NEW.asked_by_id, NEW.asked_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.scope, OLD.subject_id, OLD.year, OLD.label, OLD.locale, OLD.asked_by_id, OLD.asked_at) THEN
		RAISE EXCEPTION 'frozen: what an evidence pack was asked to hold does not change' USING ERRCODE = '23514';
	END IF;
	IF OLD.built_at IS NOT NULL AND (
		(NEW.built_at, NEW.sha256, NEW.size, NEW.keep_until, NEW.failed_at, NEW.failure)
			IS DISTINCT FROM (OLD.built_at, OLD.sha256, OLD.size, OLD.keep_until, OLD.failed_at, OLD.failure)
		OR (NEW.stored_sha256 IS NOT NULL AND OLD.stored_sha256 IS NULL)) THEN
		RAISE EXCEPTION 'frozen: a pack that was built does not change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER evidence_pack_guard BEFORE UPDATE OR DELETE ON "evidence_pack" FOR EACH ROW EXECUTE FUNCTION eiso_guard_evidence_pack();
CREATE TRIGGER evidence_pack_no_truncate BEFORE TRUNCATE ON "evidence_pack" EXECUTE FUNCTION eiso_refuse_delete();
