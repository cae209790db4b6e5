-- Papers signed outside eISO, the authorities that the installation trusts, and what each check of a signature found (domain.md §5.2).
CREATE TYPE "signature_verdict" AS ENUM ('valid', 'invalid', 'not_checked', 'unsigned');
CREATE TABLE "trust_anchor" (
    "id" UUID NOT NULL,
    "certificate" BYTEA NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_in" INTEGER NOT NULL,
    "retired_by_id" UUID,
    "retired_at" TIMESTAMPTZ(3),
    "retired_in" INTEGER,
    "retired_reason" TEXT,

    CONSTRAINT "trust_anchor_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "outside_paper" (
    "id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "unit_id" UUID,
    "sha256" TEXT NOT NULL,
    "stored_sha256" TEXT,
    "name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_id" UUID,
    "removed_reason" TEXT,

    CONSTRAINT "outside_paper_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "signature_check" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "trust_version" INTEGER NOT NULL,
    "rules" INTEGER NOT NULL,
    "verdict" "signature_verdict" NOT NULL,
    "result" JSONB NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signature_check_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "trust_anchor_added_in_key" ON "trust_anchor"("added_in");
CREATE UNIQUE INDEX "trust_anchor_retired_in_key" ON "trust_anchor"("retired_in");
CREATE INDEX "trust_anchor_added_by_id_idx" ON "trust_anchor"("added_by_id");
CREATE INDEX "trust_anchor_retired_by_id_idx" ON "trust_anchor"("retired_by_id");
CREATE INDEX "trust_anchor_fingerprint_idx" ON "trust_anchor"("fingerprint");
CREATE INDEX "outside_paper_unit_id_idx" ON "outside_paper"("unit_id");
CREATE INDEX "outside_paper_stored_sha256_idx" ON "outside_paper"("stored_sha256");
CREATE INDEX "outside_paper_sha256_idx" ON "outside_paper"("sha256");
CREATE INDEX "outside_paper_added_by_id_idx" ON "outside_paper"("added_by_id");
CREATE INDEX "outside_paper_removed_by_id_idx" ON "outside_paper"("removed_by_id");
CREATE INDEX "outside_paper_subject_type_subject_id_idx" ON "outside_paper"("subject_type", "subject_id");
CREATE UNIQUE INDEX "signature_check_sha256_trust_version_rules_key" ON "signature_check"("sha256", "trust_version", "rules");
ALTER TABLE "trust_anchor" ADD CONSTRAINT "trust_anchor_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "trust_anchor" ADD CONSTRAINT "trust_anchor_retired_by_id_fkey" FOREIGN KEY ("retired_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "outside_paper" ADD CONSTRAINT "outside_paper_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "outside_paper" ADD CONSTRAINT "outside_paper_stored_sha256_fkey" FOREIGN KEY ("stored_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "outside_paper" ADD CONSTRAINT "outside_paper_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "outside_paper" ADD CONSTRAINT "outside_paper_removed_by_id_fkey" FOREIGN KEY ("removed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A certificate stands on the list once, is what its fingerprint says, and leaves the list after it came.
CREATE UNIQUE INDEX trust_anchor_once ON trust_anchor (fingerprint) WHERE retired_at IS NULL;
ALTER TABLE trust_anchor ADD CONSTRAINT trust_anchor_is_itself CHECK (fingerprint = encode(sha256(certificate), 'hex'));
ALTER TABLE trust_anchor ADD CONSTRAINT trust_anchor_retired_with_reason CHECK (
	num_nulls(retired_at, retired_by_id, retired_in, retired_reason) IN (0, 4) AND (retired_in IS NULL OR retired_in > added_in AND retired_reason <> ''));
ALTER TABLE outside_paper ADD CONSTRAINT outside_paper_removed_with_reason CHECK (
	num_nulls(removed_at, removed_by_id, removed_reason) IN (0, 3) AND (removed_reason IS NULL OR removed_reason <> ''));
ALTER TABLE outside_paper ADD CONSTRAINT outside_paper_kept CHECK ((removed_at IS NULL) = (stored_sha256 IS NOT NULL) AND coalesce(stored_sha256, sha256) = sha256);

CREATE FUNCTION eiso_guard_trust_anchor() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL
		OR (to_jsonb(NEW) - 'retired_at' - 'retired_by_id' - 'retired_in' - 'retired_reason')
			IS DISTINCT FROM (to_jsonb(OLD) - 'retired_at' - 'retired_by_id' - 'retired_in' - 'retired_reason') THEN
		RAISE EXCEPTION 'append_only: a trusted certificate stays as it was loaded; it can be retired once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
-- Each change of the list is its next version: numbers are neither left out nor used twice, also not by an addition and a retirement.
CREATE FUNCTION eiso_number_trust_list() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	next int;
	given int;
BEGIN
	PERFORM pg_advisory_xact_lock(72707393);
	SELECT coalesce(max(greatest(added_in, coalesce(retired_in, 0))), 0) + 1 INTO next FROM trust_anchor;
	IF TG_OP = 'INSERT' THEN given := NEW.added_in; ELSE given := NEW.retired_in; END IF;
	IF given IS DISTINCT FROM next OR TG_OP = 'INSERT' AND NEW.retired_at IS NOT NULL THEN
		RAISE EXCEPTION 'append_only: the next version of the trust list is %', next USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_outside_paper() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
		OR (to_jsonb(NEW) - 'removed_at' - 'removed_by_id' - 'removed_reason' - 'stored_sha256')
			IS DISTINCT FROM (to_jsonb(OLD) - 'removed_at' - 'removed_by_id' - 'removed_reason' - 'stored_sha256') THEN
		RAISE EXCEPTION 'append_only: a paper stays; it can be taken away once, with its stub' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER trust_anchor_a_guard BEFORE UPDATE ON trust_anchor FOR EACH ROW EXECUTE FUNCTION eiso_guard_trust_anchor();
CREATE TRIGGER trust_anchor_b_number BEFORE INSERT OR UPDATE ON trust_anchor FOR EACH ROW EXECUTE FUNCTION eiso_number_trust_list();
CREATE TRIGGER trust_anchor_no_delete BEFORE DELETE ON trust_anchor FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER trust_anchor_no_truncate BEFORE TRUNCATE ON trust_anchor EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER outside_paper_guard BEFORE UPDATE ON outside_paper FOR EACH ROW EXECUTE FUNCTION eiso_guard_outside_paper();
CREATE TRIGGER outside_paper_no_delete BEFORE DELETE ON outside_paper FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER outside_paper_no_truncate BEFORE TRUNCATE ON outside_paper EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER signature_check_no_change BEFORE UPDATE OR DELETE ON signature_check FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER signature_check_no_truncate BEFORE TRUNCATE ON signature_check EXECUTE FUNCTION eiso_refuse_delete();
