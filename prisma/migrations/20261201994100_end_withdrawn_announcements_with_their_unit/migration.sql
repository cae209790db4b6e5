-- An announcement that is withdrawn from a day after the end of its unit ends with its unit. The day that the head signed stays beside it: when the event
-- is called off, that day ends it again.
ALTER TABLE "announcement" ADD COLUMN "withdrawn_from" DATE;

-- The first day on which a unit is no more; null while no end is known. Versions without a day, which events that were called off leave behind, say nothing.
CREATE FUNCTION eiso_unit_end(unit uuid) RETURNS date
	LANGUAGE sql STABLE
	RETURN (SELECT CASE WHEN bool_and(v.valid_to IS NOT NULL)
			THEN coalesce(max(v.valid_to) FILTER (WHERE v.valid_to IS DISTINCT FROM v.valid_from), max(v.valid_to)) END
		FROM unit_version v WHERE v.unit_id = unit);

ALTER TABLE announcement DISABLE TRIGGER USER;
UPDATE announcement SET withdrawn_from = effective_to WHERE state = 'withdrawn';
ALTER TABLE announcement DROP CONSTRAINT announcement_withdrawn;
UPDATE announcement SET effective_to = eiso_unit_end(unit_id), ended_for = 'unit_ended'
	WHERE state = 'withdrawn' AND effective_on <= eiso_unit_end(unit_id) AND effective_to > eiso_unit_end(unit_id);
ALTER TABLE announcement ENABLE TRIGGER USER;
ALTER TABLE announcement ADD CONSTRAINT announcement_withdrawn CHECK (
	(state = 'withdrawn') = (num_nulls(withdrawn_at, withdraw_reason, withdraw_signature_id, withdrawn_from) = 0)
	AND num_nulls(withdrawn_at, withdraw_reason, withdraw_signature_id, withdrawn_from) IN (0, 4)
	AND (state <> 'withdrawn' OR trim(withdraw_reason) <> '' AND (ended_for = 'withdrawn' AND effective_to = withdrawn_from
		OR ended_for = 'unit_ended' AND effective_to < withdrawn_from)));

CREATE OR REPLACE FUNCTION eiso_guard_announcement() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	today date := eiso_today();
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' OR NEW.signature_id IS NOT NULL THEN
			RAISE EXCEPTION 'illegal_transition: an announcement begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.unit_id, NEW.number, NEW.taken_on, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.taken_on, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: number and origin of an announcement stay' USING ERRCODE = '23514';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'signed'), ('draft', 'cancelled'), ('signed', 'signed'), ('signed', 'withdrawn'),
		('withdrawn', 'withdrawn')) THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'draft' AND (NEW.kind, NEW.standard_code, NEW.supersedes_id, NEW.confirmation_id, NEW.words,
			NEW.effective_on, NEW.signature_id, NEW.signed_at, NEW.content, NEW.submitted_at, NEW.submitted_by_id, NEW.returned_reason)
		IS DISTINCT FROM (OLD.kind, OLD.standard_code, OLD.supersedes_id, OLD.confirmation_id, OLD.words,
			OLD.effective_on, OLD.signature_id, OLD.signed_at, OLD.content, OLD.submitted_at, OLD.submitted_by_id, OLD.returned_reason) THEN
		RAISE EXCEPTION 'content_frozen: what was announced stays as it was signed' USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'draft' AND (NEW.decision_number, NEW.decision_date) IS DISTINCT FROM (OLD.decision_number, OLD.decision_date) AND NOT EXISTS (
		SELECT 1 FROM announcement_correction c WHERE c.announcement_id = NEW.id AND eiso_is_now(c.corrected_at)
			AND c.number = (SELECT max(x.number) FROM announcement_correction x WHERE x.announcement_id = NEW.id)
			AND (c.old_number, c.old_date, c.new_number, c.new_date) = (OLD.decision_number, OLD.decision_date, NEW.decision_number, NEW.decision_date)) THEN
		RAISE EXCEPTION 'content_frozen: number and date of a signed decision change by a signed correction alone' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'withdrawn' AND (NEW.withdrawn_at, NEW.withdraw_reason, NEW.withdraw_signature_id, NEW.withdrawn_from)
		IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdraw_reason, OLD.withdraw_signature_id, OLD.withdrawn_from)
		-- The end of its unit may come before the day of the withdrawal, and be called off again; no other day does.
		OR OLD.state = 'withdrawn' AND (NEW.effective_to, NEW.ended_for) IS DISTINCT FROM (OLD.effective_to, OLD.ended_for)
			AND NEW.ended_for = 'unit_ended' AND NEW.effective_to IS DISTINCT FROM eiso_unit_end(NEW.unit_id) THEN
		RAISE EXCEPTION 'content_frozen: what was withdrawn stays withdrawn' USING ERRCODE = '23514';
	END IF;
	IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM announcement a WHERE a.id = NEW.supersedes_id AND a.id <> NEW.id
		AND a.unit_id = NEW.unit_id AND a.state IN ('signed', 'withdrawn')) THEN
		RAISE EXCEPTION 'illegal_transition: it supersedes an announcement of the same unit' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'signed' THEN
		IF NOT eiso_is_now(NEW.signed_at) OR NEW.decision_date > today OR NEW.effective_on < NEW.decision_date
			OR NOT eiso_signed_by_head(NEW.signature_id, 'announcement', NEW.id, NEW.unit_id, 'sign_announcement') THEN
			RAISE EXCEPTION 'unsigned: a head of the unit signs the announcement at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NEW.confirmation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM system_confirmation c
			WHERE c.id = NEW.confirmation_id AND c.unit_id = NEW.unit_id AND c.state = 'signed' AND c.effective) THEN
			RAISE EXCEPTION 'unsigned: it names a signed confirmation of the same unit' USING ERRCODE = '23514';
		END IF;
		IF NEW.taken_on THEN
			IF EXISTS (SELECT 1 FROM announcement a WHERE a.unit_id = NEW.unit_id AND NOT a.taken_on AND a.state IN ('signed', 'withdrawn')) THEN
				RAISE EXCEPTION 'past_fixed: papers are taken on before the first announcement in eISO' USING ERRCODE = '23514';
			END IF;
		ELSIF NEW.effective_on < today OR NEW.effective_to IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: an announcement takes effect today or later, without an end' USING ERRCODE = '23514';
		END IF;
	-- What was in force before today does not move.
	ELSIF OLD.state <> 'draft' AND NEW.effective_to IS DISTINCT FROM OLD.effective_to
		AND least(coalesce(OLD.effective_to, 'infinity'::date), coalesce(NEW.effective_to, 'infinity'::date)) < today THEN
		RAISE EXCEPTION 'past_fixed: an end is set or moved from today on' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'signed' AND NEW.state = 'withdrawn' AND (NOT eiso_is_now(NEW.withdrawn_at)
		OR NOT eiso_signed_by_head(NEW.withdraw_signature_id, 'announcement', NEW.id, NEW.unit_id, 'withdraw_announcement')) THEN
		RAISE EXCEPTION 'unsigned: a head of the unit withdraws an announcement' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- What was withdrawn ends with its unit at the latest, too.
CREATE OR REPLACE FUNCTION eiso_check_announcement_of_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM announcement a WHERE a.id = NEW.id AND a.state IN ('signed', 'withdrawn') AND a.effective_to IS DISTINCT FROM a.effective_on
		AND coalesce(a.effective_to, 'infinity'::date) > eiso_unit_end(a.unit_id)) THEN
		RAISE EXCEPTION 'past_fixed: an announcement ends with its unit' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
