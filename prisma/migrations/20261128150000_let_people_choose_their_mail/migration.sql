-- What somebody wants by mail. No row: everything, as the kinds of notices have it.
CREATE TABLE "mail_choice" (
    "user_id" UUID NOT NULL,
    "digest" BOOLEAN NOT NULL DEFAULT true,
    "at_once" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_choice_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "mail_choice" ADD CONSTRAINT "mail_choice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A record on a list that a head is asked to sign, or has signed, stays what the list says: the same title, days and place in the list of
-- records, the same evidence. Everything that changes a record waits for what else does so: a hold or a file that comes in the moment of
-- a disposal is seen by it, or is refused.
CREATE FUNCTION eiso_is_listed_for_disposal(record uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM record_disposal_line l JOIN record_disposal d ON d.id = l.disposal_id
		WHERE l.record_id = record AND d.state IN ('proposed', 'approved'));

CREATE OR REPLACE FUNCTION eiso_guard_quality_record() RETURNS trigger
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
	IF (to_jsonb(NEW) - ARRAY['state', 'row_version']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'row_version'])
		AND eiso_is_listed_for_disposal(NEW.id) THEN
		RAISE EXCEPTION 'content_frozen: a record on a list of disposal stays what the list says' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'disposed' AND (NOT EXISTS (SELECT 1 FROM record_disposal_line l JOIN record_disposal d ON d.id = l.disposal_id
			WHERE l.record_id = NEW.id AND d.state = 'approved' AND d.approved_by_id IS NOT NULL)
		OR EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = NEW.id AND h.released_at IS NULL)) THEN
		RAISE EXCEPTION 'illegal_transition: a record goes by a signed disposal and never under a hold' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_record_hold() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id FOR SHARE;
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

CREATE OR REPLACE FUNCTION eiso_guard_record_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r quality_record%ROWTYPE;
	going text[] := ARRAY['stored_sha256', 'removed_at', 'removed_by_id', 'removed_reason'];
BEGIN
	SELECT * INTO r FROM quality_record WHERE id = NEW.record_id FOR SHARE;
	IF TG_OP = 'INSERT' THEN
		IF r.state <> 'kept' OR NEW.stored_sha256 IS DISTINCT FROM NEW.sha256 OR NEW.removed_at IS NOT NULL OR NEW.removed_by_id IS NOT NULL
			OR NEW.removed_reason IS NOT NULL OR NOT eiso_is_now(NEW.added_at) THEN
			RAISE EXCEPTION 'illegal_transition: evidence is added to a record that is kept' USING ERRCODE = '23514';
		END IF;
		IF eiso_is_listed_for_disposal(r.id) THEN
			RAISE EXCEPTION 'content_frozen: a record on a list of disposal stays what the list says' USING ERRCODE = '23514';
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

-- Where the records of a unit are listed never becomes another unit's: whoever reads a series reads its records.
CREATE FUNCTION eiso_guard_record_series() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.unit_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a series of records stays in its unit' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER record_series_guard BEFORE UPDATE ON record_series FOR EACH ROW EXECUTE FUNCTION eiso_guard_record_series();
