-- states.md §4: reading. A request is person × version × round: a version that was taken back and drafted anew has other bytes, and
-- whoever confirmed the old ones has not read the new ones. For the same reason an opening belongs to a round.
ALTER TABLE version_opening ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE version_opening DROP CONSTRAINT version_opening_pkey;
ALTER TABLE version_opening ADD CONSTRAINT version_opening_pkey PRIMARY KEY (version_id, user_id, round);

CREATE TYPE "reading_state" AS ENUM ('open', 'confirmed', 'confirmed_on_paper', 'carried', 'waived', 'lapsed');
CREATE TYPE "reading_why" AS ENUM ('issue', 'joining', 'audience');

CREATE TABLE "reading_request" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "version_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "document_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "state" "reading_state" NOT NULL,
    "why" "reading_why" NOT NULL,
    "due_on" DATE NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "sha256" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "reason" TEXT,
    "carried_from_id" UUID,
    "briefing_id" UUID,
    "soon_told_at" TIMESTAMPTZ(3),
    "late_told_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "reading_request_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "reading_briefing" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "held_on" DATE NOT NULL,
    "place" TEXT NOT NULL,
    "held_by" TEXT NOT NULL,
    "scan_sha256" TEXT NOT NULL,
    "scan_name" TEXT NOT NULL,
    "recorded_by_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reading_briefing_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "reading_briefing_line" (
    "id" UUID NOT NULL,
    "briefing_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_id" UUID,

    CONSTRAINT "reading_briefing_line_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "reading_rule" (
    "unit_id" UUID NOT NULL,
    "newcomer_days" INTEGER NOT NULL DEFAULT 30,
    "days_by_kind" JSONB NOT NULL DEFAULT '{}',
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "reading_rule_pkey" PRIMARY KEY ("unit_id"),
    CONSTRAINT "reading_rule_days" CHECK ("newcomer_days" BETWEEN 1 AND 365 AND jsonb_typeof("days_by_kind") = 'object')
);

CREATE UNIQUE INDEX "reading_request_version_id_round_user_id_key" ON "reading_request"("version_id", "round", "user_id");
CREATE INDEX "reading_request_user_id_state_idx" ON "reading_request"("user_id", "state");
CREATE INDEX "reading_request_unit_id_state_due_on_idx" ON "reading_request"("unit_id", "state", "due_on");
CREATE INDEX "reading_request_document_id_idx" ON "reading_request"("document_id");
CREATE INDEX "reading_request_decided_by_id_idx" ON "reading_request"("decided_by_id");
CREATE INDEX "reading_request_carried_from_id_idx" ON "reading_request"("carried_from_id");
CREATE INDEX "reading_request_briefing_id_idx" ON "reading_request"("briefing_id");
CREATE UNIQUE INDEX "reading_briefing_unit_id_number_key" ON "reading_briefing"("unit_id", "number");
CREATE INDEX "reading_briefing_version_id_idx" ON "reading_briefing"("version_id");
CREATE INDEX "reading_briefing_scan_sha256_idx" ON "reading_briefing"("scan_sha256");
CREATE INDEX "reading_briefing_recorded_by_id_idx" ON "reading_briefing"("recorded_by_id");
CREATE INDEX "reading_briefing_line_briefing_id_idx" ON "reading_briefing_line"("briefing_id");
CREATE INDEX "reading_briefing_line_user_id_idx" ON "reading_briefing_line"("user_id");

ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_carried_from_id_fkey" FOREIGN KEY ("carried_from_id") REFERENCES "reading_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_request" ADD CONSTRAINT "reading_request_briefing_id_fkey" FOREIGN KEY ("briefing_id") REFERENCES "reading_briefing"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing" ADD CONSTRAINT "reading_briefing_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing" ADD CONSTRAINT "reading_briefing_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing" ADD CONSTRAINT "reading_briefing_scan_sha256_fkey" FOREIGN KEY ("scan_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing" ADD CONSTRAINT "reading_briefing_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing_line" ADD CONSTRAINT "reading_briefing_line_briefing_id_fkey" FOREIGN KEY ("briefing_id") REFERENCES "reading_briefing"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_briefing_line" ADD CONSTRAINT "reading_briefing_line_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reading_rule" ADD CONSTRAINT "reading_rule_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Whether a person holds a role in a unit today.
CREATE FUNCTION eiso_holds_role(person uuid, unit uuid, wanted role) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM membership m
		WHERE m.user_id = person AND m.unit_id = unit AND wanted = ANY (m.roles)
			AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today()));

-- A request begins open, or carried from a confirmation of the direct predecessor. It is decided once: a confirmation, a waiver and what
-- was carried never change; only what has lapsed may be asked again.
CREATE FUNCTION eiso_guard_reading_request() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version%ROWTYPE;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a reading request is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF (NEW.id, NEW.version_id, NEW.round, NEW.document_id, NEW.unit_id, NEW.user_id) IS DISTINCT FROM
		   (OLD.id, OLD.version_id, OLD.round, OLD.document_id, OLD.unit_id, OLD.user_id) THEN
			RAISE EXCEPTION 'content_frozen: whom a reading request asks for what never changes' USING ERRCODE = '23514';
		END IF;
		IF OLD.state NOT IN ('open', 'lapsed') THEN
			RAISE EXCEPTION 'append_only: what was confirmed or waived stays so' USING ERRCODE = '23514';
		END IF;
		IF NEW.state = OLD.state THEN
			IF OLD.state <> 'open' OR (to_jsonb(NEW) - ARRAY['soon_told_at', 'late_told_at']) IS DISTINCT FROM
			   (to_jsonb(OLD) - ARRAY['soon_told_at', 'late_told_at']) THEN
				RAISE EXCEPTION 'content_frozen: of an open reading request only its reminders are noted' USING ERRCODE = '23514';
			END IF;
			RETURN NEW;
		END IF;
		IF (OLD.state = 'lapsed') <> (NEW.state = 'open') THEN
			RAISE EXCEPTION 'illegal_transition: reading request % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF NEW.row_version <= OLD.row_version THEN
			RAISE EXCEPTION 'stale: a change of state moves the row version' USING ERRCODE = '23514';
		END IF;
		IF NEW.state <> 'open' AND (NEW.due_on, NEW.asked_at, NEW.why) IS DISTINCT FROM (OLD.due_on, OLD.asked_at, OLD.why) THEN
			RAISE EXCEPTION 'content_frozen: when and why somebody was asked never changes' USING ERRCODE = '23514';
		END IF;
	ELSIF NEW.state NOT IN ('open', 'carried') THEN
		RAISE EXCEPTION 'illegal_transition: a reading request starts open or carried' USING ERRCODE = '23514';
	END IF;

	-- What belongs to each state, and nothing else.
	IF (NEW.state IN ('confirmed', 'confirmed_on_paper', 'carried')) <> (NEW.sha256 IS NOT NULL)
	   OR (NEW.state = 'open') <> (NEW.decided_at IS NULL)
	   OR (NEW.state IN ('confirmed_on_paper', 'waived')) <> (NEW.decided_by_id IS NOT NULL)
	   OR (NEW.state = 'waived') <> (coalesce(NEW.reason, '') <> '')
	   OR (NEW.state = 'carried') <> (NEW.carried_from_id IS NOT NULL)
	   OR (NEW.state = 'confirmed_on_paper') <> (NEW.briefing_id IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: the facts of a reading request do not fit its state' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(coalesce(NEW.decided_at, NEW.asked_at)) THEN
		RAISE EXCEPTION 'past_fixed: a reading request is asked and decided at the moment it names' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'lapsed' THEN
		RETURN NEW;
	END IF;

	SELECT * INTO v FROM version WHERE id = NEW.version_id;
	IF v.document_id IS DISTINCT FROM NEW.document_id OR v.unit_id IS DISTINCT FROM NEW.unit_id OR v.round IS DISTINCT FROM NEW.round
	   OR v.state NOT IN ('issued', 'withdrawn') OR v.effective_to <= eiso_today() THEN
		RAISE EXCEPTION 'illegal_transition: only what is upcoming or in force is read' USING ERRCODE = '23514';
	END IF;
	IF NEW.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM coalesce(v.pdf_sha256, v.source_sha256) THEN
		RAISE EXCEPTION 'content_changed: what is confirmed is not this version' USING ERRCODE = '23514';
	END IF;
	CASE NEW.state
		WHEN 'confirmed' THEN
			IF NOT EXISTS (SELECT 1 FROM version_opening o
				WHERE o.version_id = NEW.version_id AND o.user_id = NEW.user_id AND o.round = NEW.round) THEN
				RAISE EXCEPTION 'not_opened: nobody confirms what they have not opened' USING ERRCODE = '23514';
			END IF;
		WHEN 'confirmed_on_paper' THEN
			IF NOT eiso_holds_role(NEW.decided_by_id, NEW.unit_id, 'officer') OR NOT EXISTS (
				SELECT 1 FROM reading_briefing b JOIN reading_briefing_line l ON l.briefing_id = b.id
				WHERE b.id = NEW.briefing_id AND b.version_id = NEW.version_id AND b.round = NEW.round AND l.user_id = NEW.user_id) THEN
				RAISE EXCEPTION 'illegal_transition: no briefing by an officer names this person for this version' USING ERRCODE = '23514';
			END IF;
		WHEN 'waived' THEN
			IF NEW.decided_by_id = NEW.user_id OR NOT eiso_is_head(NEW.decided_by_id, NEW.unit_id) THEN
				RAISE EXCEPTION 'separation_of_duties: another head of the unit waives a reading' USING ERRCODE = '23514';
			END IF;
		WHEN 'carried' THEN
			IF v.change_class <> 'editorial' OR NOT EXISTS (
				SELECT 1 FROM reading_request r JOIN version p ON p.id = r.version_id
				WHERE r.id = NEW.carried_from_id AND r.user_id = NEW.user_id AND r.document_id = NEW.document_id AND r.version_id <> NEW.version_id
					AND r.state IN ('confirmed', 'confirmed_on_paper', 'carried') AND p.round = r.round AND p.effective_to = v.effective_from) THEN
				RAISE EXCEPTION 'illegal_transition: no confirmation of the direct predecessor to carry' USING ERRCODE = '23514';
			END IF;
		ELSE NULL;
	END CASE;
	RETURN NEW;
END $$;
CREATE TRIGGER reading_request_guard BEFORE INSERT OR UPDATE OR DELETE ON reading_request
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_reading_request();
CREATE TRIGGER reading_request_no_truncate BEFORE TRUNCATE ON reading_request EXECUTE FUNCTION eiso_refuse_delete();

-- A briefing is evidence: of an issued version, by an officer, written down once with its sheet.
CREATE FUNCTION eiso_guard_reading_briefing() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.held_on > eiso_today() OR trim(NEW.place) = '' OR trim(NEW.held_by) = '' OR NOT eiso_is_now(NEW.recorded_at)
	   OR NOT eiso_holds_role(NEW.recorded_by_id, NEW.unit_id, 'officer')
	   OR NOT EXISTS (SELECT 1 FROM version v WHERE v.id = NEW.version_id AND v.unit_id = NEW.unit_id AND v.round = NEW.round
			AND v.state IN ('issued', 'withdrawn')) THEN
		RAISE EXCEPTION 'illegal_transition: this is no briefing that an officer of the unit can record' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER reading_briefing_guard BEFORE INSERT ON reading_briefing FOR EACH ROW EXECUTE FUNCTION eiso_guard_reading_briefing();
CREATE TRIGGER reading_briefing_no_change BEFORE UPDATE OR DELETE ON reading_briefing FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER reading_briefing_no_truncate BEFORE TRUNCATE ON reading_briefing EXECUTE FUNCTION eiso_refuse_delete();

-- Names belong to the moment at which the briefing was recorded.
CREATE FUNCTION eiso_guard_reading_briefing_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF trim(NEW.name) = '' OR NOT EXISTS (SELECT 1 FROM reading_briefing b WHERE b.id = NEW.briefing_id AND b.xmin = pg_current_xact_id()::xid) THEN
		RAISE EXCEPTION 'content_frozen: the names of a briefing are recorded with it' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER reading_briefing_line_guard BEFORE INSERT ON reading_briefing_line
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_reading_briefing_line();
CREATE TRIGGER reading_briefing_line_no_change BEFORE UPDATE OR DELETE ON reading_briefing_line
	FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER reading_briefing_line_no_truncate BEFORE TRUNCATE ON reading_briefing_line EXECUTE FUNCTION eiso_refuse_delete();
