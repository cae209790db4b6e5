-- Internal audits, the Department's audit cycles, findings and corrective actions (states.md §7 to §10).

CREATE TYPE "area_risk" AS ENUM ('low', 'medium', 'high');

CREATE TYPE "programme_state" AS ENUM ('draft', 'approved', 'closed');

CREATE TYPE "audit_state" AS ENUM ('planned', 'notified', 'in_progress', 'reported', 'closed', 'cancelled');

CREATE TYPE "audit_team_role" AS ENUM ('lead', 'member', 'guest');

CREATE TYPE "audit_slot_kind" AS ENUM ('opening', 'session', 'team', 'closing');

CREATE TYPE "audit_slot_side" AS ENUM ('auditor', 'auditee');

CREATE TYPE "audit_result" AS ENUM ('unanswered', 'conform', 'minor', 'major', 'observation', 'not_applicable');

CREATE TYPE "question_source" AS ENUM ('checklist', 'follow_up', 'added');

CREATE TYPE "answer_side" AS ENUM ('team', 'self');

CREATE TYPE "answer_outcome" AS ENUM ('applied', 'conflict', 'settled', 'dropped');

CREATE TYPE "checklist_purpose" AS ENUM ('internal', 'inspection');

CREATE TYPE "checklist_version_state" AS ENUM ('draft', 'published');

CREATE TYPE "action_source" AS ENUM ('internal_audit', 'inspection', 'complaint', 'late_dossier', 'wrong_result', 'self_found', 'objective_missed', 'management_review', 'sister_check');

CREATE TYPE "action_state" AS ENUM ('raised', 'analysing', 'awaiting_plan_approval', 'in_progress', 'verifying', 'closed');

CREATE TYPE "action_outcome" AS ENUM ('effective', 'ineffective', 'correction_only', 'void');

CREATE TYPE "cause_method" AS ENUM ('five_whys', 'tree');

CREATE TYPE "extension_state" AS ENUM ('asked', 'granted', 'refused', 'lapsed');

CREATE TYPE "fault_state" AS ENUM ('reported', 'confirmed', 'declined');

CREATE TYPE "finding_grade" AS ENUM ('major', 'minor', 'observation', 'recommendation');

CREATE TYPE "finding_state" AS ENUM ('draft', 'fixed', 'answered', 'closed', 'void');

CREATE TYPE "area_verdict" AS ENUM ('confirmed', 'disputed');

CREATE TYPE "sister_answer" AS ENUM ('asked', 'not_here', 'here', 'not_applicable');

CREATE TYPE "cycle_state" AS ENUM ('draft', 'open', 'closed');

CREATE TYPE "cycle_scope" AS ENUM ('kind', 'list', 'wave');

CREATE TYPE "inspection_state" AS ENUM ('scheduled', 'notified', 'handed_in', 'on_site', 'minutes', 'closed', 'cancelled');

CREATE TYPE "inspection_end" AS ENUM ('signed', 'own_opinion', 'unsigned');

CREATE TYPE "inspection_result" AS ENUM ('unanswered', 'met', 'partly', 'not_met', 'not_applicable');

CREATE TYPE "self_result" AS ENUM ('unanswered', 'met', 'partly', 'not_met', 'not_applicable', 'none_yet');

CREATE TYPE "criteria_set_state" AS ENUM ('draft', 'published');

CREATE TABLE "audit_area" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "division_id" UUID,
    "leader_id" UUID,
    "clauses" TEXT[],
    "risk" "area_risk" NOT NULL DEFAULT 'medium',
    "position" INTEGER NOT NULL DEFAULT 0,
    "ended_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "audit_area_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_area_member" (
    "id" UUID NOT NULL,
    "area_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "audit_area_member_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_area_document" (
    "id" UUID NOT NULL,
    "area_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "audit_area_document_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "auditor" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "training" TEXT NOT NULL,
    "trained_on" DATE,
    "certificate_number" TEXT NOT NULL DEFAULT '',
    "certificate_issuer" TEXT NOT NULL DEFAULT '',
    "certificate_on" DATE,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "note" TEXT NOT NULL DEFAULT '',
    "registered_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_on" DATE,
    "ended_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "auditor_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_programme" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "state" "programme_state" NOT NULL DEFAULT 'draft',
    "objectives" TEXT NOT NULL DEFAULT '',
    "standard_code" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "audit_programme_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_programme_line" (
    "id" UUID NOT NULL,
    "programme_id" UUID NOT NULL,
    "area_id" UUID NOT NULL,
    "month" INTEGER NOT NULL,
    "clauses" TEXT[],
    "lead_id" UUID,
    "note" TEXT NOT NULL DEFAULT '',
    "proposal" JSONB,
    "since_revision" INTEGER NOT NULL DEFAULT 0,
    "until_revision" INTEGER,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "audit_programme_line_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_programme_gap" (
    "id" UUID NOT NULL,
    "programme_id" UUID NOT NULL,
    "area_id" UUID,
    "clause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "audit_programme_gap_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_programme_revision" (
    "id" UUID NOT NULL,
    "programme_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "content" JSONB NOT NULL,
    "signature_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_programme_revision_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "internal_audit" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" "audit_state" NOT NULL DEFAULT 'planned',
    "programme_id" UUID,
    "programme_line_id" UUID,
    "extraordinary_reason" TEXT,
    "purpose" TEXT NOT NULL DEFAULT '',
    "standard_code" TEXT NOT NULL,
    "clauses" TEXT[],
    "law" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL DEFAULT '',
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "first_starts_on" DATE NOT NULL,
    "checklist_version_id" UUID,
    "plan" JSONB,
    "short_notice_reason" TEXT,
    "opening_meeting" TEXT,
    "closing_meeting" TEXT,
    "strengths" TEXT NOT NULL DEFAULT '',
    "conclusion" TEXT NOT NULL DEFAULT '',
    "proposals" TEXT NOT NULL DEFAULT '',
    "report" JSONB,
    "report_round" INTEGER NOT NULL DEFAULT 0,
    "shared_at" TIMESTAMPTZ(3),
    "state_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "internal_audit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_scope_area" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "area_id" UUID NOT NULL,

    CONSTRAINT "audit_scope_area_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_scope_document" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "audit_scope_document_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_team_member" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "audit_team_role" NOT NULL,
    "home_unit_id" UUID,
    "proposed_by_id" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "appointed_at" TIMESTAMPTZ(3),
    "signature_id" UUID,
    "independence" JSONB,
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,

    CONSTRAINT "audit_team_member_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_team_area" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "area_id" UUID NOT NULL,

    CONSTRAINT "audit_team_area_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_slot" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "kind" "audit_slot_kind" NOT NULL,
    "day" DATE NOT NULL,
    "from_minute" INTEGER NOT NULL,
    "to_minute" INTEGER NOT NULL,
    "area_id" UUID,
    "topic" TEXT NOT NULL,
    "clauses" TEXT[],
    "place" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "audit_slot_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_slot_person" (
    "id" UUID NOT NULL,
    "slot_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "side" "audit_slot_side" NOT NULL,

    CONSTRAINT "audit_slot_person_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_question" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "area_id" UUID,
    "position" INTEGER NOT NULL,
    "source" "question_source" NOT NULL,
    "key" UUID,
    "follow_up_id" UUID,
    "section" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL,
    "clause" TEXT,
    "evidence_expected" TEXT NOT NULL DEFAULT '',
    "guidance" TEXT NOT NULL DEFAULT '',
    "weight" INTEGER NOT NULL DEFAULT 1,
    "document_ids" UUID[],
    "result" "audit_result" NOT NULL DEFAULT 'unanswered',
    "evidence" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "in_force" JSONB,
    "answer_version" INTEGER NOT NULL DEFAULT 0,
    "answered_by_id" UUID,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_question_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "answer_edit" (
    "id" UUID NOT NULL,
    "question_id" UUID,
    "inspection_answer_id" UUID,
    "side" "answer_side" NOT NULL,
    "base_version" INTEGER NOT NULL,
    "version" INTEGER,
    "answer" JSONB NOT NULL,
    "by_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "answer_outcome" NOT NULL,
    "settled_by_id" UUID,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "answer_edit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "follow_up_question" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "clause" TEXT,
    "area_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "follow_up_question_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "checklist" (
    "id" UUID NOT NULL,
    "unit_id" UUID,
    "title" TEXT NOT NULL,
    "purpose" "checklist_purpose" NOT NULL,
    "standard_code" TEXT NOT NULL,
    "unit_kinds" TEXT[],
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "retired_on" DATE,
    "retired_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "checklist_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "checklist_version" (
    "id" UUID NOT NULL,
    "checklist_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "checklist_version_state" NOT NULL DEFAULT 'draft',
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "published_by_id" UUID,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "checklist_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "checklist_question" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "key" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "section" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL,
    "clause" TEXT,
    "evidence" TEXT NOT NULL DEFAULT '',
    "guidance" TEXT NOT NULL DEFAULT '',
    "weight" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "checklist_question_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "checklist_question_link" (
    "id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "checklist_question_link_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "corrective_action" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "action_state" NOT NULL DEFAULT 'raised',
    "outcome" "action_outcome",
    "source" "action_source" NOT NULL,
    "finding_id" UUID,
    "report_id" UUID,
    "grade" "finding_grade" NOT NULL,
    "standard_code" TEXT,
    "clause" TEXT,
    "area_id" UUID,
    "statement" TEXT NOT NULL,
    "evidence" TEXT NOT NULL DEFAULT '',
    "raised_by_id" UUID,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "owner_id" UUID,
    "assigned_by_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "first_due_on" DATE,
    "due_on" DATE,
    "correction" TEXT NOT NULL DEFAULT '',
    "correction_done_on" DATE,
    "correction_impossible" TEXT,
    "consequences" TEXT NOT NULL DEFAULT '',
    "cause_method" "cause_method",
    "cause" JSONB,
    "root_cause" TEXT NOT NULL DEFAULT '',
    "risk_touched" BOOLEAN,
    "risk_note" TEXT NOT NULL DEFAULT '',
    "correction_only" BOOLEAN NOT NULL DEFAULT false,
    "correction_only_reason" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "submitted_by_id" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "approved_by_id" UUID,
    "signature_id" UUID,
    "completed_at" TIMESTAMPTZ(3),
    "check_days" INTEGER,
    "check_days_reason" TEXT,
    "check_due_on" DATE,
    "verifier_id" UUID,
    "verification" TEXT,
    "verified_by_id" UUID,
    "verified_at" TIMESTAMPTZ(3),
    "closed_risk_touched" BOOLEAN,
    "closed_risk_note" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "predecessor_id" UUID,
    "recurrence_of_id" UUID,
    "void_asked_by_id" UUID,
    "void_asked_at" TIMESTAMPTZ(3),
    "void_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "corrective_action_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action_line" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "doer_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "first_due_on" DATE NOT NULL,
    "done_on" DATE,
    "reported_at" TIMESTAMPTZ(3),
    "result" TEXT NOT NULL DEFAULT '',
    "dropped_at" TIMESTAMPTZ(3),
    "dropped_reason" TEXT,
    "removed_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "action_line_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action_extension" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "state" "extension_state" NOT NULL DEFAULT 'asked',
    "from_due_on" DATE NOT NULL,
    "to_due_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "action_extension_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action_document" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version_id" UUID,
    "change_request_id" UUID,
    "note" TEXT NOT NULL DEFAULT '',
    "linked_by_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_reason" TEXT,

    CONSTRAINT "action_document_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action_act" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "user_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "action_act_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "fault_report" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "fault_state" NOT NULL DEFAULT 'reported',
    "what" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "found_on" DATE NOT NULL,
    "reporter_id" UUID NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "fault_report_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action_rule" (
    "unit_id" UUID NOT NULL,
    "check_days" INTEGER,
    "soon_days" INTEGER,
    "officer_days" INTEGER,
    "head_days" INTEGER,
    "coordinator_days" INTEGER,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "action_rule_pkey" PRIMARY KEY ("unit_id")
);

CREATE TABLE "action_reminder" (
    "id" UUID NOT NULL,
    "action_id" UUID NOT NULL,
    "rung" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_reminder_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "evidence_file" (
    "id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "unit_id" UUID,
    "sha256" TEXT NOT NULL,
    "stored_sha256" TEXT,
    "name" TEXT NOT NULL,
    "file_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_id" UUID,
    "removed_reason" TEXT,

    CONSTRAINT "evidence_file_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "evidence_pointer" (
    "id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "document_id" UUID,
    "version_id" UUID,
    "record_id" UUID,
    "note" TEXT NOT NULL DEFAULT '',
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_id" UUID,

    CONSTRAINT "evidence_pointer_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "act_signature" (
    "id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "meaning" TEXT NOT NULL,
    "meaning_text" TEXT NOT NULL,
    "unit_id" UUID,
    "user_id" UUID NOT NULL,
    "signer_name" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "capacity" "signing_capacity",
    "content_sha256" TEXT NOT NULL,
    "notice" TEXT,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "act_signature_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "finding" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "audit_id" UUID,
    "inspection_id" UUID,
    "question_id" UUID,
    "answer_id" UUID,
    "area_id" UUID,
    "grade" "finding_grade" NOT NULL,
    "state" "finding_state" NOT NULL DEFAULT 'draft',
    "standard_code" TEXT NOT NULL,
    "clause" TEXT,
    "requirement" TEXT NOT NULL DEFAULT '',
    "statement" TEXT NOT NULL,
    "evidence" TEXT NOT NULL DEFAULT '',
    "due_on" DATE,
    "repeats_id" UUID,
    "raised_by_id" UUID NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "fixed_at" TIMESTAMPTZ(3),
    "verdict" "area_verdict",
    "verdict_text" TEXT,
    "verdict_by_id" UUID,
    "verdict_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "void_asked_by_id" UUID,
    "void_asked_at" TIMESTAMPTZ(3),
    "void_reason" TEXT,
    "voided_by_id" UUID,
    "voided_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "shared_finding" (
    "id" UUID NOT NULL,
    "finding_id" UUID,
    "action_id" UUID,
    "unit_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "clause" TEXT,
    "grade" "finding_grade" NOT NULL,
    "due_on" DATE NOT NULL,
    "shared_by_id" UUID NOT NULL,
    "shared_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "shared_finding_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sister_check" (
    "id" UUID NOT NULL,
    "shared_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "answer" "sister_answer" NOT NULL DEFAULT 'asked',
    "text" TEXT NOT NULL DEFAULT '',
    "answered_by_id" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "action_id" UUID,

    CONSTRAINT "sister_check_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_cycle" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" "cycle_state" NOT NULL DEFAULT 'draft',
    "decision_number" TEXT NOT NULL DEFAULT '',
    "decision_date" DATE,
    "scope" "cycle_scope" NOT NULL DEFAULT 'list',
    "scope_values" TEXT[],
    "window_from" DATE NOT NULL,
    "window_to" DATE NOT NULL,
    "checklist_version_id" UUID,
    "criteria_set_id" UUID,
    "evidence_request" TEXT NOT NULL DEFAULT '',
    "self_days" INTEGER NOT NULL DEFAULT 3,
    "recommendation_days" INTEGER NOT NULL DEFAULT 30,
    "previous_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "opened_by_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "audit_cycle_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cycle_unit" (
    "id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "team_id" UUID,
    "visit_on" DATE,

    CONSTRAINT "cycle_unit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cycle_team" (
    "id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cycle_team_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cycle_team_member" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "is_lead" BOOLEAN NOT NULL DEFAULT false,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,

    CONSTRAINT "cycle_team_member_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inspection" (
    "id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "team_id" UUID,
    "state" "inspection_state" NOT NULL DEFAULT 'scheduled',
    "visit_on" DATE,
    "first_visit_on" DATE,
    "self_due_on" DATE,
    "first_self_due_on" DATE,
    "notified_at" TIMESTAMPTZ(3),
    "short_notice_reason" TEXT,
    "handed_in_at" TIMESTAMPTZ(3),
    "handed_in_by_id" UUID,
    "started_at" TIMESTAMPTZ(3),
    "early_start_reason" TEXT,
    "not_handed_in" BOOLEAN NOT NULL DEFAULT false,
    "minutes_at" TIMESTAMPTZ(3),
    "minutes" JSONB,
    "minutes_round" INTEGER NOT NULL DEFAULT 0,
    "remarks" TEXT NOT NULL DEFAULT '',
    "strengths" TEXT NOT NULL DEFAULT '',
    "returned_at" TIMESTAMPTZ(3),
    "returned_text" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "ending" "inspection_end",
    "unit_opinion" TEXT,
    "points" INTEGER,
    "max_points" INTEGER,
    "snapshot" JSONB,
    "state_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "inspection_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inspection_answer" (
    "id" UUID NOT NULL,
    "inspection_id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "self_result" "self_result" NOT NULL DEFAULT 'unanswered',
    "self_text" TEXT NOT NULL DEFAULT '',
    "self_version" INTEGER NOT NULL DEFAULT 0,
    "self_by_id" UUID,
    "self_at" TIMESTAMPTZ(3),
    "result" "inspection_result" NOT NULL DEFAULT 'unanswered',
    "points" INTEGER,
    "evidence" TEXT NOT NULL DEFAULT '',
    "remark" TEXT NOT NULL DEFAULT '',
    "answer_version" INTEGER NOT NULL DEFAULT 0,
    "answered_by_id" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "in_force" JSONB,

    CONSTRAINT "inspection_answer_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inspection_helper" (
    "id" UUID NOT NULL,
    "inspection_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "named_by_id" UUID NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "inspection_helper_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inspection_act" (
    "id" UUID NOT NULL,
    "inspection_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "user_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "inspection_act_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "calendar_feed" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "criteria_set" (
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "unit_kinds" TEXT[],
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "state" "criteria_set_state" NOT NULL DEFAULT 'draft',
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "criteria_set_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "criterion" (
    "id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "max_points" DECIMAL(8,2) NOT NULL,
    "rule" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "criterion_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "criteria_score" (
    "id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "as_of" DATE NOT NULL,
    "points" DECIMAL(8,2) NOT NULL,
    "max_points" DECIMAL(8,2) NOT NULL,
    "lines" JSONB NOT NULL,
    "cycle_id" UUID,
    "fixed_by_id" UUID NOT NULL,
    "fixed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "criteria_score_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "audit_area_division_id_idx" ON "audit_area"("division_id");

CREATE INDEX "audit_area_leader_id_idx" ON "audit_area"("leader_id");

CREATE INDEX "audit_area_unit_id_position_idx" ON "audit_area"("unit_id", "position");

CREATE INDEX "audit_area_member_user_id_idx" ON "audit_area_member"("user_id");

CREATE UNIQUE INDEX "audit_area_member_area_id_user_id_key" ON "audit_area_member"("area_id", "user_id");

CREATE INDEX "audit_area_document_document_id_idx" ON "audit_area_document"("document_id");

CREATE UNIQUE INDEX "audit_area_document_area_id_document_id_key" ON "audit_area_document"("area_id", "document_id");

CREATE INDEX "auditor_unit_id_idx" ON "auditor"("unit_id");

CREATE INDEX "auditor_user_id_idx" ON "auditor"("user_id");

CREATE INDEX "auditor_registered_by_id_idx" ON "auditor"("registered_by_id");

CREATE INDEX "audit_programme_standard_code_idx" ON "audit_programme"("standard_code");

CREATE INDEX "audit_programme_created_by_id_idx" ON "audit_programme"("created_by_id");

CREATE UNIQUE INDEX "audit_programme_unit_id_year_key" ON "audit_programme"("unit_id", "year");

CREATE INDEX "audit_programme_line_programme_id_idx" ON "audit_programme_line"("programme_id");

CREATE INDEX "audit_programme_line_area_id_idx" ON "audit_programme_line"("area_id");

CREATE INDEX "audit_programme_line_lead_id_idx" ON "audit_programme_line"("lead_id");

CREATE INDEX "audit_programme_gap_programme_id_idx" ON "audit_programme_gap"("programme_id");

CREATE INDEX "audit_programme_gap_area_id_idx" ON "audit_programme_gap"("area_id");

CREATE INDEX "audit_programme_revision_signature_id_idx" ON "audit_programme_revision"("signature_id");

CREATE UNIQUE INDEX "audit_programme_revision_programme_id_number_key" ON "audit_programme_revision"("programme_id", "number");

CREATE INDEX "internal_audit_programme_id_idx" ON "internal_audit"("programme_id");

CREATE INDEX "internal_audit_programme_line_id_idx" ON "internal_audit"("programme_line_id");

CREATE INDEX "internal_audit_standard_code_idx" ON "internal_audit"("standard_code");

CREATE INDEX "internal_audit_checklist_version_id_idx" ON "internal_audit"("checklist_version_id");

CREATE INDEX "internal_audit_created_by_id_idx" ON "internal_audit"("created_by_id");

CREATE INDEX "internal_audit_unit_id_state_idx" ON "internal_audit"("unit_id", "state");

CREATE UNIQUE INDEX "internal_audit_unit_id_number_key" ON "internal_audit"("unit_id", "number");

CREATE INDEX "audit_scope_area_area_id_idx" ON "audit_scope_area"("area_id");

CREATE UNIQUE INDEX "audit_scope_area_audit_id_area_id_key" ON "audit_scope_area"("audit_id", "area_id");

CREATE INDEX "audit_scope_document_document_id_idx" ON "audit_scope_document"("document_id");

CREATE UNIQUE INDEX "audit_scope_document_audit_id_document_id_key" ON "audit_scope_document"("audit_id", "document_id");

CREATE INDEX "audit_team_member_user_id_idx" ON "audit_team_member"("user_id");

CREATE INDEX "audit_team_member_home_unit_id_idx" ON "audit_team_member"("home_unit_id");

CREATE INDEX "audit_team_member_proposed_by_id_idx" ON "audit_team_member"("proposed_by_id");

CREATE INDEX "audit_team_member_signature_id_idx" ON "audit_team_member"("signature_id");

CREATE INDEX "audit_team_member_audit_id_user_id_idx" ON "audit_team_member"("audit_id", "user_id");

CREATE INDEX "audit_team_area_area_id_idx" ON "audit_team_area"("area_id");

CREATE UNIQUE INDEX "audit_team_area_member_id_area_id_key" ON "audit_team_area"("member_id", "area_id");

CREATE INDEX "audit_slot_audit_id_idx" ON "audit_slot"("audit_id");

CREATE INDEX "audit_slot_area_id_idx" ON "audit_slot"("area_id");

CREATE INDEX "audit_slot_person_user_id_idx" ON "audit_slot_person"("user_id");

CREATE UNIQUE INDEX "audit_slot_person_slot_id_user_id_key" ON "audit_slot_person"("slot_id", "user_id");

CREATE INDEX "audit_question_area_id_idx" ON "audit_question"("area_id");

CREATE INDEX "audit_question_follow_up_id_idx" ON "audit_question"("follow_up_id");

CREATE INDEX "audit_question_answered_by_id_idx" ON "audit_question"("answered_by_id");

CREATE INDEX "audit_question_audit_id_position_idx" ON "audit_question"("audit_id", "position");

CREATE INDEX "audit_question_key_idx" ON "audit_question"("key");

CREATE INDEX "answer_edit_by_id_idx" ON "answer_edit"("by_id");

CREATE INDEX "answer_edit_settled_by_id_idx" ON "answer_edit"("settled_by_id");

CREATE INDEX "answer_edit_question_id_version_idx" ON "answer_edit"("question_id", "version");

CREATE INDEX "answer_edit_inspection_answer_id_version_idx" ON "answer_edit"("inspection_answer_id", "version");

CREATE INDEX "follow_up_question_action_id_idx" ON "follow_up_question"("action_id");

CREATE INDEX "follow_up_question_area_id_idx" ON "follow_up_question"("area_id");

CREATE INDEX "follow_up_question_unit_id_used_at_idx" ON "follow_up_question"("unit_id", "used_at");

CREATE INDEX "checklist_unit_id_idx" ON "checklist"("unit_id");

CREATE INDEX "checklist_standard_code_idx" ON "checklist"("standard_code");

CREATE INDEX "checklist_created_by_id_idx" ON "checklist"("created_by_id");

CREATE INDEX "checklist_version_created_by_id_idx" ON "checklist_version"("created_by_id");

CREATE INDEX "checklist_version_published_by_id_idx" ON "checklist_version"("published_by_id");

CREATE UNIQUE INDEX "checklist_version_checklist_id_number_key" ON "checklist_version"("checklist_id", "number");

CREATE INDEX "checklist_question_version_id_idx" ON "checklist_question"("version_id");

CREATE INDEX "checklist_question_key_idx" ON "checklist_question"("key");

CREATE INDEX "checklist_question_link_document_id_idx" ON "checklist_question_link"("document_id");

CREATE UNIQUE INDEX "checklist_question_link_question_id_document_id_key" ON "checklist_question_link"("question_id", "document_id");

CREATE INDEX "corrective_action_finding_id_idx" ON "corrective_action"("finding_id");

CREATE INDEX "corrective_action_report_id_idx" ON "corrective_action"("report_id");

CREATE INDEX "corrective_action_standard_code_idx" ON "corrective_action"("standard_code");

CREATE INDEX "corrective_action_area_id_idx" ON "corrective_action"("area_id");

CREATE INDEX "corrective_action_raised_by_id_idx" ON "corrective_action"("raised_by_id");

CREATE INDEX "corrective_action_owner_id_idx" ON "corrective_action"("owner_id");

CREATE INDEX "corrective_action_assigned_by_id_idx" ON "corrective_action"("assigned_by_id");

CREATE INDEX "corrective_action_submitted_by_id_idx" ON "corrective_action"("submitted_by_id");

CREATE INDEX "corrective_action_approved_by_id_idx" ON "corrective_action"("approved_by_id");

CREATE INDEX "corrective_action_signature_id_idx" ON "corrective_action"("signature_id");

CREATE INDEX "corrective_action_verifier_id_idx" ON "corrective_action"("verifier_id");

CREATE INDEX "corrective_action_verified_by_id_idx" ON "corrective_action"("verified_by_id");

CREATE INDEX "corrective_action_predecessor_id_idx" ON "corrective_action"("predecessor_id");

CREATE INDEX "corrective_action_recurrence_of_id_idx" ON "corrective_action"("recurrence_of_id");

CREATE INDEX "corrective_action_void_asked_by_id_idx" ON "corrective_action"("void_asked_by_id");

CREATE INDEX "corrective_action_unit_id_state_idx" ON "corrective_action"("unit_id", "state");

CREATE INDEX "corrective_action_due_on_idx" ON "corrective_action"("due_on");

CREATE UNIQUE INDEX "corrective_action_unit_id_number_key" ON "corrective_action"("unit_id", "number");

CREATE INDEX "action_line_doer_id_idx" ON "action_line"("doer_id");

CREATE INDEX "action_line_action_id_position_idx" ON "action_line"("action_id", "position");

CREATE INDEX "action_extension_action_id_idx" ON "action_extension"("action_id");

CREATE INDEX "action_extension_asked_by_id_idx" ON "action_extension"("asked_by_id");

CREATE INDEX "action_extension_decided_by_id_idx" ON "action_extension"("decided_by_id");

CREATE INDEX "action_document_document_id_idx" ON "action_document"("document_id");

CREATE INDEX "action_document_version_id_idx" ON "action_document"("version_id");

CREATE INDEX "action_document_change_request_id_idx" ON "action_document"("change_request_id");

CREATE INDEX "action_document_linked_by_id_idx" ON "action_document"("linked_by_id");

CREATE INDEX "action_document_action_id_document_id_idx" ON "action_document"("action_id", "document_id");

CREATE INDEX "action_act_user_id_idx" ON "action_act"("user_id");

CREATE INDEX "action_act_action_id_at_idx" ON "action_act"("action_id", "at");

CREATE INDEX "fault_report_reporter_id_idx" ON "fault_report"("reporter_id");

CREATE INDEX "fault_report_decided_by_id_idx" ON "fault_report"("decided_by_id");

CREATE INDEX "fault_report_unit_id_state_idx" ON "fault_report"("unit_id", "state");

CREATE UNIQUE INDEX "fault_report_unit_id_number_key" ON "fault_report"("unit_id", "number");

CREATE UNIQUE INDEX "action_reminder_action_id_rung_due_on_key" ON "action_reminder"("action_id", "rung", "due_on");

CREATE INDEX "evidence_file_unit_id_idx" ON "evidence_file"("unit_id");

CREATE INDEX "evidence_file_stored_sha256_idx" ON "evidence_file"("stored_sha256");

CREATE INDEX "evidence_file_added_by_id_idx" ON "evidence_file"("added_by_id");

CREATE INDEX "evidence_file_removed_by_id_idx" ON "evidence_file"("removed_by_id");

CREATE INDEX "evidence_file_subject_type_subject_id_idx" ON "evidence_file"("subject_type", "subject_id");

CREATE INDEX "evidence_pointer_document_id_idx" ON "evidence_pointer"("document_id");

CREATE INDEX "evidence_pointer_version_id_idx" ON "evidence_pointer"("version_id");

CREATE INDEX "evidence_pointer_record_id_idx" ON "evidence_pointer"("record_id");

CREATE INDEX "evidence_pointer_added_by_id_idx" ON "evidence_pointer"("added_by_id");

CREATE INDEX "evidence_pointer_removed_by_id_idx" ON "evidence_pointer"("removed_by_id");

CREATE INDEX "evidence_pointer_subject_type_subject_id_idx" ON "evidence_pointer"("subject_type", "subject_id");

CREATE INDEX "act_signature_unit_id_idx" ON "act_signature"("unit_id");

CREATE INDEX "act_signature_user_id_idx" ON "act_signature"("user_id");

CREATE INDEX "act_signature_subject_type_subject_id_idx" ON "act_signature"("subject_type", "subject_id");

CREATE INDEX "finding_audit_id_idx" ON "finding"("audit_id");

CREATE INDEX "finding_inspection_id_idx" ON "finding"("inspection_id");

CREATE INDEX "finding_question_id_idx" ON "finding"("question_id");

CREATE INDEX "finding_answer_id_idx" ON "finding"("answer_id");

CREATE INDEX "finding_area_id_idx" ON "finding"("area_id");

CREATE INDEX "finding_standard_code_idx" ON "finding"("standard_code");

CREATE INDEX "finding_repeats_id_idx" ON "finding"("repeats_id");

CREATE INDEX "finding_raised_by_id_idx" ON "finding"("raised_by_id");

CREATE INDEX "finding_verdict_by_id_idx" ON "finding"("verdict_by_id");

CREATE INDEX "finding_void_asked_by_id_idx" ON "finding"("void_asked_by_id");

CREATE INDEX "finding_voided_by_id_idx" ON "finding"("voided_by_id");

CREATE INDEX "finding_unit_id_state_idx" ON "finding"("unit_id", "state");

CREATE INDEX "finding_clause_idx" ON "finding"("clause");

CREATE INDEX "shared_finding_finding_id_idx" ON "shared_finding"("finding_id");

CREATE INDEX "shared_finding_action_id_idx" ON "shared_finding"("action_id");

CREATE INDEX "shared_finding_unit_id_idx" ON "shared_finding"("unit_id");

CREATE INDEX "shared_finding_shared_by_id_idx" ON "shared_finding"("shared_by_id");

CREATE INDEX "sister_check_unit_id_idx" ON "sister_check"("unit_id");

CREATE INDEX "sister_check_answered_by_id_idx" ON "sister_check"("answered_by_id");

CREATE INDEX "sister_check_action_id_idx" ON "sister_check"("action_id");

CREATE UNIQUE INDEX "sister_check_shared_id_unit_id_key" ON "sister_check"("shared_id", "unit_id");

CREATE INDEX "audit_cycle_checklist_version_id_idx" ON "audit_cycle"("checklist_version_id");

CREATE INDEX "audit_cycle_criteria_set_id_idx" ON "audit_cycle"("criteria_set_id");

CREATE INDEX "audit_cycle_previous_id_idx" ON "audit_cycle"("previous_id");

CREATE INDEX "audit_cycle_created_by_id_idx" ON "audit_cycle"("created_by_id");

CREATE INDEX "audit_cycle_opened_by_id_idx" ON "audit_cycle"("opened_by_id");

CREATE UNIQUE INDEX "audit_cycle_number_key" ON "audit_cycle"("number");

CREATE INDEX "cycle_unit_unit_id_idx" ON "cycle_unit"("unit_id");

CREATE INDEX "cycle_unit_team_id_idx" ON "cycle_unit"("team_id");

CREATE UNIQUE INDEX "cycle_unit_cycle_id_unit_id_key" ON "cycle_unit"("cycle_id", "unit_id");

CREATE INDEX "cycle_team_cycle_id_idx" ON "cycle_team"("cycle_id");

CREATE INDEX "cycle_team_member_user_id_idx" ON "cycle_team_member"("user_id");

CREATE INDEX "cycle_team_member_team_id_user_id_idx" ON "cycle_team_member"("team_id", "user_id");

CREATE INDEX "inspection_team_id_idx" ON "inspection"("team_id");

CREATE INDEX "inspection_handed_in_by_id_idx" ON "inspection"("handed_in_by_id");

CREATE INDEX "inspection_unit_id_state_idx" ON "inspection"("unit_id", "state");

CREATE INDEX "inspection_cycle_id_state_idx" ON "inspection"("cycle_id", "state");

CREATE UNIQUE INDEX "inspection_cycle_id_unit_id_key" ON "inspection"("cycle_id", "unit_id");

CREATE INDEX "inspection_answer_question_id_idx" ON "inspection_answer"("question_id");

CREATE INDEX "inspection_answer_self_by_id_idx" ON "inspection_answer"("self_by_id");

CREATE INDEX "inspection_answer_answered_by_id_idx" ON "inspection_answer"("answered_by_id");

CREATE UNIQUE INDEX "inspection_answer_inspection_id_question_id_key" ON "inspection_answer"("inspection_id", "question_id");

CREATE INDEX "inspection_helper_user_id_idx" ON "inspection_helper"("user_id");

CREATE INDEX "inspection_helper_named_by_id_idx" ON "inspection_helper"("named_by_id");

CREATE INDEX "inspection_helper_inspection_id_user_id_idx" ON "inspection_helper"("inspection_id", "user_id");

CREATE INDEX "inspection_act_user_id_idx" ON "inspection_act"("user_id");

CREATE INDEX "inspection_act_inspection_id_at_idx" ON "inspection_act"("inspection_id", "at");

CREATE UNIQUE INDEX "calendar_feed_hash_key" ON "calendar_feed"("hash");

CREATE INDEX "calendar_feed_user_id_idx" ON "calendar_feed"("user_id");

CREATE INDEX "criteria_set_created_by_id_idx" ON "criteria_set"("created_by_id");

CREATE UNIQUE INDEX "criterion_set_id_code_key" ON "criterion"("set_id", "code");

CREATE INDEX "criteria_score_unit_id_idx" ON "criteria_score"("unit_id");

CREATE INDEX "criteria_score_cycle_id_idx" ON "criteria_score"("cycle_id");

CREATE INDEX "criteria_score_fixed_by_id_idx" ON "criteria_score"("fixed_by_id");

CREATE INDEX "criteria_score_set_id_unit_id_idx" ON "criteria_score"("set_id", "unit_id");

ALTER TABLE "audit_area" ADD CONSTRAINT "audit_area_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area" ADD CONSTRAINT "audit_area_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area" ADD CONSTRAINT "audit_area_leader_id_fkey" FOREIGN KEY ("leader_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area_member" ADD CONSTRAINT "audit_area_member_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area_member" ADD CONSTRAINT "audit_area_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area_document" ADD CONSTRAINT "audit_area_document_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_area_document" ADD CONSTRAINT "audit_area_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "auditor" ADD CONSTRAINT "auditor_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "auditor" ADD CONSTRAINT "auditor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "auditor" ADD CONSTRAINT "auditor_registered_by_id_fkey" FOREIGN KEY ("registered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme" ADD CONSTRAINT "audit_programme_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme" ADD CONSTRAINT "audit_programme_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme" ADD CONSTRAINT "audit_programme_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_line" ADD CONSTRAINT "audit_programme_line_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "audit_programme"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_line" ADD CONSTRAINT "audit_programme_line_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_line" ADD CONSTRAINT "audit_programme_line_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_gap" ADD CONSTRAINT "audit_programme_gap_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "audit_programme"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_gap" ADD CONSTRAINT "audit_programme_gap_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_revision" ADD CONSTRAINT "audit_programme_revision_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "audit_programme"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_programme_revision" ADD CONSTRAINT "audit_programme_revision_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "audit_programme"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_programme_line_id_fkey" FOREIGN KEY ("programme_line_id") REFERENCES "audit_programme_line"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_checklist_version_id_fkey" FOREIGN KEY ("checklist_version_id") REFERENCES "checklist_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "internal_audit" ADD CONSTRAINT "internal_audit_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_scope_area" ADD CONSTRAINT "audit_scope_area_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_scope_area" ADD CONSTRAINT "audit_scope_area_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_scope_document" ADD CONSTRAINT "audit_scope_document_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_scope_document" ADD CONSTRAINT "audit_scope_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_member" ADD CONSTRAINT "audit_team_member_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_member" ADD CONSTRAINT "audit_team_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_member" ADD CONSTRAINT "audit_team_member_home_unit_id_fkey" FOREIGN KEY ("home_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_member" ADD CONSTRAINT "audit_team_member_proposed_by_id_fkey" FOREIGN KEY ("proposed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_member" ADD CONSTRAINT "audit_team_member_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_area" ADD CONSTRAINT "audit_team_area_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "audit_team_member"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_team_area" ADD CONSTRAINT "audit_team_area_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_slot" ADD CONSTRAINT "audit_slot_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_slot" ADD CONSTRAINT "audit_slot_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_slot_person" ADD CONSTRAINT "audit_slot_person_slot_id_fkey" FOREIGN KEY ("slot_id") REFERENCES "audit_slot"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_slot_person" ADD CONSTRAINT "audit_slot_person_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_question" ADD CONSTRAINT "audit_question_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_question" ADD CONSTRAINT "audit_question_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_question" ADD CONSTRAINT "audit_question_follow_up_id_fkey" FOREIGN KEY ("follow_up_id") REFERENCES "follow_up_question"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_question" ADD CONSTRAINT "audit_question_answered_by_id_fkey" FOREIGN KEY ("answered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "answer_edit" ADD CONSTRAINT "answer_edit_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "audit_question"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "answer_edit" ADD CONSTRAINT "answer_edit_inspection_answer_id_fkey" FOREIGN KEY ("inspection_answer_id") REFERENCES "inspection_answer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "answer_edit" ADD CONSTRAINT "answer_edit_by_id_fkey" FOREIGN KEY ("by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "answer_edit" ADD CONSTRAINT "answer_edit_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "follow_up_question" ADD CONSTRAINT "follow_up_question_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "follow_up_question" ADD CONSTRAINT "follow_up_question_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "follow_up_question" ADD CONSTRAINT "follow_up_question_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist" ADD CONSTRAINT "checklist_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist" ADD CONSTRAINT "checklist_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist" ADD CONSTRAINT "checklist_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_version" ADD CONSTRAINT "checklist_version_checklist_id_fkey" FOREIGN KEY ("checklist_id") REFERENCES "checklist"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_version" ADD CONSTRAINT "checklist_version_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_version" ADD CONSTRAINT "checklist_version_published_by_id_fkey" FOREIGN KEY ("published_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_question" ADD CONSTRAINT "checklist_question_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "checklist_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_question_link" ADD CONSTRAINT "checklist_question_link_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "checklist_question"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "checklist_question_link" ADD CONSTRAINT "checklist_question_link_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "fault_report"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_raised_by_id_fkey" FOREIGN KEY ("raised_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_assigned_by_id_fkey" FOREIGN KEY ("assigned_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_approved_by_id_fkey" FOREIGN KEY ("approved_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_verifier_id_fkey" FOREIGN KEY ("verifier_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_verified_by_id_fkey" FOREIGN KEY ("verified_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_predecessor_id_fkey" FOREIGN KEY ("predecessor_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_recurrence_of_id_fkey" FOREIGN KEY ("recurrence_of_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "corrective_action" ADD CONSTRAINT "corrective_action_void_asked_by_id_fkey" FOREIGN KEY ("void_asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_line" ADD CONSTRAINT "action_line_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_line" ADD CONSTRAINT "action_line_doer_id_fkey" FOREIGN KEY ("doer_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_extension" ADD CONSTRAINT "action_extension_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_extension" ADD CONSTRAINT "action_extension_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_extension" ADD CONSTRAINT "action_extension_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_document" ADD CONSTRAINT "action_document_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_document" ADD CONSTRAINT "action_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_document" ADD CONSTRAINT "action_document_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_document" ADD CONSTRAINT "action_document_change_request_id_fkey" FOREIGN KEY ("change_request_id") REFERENCES "change_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_document" ADD CONSTRAINT "action_document_linked_by_id_fkey" FOREIGN KEY ("linked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_act" ADD CONSTRAINT "action_act_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_act" ADD CONSTRAINT "action_act_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "fault_report" ADD CONSTRAINT "fault_report_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "fault_report" ADD CONSTRAINT "fault_report_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "fault_report" ADD CONSTRAINT "fault_report_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_rule" ADD CONSTRAINT "action_rule_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "action_reminder" ADD CONSTRAINT "action_reminder_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_stored_sha256_fkey" FOREIGN KEY ("stored_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_removed_by_id_fkey" FOREIGN KEY ("removed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_pointer" ADD CONSTRAINT "evidence_pointer_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_pointer" ADD CONSTRAINT "evidence_pointer_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_pointer" ADD CONSTRAINT "evidence_pointer_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "quality_record"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_pointer" ADD CONSTRAINT "evidence_pointer_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "evidence_pointer" ADD CONSTRAINT "evidence_pointer_removed_by_id_fkey" FOREIGN KEY ("removed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "act_signature" ADD CONSTRAINT "act_signature_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "act_signature" ADD CONSTRAINT "act_signature_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_inspection_id_fkey" FOREIGN KEY ("inspection_id") REFERENCES "inspection"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "audit_question"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_answer_id_fkey" FOREIGN KEY ("answer_id") REFERENCES "inspection_answer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "audit_area"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_standard_code_fkey" FOREIGN KEY ("standard_code") REFERENCES "standard"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_repeats_id_fkey" FOREIGN KEY ("repeats_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_raised_by_id_fkey" FOREIGN KEY ("raised_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_verdict_by_id_fkey" FOREIGN KEY ("verdict_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_void_asked_by_id_fkey" FOREIGN KEY ("void_asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "finding" ADD CONSTRAINT "finding_voided_by_id_fkey" FOREIGN KEY ("voided_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "shared_finding" ADD CONSTRAINT "shared_finding_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "shared_finding" ADD CONSTRAINT "shared_finding_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "shared_finding" ADD CONSTRAINT "shared_finding_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "shared_finding" ADD CONSTRAINT "shared_finding_shared_by_id_fkey" FOREIGN KEY ("shared_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "sister_check" ADD CONSTRAINT "sister_check_shared_id_fkey" FOREIGN KEY ("shared_id") REFERENCES "shared_finding"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "sister_check" ADD CONSTRAINT "sister_check_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "sister_check" ADD CONSTRAINT "sister_check_answered_by_id_fkey" FOREIGN KEY ("answered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "sister_check" ADD CONSTRAINT "sister_check_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "corrective_action"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_cycle" ADD CONSTRAINT "audit_cycle_checklist_version_id_fkey" FOREIGN KEY ("checklist_version_id") REFERENCES "checklist_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_cycle" ADD CONSTRAINT "audit_cycle_criteria_set_id_fkey" FOREIGN KEY ("criteria_set_id") REFERENCES "criteria_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_cycle" ADD CONSTRAINT "audit_cycle_previous_id_fkey" FOREIGN KEY ("previous_id") REFERENCES "audit_cycle"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_cycle" ADD CONSTRAINT "audit_cycle_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_cycle" ADD CONSTRAINT "audit_cycle_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_unit" ADD CONSTRAINT "cycle_unit_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "audit_cycle"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_unit" ADD CONSTRAINT "cycle_unit_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_unit" ADD CONSTRAINT "cycle_unit_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "cycle_team"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_team" ADD CONSTRAINT "cycle_team_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "audit_cycle"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_team_member" ADD CONSTRAINT "cycle_team_member_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "cycle_team"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "cycle_team_member" ADD CONSTRAINT "cycle_team_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "audit_cycle"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "cycle_team"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_handed_in_by_id_fkey" FOREIGN KEY ("handed_in_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_answer" ADD CONSTRAINT "inspection_answer_inspection_id_fkey" FOREIGN KEY ("inspection_id") REFERENCES "inspection"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_answer" ADD CONSTRAINT "inspection_answer_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "checklist_question"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_answer" ADD CONSTRAINT "inspection_answer_self_by_id_fkey" FOREIGN KEY ("self_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_answer" ADD CONSTRAINT "inspection_answer_answered_by_id_fkey" FOREIGN KEY ("answered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_helper" ADD CONSTRAINT "inspection_helper_inspection_id_fkey" FOREIGN KEY ("inspection_id") REFERENCES "inspection"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_helper" ADD CONSTRAINT "inspection_helper_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_helper" ADD CONSTRAINT "inspection_helper_named_by_id_fkey" FOREIGN KEY ("named_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_act" ADD CONSTRAINT "inspection_act_inspection_id_fkey" FOREIGN KEY ("inspection_id") REFERENCES "inspection"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "inspection_act" ADD CONSTRAINT "inspection_act_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criteria_set" ADD CONSTRAINT "criteria_set_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criterion" ADD CONSTRAINT "criterion_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "criteria_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criteria_score" ADD CONSTRAINT "criteria_score_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "criteria_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criteria_score" ADD CONSTRAINT "criteria_score_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criteria_score" ADD CONSTRAINT "criteria_score_cycle_id_fkey" FOREIGN KEY ("cycle_id") REFERENCES "audit_cycle"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "criteria_score" ADD CONSTRAINT "criteria_score_fixed_by_id_fkey" FOREIGN KEY ("fixed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- One draft version of a checklist, one open extension of an action, one place in a team.
CREATE UNIQUE INDEX checklist_one_draft ON checklist_version (checklist_id) WHERE state = 'draft';
CREATE UNIQUE INDEX action_one_extension ON action_extension (action_id) WHERE state = 'asked';
CREATE UNIQUE INDEX audit_team_once ON audit_team_member (audit_id, user_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX audit_one_lead ON audit_team_member (audit_id) WHERE role = 'lead' AND ended_at IS NULL;
CREATE UNIQUE INDEX cycle_team_once ON cycle_team_member (team_id, user_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX auditor_once ON auditor (unit_id, user_id) WHERE ended_on IS NULL;
ALTER TABLE audit_slot ADD CONSTRAINT audit_slot_minutes CHECK (from_minute >= 0 AND to_minute <= 1440 AND from_minute < to_minute);
ALTER TABLE audit_programme_line ADD CONSTRAINT audit_programme_month CHECK (month BETWEEN 1 AND 12);
ALTER TABLE internal_audit ADD CONSTRAINT internal_audit_days CHECK (starts_on <= ends_on);
ALTER TABLE finding ADD CONSTRAINT finding_of_one CHECK (num_nonnulls(audit_id, inspection_id) = 1);
ALTER TABLE audit_cycle ADD CONSTRAINT audit_cycle_window CHECK (window_from <= window_to);

-- What shrinks only while it is being prepared.
CREATE FUNCTION eiso_guard_checklist_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	version_id uuid;
BEGIN
	IF TG_TABLE_NAME = 'checklist_question' THEN
		version_id := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
	ELSE
		SELECT q.version_id INTO version_id FROM checklist_question q
		WHERE q.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END);
	END IF;
	IF NOT EXISTS (SELECT 1 FROM checklist_version v WHERE v.id = version_id AND v.state = 'draft') THEN
		RAISE EXCEPTION 'content_frozen: a published checklist is not changed' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION eiso_guard_checklist_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'published' OR NEW.checklist_id <> OLD.checklist_id OR NEW.number <> OLD.number THEN
		RAISE EXCEPTION 'content_frozen: a published checklist is not changed' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_programme_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM audit_programme p WHERE p.id = OLD.programme_id AND p.state = 'draft') THEN
		RAISE EXCEPTION 'append_only: what was signed in a programme is revised, not deleted' USING ERRCODE = '23514';
	END IF;
	RETURN OLD;
END $$;

CREATE FUNCTION eiso_guard_audit_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	audit uuid;
BEGIN
	audit := CASE TG_TABLE_NAME
		WHEN 'audit_slot_person' THEN (SELECT s.audit_id FROM audit_slot s WHERE s.id = (to_jsonb(OLD) ->> 'slot_id')::uuid)
		WHEN 'audit_team_area' THEN (SELECT t.audit_id FROM audit_team_member t WHERE t.id = (to_jsonb(OLD) ->> 'member_id')::uuid)
		ELSE (to_jsonb(OLD) ->> 'audit_id')::uuid END;
	IF NOT EXISTS (SELECT 1 FROM internal_audit a WHERE a.id = audit AND a.state IN ('planned', 'notified')) THEN
		RAISE EXCEPTION 'append_only: the plan of an audit that began stays' USING ERRCODE = '23514';
	END IF;
	RETURN OLD;
END $$;

CREATE FUNCTION eiso_guard_cycle_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM audit_cycle c WHERE c.id = OLD.cycle_id AND c.state = 'draft') THEN
		RAISE EXCEPTION 'append_only: the scope of a cycle that was opened stays' USING ERRCODE = '23514';
	END IF;
	RETURN OLD;
END $$;

CREATE FUNCTION eiso_guard_criterion() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM criteria_set s WHERE s.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.set_id ELSE NEW.set_id END) AND s.state = 'draft') THEN
		RAISE EXCEPTION 'content_frozen: a published set of criteria is not changed' USING ERRCODE = '23514';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- What was said stays said.
CREATE FUNCTION eiso_guard_internal_audit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.number, NEW.first_starts_on, NEW.created_at, NEW.created_by_id)
		IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.first_starts_on, OLD.created_at, OLD.created_by_id) THEN
		RAISE EXCEPTION 'content_frozen: number, first day and origin of an audit stay' USING ERRCODE = '23514';
	END IF;
	IF OLD.state IN ('closed', 'cancelled')
		AND (to_jsonb(NEW) - 'shared_at' - 'row_version') IS DISTINCT FROM (to_jsonb(OLD) - 'shared_at' - 'row_version') THEN
		RAISE EXCEPTION 'content_frozen: an audit that ended stays as it was' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'reported' AND NEW.state IN ('reported', 'closed') AND NEW.report IS DISTINCT FROM OLD.report THEN
		RAISE EXCEPTION 'content_frozen: a signed report stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_audit_question() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	audit_state text;
BEGIN
	SELECT a.state::text INTO audit_state FROM internal_audit a WHERE a.id = NEW.audit_id FOR SHARE;
	IF audit_state NOT IN ('planned', 'notified', 'in_progress') THEN
		RAISE EXCEPTION 'content_frozen: the answers of a reported audit stay' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		RETURN NEW;
	END IF;
	IF NEW.audit_id <> OLD.audit_id OR audit_state <> 'planned' AND (NEW.text, NEW.clause, NEW.key, NEW.source)
		IS DISTINCT FROM (OLD.text, OLD.clause, OLD.key, OLD.source) THEN
		RAISE EXCEPTION 'content_frozen: a question that was sent stays' USING ERRCODE = '23514';
	END IF;
	IF (NEW.result, NEW.evidence, NEW.note, NEW.answer_version) IS DISTINCT FROM (OLD.result, OLD.evidence, OLD.note, OLD.answer_version)
		AND (audit_state <> 'in_progress' OR NEW.answer_version <> OLD.answer_version + 1) THEN
		RAISE EXCEPTION 'illegal_transition: questions are answered in the audit, one version after the other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_inspection_answer() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	inspection_state text;
BEGIN
	SELECT i.state::text INTO inspection_state FROM inspection i WHERE i.id = NEW.inspection_id FOR SHARE;
	IF (NEW.inspection_id, NEW.question_id) IS DISTINCT FROM (OLD.inspection_id, OLD.question_id) THEN
		RAISE EXCEPTION 'content_frozen: an answer belongs to its question' USING ERRCODE = '23514';
	END IF;
	IF (NEW.result, NEW.points, NEW.evidence, NEW.remark, NEW.answer_version)
		IS DISTINCT FROM (OLD.result, OLD.points, OLD.evidence, OLD.remark, OLD.answer_version)
		AND (inspection_state <> 'on_site' OR NEW.answer_version <> OLD.answer_version + 1) THEN
		RAISE EXCEPTION 'illegal_transition: a team answers on site, one version after the other' USING ERRCODE = '23514';
	END IF;
	IF (NEW.self_result, NEW.self_text, NEW.self_version) IS DISTINCT FROM (OLD.self_result, OLD.self_text, OLD.self_version)
		AND (inspection_state <> 'notified' OR NEW.self_version <> OLD.self_version + 1) THEN
		RAISE EXCEPTION 'illegal_transition: a unit answers before it hands in, one version after the other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_answer_edit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF num_nonnulls(NEW.question_id, NEW.inspection_answer_id) <> 1 OR NOT eiso_is_now(NEW.at) THEN
			RAISE EXCEPTION 'append_only: an answer is of one question, at the moment that it names' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.outcome <> 'conflict' OR NEW.outcome NOT IN ('settled', 'dropped')
		OR (to_jsonb(NEW) - 'outcome' - 'version' - 'settled_by_id' - 'settled_at')
			IS DISTINCT FROM (to_jsonb(OLD) - 'outcome' - 'version' - 'settled_by_id' - 'settled_at') THEN
		RAISE EXCEPTION 'append_only: an answer stays as it was sent' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_audit_cycle() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'closed' OR NEW.number <> OLD.number OR OLD.state = 'open' AND (NEW.checklist_version_id, NEW.decision_number, NEW.decision_date)
		IS DISTINCT FROM (OLD.checklist_version_id, OLD.decision_number, OLD.decision_date) THEN
		RAISE EXCEPTION 'content_frozen: what a cycle was opened with stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_inspection() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state IN ('closed', 'cancelled') OR NEW.cycle_id <> OLD.cycle_id
		OR OLD.first_visit_on IS NOT NULL AND NEW.first_visit_on IS DISTINCT FROM OLD.first_visit_on
		OR OLD.first_self_due_on IS NOT NULL AND NEW.first_self_due_on IS DISTINCT FROM OLD.first_self_due_on
		OR OLD.returned_at IS NOT NULL AND NEW.returned_at IS DISTINCT FROM OLD.returned_at THEN
		RAISE EXCEPTION 'content_frozen: first days, the one return and what was closed stay' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'minutes' AND NEW.state IN ('minutes', 'closed') AND NEW.minutes IS DISTINCT FROM OLD.minutes THEN
		RAISE EXCEPTION 'content_frozen: signed minutes stay as they were' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_finding() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.audit_id, NEW.inspection_id, NEW.number, NEW.raised_by_id, NEW.raised_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.audit_id, OLD.inspection_id, OLD.number, OLD.raised_by_id, OLD.raised_at)
		OR OLD.state IN ('closed', 'void')
		OR OLD.state <> 'draft' AND NEW.state <> 'draft' AND (NEW.grade, NEW.statement, NEW.evidence, NEW.clause, NEW.requirement, NEW.due_on)
			IS DISTINCT FROM (OLD.grade, OLD.statement, OLD.evidence, OLD.clause, OLD.requirement, OLD.due_on) THEN
		RAISE EXCEPTION 'content_frozen: a finding that was fixed stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_corrective_action() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'closed'
		OR (NEW.unit_id, NEW.number, NEW.source, NEW.finding_id, NEW.report_id, NEW.raised_by_id, NEW.raised_at, NEW.predecessor_id)
			IS DISTINCT FROM (OLD.unit_id, OLD.number, OLD.source, OLD.finding_id, OLD.report_id, OLD.raised_by_id, OLD.raised_at, OLD.predecessor_id)
		OR OLD.first_due_on IS NOT NULL AND NEW.first_due_on IS DISTINCT FROM OLD.first_due_on THEN
		RAISE EXCEPTION 'content_frozen: origin and first due date of an action stay, and so does a closed one' USING ERRCODE = '23514';
	END IF;
	IF (NEW.state = 'closed') <> (NEW.outcome IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: an action is closed with an outcome' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome IN ('effective', 'ineffective') AND (NEW.verified_by_id IS NULL OR NEW.verified_by_id IN (NEW.owner_id, NEW.submitted_by_id)
		OR EXISTS (SELECT 1 FROM action_line l WHERE l.action_id = NEW.id AND l.removed_at IS NULL AND l.doer_id = NEW.verified_by_id)) THEN
		RAISE EXCEPTION 'separation_of_duties: who did it does not verify it' USING ERRCODE = '23514';
	END IF;
	IF NEW.outcome = 'correction_only' AND NEW.grade = 'major' THEN
		RAISE EXCEPTION 'gate_not_met: a major finding is not closed by a correction alone' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_action_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.action_id <> OLD.action_id OR NEW.first_due_on <> OLD.first_due_on
		OR EXISTS (SELECT 1 FROM corrective_action a WHERE a.id = OLD.action_id AND a.state = 'closed') THEN
		RAISE EXCEPTION 'content_frozen: first dates of a plan stay, and so does the plan of a closed action' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_action_extension() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'asked' OR (NEW.action_id, NEW.from_due_on, NEW.to_due_on, NEW.reason, NEW.asked_by_id, NEW.asked_at)
		IS DISTINCT FROM (OLD.action_id, OLD.from_due_on, OLD.to_due_on, OLD.reason, OLD.asked_by_id, OLD.asked_at) THEN
		RAISE EXCEPTION 'append_only: an extension is decided once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_evidence_file() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
		OR (to_jsonb(NEW) - 'removed_at' - 'removed_by_id' - 'removed_reason' - 'stored_sha256')
			IS DISTINCT FROM (to_jsonb(OLD) - 'removed_at' - 'removed_by_id' - 'removed_reason' - 'stored_sha256') THEN
		RAISE EXCEPTION 'append_only: evidence stays; it can be taken away once, with its stub' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER audit_area_no_delete BEFORE DELETE ON audit_area FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_area_no_truncate BEFORE TRUNCATE ON audit_area EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER auditor_no_delete BEFORE DELETE ON auditor FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER auditor_no_truncate BEFORE TRUNCATE ON auditor EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_no_delete BEFORE DELETE ON audit_programme FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_no_truncate BEFORE TRUNCATE ON audit_programme EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_line_guard BEFORE DELETE ON audit_programme_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme_part();
CREATE TRIGGER audit_programme_line_no_truncate BEFORE TRUNCATE ON audit_programme_line EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_gap_guard BEFORE DELETE ON audit_programme_gap FOR EACH ROW EXECUTE FUNCTION eiso_guard_programme_part();
CREATE TRIGGER audit_programme_gap_no_truncate BEFORE TRUNCATE ON audit_programme_gap EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_revision_no_change BEFORE UPDATE OR DELETE ON audit_programme_revision FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_programme_revision_no_truncate BEFORE TRUNCATE ON audit_programme_revision EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER internal_audit_no_delete BEFORE DELETE ON internal_audit FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER internal_audit_guard BEFORE UPDATE ON internal_audit FOR EACH ROW EXECUTE FUNCTION eiso_guard_internal_audit();
CREATE TRIGGER internal_audit_no_truncate BEFORE TRUNCATE ON internal_audit EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_scope_area_guard BEFORE DELETE ON audit_scope_area FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_scope_area_no_truncate BEFORE TRUNCATE ON audit_scope_area EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_scope_document_guard BEFORE DELETE ON audit_scope_document FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_scope_document_no_truncate BEFORE TRUNCATE ON audit_scope_document EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_team_member_no_delete BEFORE DELETE ON audit_team_member FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_team_member_no_truncate BEFORE TRUNCATE ON audit_team_member EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_team_area_guard BEFORE DELETE ON audit_team_area FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_team_area_no_truncate BEFORE TRUNCATE ON audit_team_area EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_slot_guard BEFORE DELETE ON audit_slot FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_slot_no_truncate BEFORE TRUNCATE ON audit_slot EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_slot_person_guard BEFORE DELETE ON audit_slot_person FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_slot_person_no_truncate BEFORE TRUNCATE ON audit_slot_person EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_question_no_delete BEFORE DELETE ON audit_question FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_question_guard BEFORE INSERT OR UPDATE ON audit_question FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_question();
CREATE TRIGGER audit_question_no_truncate BEFORE TRUNCATE ON audit_question EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER answer_edit_no_delete BEFORE DELETE ON answer_edit FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER answer_edit_guard BEFORE INSERT OR UPDATE ON answer_edit FOR EACH ROW EXECUTE FUNCTION eiso_guard_answer_edit();
CREATE TRIGGER answer_edit_no_truncate BEFORE TRUNCATE ON answer_edit EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER follow_up_question_no_delete BEFORE DELETE ON follow_up_question FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER follow_up_question_no_truncate BEFORE TRUNCATE ON follow_up_question EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_no_delete BEFORE DELETE ON checklist FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_no_truncate BEFORE TRUNCATE ON checklist EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_version_no_delete BEFORE DELETE ON checklist_version FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_version_guard BEFORE UPDATE ON checklist_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_checklist_version();
CREATE TRIGGER checklist_version_no_truncate BEFORE TRUNCATE ON checklist_version EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_question_guard BEFORE INSERT OR UPDATE OR DELETE ON checklist_question FOR EACH ROW EXECUTE FUNCTION eiso_guard_checklist_part();
CREATE TRIGGER checklist_question_no_truncate BEFORE TRUNCATE ON checklist_question EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER checklist_question_link_guard BEFORE INSERT OR UPDATE OR DELETE ON checklist_question_link FOR EACH ROW EXECUTE FUNCTION eiso_guard_checklist_part();
CREATE TRIGGER checklist_question_link_no_truncate BEFORE TRUNCATE ON checklist_question_link EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER corrective_action_no_delete BEFORE DELETE ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER corrective_action_guard BEFORE UPDATE ON corrective_action FOR EACH ROW EXECUTE FUNCTION eiso_guard_corrective_action();
CREATE TRIGGER corrective_action_no_truncate BEFORE TRUNCATE ON corrective_action EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_line_no_delete BEFORE DELETE ON action_line FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_line_guard BEFORE UPDATE ON action_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_action_line();
CREATE TRIGGER action_line_no_truncate BEFORE TRUNCATE ON action_line EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_extension_no_delete BEFORE DELETE ON action_extension FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_extension_guard BEFORE UPDATE ON action_extension FOR EACH ROW EXECUTE FUNCTION eiso_guard_action_extension();
CREATE TRIGGER action_extension_no_truncate BEFORE TRUNCATE ON action_extension EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_document_no_delete BEFORE DELETE ON action_document FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_document_no_truncate BEFORE TRUNCATE ON action_document EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_act_no_change BEFORE UPDATE OR DELETE ON action_act FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_act_no_truncate BEFORE TRUNCATE ON action_act EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER fault_report_no_delete BEFORE DELETE ON fault_report FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER fault_report_no_truncate BEFORE TRUNCATE ON fault_report EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_reminder_no_change BEFORE UPDATE OR DELETE ON action_reminder FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER action_reminder_no_truncate BEFORE TRUNCATE ON action_reminder EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER evidence_file_no_delete BEFORE DELETE ON evidence_file FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER evidence_file_guard BEFORE UPDATE ON evidence_file FOR EACH ROW EXECUTE FUNCTION eiso_guard_evidence_file();
CREATE TRIGGER evidence_file_no_truncate BEFORE TRUNCATE ON evidence_file EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER evidence_pointer_no_delete BEFORE DELETE ON evidence_pointer FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER evidence_pointer_no_truncate BEFORE TRUNCATE ON evidence_pointer EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER act_signature_no_change BEFORE UPDATE OR DELETE ON act_signature FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER act_signature_no_truncate BEFORE TRUNCATE ON act_signature EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER finding_guard BEFORE UPDATE ON finding FOR EACH ROW EXECUTE FUNCTION eiso_guard_finding();
CREATE TRIGGER finding_no_truncate BEFORE TRUNCATE ON finding EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER shared_finding_no_delete BEFORE DELETE ON shared_finding FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER shared_finding_no_truncate BEFORE TRUNCATE ON shared_finding EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER sister_check_no_delete BEFORE DELETE ON sister_check FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER sister_check_no_truncate BEFORE TRUNCATE ON sister_check EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_cycle_no_delete BEFORE DELETE ON audit_cycle FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_cycle_guard BEFORE UPDATE ON audit_cycle FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_cycle();
CREATE TRIGGER audit_cycle_no_truncate BEFORE TRUNCATE ON audit_cycle EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER cycle_unit_guard BEFORE DELETE ON cycle_unit FOR EACH ROW EXECUTE FUNCTION eiso_guard_cycle_part();
CREATE TRIGGER cycle_unit_no_truncate BEFORE TRUNCATE ON cycle_unit EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER cycle_team_guard BEFORE DELETE ON cycle_team FOR EACH ROW EXECUTE FUNCTION eiso_guard_cycle_part();
CREATE TRIGGER cycle_team_no_truncate BEFORE TRUNCATE ON cycle_team EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER cycle_team_member_no_delete BEFORE DELETE ON cycle_team_member FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER cycle_team_member_no_truncate BEFORE TRUNCATE ON cycle_team_member EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_no_delete BEFORE DELETE ON inspection FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_guard BEFORE UPDATE ON inspection FOR EACH ROW EXECUTE FUNCTION eiso_guard_inspection();
CREATE TRIGGER inspection_no_truncate BEFORE TRUNCATE ON inspection EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_answer_no_delete BEFORE DELETE ON inspection_answer FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_answer_guard BEFORE UPDATE ON inspection_answer FOR EACH ROW EXECUTE FUNCTION eiso_guard_inspection_answer();
CREATE TRIGGER inspection_answer_no_truncate BEFORE TRUNCATE ON inspection_answer EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_helper_no_delete BEFORE DELETE ON inspection_helper FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_helper_no_truncate BEFORE TRUNCATE ON inspection_helper EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_act_no_change BEFORE UPDATE OR DELETE ON inspection_act FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER inspection_act_no_truncate BEFORE TRUNCATE ON inspection_act EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER calendar_feed_no_delete BEFORE DELETE ON calendar_feed FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER calendar_feed_no_truncate BEFORE TRUNCATE ON calendar_feed EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criteria_set_no_delete BEFORE DELETE ON criteria_set FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criteria_set_no_truncate BEFORE TRUNCATE ON criteria_set EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criterion_guard BEFORE INSERT OR UPDATE OR DELETE ON criterion FOR EACH ROW EXECUTE FUNCTION eiso_guard_criterion();
CREATE TRIGGER criterion_no_truncate BEFORE TRUNCATE ON criterion EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criteria_score_no_change BEFORE UPDATE OR DELETE ON criteria_score FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criteria_score_no_truncate BEFORE TRUNCATE ON criteria_score EXECUTE FUNCTION eiso_refuse_delete();
