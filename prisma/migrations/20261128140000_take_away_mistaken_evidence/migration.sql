ALTER TABLE "record_file" ADD COLUMN "removed_by_id" UUID, ADD COLUMN "removed_reason" TEXT;
ALTER TABLE "record_file" ADD CONSTRAINT "record_file_removed_by_id_fkey" FOREIGN KEY ("removed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "record_file_removed_by_id_idx" ON "record_file"("removed_by_id");
CREATE INDEX "record_file_record_id_idx" ON "record_file"("record_id");

-- The same file twice is one piece of evidence, unless the first was taken away.
DROP INDEX "record_file_record_id_sha256_key";
CREATE UNIQUE INDEX "record_file_record_id_sha256_key" ON "record_file"("record_id", "sha256") WHERE removed_at IS NULL;

-- Evidence is added to a kept record and never changed. Its bytes go with the disposal of the record, or because it was filed by mistake:
-- then a head of the unit, not who added it, takes it away with a reason, while nothing holds the record. The stub stays.
CREATE OR REPLACE FUNCTION eiso_guard_record_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
	going text[] := ARRAY['stored_sha256', 'removed_at', 'removed_by_id', 'removed_reason'];
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id;
	IF TG_OP = 'INSERT' THEN
		IF r.state <> 'kept' OR NEW.stored_sha256 IS DISTINCT FROM NEW.sha256 OR NEW.removed_at IS NOT NULL OR NEW.removed_by_id IS NOT NULL
			OR NEW.removed_reason IS NOT NULL OR NOT eiso_is_now(NEW.added_at) THEN
			RAISE EXCEPTION 'illegal_transition: evidence is added to a record that is kept' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.stored_sha256 IS NOT NULL
		OR (to_jsonb(NEW) - going) IS DISTINCT FROM (to_jsonb(OLD) - going) THEN
		RAISE EXCEPTION 'content_frozen: evidence stays until its record is disposed of' USING ERRCODE = '23514';
	END IF;
	IF r.state = 'disposed' THEN
		IF NEW.removed_by_id IS NOT NULL OR NEW.removed_reason IS NOT NULL THEN
			RAISE EXCEPTION 'content_frozen: evidence of a disposed record goes with its disposal' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT eiso_is_now(NEW.removed_at) OR trim(coalesce(NEW.removed_reason, '')) = '' OR NEW.removed_by_id IS NULL
		OR NEW.removed_by_id = OLD.added_by_id OR NOT eiso_holds_role(NEW.removed_by_id, r.unit_id, 'head') THEN
		RAISE EXCEPTION 'content_frozen: a head other than who added it takes evidence away, with a reason' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.released_at IS NULL)
		OR EXISTS (SELECT 1 FROM record_disposal_line l JOIN record_disposal d ON d.id = l.disposal_id
			WHERE l.record_id = r.id AND d.state <> 'cancelled') THEN
		RAISE EXCEPTION 'content_frozen: evidence of a record under a hold or on a list of disposal stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
