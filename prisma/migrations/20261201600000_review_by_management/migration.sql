-- Reviews by management: plan, inputs, session, decisions and signed minutes (ISO 9001 §9.3, domain.md §3.2).
CREATE TYPE "management_review_state" AS ENUM ('planned', 'notified', 'in_session', 'signing', 'closed', 'cancelled');
CREATE TYPE "review_input_source" AS ENUM ('eiso', 'typed', 'not_available');
CREATE TYPE "review_decision_kind" AS ENUM ('improvement', 'system_change', 'resources');
CREATE TYPE "review_decision_follow" AS ENUM ('corrective_action', 'change_request', 'step');
CREATE TABLE "management_review" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" "management_review_state" NOT NULL DEFAULT 'planned',
    "standard_code" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "planned_on" DATE NOT NULL,
    "starts_at" TEXT NOT NULL,
    "first_planned_on" DATE NOT NULL,
    "period_from" DATE NOT NULL,
    "chair_id" UUID NOT NULL,
    "secretary_id" UUID NOT NULL,
    "short_notice_reason" TEXT,
    "notice" JSONB,
    "held_on" DATE,
    "ended_at" TEXT,
    "conclusion" TEXT NOT NULL DEFAULT '',
    "minutes" JSONB,
    "secretary_signature_id" UUID,
    "chair_signature_id" UUID,
    "shared_at" TIMESTAMPTZ(3),
    "state_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "management_review_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "management_review_member" (
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "present" BOOLEAN,
    "absent_reason" TEXT,

    CONSTRAINT "management_review_member_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "management_review_input" (
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "reporter_id" UUID,
    "source" "review_input_source",
    "figures" JSONB,
    "figures_on" DATE,
    "text" TEXT NOT NULL DEFAULT '',
    "text_source" TEXT NOT NULL DEFAULT '',
    "text_on" DATE,
    "missing" TEXT NOT NULL DEFAULT '',
    "discussion" TEXT NOT NULL DEFAULT '',
    "conclusion" TEXT NOT NULL DEFAULT '',
    "filled_by_id" UUID,
    "filled_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "management_review_input_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "management_review_decision" (
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "input_id" UUID,
    "kind" "review_decision_kind" NOT NULL,
    "follow" "review_decision_follow" NOT NULL,
    "what" TEXT NOT NULL,
    "responsible_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "document_id" UUID,
    "action_id" UUID,
    "change_request_id" UUID,
    "done_on" DATE,
    "result" TEXT NOT NULL DEFAULT '',
    "reported_by_id" UUID,
    "reported_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "management_review_decision_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "management_review_secretary_signature_id_key" ON "management_review"("secretary_signature_id");
CREATE UNIQUE INDEX "management_review_chair_signature_id_key" ON "management_review"("chair_signature_id");
CREATE INDEX "management_review_standard_code_idx" ON "management_review"("standard_code");
CREATE INDEX "management_review_chair_id_idx" ON "management_review"("chair_id");
CREATE INDEX "management_review_secretary_id_idx" ON "management_review"("secretary_id");
CREATE INDEX "management_review_created_by_id_idx" ON "management_review"("created_by_id");
CREATE INDEX "management_review_unit_id_state_idx" ON "management_review"("unit_id", "state");
CREATE UNIQUE INDEX "management_review_unit_id_number_key" ON "management_review"("unit_id", "number");
CREATE INDEX "management_review_member_user_id_idx" ON "management_review_member"("user_id");
CREATE UNIQUE INDEX "management_review_member_review_id_user_id_key" ON "management_review_member"("review_id", "user_id");
CREATE INDEX "management_review_input_reporter_id_idx" ON "management_review_input"("reporter_id");
CREATE INDEX "management_review_input_filled_by_id_idx" ON "management_review_input"("filled_by_id");
CREATE UNIQUE INDEX "management_review_input_review_id_code_key" ON "management_review_input"("review_id", "code");
CREATE UNIQUE INDEX "management_review_decision_action_id_key" ON "management_review_decision"("action_id");
CREATE UNIQUE INDEX "management_review_decision_change_request_id_key" ON "management_review_decision"("change_request_id");
CREATE INDEX "management_review_decision_review_id_position_idx" ON "management_review_decision"("review_id", "position");
CREATE INDEX "management_review_decision_input_id_idx" ON "management_review_decision"("input_id");
CREATE INDEX "management_review_decision_responsible_id_idx" ON "management_review_decision"("responsible_id");
CREATE INDEX "management_review_decision_document_id_idx" ON "management_review_decision"("document_id");
CREATE INDEX "management_review_decision_reported_by_id_idx" ON "management_review_decision"("reported_by_id");
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_chair_id_fkey" FOREIGN KEY ("chair_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_secretary_id_fkey" FOREIGN KEY ("secretary_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_secretary_signature_id_fkey" FOREIGN KEY ("secretary_signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review" ADD CONSTRAINT "management_review_chair_signature_id_fkey" FOREIGN KEY ("chair_signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_member" ADD CONSTRAINT "management_review_member_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "management_review"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_member" ADD CONSTRAINT "management_review_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_input" ADD CONSTRAINT "management_review_input_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "management_review"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_input" ADD CONSTRAINT "management_review_input_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_input" ADD CONSTRAINT "management_review_input_filled_by_id_fkey" FOREIGN KEY ("filled_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "management_review"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_input_id_fkey" FOREIGN KEY ("input_id") REFERENCES "management_review_input"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_change_request_id_fkey" FOREIGN KEY ("change_request_id") REFERENCES "change_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "management_review_decision" ADD CONSTRAINT "management_review_decision_reported_by_id_fkey" FOREIGN KEY ("reported_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A review: number, unit and first day stay; what was told stays until it is put off; what is handed to the chair, and what ended, stays.
ALTER TABLE management_review ADD CONSTRAINT management_review_words CHECK (title <> '' AND starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
	AND ended_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' AND short_notice_reason <> '' AND state_reason <> '' AND chair_id <> secretary_id);
ALTER TABLE management_review ADD CONSTRAINT management_review_told CHECK (state NOT IN ('notified', 'in_session', 'signing', 'closed')
	OR num_nulls(notified_at, notice) = 0);
ALTER TABLE management_review ADD CONSTRAINT management_review_held CHECK (state NOT IN ('in_session', 'signing', 'closed') OR held_on IS NOT NULL);
ALTER TABLE management_review ADD CONSTRAINT management_review_handed_over CHECK (CASE
	WHEN state IN ('signing', 'closed') THEN num_nulls(minutes, secretary_signature_id) = 0
	-- The end of the unit finds minutes that wait for the chair.
	WHEN state = 'cancelled' THEN num_nulls(minutes, secretary_signature_id) IN (0, 2)
	ELSE num_nonnulls(minutes, secretary_signature_id) = 0 END);
ALTER TABLE management_review ADD CONSTRAINT management_review_signed CHECK ((state = 'closed') = (chair_signature_id IS NOT NULL)
	AND (state = 'closed') = (closed_at IS NOT NULL) AND (shared_at IS NULL OR state = 'closed'));
ALTER TABLE management_review ADD CONSTRAINT management_review_called_off CHECK (state <> 'cancelled' OR state_reason IS NOT NULL);

CREATE FUNCTION eiso_guard_management_review() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'planned' OR NEW.planned_on <> NEW.first_planned_on THEN
			RAISE EXCEPTION 'illegal_transition: a review begins as a plan' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.unit_id, NEW.number, NEW.first_planned_on, NEW.created_at, NEW.created_by_id)
		IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.first_planned_on, OLD.created_at, OLD.created_by_id) THEN
		RAISE EXCEPTION 'content_frozen: number, first day and origin of a review stay' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'cancelled' OR OLD.state = 'closed'
		AND ((to_jsonb(NEW) - 'shared_at' - 'row_version') IS DISTINCT FROM (to_jsonb(OLD) - 'shared_at' - 'row_version')
			OR OLD.shared_at IS NOT NULL AND NEW.shared_at IS DISTINCT FROM OLD.shared_at) THEN
		RAISE EXCEPTION 'content_frozen: a review that ended stays as it was' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('planned', 'notified'), ('planned', 'cancelled'), ('notified', 'planned'),
		('notified', 'in_session'), ('notified', 'cancelled'), ('in_session', 'signing'), ('in_session', 'cancelled'), ('signing', 'in_session'),
		('signing', 'closed'), ('signing', 'cancelled')) THEN
		RAISE EXCEPTION 'illegal_transition: % to % of a review', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'planned' AND NEW.state <> 'planned' AND (NEW.title, NEW.standard_code, NEW.place, NEW.planned_on, NEW.starts_at, NEW.period_from,
			NEW.chair_id, NEW.secretary_id, NEW.short_notice_reason, NEW.notice, NEW.notified_at)
		IS DISTINCT FROM (OLD.title, OLD.standard_code, OLD.place, OLD.planned_on, OLD.starts_at, OLD.period_from,
			OLD.chair_id, OLD.secretary_id, OLD.short_notice_reason, OLD.notice, OLD.notified_at) THEN
		RAISE EXCEPTION 'content_frozen: a plan that was told stays until it is put off' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'signing' AND NEW.state IN ('signing', 'closed') AND (NEW.minutes, NEW.conclusion, NEW.held_on, NEW.ended_at, NEW.secretary_signature_id)
		IS DISTINCT FROM (OLD.minutes, OLD.conclusion, OLD.held_on, OLD.ended_at, OLD.secretary_signature_id) THEN
		RAISE EXCEPTION 'content_frozen: minutes that were handed over stay' USING ERRCODE = '23514';
	END IF;
	-- Two weeks, or a reason (domain.md §1.5).
	IF NEW.state = 'notified' AND OLD.state = 'planned' AND NEW.short_notice_reason IS NULL
		AND NEW.planned_on < (NEW.notified_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 14 THEN
		RAISE EXCEPTION 'gate_not_met: a review is told two weeks ahead, or says why not' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'signing' AND OLD.state = 'in_session' THEN
		IF EXISTS (SELECT 1 FROM management_review_input i WHERE i.review_id = NEW.id AND i.source IS NULL)
			OR EXISTS (SELECT 1 FROM management_review_member p WHERE p.review_id = NEW.id AND p.present IS NULL) THEN
			RAISE EXCEPTION 'gate_not_met: every input and every member is accounted for' USING ERRCODE = '23514';
		END IF;
		IF NOT EXISTS (SELECT 1 FROM act_signature s WHERE s.id = NEW.secretary_signature_id AND s.subject_type = 'management_review'
			AND s.subject_id = NEW.id AND s.user_id = NEW.secretary_id) THEN
			RAISE EXCEPTION 'gate_not_met: the secretary signs what is handed over' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.state = 'closed' AND OLD.state = 'signing' THEN
		IF NOT EXISTS (SELECT 1 FROM act_signature s JOIN act_signature t ON t.id = NEW.secretary_signature_id
			WHERE s.id = NEW.chair_signature_id AND s.subject_type = 'management_review' AND s.subject_id = NEW.id
			AND s.user_id = NEW.chair_id AND s.content_sha256 = t.content_sha256) THEN
			RAISE EXCEPTION 'gate_not_met: the chair signs what the secretary signed' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM management_review_decision d WHERE d.review_id = NEW.id
			AND (d.follow = 'corrective_action' AND d.action_id IS NULL OR d.follow = 'change_request' AND d.change_request_id IS NULL)) THEN
			RAISE EXCEPTION 'gate_not_met: every decision has what follows it' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;

ALTER TABLE management_review_member ADD CONSTRAINT management_review_member_absent CHECK (absent_reason <> '' AND (absent_reason IS NULL OR present IS FALSE));
ALTER TABLE management_review_input ADD CONSTRAINT management_review_input_source CHECK (CASE
	WHEN source IS NULL THEN num_nonnulls(figures, figures_on, text_on, filled_by_id, filled_at) = 0 AND text = '' AND text_source = '' AND missing = ''
	WHEN source = 'eiso' THEN num_nulls(figures, figures_on, filled_by_id, filled_at) = 0 AND missing = '' AND text_source = '' AND text_on IS NULL
	WHEN source = 'typed' THEN text <> '' AND text_source <> '' AND num_nulls(text_on, filled_by_id, filled_at) = 0 AND missing = ''
		AND num_nonnulls(figures, figures_on) = 0
	ELSE missing <> '' AND text = '' AND text_source = '' AND num_nulls(filled_by_id, filled_at) = 0 AND num_nonnulls(figures, figures_on, text_on) = 0 END);
ALTER TABLE management_review_decision ADD CONSTRAINT management_review_decision_follow CHECK (what <> '' AND CASE follow
	WHEN 'corrective_action' THEN num_nonnulls(change_request_id, document_id, done_on) = 0
	WHEN 'change_request' THEN num_nonnulls(action_id, done_on) = 0
	ELSE num_nonnulls(action_id, change_request_id, document_id) = 0 END
	AND num_nulls(done_on, reported_by_id, reported_at) IN (0, 3) AND (done_on IS NULL) = (result = ''));

-- The plan is made before it is told, the session is written while it is held, and what was handed over stays.
CREATE FUNCTION eiso_guard_management_review_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	now_in management_review_state;
	of_unit uuid;
BEGIN
	SELECT r.state, r.unit_id INTO now_in, of_unit FROM management_review r
		WHERE r.id = (CASE TG_OP WHEN 'DELETE' THEN OLD.review_id ELSE NEW.review_id END) FOR SHARE;
	IF TG_OP = 'UPDATE' AND NEW.review_id <> OLD.review_id THEN
		RAISE EXCEPTION 'content_frozen: it stays with its review' USING ERRCODE = '23514';
	END IF;
	IF TG_TABLE_NAME = 'management_review_decision' THEN
		IF TG_OP = 'UPDATE' AND now_in IN ('signing', 'closed') THEN
			-- What follows is linked as the chair signs, and a step is reported once.
			IF (to_jsonb(NEW) - 'action_id' - 'change_request_id' - 'done_on' - 'result' - 'reported_by_id' - 'reported_at' - 'row_version')
				IS DISTINCT FROM (to_jsonb(OLD) - 'action_id' - 'change_request_id' - 'done_on' - 'result' - 'reported_by_id' - 'reported_at' - 'row_version')
				OR now_in = 'closed' AND (NEW.action_id, NEW.change_request_id) IS DISTINCT FROM (OLD.action_id, OLD.change_request_id)
				OR now_in = 'signing' AND NEW.done_on IS NOT NULL
				OR OLD.done_on IS NOT NULL THEN
				RAISE EXCEPTION 'content_frozen: a decision of signed minutes stays' USING ERRCODE = '23514';
			END IF;
			IF NEW.action_id IS NOT NULL AND OLD.action_id IS NULL AND NOT EXISTS (SELECT 1 FROM corrective_action a
				WHERE a.id = NEW.action_id AND a.unit_id = of_unit AND a.source = 'management_review') THEN
				RAISE EXCEPTION 'illegal_transition: the action is one of the unit, raised for a review' USING ERRCODE = '23514';
			END IF;
			IF NEW.change_request_id IS NOT NULL AND OLD.change_request_id IS NULL
				AND NOT EXISTS (SELECT 1 FROM change_request c WHERE c.id = NEW.change_request_id AND c.unit_id = of_unit) THEN
				RAISE EXCEPTION 'illegal_transition: the request is one of the unit' USING ERRCODE = '23514';
			END IF;
			RETURN NEW;
		END IF;
		IF now_in <> 'in_session' THEN
			RAISE EXCEPTION 'content_frozen: decisions are taken in the session' USING ERRCODE = '23514';
		END IF;
		IF TG_OP <> 'DELETE' AND num_nonnulls(NEW.action_id, NEW.change_request_id, NEW.done_on) > 0 THEN
			RAISE EXCEPTION 'illegal_transition: what follows is made when the chair signs' USING ERRCODE = '23514';
		END IF;
		IF TG_OP <> 'DELETE' AND NEW.input_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM management_review_input i WHERE i.id = NEW.input_id AND i.review_id = NEW.review_id) THEN
			RAISE EXCEPTION 'illegal_transition: the input is one of the review' USING ERRCODE = '23514';
		END IF;
	ELSIF TG_OP <> 'UPDATE' THEN
		IF now_in <> 'planned' THEN
			RAISE EXCEPTION 'content_frozen: members and inputs are those that were told' USING ERRCODE = '23514';
		END IF;
	ELSIF now_in NOT IN ('planned', 'notified', 'in_session') THEN
		RAISE EXCEPTION 'content_frozen: what was handed over or ended stays' USING ERRCODE = '23514';
	ELSIF TG_TABLE_NAME = 'management_review_member' THEN
		IF NEW.user_id <> OLD.user_id OR NEW.present IS NOT NULL AND now_in <> 'in_session' THEN
			RAISE EXCEPTION 'content_frozen: who came is said in the session' USING ERRCODE = '23514';
		END IF;
	ELSIF (NEW.code, NEW.clause, NEW.position) IS DISTINCT FROM (OLD.code, OLD.clause, OLD.position)
		OR NEW.reporter_id IS DISTINCT FROM OLD.reporter_id AND now_in <> 'planned'
		OR (NEW.discussion, NEW.conclusion) IS DISTINCT FROM (OLD.discussion, OLD.conclusion) AND now_in <> 'in_session' THEN
		RAISE EXCEPTION 'content_frozen: inputs are those that were told, and are discussed in the session' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER management_review_guard BEFORE INSERT OR UPDATE ON management_review FOR EACH ROW EXECUTE FUNCTION eiso_guard_management_review();
CREATE TRIGGER management_review_member_guard BEFORE INSERT OR UPDATE OR DELETE ON management_review_member
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_management_review_part();
CREATE TRIGGER management_review_input_guard BEFORE INSERT OR UPDATE OR DELETE ON management_review_input
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_management_review_part();
CREATE TRIGGER management_review_decision_guard BEFORE INSERT OR UPDATE OR DELETE ON management_review_decision
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_management_review_part();
CREATE TRIGGER management_review_no_delete BEFORE DELETE ON management_review FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER management_review_no_truncate BEFORE TRUNCATE ON management_review EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER management_review_member_no_truncate BEFORE TRUNCATE ON management_review_member EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER management_review_input_no_truncate BEFORE TRUNCATE ON management_review_input EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER management_review_decision_no_truncate BEFORE TRUNCATE ON management_review_decision EXECUTE FUNCTION eiso_refuse_delete();
