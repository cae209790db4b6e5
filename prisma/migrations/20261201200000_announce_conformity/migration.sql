-- Confirmations that a unit's system is in effect, announcements of conformity, what they cover, and their way to the Department (domain.md §1.6).
CREATE TYPE "confirmation_state" AS ENUM ('draft', 'signed', 'cancelled');
CREATE TYPE "announcement_kind" AS ENUM ('first', 'again', 'extension', 'narrowing', 'edition');
CREATE TYPE "announcement_state" AS ENUM ('draft', 'signed', 'cancelled', 'withdrawn');
CREATE TYPE "announcement_end" AS ENUM ('superseded', 'withdrawn', 'unit_ended');
CREATE TABLE "system_confirmation" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "confirmation_state" NOT NULL DEFAULT 'draft',
    "standard_code" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "figures" JSONB NOT NULL,
    "words" JSONB NOT NULL,
    "effective" BOOLEAN NOT NULL DEFAULT true,
    "confirmed_on" DATE,
    "signature_id" UUID,
    "content" JSONB,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "system_confirmation_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "announcement" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" "announcement_kind" NOT NULL,
    "state" "announcement_state" NOT NULL DEFAULT 'draft',
    "taken_on" BOOLEAN NOT NULL DEFAULT false,
    "standard_code" TEXT NOT NULL,
    "supersedes_id" UUID,
    "confirmation_id" UUID,
    "decision_number" TEXT NOT NULL DEFAULT '',
    "decision_date" DATE,
    "words" JSONB NOT NULL,
    "effective_on" DATE,
    "effective_to" DATE,
    "ended_for" "announcement_end",
    "signature_id" UUID,
    "signed_at" TIMESTAMPTZ(3),
    "content" JSONB,
    "submitted_at" TIMESTAMPTZ(3),
    "submitted_by_id" UUID,
    "returned_reason" TEXT,
    "posted_url" TEXT NOT NULL DEFAULT '',
    "posted_on" DATE,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdraw_reason" TEXT,
    "withdraw_signature_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "announcement_service" (
    "id" UUID NOT NULL,
    "announcement_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "service_id" UUID,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "procedure_code" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "announcement_service_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "announcement_sending" (
    "id" UUID NOT NULL,
    "announcement_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "sent_on" DATE NOT NULL,
    "sent_by_id" UUID NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "received_on" DATE,
    "returned_on" DATE,
    "returned_reason" TEXT,
    "answered_by_id" UUID,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "announcement_sending_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "system_confirmation_signature_id_key" ON "system_confirmation"("signature_id");
CREATE INDEX "system_confirmation_standard_code_idx" ON "system_confirmation"("standard_code");
CREATE INDEX "system_confirmation_created_by_id_idx" ON "system_confirmation"("created_by_id");
CREATE UNIQUE INDEX "system_confirmation_unit_id_number_key" ON "system_confirmation"("unit_id", "number");
CREATE UNIQUE INDEX "announcement_signature_id_key" ON "announcement"("signature_id");
CREATE UNIQUE INDEX "announcement_withdraw_signature_id_key" ON "announcement"("withdraw_signature_id");
CREATE INDEX "announcement_unit_id_effective_on_idx" ON "announcement"("unit_id", "effective_on");
CREATE INDEX "announcement_standard_code_idx" ON "announcement"("standard_code");
CREATE INDEX "announcement_supersedes_id_idx" ON "announcement"("supersedes_id");
CREATE INDEX "announcement_confirmation_id_idx" ON "announcement"("confirmation_id");
CREATE INDEX "announcement_submitted_by_id_idx" ON "announcement"("submitted_by_id");
CREATE INDEX "announcement_created_by_id_idx" ON "announcement"("created_by_id");
CREATE UNIQUE INDEX "announcement_unit_id_number_key" ON "announcement"("unit_id", "number");
CREATE INDEX "announcement_service_service_id_idx" ON "announcement_service"("service_id");
CREATE UNIQUE INDEX "announcement_service_announcement_id_position_key" ON "announcement_service"("announcement_id", "position");
CREATE INDEX "announcement_sending_sent_by_id_idx" ON "announcement_sending"("sent_by_id");
CREATE INDEX "announcement_sending_answered_by_id_idx" ON "announcement_sending"("answered_by_id");
CREATE UNIQUE INDEX "announcement_sending_announcement_id_number_key" ON "announcement_sending"("announcement_id", "number");
ALTER TABLE "system_confirmation" ADD CONSTRAINT "system_confirmation_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "system_confirmation" ADD CONSTRAINT "system_confirmation_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "system_confirmation" ADD CONSTRAINT "system_confirmation_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "system_confirmation" ADD CONSTRAINT "system_confirmation_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_supersedes_id_fkey" FOREIGN KEY ("supersedes_id") REFERENCES "announcement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_confirmation_id_fkey" FOREIGN KEY ("confirmation_id") REFERENCES "system_confirmation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_withdraw_signature_id_fkey" FOREIGN KEY ("withdraw_signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_service" ADD CONSTRAINT "announcement_service_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_service" ADD CONSTRAINT "announcement_service_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "admin_service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_sending" ADD CONSTRAINT "announcement_sending_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_sending" ADD CONSTRAINT "announcement_sending_sent_by_id_fkey" FOREIGN KEY ("sent_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "announcement_sending" ADD CONSTRAINT "announcement_sending_answered_by_id_fkey" FOREIGN KEY ("answered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- At most one announcement of a unit is in force on a day; a decision of a unit announces once.
ALTER TABLE announcement ADD CONSTRAINT announcement_one_in_force EXCLUDE USING gist
	(unit_id WITH =, daterange(effective_on, effective_to, '[)') WITH &&) WHERE (state IN ('signed', 'withdrawn'));
ALTER TABLE announcement ADD CONSTRAINT announcement_decision_once EXCLUDE USING btree
	(unit_id WITH =, upper(decision_number) WITH =, extract(year FROM decision_date) WITH =) WHERE (state IN ('signed', 'withdrawn'));
ALTER TABLE announcement ADD CONSTRAINT announcement_range CHECK (effective_to IS NULL OR effective_to >= effective_on);
ALTER TABLE announcement ADD CONSTRAINT announcement_ended_for CHECK ((effective_to IS NULL) = (ended_for IS NULL));
ALTER TABLE announcement ADD CONSTRAINT announcement_signed CHECK (state IN ('draft', 'cancelled')
	OR num_nulls(signature_id, signed_at, content, decision_date, effective_on) = 0 AND trim(decision_number) <> '');
ALTER TABLE announcement ADD CONSTRAINT announcement_withdrawn CHECK (
	(state = 'withdrawn') = (num_nulls(withdrawn_at, withdraw_reason, withdraw_signature_id) = 0)
	AND num_nulls(withdrawn_at, withdraw_reason, withdraw_signature_id) IN (0, 3)
	AND (state <> 'withdrawn' OR trim(withdraw_reason) <> '' AND ended_for = 'withdrawn'));
ALTER TABLE announcement ADD CONSTRAINT announcement_posted CHECK ((posted_url = '') = (posted_on IS NULL));
ALTER TABLE announcement_sending ADD CONSTRAINT announcement_sending_answered CHECK (
	num_nonnulls(received_on, returned_on) = CASE WHEN answered_by_id IS NULL THEN 0 ELSE 1 END
	AND (returned_on IS NULL) = (coalesce(trim(returned_reason), '') = '')
	AND coalesce(received_on, returned_on, sent_on) >= sent_on);
ALTER TABLE system_confirmation ADD CONSTRAINT system_confirmation_signed CHECK ((state = 'signed') = (num_nulls(signature_id, content, confirmed_on) = 0)
	AND num_nulls(signature_id, content, confirmed_on) IN (0, 3));

-- A head of the unit has just signed this, and for nothing else.
CREATE FUNCTION eiso_signed_by_head(signature uuid, subject_kind text, subject uuid, unit uuid, what text) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM act_signature s WHERE s.id = signature AND s.subject_type = subject_kind AND s.subject_id = subject
		AND s.unit_id = unit AND s.meaning = what AND eiso_is_now(s.signed_at) AND eiso_is_head(s.user_id, unit));

CREATE FUNCTION eiso_guard_system_confirmation() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'illegal_transition: a confirmation begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'draft' THEN
		RAISE EXCEPTION 'content_frozen: a confirmation stays as it was signed' USING ERRCODE = '23514';
	END IF;
	IF (NEW.unit_id, NEW.number, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: number and origin of a confirmation stay' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'signed' AND (NEW.confirmed_on IS DISTINCT FROM eiso_today() OR NEW.as_of > eiso_today()
		OR NOT eiso_signed_by_head(NEW.signature_id, 'system_confirmation', NEW.id, NEW.unit_id, 'confirm_system')) THEN
		RAISE EXCEPTION 'unsigned: a head of the unit confirms today' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_announcement() RETURNS trigger
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
	IF OLD.state <> 'draft' AND (NEW.kind, NEW.standard_code, NEW.supersedes_id, NEW.confirmation_id, NEW.decision_number, NEW.decision_date, NEW.words,
			NEW.effective_on, NEW.signature_id, NEW.signed_at, NEW.content, NEW.submitted_at, NEW.submitted_by_id, NEW.returned_reason)
		IS DISTINCT FROM (OLD.kind, OLD.standard_code, OLD.supersedes_id, OLD.confirmation_id, OLD.decision_number, OLD.decision_date, OLD.words,
			OLD.effective_on, OLD.signature_id, OLD.signed_at, OLD.content, OLD.submitted_at, OLD.submitted_by_id, OLD.returned_reason) THEN
		RAISE EXCEPTION 'content_frozen: what was announced stays as it was signed' USING ERRCODE = '23514';
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

CREATE FUNCTION eiso_guard_announcement_service() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	line announcement_service;
BEGIN
	IF TG_OP = 'DELETE' THEN
		line := OLD;
	ELSE
		line := NEW;
	END IF;
	PERFORM 1 FROM announcement a WHERE a.id = line.announcement_id AND a.state = 'draft' FOR SHARE;
	IF NOT FOUND OR TG_OP = 'UPDATE' AND NEW.announcement_id <> OLD.announcement_id THEN
		RAISE EXCEPTION 'content_frozen: the scope of an announcement stays as it was signed' USING ERRCODE = '23514';
	END IF;
	RETURN line;
END $$;

-- Sent once, again only after it was given back; answered once.
CREATE FUNCTION eiso_guard_announcement_sending() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM 1 FROM announcement a WHERE a.id = NEW.announcement_id AND a.state = 'signed' AND NEW.sent_on >= a.decision_date FOR SHARE;
		IF NOT FOUND OR NEW.sent_on > eiso_today() OR NEW.answered_by_id IS NOT NULL THEN
			RAISE EXCEPTION 'illegal_transition: a signed announcement is sent, today or before' USING ERRCODE = '23514';
		END IF;
		IF NEW.number <> (SELECT coalesce(max(s.number), 0) + 1 FROM announcement_sending s WHERE s.announcement_id = NEW.announcement_id)
			OR EXISTS (SELECT 1 FROM announcement_sending s WHERE s.announcement_id = NEW.announcement_id AND s.returned_on IS NULL) THEN
			RAISE EXCEPTION 'illegal_transition: it is sent again once it was given back' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.answered_by_id IS NOT NULL OR NEW.answered_by_id IS NULL OR coalesce(NEW.received_on, NEW.returned_on) > eiso_today()
		OR (NEW.announcement_id, NEW.number, NEW.sent_on, NEW.sent_by_id, NEW.note)
			IS DISTINCT FROM (OLD.announcement_id, OLD.number, OLD.sent_on, OLD.sent_by_id, OLD.note) THEN
		RAISE EXCEPTION 'content_frozen: what was sent stays; it is answered once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER system_confirmation_guard BEFORE INSERT OR UPDATE ON system_confirmation FOR EACH ROW EXECUTE FUNCTION eiso_guard_system_confirmation();
CREATE TRIGGER system_confirmation_no_delete BEFORE DELETE ON system_confirmation FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER system_confirmation_no_truncate BEFORE TRUNCATE ON system_confirmation EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_guard BEFORE INSERT OR UPDATE ON announcement FOR EACH ROW EXECUTE FUNCTION eiso_guard_announcement();
CREATE TRIGGER announcement_no_delete BEFORE DELETE ON announcement FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_no_truncate BEFORE TRUNCATE ON announcement EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_service_guard BEFORE INSERT OR UPDATE OR DELETE ON announcement_service FOR EACH ROW EXECUTE FUNCTION eiso_guard_announcement_service();
CREATE TRIGGER announcement_service_no_truncate BEFORE TRUNCATE ON announcement_service EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_sending_guard BEFORE INSERT OR UPDATE ON announcement_sending FOR EACH ROW EXECUTE FUNCTION eiso_guard_announcement_sending();
CREATE TRIGGER announcement_sending_no_delete BEFORE DELETE ON announcement_sending FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER announcement_sending_no_truncate BEFORE TRUNCATE ON announcement_sending EXECUTE FUNCTION eiso_refuse_delete();
