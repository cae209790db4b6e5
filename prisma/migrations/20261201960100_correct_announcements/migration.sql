-- A wrong number or date of the decision of a signed announcement is put right by a row of its own: old, new, why, signed by a head. What was
-- signed stays as it was in the content and its hash; lists and register show the corrected number.
CREATE TABLE "announcement_correction" (
    "id" UUID NOT NULL,
    "announcement_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "old_number" TEXT NOT NULL,
    "old_date" DATE NOT NULL,
    "new_number" TEXT NOT NULL,
    "new_date" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "signature_id" UUID NOT NULL,
    "corrected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "announcement_correction_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "announcement_correction_signature_id_key" ON "announcement_correction"("signature_id");
CREATE UNIQUE INDEX "announcement_correction_announcement_id_number_key" ON "announcement_correction"("announcement_id", "number");
ALTER TABLE "announcement_correction" ADD CONSTRAINT "announcement_correction_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_correction" ADD CONSTRAINT "announcement_correction_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE announcement_correction ADD CONSTRAINT announcement_correction_says CHECK
	(trim(reason) <> '' AND trim(new_number) <> '' AND (old_number, old_date) <> (new_number, new_date));

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
	IF OLD.state = 'withdrawn' AND (NEW.withdrawn_at, NEW.withdraw_reason, NEW.withdraw_signature_id, NEW.effective_to, NEW.ended_for)
		IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdraw_reason, OLD.withdraw_signature_id, OLD.effective_to, OLD.ended_for) THEN
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

CREATE FUNCTION eiso_guard_announcement_correction() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	announced announcement;
BEGIN
	SELECT * INTO announced FROM announcement a WHERE a.id = NEW.announcement_id AND a.state IN ('signed', 'withdrawn') FOR UPDATE;
	IF NOT FOUND OR (NEW.old_number, NEW.old_date) IS DISTINCT FROM (announced.decision_number, announced.decision_date)
		OR NEW.number <> (SELECT coalesce(max(c.number), 0) + 1 FROM announcement_correction c WHERE c.announcement_id = NEW.announcement_id) THEN
		RAISE EXCEPTION 'illegal_transition: a signed announcement is corrected from what it says now' USING ERRCODE = '23514';
	END IF;
	IF NEW.new_date > eiso_today() OR NEW.new_date > announced.effective_on
		OR EXISTS (SELECT 1 FROM announcement_sending s WHERE s.announcement_id = NEW.announcement_id AND s.sent_on < NEW.new_date) THEN
		RAISE EXCEPTION 'past_fixed: a decision is made before it takes effect and before it is sent' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(NEW.corrected_at)
		OR NOT eiso_signed_by_head(NEW.signature_id, 'announcement', NEW.announcement_id, announced.unit_id, 'correct_announcement') THEN
		RAISE EXCEPTION 'unsigned: a head of the unit signs the correction at the moment that it names' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Neither without the other: a correction that nothing follows would say what no page shows.
CREATE FUNCTION eiso_check_announcement_correction() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM announcement a WHERE a.id = NEW.announcement_id
		AND (a.decision_number, a.decision_date) = (SELECT c.new_number, c.new_date FROM announcement_correction c
			WHERE c.announcement_id = NEW.announcement_id ORDER BY c.number DESC LIMIT 1)) THEN
		RAISE EXCEPTION 'illegal_transition: an announcement shows its last correction' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;

CREATE TRIGGER announcement_correction_guard BEFORE INSERT ON announcement_correction FOR EACH ROW EXECUTE FUNCTION eiso_guard_announcement_correction();
CREATE TRIGGER announcement_correction_no_change BEFORE UPDATE OR DELETE ON announcement_correction FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_correction_no_truncate BEFORE TRUNCATE ON announcement_correction EXECUTE FUNCTION eiso_refuse_delete();
CREATE CONSTRAINT TRIGGER announcement_correction_agrees AFTER INSERT ON announcement_correction DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION eiso_check_announcement_correction();
