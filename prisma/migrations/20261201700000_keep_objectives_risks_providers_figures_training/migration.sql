-- Objectives, risks and opportunities, external providers, figures of satisfaction and dossiers, training and certificates (ISO 9001 §6.1, 6.2, 7.2, 8.4, 9.1.2).
CREATE TYPE "objective_set_state" AS ENUM ('draft', 'approved', 'closed');
CREATE TYPE "objective_direction" AS ENUM ('at_least', 'at_most');
CREATE TYPE "objective_period" AS ENUM ('month', 'quarter', 'half_year', 'year');
CREATE TYPE "objective_judging" AS ENUM ('latest', 'sum', 'average', 'every');
CREATE TYPE "objective_verdict" AS ENUM ('met', 'missed', 'unknown');
CREATE TYPE "risk_kind" AS ENUM ('risk', 'opportunity');
CREATE TYPE "provider_outcome" AS ENUM ('approved', 'conditional', 'rejected');
CREATE TYPE "figure_topic" AS ENUM ('survey', 'dossiers', 'feedback');
CREATE TYPE "figure_origin" AS ENUM ('typed', 'imported');
CREATE TYPE "training_result" AS ENUM ('expected', 'attended', 'passed', 'failed', 'absent');
CREATE TABLE "objective_set" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "state" "objective_set_state" NOT NULL DEFAULT 'draft',
    "document_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "submitted_by_id" UUID,
    "returned_reason" TEXT,
    "change_reason" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "objective_set_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "objective" (
    "id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "statement" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "direction" "objective_direction" NOT NULL,
    "target" DECIMAL(18,4) NOT NULL,
    "baseline" DECIMAL(18,4),
    "source" TEXT NOT NULL DEFAULT '',
    "resources" TEXT NOT NULL DEFAULT '',
    "plan" TEXT NOT NULL DEFAULT '',
    "judged_by" TEXT NOT NULL DEFAULT '',
    "judging" "objective_judging" NOT NULL,
    "period" "objective_period" NOT NULL,
    "owner_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "since_revision" INTEGER NOT NULL DEFAULT 0,
    "until_revision" INTEGER,

    CONSTRAINT "objective_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "objective_revision" (
    "id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "content" JSONB NOT NULL,
    "signature_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_revision_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "objective_result" (
    "id" UUID NOT NULL,
    "objective_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "period" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "value" DECIMAL(18,4) NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "corrected_reason" TEXT,
    "due_on" DATE NOT NULL,
    "recorded_on" DATE NOT NULL,
    "recorded_by_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_result_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "objective_response" (
    "id" UUID NOT NULL,
    "objective_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "period" INTEGER,
    "action_id" UUID,
    "accepted_reason" TEXT,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_response_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "objective_outcome" (
    "id" UUID NOT NULL,
    "objective_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "verdict" "objective_verdict" NOT NULL,
    "value" DECIMAL(18,4),
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_outcome_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "risk_scale" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "likelihood" JSONB NOT NULL,
    "impact" JSONB NOT NULL,
    "levels" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "risk_scale_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "risk" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" "risk_kind" NOT NULL,
    "activity" TEXT NOT NULL,
    "context" TEXT NOT NULL DEFAULT '',
    "statement" TEXT NOT NULL,
    "cause" TEXT NOT NULL DEFAULT '',
    "consequence" TEXT NOT NULL DEFAULT '',
    "controls" TEXT NOT NULL DEFAULT '',
    "clause" TEXT,
    "owner_id" UUID NOT NULL,
    "likelihood" INTEGER NOT NULL,
    "impact" INTEGER NOT NULL,
    "score" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "review_on" DATE NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "risk_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "risk_assessment" (
    "id" UUID NOT NULL,
    "risk_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "likelihood" INTEGER NOT NULL,
    "impact" INTEGER NOT NULL,
    "score" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "scale_number" INTEGER NOT NULL,
    "expected_likelihood" INTEGER,
    "expected_impact" INTEGER,
    "effective" BOOLEAN,
    "conclusion" TEXT NOT NULL DEFAULT '',
    "review_on" DATE NOT NULL,
    "assessed_by_id" UUID NOT NULL,
    "assessed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "risk_assessment_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "risk_measure" (
    "id" UUID NOT NULL,
    "risk_id" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "doer_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "first_due_on" DATE NOT NULL,
    "done_on" DATE,
    "result" TEXT NOT NULL DEFAULT '',
    "reported_by_id" UUID,
    "reported_at" TIMESTAMPTZ(3),
    "dropped_reason" TEXT,
    "dropped_at" TIMESTAMPTZ(3),
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "risk_measure_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "risk_action" (
    "id" UUID NOT NULL,
    "risk_id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "linked_by_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "risk_action_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "external_provider" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tax_code" TEXT NOT NULL DEFAULT '',
    "contact" TEXT NOT NULL DEFAULT '',
    "provides" TEXT NOT NULL,
    "control" TEXT NOT NULL DEFAULT '',
    "criteria" JSONB NOT NULL,
    "started_on" DATE NOT NULL,
    "outcome" "provider_outcome",
    "next_rating_on" DATE NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_on" DATE,
    "ended_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "external_provider_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "provider_rating" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "rated_on" DATE NOT NULL,
    "scores" JSONB NOT NULL,
    "total" DECIMAL(18,4) NOT NULL,
    "outcome" "provider_outcome" NOT NULL,
    "remarks" TEXT NOT NULL DEFAULT '',
    "next_rating_on" DATE NOT NULL,
    "rated_by_id" UUID NOT NULL,
    "rated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_rating_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "service_figure" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "topic" "figure_topic" NOT NULL,
    "year" INTEGER NOT NULL,
    "period_kind" "objective_period" NOT NULL,
    "period" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "sent" INTEGER,
    "answered" INTEGER,
    "satisfied" INTEGER,
    "received" INTEGER,
    "on_time" INTEGER,
    "late" INTEGER,
    "returned" INTEGER,
    "source" TEXT NOT NULL,
    "source_on" DATE NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "corrected_reason" TEXT,
    "origin" "figure_origin" NOT NULL DEFAULT 'typed',
    "entered_by_id" UUID NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_figure_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "training_need" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "audience" TEXT NOT NULL DEFAULT '',
    "planned_on" DATE NOT NULL,
    "responsible_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "dropped_at" TIMESTAMPTZ(3),
    "dropped_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "training_need_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "training" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "need_id" UUID,
    "topic" TEXT NOT NULL,
    "held_on" DATE NOT NULL,
    "ended_on" DATE,
    "hours" DECIMAL(18,4) NOT NULL,
    "trainer" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "content" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "fixed_at" TIMESTAMPTZ(3),
    "fixed_by_id" UUID,
    "effect" TEXT,
    "effect_on" DATE,
    "effect_by_id" UUID,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "training_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "training_participant" (
    "id" UUID NOT NULL,
    "training_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "result" "training_result" NOT NULL DEFAULT 'expected',
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "training_participant_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "person_certificate" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "training_id" UUID,
    "name" TEXT NOT NULL,
    "number" TEXT NOT NULL DEFAULT '',
    "issuer" TEXT NOT NULL DEFAULT '',
    "issued_on" DATE NOT NULL,
    "valid_to" DATE,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_on" DATE,
    "ended_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "person_certificate_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "objective_set_document_id_idx" ON "objective_set"("document_id");
CREATE INDEX "objective_set_created_by_id_idx" ON "objective_set"("created_by_id");
CREATE INDEX "objective_set_submitted_by_id_idx" ON "objective_set"("submitted_by_id");
CREATE INDEX "objective_set_closed_by_id_idx" ON "objective_set"("closed_by_id");
CREATE UNIQUE INDEX "objective_set_unit_id_year_key" ON "objective_set"("unit_id", "year");
CREATE INDEX "objective_owner_id_idx" ON "objective"("owner_id");
CREATE INDEX "objective_set_id_position_idx" ON "objective"("set_id", "position");
CREATE INDEX "objective_line_id_idx" ON "objective"("line_id");
CREATE INDEX "objective_revision_signature_id_idx" ON "objective_revision"("signature_id");
CREATE UNIQUE INDEX "objective_revision_set_id_number_key" ON "objective_revision"("set_id", "number");
CREATE INDEX "objective_result_objective_id_idx" ON "objective_result"("objective_id");
CREATE INDEX "objective_result_recorded_by_id_idx" ON "objective_result"("recorded_by_id");
CREATE UNIQUE INDEX "objective_result_line_id_period_number_key" ON "objective_result"("line_id", "period", "number");
CREATE INDEX "objective_response_objective_id_idx" ON "objective_response"("objective_id");
CREATE INDEX "objective_response_action_id_idx" ON "objective_response"("action_id");
CREATE INDEX "objective_response_decided_by_id_idx" ON "objective_response"("decided_by_id");
CREATE INDEX "objective_response_line_id_idx" ON "objective_response"("line_id");
CREATE INDEX "objective_outcome_objective_id_idx" ON "objective_outcome"("objective_id");
CREATE INDEX "objective_outcome_decided_by_id_idx" ON "objective_outcome"("decided_by_id");
CREATE UNIQUE INDEX "objective_outcome_line_id_key" ON "objective_outcome"("line_id");
CREATE INDEX "risk_scale_set_by_id_idx" ON "risk_scale"("set_by_id");
CREATE UNIQUE INDEX "risk_scale_unit_id_number_key" ON "risk_scale"("unit_id", "number");
CREATE INDEX "risk_owner_id_idx" ON "risk"("owner_id");
CREATE INDEX "risk_created_by_id_idx" ON "risk"("created_by_id");
CREATE INDEX "risk_closed_by_id_idx" ON "risk"("closed_by_id");
CREATE UNIQUE INDEX "risk_unit_id_number_key" ON "risk"("unit_id", "number");
CREATE INDEX "risk_review_on_idx" ON "risk"("review_on");
CREATE INDEX "risk_assessment_assessed_by_id_idx" ON "risk_assessment"("assessed_by_id");
CREATE UNIQUE INDEX "risk_assessment_risk_id_number_key" ON "risk_assessment"("risk_id", "number");
CREATE INDEX "risk_measure_doer_id_idx" ON "risk_measure"("doer_id");
CREATE INDEX "risk_measure_reported_by_id_idx" ON "risk_measure"("reported_by_id");
CREATE INDEX "risk_measure_created_by_id_idx" ON "risk_measure"("created_by_id");
CREATE INDEX "risk_measure_risk_id_idx" ON "risk_measure"("risk_id");
CREATE INDEX "risk_action_action_id_idx" ON "risk_action"("action_id");
CREATE INDEX "risk_action_linked_by_id_idx" ON "risk_action"("linked_by_id");
CREATE UNIQUE INDEX "risk_action_risk_id_action_id_key" ON "risk_action"("risk_id", "action_id");
CREATE INDEX "external_provider_created_by_id_idx" ON "external_provider"("created_by_id");
CREATE INDEX "external_provider_unit_id_name_idx" ON "external_provider"("unit_id", "name");
CREATE INDEX "external_provider_next_rating_on_idx" ON "external_provider"("next_rating_on");
CREATE INDEX "provider_rating_rated_by_id_idx" ON "provider_rating"("rated_by_id");
CREATE UNIQUE INDEX "provider_rating_provider_id_number_key" ON "provider_rating"("provider_id", "number");
CREATE INDEX "service_figure_entered_by_id_idx" ON "service_figure"("entered_by_id");
CREATE UNIQUE INDEX "service_figure_unit_id_topic_year_period_kind_period_number_key" ON "service_figure"("unit_id", "topic", "year", "period_kind", "period", "number");
CREATE INDEX "training_need_responsible_id_idx" ON "training_need"("responsible_id");
CREATE INDEX "training_need_created_by_id_idx" ON "training_need"("created_by_id");
CREATE INDEX "training_need_unit_id_year_idx" ON "training_need"("unit_id", "year");
CREATE INDEX "training_need_id_idx" ON "training"("need_id");
CREATE INDEX "training_created_by_id_idx" ON "training"("created_by_id");
CREATE INDEX "training_fixed_by_id_idx" ON "training"("fixed_by_id");
CREATE INDEX "training_effect_by_id_idx" ON "training"("effect_by_id");
CREATE INDEX "training_unit_id_held_on_idx" ON "training"("unit_id", "held_on");
CREATE INDEX "training_participant_user_id_idx" ON "training_participant"("user_id");
CREATE UNIQUE INDEX "training_participant_training_id_user_id_key" ON "training_participant"("training_id", "user_id");
CREATE INDEX "person_certificate_unit_id_idx" ON "person_certificate"("unit_id");
CREATE INDEX "person_certificate_user_id_idx" ON "person_certificate"("user_id");
CREATE INDEX "person_certificate_training_id_idx" ON "person_certificate"("training_id");
CREATE INDEX "person_certificate_created_by_id_idx" ON "person_certificate"("created_by_id");
CREATE INDEX "person_certificate_valid_to_idx" ON "person_certificate"("valid_to");
ALTER TABLE "objective_set" ADD CONSTRAINT "objective_set_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_set" ADD CONSTRAINT "objective_set_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_set" ADD CONSTRAINT "objective_set_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_set" ADD CONSTRAINT "objective_set_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_set" ADD CONSTRAINT "objective_set_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective" ADD CONSTRAINT "objective_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "objective_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective" ADD CONSTRAINT "objective_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_revision" ADD CONSTRAINT "objective_revision_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "objective_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_revision" ADD CONSTRAINT "objective_revision_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_result" ADD CONSTRAINT "objective_result_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_result" ADD CONSTRAINT "objective_result_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_response" ADD CONSTRAINT "objective_response_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_response" ADD CONSTRAINT "objective_response_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_response" ADD CONSTRAINT "objective_response_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_outcome" ADD CONSTRAINT "objective_outcome_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "objective_outcome" ADD CONSTRAINT "objective_outcome_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_scale" ADD CONSTRAINT "risk_scale_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_scale" ADD CONSTRAINT "risk_scale_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk" ADD CONSTRAINT "risk_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk" ADD CONSTRAINT "risk_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk" ADD CONSTRAINT "risk_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk" ADD CONSTRAINT "risk_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_assessment" ADD CONSTRAINT "risk_assessment_risk_id_fkey" FOREIGN KEY ("risk_id") REFERENCES "risk"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_assessment" ADD CONSTRAINT "risk_assessment_assessed_by_id_fkey" FOREIGN KEY ("assessed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_measure" ADD CONSTRAINT "risk_measure_risk_id_fkey" FOREIGN KEY ("risk_id") REFERENCES "risk"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_measure" ADD CONSTRAINT "risk_measure_doer_id_fkey" FOREIGN KEY ("doer_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_measure" ADD CONSTRAINT "risk_measure_reported_by_id_fkey" FOREIGN KEY ("reported_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_measure" ADD CONSTRAINT "risk_measure_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_action" ADD CONSTRAINT "risk_action_risk_id_fkey" FOREIGN KEY ("risk_id") REFERENCES "risk"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_action" ADD CONSTRAINT "risk_action_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "risk_action" ADD CONSTRAINT "risk_action_linked_by_id_fkey" FOREIGN KEY ("linked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_provider" ADD CONSTRAINT "external_provider_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "external_provider" ADD CONSTRAINT "external_provider_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "provider_rating" ADD CONSTRAINT "provider_rating_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "external_provider"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "provider_rating" ADD CONSTRAINT "provider_rating_rated_by_id_fkey" FOREIGN KEY ("rated_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "service_figure" ADD CONSTRAINT "service_figure_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "service_figure" ADD CONSTRAINT "service_figure_entered_by_id_fkey" FOREIGN KEY ("entered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training_need" ADD CONSTRAINT "training_need_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training_need" ADD CONSTRAINT "training_need_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training_need" ADD CONSTRAINT "training_need_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training" ADD CONSTRAINT "training_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training" ADD CONSTRAINT "training_need_id_fkey" FOREIGN KEY ("need_id") REFERENCES "training_need"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training" ADD CONSTRAINT "training_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training" ADD CONSTRAINT "training_fixed_by_id_fkey" FOREIGN KEY ("fixed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training" ADD CONSTRAINT "training_effect_by_id_fkey" FOREIGN KEY ("effect_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training_participant" ADD CONSTRAINT "training_participant_training_id_fkey" FOREIGN KEY ("training_id") REFERENCES "training"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "training_participant" ADD CONSTRAINT "training_participant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "person_certificate" ADD CONSTRAINT "person_certificate_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "person_certificate" ADD CONSTRAINT "person_certificate_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "person_certificate" ADD CONSTRAINT "person_certificate_training_id_fkey" FOREIGN KEY ("training_id") REFERENCES "training"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "person_certificate" ADD CONSTRAINT "person_certificate_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Objectives: what a head signed is revised, not changed.
ALTER TABLE objective_set ADD CONSTRAINT objective_set_year CHECK (year BETWEEN 2000 AND 2100);
ALTER TABLE objective ADD CONSTRAINT objective_revisions CHECK (until_revision IS NULL OR until_revision > since_revision);
CREATE UNIQUE INDEX objective_line_once ON objective (line_id) WHERE until_revision IS NULL;
ALTER TABLE objective_result ADD CONSTRAINT objective_result_corrected CHECK (number >= 1 AND (number = 1) = (corrected_reason IS NULL) AND corrected_reason <> '');
ALTER TABLE objective_response ADD CONSTRAINT objective_response_one CHECK (num_nonnulls(action_id, accepted_reason) = 1 AND accepted_reason <> '');
CREATE UNIQUE INDEX objective_response_once ON objective_response (line_id, coalesce(period, 0));

CREATE FUNCTION eiso_guard_objective_set() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' OR NEW.revision <> 0 THEN
			RAISE EXCEPTION 'illegal_transition: objectives begin as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'closed' OR (NEW.unit_id, NEW.year, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.year, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit and year of objectives stay, and so do closed ones' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'approved' AND (NEW.state = 'draft' OR NEW.approved_at IS DISTINCT FROM OLD.approved_at
		OR NEW.revision = OLD.revision AND NEW.document_id IS DISTINCT FROM OLD.document_id) THEN
		RAISE EXCEPTION 'content_frozen: objectives that were signed are revised, not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision NOT IN (OLD.revision, OLD.revision + 1)
		OR (OLD.state = 'draft' AND NEW.state = 'approved') <> (NEW.revision > OLD.revision AND OLD.state = 'draft') THEN
		RAISE EXCEPTION 'illegal_transition: objectives are approved by their next revision' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision > OLD.revision AND NOT EXISTS (
		SELECT 1 FROM objective_revision r WHERE r.set_id = NEW.id AND r.number = NEW.revision) THEN
		RAISE EXCEPTION 'unsigned: a revision of objectives is signed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'closed' THEN
		IF NEW.closed_at IS NULL THEN
			RAISE EXCEPTION 'illegal_transition: objectives are closed on a day' USING ERRCODE = '23514';
		END IF;
		IF NEW.closed_by_id IS NULL THEN
			IF coalesce(NEW.closed_reason, '') = '' OR EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = NEW.unit_id
				AND v.valid_from <= eiso_today() AND (v.valid_to IS NULL OR v.valid_to > eiso_today())) THEN
				RAISE EXCEPTION 'gate_not_met: objectives close by themselves only with their unit' USING ERRCODE = '23514';
			END IF;
		ELSIF OLD.state <> 'approved' OR EXISTS (SELECT 1 FROM objective o WHERE o.set_id = NEW.id AND o.until_revision IS NULL
			AND NOT EXISTS (SELECT 1 FROM objective_outcome u WHERE u.line_id = o.line_id)) THEN
			RAISE EXCEPTION 'gate_not_met: a year is closed when each objective of it was judged' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_objective_revision() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM objective_set p WHERE p.id = NEW.set_id AND p.state <> 'closed' AND p.revision + 1 = NEW.number) THEN
		RAISE EXCEPTION 'illegal_transition: revisions of objectives follow each other' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM act_signature s JOIN objective_set p ON p.id = NEW.set_id WHERE s.id = NEW.signature_id
		AND s.subject_type = 'objective_set' AND s.subject_id = NEW.set_id AND s.unit_id = p.unit_id AND eiso_is_now(s.signed_at)) THEN
		RAISE EXCEPTION 'unsigned: a revision of objectives is signed' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Free in a draft; afterwards what was signed is only ended by the next revision, and what that one will add is free.
CREATE FUNCTION eiso_guard_objective() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	row_set uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.set_id ELSE OLD.set_id END;
	p objective_set;
BEGIN
	SELECT * INTO p FROM objective_set WHERE id = row_set;
	IF TG_OP <> 'INSERT' AND p.state <> 'draft' AND (p.state = 'closed' OR OLD.since_revision <= p.revision) THEN
		IF TG_OP = 'DELETE' THEN
			RAISE EXCEPTION 'append_only: an objective that was signed is revised, not deleted' USING ERRCODE = '23514';
		END IF;
		IF p.state = 'closed' OR (to_jsonb(NEW) - 'until_revision') IS DISTINCT FROM (to_jsonb(OLD) - 'until_revision')
			OR coalesce(OLD.until_revision, p.revision + 1) <> p.revision + 1 OR coalesce(NEW.until_revision, p.revision + 1) <> p.revision + 1 THEN
			RAISE EXCEPTION 'content_frozen: an objective that was signed is ended by the next revision alone' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF NEW.set_id <> row_set OR p.state = 'closed' OR NEW.until_revision IS NOT NULL
		OR NEW.since_revision <> (CASE p.state WHEN 'draft' THEN 0 ELSE p.revision + 1 END)
		OR EXISTS (SELECT 1 FROM objective o WHERE o.line_id = NEW.line_id AND o.set_id <> NEW.set_id)
		OR TG_OP = 'UPDATE' AND NEW.line_id <> OLD.line_id THEN
		RAISE EXCEPTION 'content_frozen: objectives grow by their draft or their next revision' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Results, responses and outcomes belong to an objective that was signed, in a year that is open.
CREATE FUNCTION eiso_guard_objective_said() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	o objective;
	p objective_set;
BEGIN
	SELECT * INTO o FROM objective WHERE id = NEW.objective_id;
	SELECT * INTO p FROM objective_set WHERE id = o.set_id;
	IF p.state <> 'approved' OR o.since_revision > p.revision OR NEW.line_id <> o.line_id OR o.until_revision <= p.revision THEN
		RAISE EXCEPTION 'illegal_transition: results are those of an approved objective' USING ERRCODE = '23514';
	END IF;
	IF TG_TABLE_NAME = 'objective_result' THEN
		IF NEW.period NOT BETWEEN 1 AND (CASE o.period WHEN 'month' THEN 12 WHEN 'quarter' THEN 4 WHEN 'half_year' THEN 2 ELSE 1 END)
			OR NEW.number <> 1 + (SELECT coalesce(max(r.number), 0) FROM objective_result r WHERE r.line_id = NEW.line_id AND r.period = NEW.period)
			OR NOT eiso_is_now(NEW.recorded_at) THEN
			RAISE EXCEPTION 'illegal_transition: a result is of a period and follows the one before' USING ERRCODE = '23514';
		END IF;
	ELSIF TG_TABLE_NAME = 'objective_response' THEN
		IF NEW.action_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.unit_id = p.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: the action is one of the unit' USING ERRCODE = '23514';
		END IF;
	ELSIF NEW.verdict <> 'met' AND NOT EXISTS (SELECT 1 FROM objective_response r WHERE r.line_id = NEW.line_id) THEN
		RAISE EXCEPTION 'gate_not_met: what was missed has an action or an accepted reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER objective_set_guard BEFORE INSERT OR UPDATE ON objective_set FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective_set();
CREATE TRIGGER objective_revision_guard BEFORE INSERT ON objective_revision FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective_revision();
CREATE TRIGGER objective_guard BEFORE INSERT OR UPDATE OR DELETE ON objective FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective();
CREATE TRIGGER objective_result_guard BEFORE INSERT ON objective_result FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective_said();
CREATE TRIGGER objective_response_guard BEFORE INSERT ON objective_response FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective_said();
CREATE TRIGGER objective_outcome_guard BEFORE INSERT ON objective_outcome FOR EACH ROW EXECUTE FUNCTION eiso_guard_objective_said();

-- Risks: what stands in the register is what was last assessed.
ALTER TABLE risk ADD CONSTRAINT risk_closed_with_reason CHECK (num_nulls(closed_at, closed_reason) IN (0, 2) AND closed_reason <> '');
ALTER TABLE risk ADD CONSTRAINT risk_score CHECK (likelihood BETWEEN 1 AND 10 AND impact BETWEEN 1 AND 10 AND score = likelihood * impact);
ALTER TABLE risk_assessment ADD CONSTRAINT risk_assessment_score CHECK (likelihood BETWEEN 1 AND 10 AND impact BETWEEN 1 AND 10 AND score = likelihood * impact
	AND num_nulls(expected_likelihood, expected_impact) IN (0, 2) AND expected_likelihood BETWEEN 1 AND 10 AND expected_impact BETWEEN 1 AND 10);
ALTER TABLE risk_measure ADD CONSTRAINT risk_measure_ended CHECK (num_nulls(dropped_at, dropped_reason) IN (0, 2) AND dropped_reason <> ''
	AND num_nulls(done_on, reported_at, reported_by_id) IN (0, 3) AND num_nulls(done_on, dropped_at) > 0);

CREATE FUNCTION eiso_guard_risk() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.closed_at IS NOT NULL OR (NEW.unit_id, NEW.number, NEW.kind, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.kind, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit and number of a risk stay, and so does a closed one' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_check_risk() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM risk r JOIN risk_assessment a ON a.risk_id = r.id WHERE r.id = NEW.id
		AND (a.likelihood, a.impact, a.score, a.level, a.review_on) = (r.likelihood, r.impact, r.score, r.level, r.review_on)
		AND a.number = (SELECT max(b.number) FROM risk_assessment b WHERE b.risk_id = r.id)) THEN
		RAISE EXCEPTION 'illegal_transition: a risk stands as it was last assessed' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION eiso_guard_risk_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	r risk;
BEGIN
	SELECT * INTO r FROM risk WHERE id = NEW.risk_id;
	IF r.closed_at IS NOT NULL AND TG_TABLE_NAME <> 'risk_action' THEN
		RAISE EXCEPTION 'content_frozen: a closed risk stays as it was' USING ERRCODE = '23514';
	END IF;
	IF TG_TABLE_NAME = 'risk_assessment' THEN
		IF NEW.number <> 1 + (SELECT coalesce(max(a.number), 0) FROM risk_assessment a WHERE a.risk_id = NEW.risk_id) THEN
			RAISE EXCEPTION 'illegal_transition: assessments of a risk follow each other' USING ERRCODE = '23514';
		END IF;
	ELSIF TG_TABLE_NAME = 'risk_action' THEN
		IF NOT EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = NEW.action_id AND a.unit_id = r.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: the action is one of the unit' USING ERRCODE = '23514';
		END IF;
	ELSIF TG_OP = 'UPDATE' AND (OLD.done_on IS NOT NULL OR OLD.dropped_at IS NOT NULL
		OR (NEW.risk_id, NEW.first_due_on, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.risk_id, OLD.first_due_on, OLD.created_by_id, OLD.created_at)) THEN
		RAISE EXCEPTION 'content_frozen: a measure keeps its first day, and stays when it is done or dropped' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_next_of_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.number <> 1 + (SELECT coalesce(max(s.number), 0) FROM risk_scale s WHERE s.unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: scales of a unit follow each other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER risk_guard BEFORE UPDATE ON risk FOR EACH ROW EXECUTE FUNCTION eiso_guard_risk();
CREATE CONSTRAINT TRIGGER risk_agrees AFTER INSERT OR UPDATE ON risk DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION eiso_check_risk();
CREATE TRIGGER risk_assessment_guard BEFORE INSERT ON risk_assessment FOR EACH ROW EXECUTE FUNCTION eiso_guard_risk_part();
CREATE TRIGGER risk_measure_guard BEFORE INSERT OR UPDATE ON risk_measure FOR EACH ROW EXECUTE FUNCTION eiso_guard_risk_part();
CREATE TRIGGER risk_action_guard BEFORE INSERT ON risk_action FOR EACH ROW EXECUTE FUNCTION eiso_guard_risk_part();
CREATE TRIGGER risk_scale_guard BEFORE INSERT ON risk_scale FOR EACH ROW EXECUTE FUNCTION eiso_guard_next_of_unit();

-- External providers: the outcome is that of the last rating.
ALTER TABLE external_provider ADD CONSTRAINT external_provider_ended CHECK (num_nulls(ended_on, ended_reason) IN (0, 2) AND ended_reason <> '');
ALTER TABLE provider_rating ADD CONSTRAINT provider_rating_total CHECK (total BETWEEN 0 AND 100 AND year BETWEEN 2000 AND 2100);
CREATE UNIQUE INDEX external_provider_once ON external_provider (unit_id, lower(name)) WHERE ended_on IS NULL;
CREATE FUNCTION eiso_guard_provider() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.ended_on IS NOT NULL OR (NEW.unit_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.unit_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a provider stays in its unit, and an ended one as it was' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome IS DISTINCT FROM OLD.outcome AND NEW.outcome IS DISTINCT FROM
		(SELECT r.outcome FROM provider_rating r WHERE r.provider_id = NEW.id ORDER BY r.number DESC LIMIT 1) THEN
		RAISE EXCEPTION 'illegal_transition: a provider is what it was last rated' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_provider_rating() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.number <> 1 + (SELECT coalesce(max(r.number), 0) FROM provider_rating r WHERE r.provider_id = NEW.provider_id)
		OR EXISTS (SELECT 1 FROM external_provider p WHERE p.id = NEW.provider_id AND p.ended_on IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: ratings of a provider follow each other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER external_provider_guard BEFORE UPDATE ON external_provider FOR EACH ROW EXECUTE FUNCTION eiso_guard_provider();
CREATE TRIGGER provider_rating_guard BEFORE INSERT ON provider_rating FOR EACH ROW EXECUTE FUNCTION eiso_guard_provider_rating();

-- Figures: each topic has its own, and none is larger than what it is part of.
ALTER TABLE service_figure ADD CONSTRAINT service_figure_period CHECK (year BETWEEN 2000 AND 2100
	AND period BETWEEN 1 AND (CASE period_kind WHEN 'month' THEN 12 WHEN 'quarter' THEN 4 WHEN 'half_year' THEN 2 ELSE 1 END));
ALTER TABLE service_figure ADD CONSTRAINT service_figure_corrected CHECK (number >= 1 AND (number = 1) = (corrected_reason IS NULL) AND corrected_reason <> '' AND source <> '');
ALTER TABLE service_figure ADD CONSTRAINT service_figure_topic CHECK (CASE topic
	WHEN 'survey' THEN num_nulls(sent, answered, satisfied) = 0 AND num_nonnulls(received, on_time, late, returned) = 0
		AND 0 <= satisfied AND satisfied <= answered AND answered <= sent
	WHEN 'dossiers' THEN num_nulls(received, on_time, late, returned) = 0 AND num_nonnulls(sent, answered, satisfied) = 0
		AND received >= 0 AND on_time >= 0 AND late >= 0 AND returned >= 0
	ELSE num_nulls(received, answered) = 0 AND num_nonnulls(sent, satisfied, on_time, late, returned) = 0
		AND 0 <= answered AND answered <= received END);
CREATE FUNCTION eiso_guard_service_figure() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.number <> 1 + (SELECT coalesce(max(f.number), 0) FROM service_figure f WHERE f.unit_id = NEW.unit_id AND f.topic = NEW.topic
		AND f.year = NEW.year AND f.period_kind = NEW.period_kind AND f.period = NEW.period) THEN
		RAISE EXCEPTION 'illegal_transition: figures of a period follow each other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER service_figure_guard BEFORE INSERT ON service_figure FOR EACH ROW EXECUTE FUNCTION eiso_guard_service_figure();

-- Training: who took part is fixed once; certificates end, they do not change hands.
ALTER TABLE training_need ADD CONSTRAINT training_need_dropped CHECK (num_nulls(dropped_at, dropped_reason) IN (0, 2) AND dropped_reason <> '');
ALTER TABLE training ADD CONSTRAINT training_days CHECK (hours > 0 AND ended_on >= held_on AND num_nulls(cancelled_at, cancelled_reason) IN (0, 2)
	AND cancelled_reason <> '' AND num_nulls(fixed_at, fixed_by_id) IN (0, 2) AND num_nulls(fixed_at, cancelled_at) > 0
	AND num_nulls(effect, effect_on, effect_by_id) IN (0, 3) AND (effect IS NULL OR fixed_at IS NOT NULL));
ALTER TABLE person_certificate ADD CONSTRAINT person_certificate_days CHECK (valid_to >= issued_on AND num_nulls(ended_on, ended_reason) IN (0, 2) AND ended_reason <> '');
CREATE FUNCTION eiso_guard_training() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM (OLD.unit_id, OLD.created_by_id, OLD.created_at) OR OLD.cancelled_at IS NOT NULL
		OR OLD.fixed_at IS NOT NULL AND (OLD.effect IS NOT NULL OR (to_jsonb(NEW) - 'effect' - 'effect_on' - 'effect_by_id' - 'row_version')
			IS DISTINCT FROM (to_jsonb(OLD) - 'effect' - 'effect_on' - 'effect_by_id' - 'row_version')) THEN
		RAISE EXCEPTION 'content_frozen: a training that was fixed or cancelled stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_training_participant() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM training t WHERE t.id = (CASE TG_OP WHEN 'DELETE' THEN OLD.training_id ELSE NEW.training_id END)
		AND (t.fixed_at IS NOT NULL OR t.cancelled_at IS NOT NULL)) THEN
		RAISE EXCEPTION 'content_frozen: who took part was fixed' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF TG_OP = 'UPDATE' AND (NEW.training_id, NEW.user_id) IS DISTINCT FROM (OLD.training_id, OLD.user_id) THEN
		RAISE EXCEPTION 'content_frozen: a participant is one person of one training' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_person_certificate() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.ended_on IS NOT NULL OR (NEW.unit_id, NEW.user_id, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.user_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a certificate stays with its person, and an ended one as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION eiso_guard_training_need() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.dropped_at IS NOT NULL OR (NEW.unit_id, NEW.year, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.year, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a need stays in its year, and a dropped one as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER training_guard BEFORE UPDATE ON training FOR EACH ROW EXECUTE FUNCTION eiso_guard_training();
CREATE TRIGGER training_participant_guard BEFORE INSERT OR UPDATE OR DELETE ON training_participant FOR EACH ROW EXECUTE FUNCTION eiso_guard_training_participant();
CREATE TRIGGER person_certificate_guard BEFORE UPDATE ON person_certificate FOR EACH ROW EXECUTE FUNCTION eiso_guard_person_certificate();
CREATE TRIGGER training_need_guard BEFORE UPDATE ON training_need FOR EACH ROW EXECUTE FUNCTION eiso_guard_training_need();

CREATE TRIGGER objective_revision_no_change BEFORE UPDATE OR DELETE ON objective_revision FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_result_no_change BEFORE UPDATE OR DELETE ON objective_result FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_response_no_change BEFORE UPDATE OR DELETE ON objective_response FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_outcome_no_change BEFORE UPDATE OR DELETE ON objective_outcome FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_scale_no_change BEFORE UPDATE OR DELETE ON risk_scale FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_assessment_no_change BEFORE UPDATE OR DELETE ON risk_assessment FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_action_no_change BEFORE UPDATE OR DELETE ON risk_action FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER provider_rating_no_change BEFORE UPDATE OR DELETE ON provider_rating FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER service_figure_no_change BEFORE UPDATE OR DELETE ON service_figure FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_set_no_delete BEFORE DELETE ON objective_set FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_no_delete BEFORE DELETE ON risk FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_measure_no_delete BEFORE DELETE ON risk_measure FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER external_provider_no_delete BEFORE DELETE ON external_provider FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER training_need_no_delete BEFORE DELETE ON training_need FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER training_no_delete BEFORE DELETE ON training FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER person_certificate_no_delete BEFORE DELETE ON person_certificate FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_revision_no_truncate BEFORE TRUNCATE ON objective_revision EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_result_no_truncate BEFORE TRUNCATE ON objective_result EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_response_no_truncate BEFORE TRUNCATE ON objective_response EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_outcome_no_truncate BEFORE TRUNCATE ON objective_outcome EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_scale_no_truncate BEFORE TRUNCATE ON risk_scale EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_assessment_no_truncate BEFORE TRUNCATE ON risk_assessment EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_action_no_truncate BEFORE TRUNCATE ON risk_action EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER provider_rating_no_truncate BEFORE TRUNCATE ON provider_rating EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER service_figure_no_truncate BEFORE TRUNCATE ON service_figure EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_set_no_truncate BEFORE TRUNCATE ON objective_set EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_no_truncate BEFORE TRUNCATE ON risk EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER risk_measure_no_truncate BEFORE TRUNCATE ON risk_measure EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER external_provider_no_truncate BEFORE TRUNCATE ON external_provider EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER training_need_no_truncate BEFORE TRUNCATE ON training_need EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER training_no_truncate BEFORE TRUNCATE ON training EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER person_certificate_no_truncate BEFORE TRUNCATE ON person_certificate EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER objective_no_truncate BEFORE TRUNCATE ON objective EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER training_participant_no_truncate BEFORE TRUNCATE ON training_participant EXECUTE FUNCTION eiso_refuse_delete();
