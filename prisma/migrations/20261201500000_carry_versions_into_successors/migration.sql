-- What a decision on units says about open things of those that end (states.md §11): choices, versions that go on in force in the successor,
-- and what the successor may take or decline.
ALTER TYPE "version_origin" ADD VALUE 'carried_over';
ALTER TYPE "version_event" ADD VALUE 'carry_over';
CREATE TYPE "event_subject" AS ENUM ('unit', 'document', 'inspection', 'corrective_action', 'record_series');
CREATE TYPE "event_choice" AS ENUM ('carry', 'leave', 'move', 'cancel');
CREATE TYPE "handed_over_kind" AS ENUM ('draft', 'membership', 'external_document', 'adoption', 'committee');
CREATE TYPE "handed_over_state" AS ENUM ('open', 'taken', 'declined', 'gone');

CREATE TABLE "unit_event_choice" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "subject_type" "event_subject" NOT NULL,
    "subject_id" UUID NOT NULL,
    "choice" "event_choice" NOT NULL,
    "target_unit_id" UUID NOT NULL,
    "new_code" TEXT,
    "until" DATE,
    "ask_reading" BOOLEAN NOT NULL DEFAULT false,
    "chosen_by_id" UUID NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "unit_event_choice_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "carried_version" (
    "version_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "origin_version_id" UUID NOT NULL,
    "origin_unit_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "until" DATE NOT NULL,
    "ask_reading" BOOLEAN NOT NULL DEFAULT false,
    "carried_by_id" UUID NOT NULL,
    "carried_at" TIMESTAMPTZ(3) NOT NULL,
    "soon_told_at" TIMESTAMPTZ(3),

    CONSTRAINT "carried_version_pkey" PRIMARY KEY ("version_id")
);
CREATE TABLE "handed_over" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "origin_unit_id" UUID NOT NULL,
    "kind" "handed_over_kind" NOT NULL,
    "subject_id" UUID NOT NULL,
    "state" "handed_over_state" NOT NULL DEFAULT 'open',
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "result_id" UUID,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "handed_over_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "record_series" ADD COLUMN "custody_unit_id" UUID;
UPDATE "record_series" SET "custody_unit_id" = "unit_id";

CREATE UNIQUE INDEX "unit_event_choice_once" ON "unit_event_choice"("event_id", "subject_type", "subject_id", "target_unit_id");
CREATE INDEX "unit_event_choice_target_unit_id_idx" ON "unit_event_choice"("target_unit_id");
CREATE INDEX "unit_event_choice_chosen_by_id_idx" ON "unit_event_choice"("chosen_by_id");
CREATE INDEX "carried_version_event_id_idx" ON "carried_version"("event_id");
CREATE INDEX "carried_version_origin_version_id_idx" ON "carried_version"("origin_version_id");
CREATE INDEX "carried_version_origin_unit_id_idx" ON "carried_version"("origin_unit_id");
CREATE INDEX "carried_version_unit_id_until_idx" ON "carried_version"("unit_id", "until");
CREATE INDEX "carried_version_carried_by_id_idx" ON "carried_version"("carried_by_id");
CREATE UNIQUE INDEX "handed_over_event_id_unit_id_kind_subject_id_key" ON "handed_over"("event_id", "unit_id", "kind", "subject_id");
CREATE INDEX "handed_over_unit_id_state_idx" ON "handed_over"("unit_id", "state");
CREATE INDEX "handed_over_origin_unit_id_idx" ON "handed_over"("origin_unit_id");
CREATE INDEX "handed_over_decided_by_id_idx" ON "handed_over"("decided_by_id");
CREATE INDEX "record_series_custody_unit_id_idx" ON "record_series"("custody_unit_id");

ALTER TABLE "unit_event_choice" ADD CONSTRAINT "unit_event_choice_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event_choice" ADD CONSTRAINT "unit_event_choice_target_unit_id_fkey" FOREIGN KEY ("target_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event_choice" ADD CONSTRAINT "unit_event_choice_chosen_by_id_fkey" FOREIGN KEY ("chosen_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_origin_version_id_fkey" FOREIGN KEY ("origin_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_origin_unit_id_fkey" FOREIGN KEY ("origin_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "carried_version" ADD CONSTRAINT "carried_version_carried_by_id_fkey" FOREIGN KEY ("carried_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "handed_over" ADD CONSTRAINT "handed_over_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "handed_over" ADD CONSTRAINT "handed_over_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "handed_over" ADD CONSTRAINT "handed_over_origin_unit_id_fkey" FOREIGN KEY ("origin_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "handed_over" ADD CONSTRAINT "handed_over_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "record_series" ADD CONSTRAINT "record_series_custody_unit_id_fkey" FOREIGN KEY ("custody_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
