-- The tables of prisma/schema (printed by scripts/schema-sql.mjs); in_force is computed by the database itself.
-- CreateEnum
CREATE TYPE "document_class" AS ENUM ('system', 'tthc', 'internal');

-- CreateEnum
CREATE TYPE "document_status" AS ENUM ('open', 'abandoned');

-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('restricted', 'unit', 'province', 'public');

-- CreateEnum
CREATE TYPE "document_medium" AS ENUM ('paper', 'electronic', 'both');

-- CreateEnum
CREATE TYPE "audience_kind" AS ENUM ('unit', 'division', 'role', 'person');

-- CreateEnum
CREATE TYPE "version_state" AS ENUM ('draft', 'in_review', 'in_approval', 'approved', 'issued', 'cancelled', 'withdrawn');

-- CreateEnum
CREATE TYPE "change_class" AS ENUM ('editorial', 'substantive');

-- CreateEnum
CREATE TYPE "version_origin" AS ENUM ('internal', 'taken_on');

-- CreateEnum
CREATE TYPE "version_event" AS ENUM ('create', 'edit', 'submit', 'recall', 'pass', 'return', 'approve', 'cancel', 'issue', 'revoke', 'withdraw');

-- CreateEnum
CREATE TYPE "signature_meaning" AS ENUM ('approve_version', 'withdraw_version', 'issue_with_withdrawal', 'revoke_batch', 'correct_decision', 'grant_exception');

-- CreateEnum
CREATE TYPE "guest_review_state" AS ENUM ('asked', 'appointed', 'declined', 'ended');

-- CreateEnum
CREATE TYPE "batch_state" AS ENUM ('draft', 'issued', 'discarded', 'revoked');

-- CreateEnum
CREATE TYPE "correction_state" AS ENUM ('proposed', 'signed', 'declined');

-- CreateEnum
CREATE TYPE "print_kind" AS ENUM ('reading', 'personal');

-- CreateEnum
CREATE TYPE "file_part" AS ENUM ('pdf', 'source');

-- CreateEnum
CREATE TYPE "mail_state" AS ENUM ('queued', 'sent', 'failed', 'kept');

-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('invited', 'active', 'disabled');

-- CreateEnum
CREATE TYPE "locale" AS ENUM ('vi', 'en');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('reader', 'drafter', 'officer', 'reviewer', 'head', 'internal_auditor');

-- CreateEnum
CREATE TYPE "signing_capacity" AS ENUM ('chief', 'on_behalf', 'deputy_for', 'by_order', 'by_authority', 'acting');

-- CreateEnum
CREATE TYPE "province_role" AS ENUM ('coordinator', 'inspector', 'administrator');

-- CreateEnum
CREATE TYPE "invitation_channel" AS ENUM ('mail', 'slip');

-- CreateEnum
CREATE TYPE "reset_kind" AS ENUM ('self_mail', 'assisted_code', 'assisted_witness');

-- CreateEnum
CREATE TYPE "reset_state" AS ENUM ('open', 'confirmed', 'used', 'cancelled');

-- CreateEnum
CREATE TYPE "hold_reason" AS ENUM ('reset', 'head_change');

-- CreateEnum
CREATE TYPE "numbering_scheme" AS ENUM ('issue_revision', 'major_minor', 'single');

-- CreateEnum
CREATE TYPE "unit_event_kind" AS ENUM ('ESTABLISH', 'MERGE', 'SPLIT', 'RENAME', 'MOVE_PARENT', 'CHANGE_KIND', 'UPGRADE', 'ABOLISH');

-- CreateTable
CREATE TABLE "document_kind" (
    "code" TEXT NOT NULL,
    "name_vi" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "pdf_required" BOOLEAN NOT NULL DEFAULT true,
    "source_required" BOOLEAN NOT NULL DEFAULT false,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "document_kind_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "kind_code" TEXT NOT NULL,
    "class" "document_class",
    "code" TEXT NOT NULL,
    "code_key" TEXT NOT NULL,
    "code_sort" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "parent_id" UUID,
    "replaces_id" UUID,
    "owner_division_id" UUID,
    "owner_id" UUID,
    "visibility" "visibility" NOT NULL DEFAULT 'unit',
    "medium" "document_medium" NOT NULL DEFAULT 'electronic',
    "distribution" TEXT NOT NULL DEFAULT '',
    "status" "document_status" NOT NULL DEFAULT 'open',
    "status_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_drafter" (
    "document_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "named_by_id" UUID NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_drafter_pkey" PRIMARY KEY ("document_id","user_id")
);

-- CreateTable
CREATE TABLE "document_audience" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "kind" "audience_kind" NOT NULL,
    "division_id" UUID,
    "role" "role",
    "user_id" UUID,

    CONSTRAINT "document_audience_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "issue_no" INTEGER NOT NULL,
    "revision_no" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "change_class" "change_class" NOT NULL DEFAULT 'substantive',
    "state" "version_state" NOT NULL DEFAULT 'draft',
    "round" INTEGER NOT NULL DEFAULT 1,
    "origin" "version_origin" NOT NULL DEFAULT 'internal',
    "pdf_sha256" TEXT,
    "pdf_name" TEXT,
    "pdf_pages" INTEGER,
    "source_sha256" TEXT,
    "source_name" TEXT,
    "source_type" TEXT,
    "reviewer_id" UUID,
    "submitted_by_id" UUID,
    "submitted_at" TIMESTAMPTZ(3),
    "exception_id" UUID,
    "issue_batch_id" UUID,
    "issued_at" TIMESTAMPTZ(3),
    "effective_from" DATE,
    "effective_to" DATE,
    "in_force" daterange GENERATED ALWAYS AS (CASE WHEN "effective_from" IS NULL THEN NULL ELSE daterange("effective_from", "effective_to", '[)') END) STORED,
    "withdrawn_at" TIMESTAMPTZ(3),
    "state_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version_author" (
    "version_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_author_pkey" PRIMARY KEY ("version_id","round","user_id")
);

-- CreateTable
CREATE TABLE "version_act" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "event" "version_event" NOT NULL,
    "user_id" UUID,
    "actor_name" TEXT NOT NULL,
    "position" TEXT NOT NULL DEFAULT '',
    "comment" TEXT,
    "pdf_sha256" TEXT,
    "opened" BOOLEAN,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "version_act_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signature" (
    "id" UUID NOT NULL,
    "meaning" "signature_meaning" NOT NULL,
    "meaning_text" TEXT NOT NULL,
    "version_id" UUID,
    "round" INTEGER,
    "issue_batch_id" UUID,
    "user_id" UUID NOT NULL,
    "signer_name" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "capacity" "signing_capacity",
    "pdf_sha256" TEXT,
    "source_sha256" TEXT,
    "content_sha256" TEXT,
    "exception_id" UUID,
    "notice" TEXT,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "voided_at" TIMESTAMPTZ(3),
    "void_reason" TEXT,

    CONSTRAINT "signature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sod_exception" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "signed_by_id" UUID NOT NULL,
    "signature_id" UUID,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "end_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sod_exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guest_review" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "asked_of_unit_id" UUID NOT NULL,
    "state" "guest_review_state" NOT NULL DEFAULT 'asked',
    "asked_by_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "guest_id" UUID,
    "appointed_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "guest_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version_reference" (
    "version_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "version_reference_pkey" PRIMARY KEY ("version_id","document_id")
);

-- CreateTable
CREATE TABLE "issue_batch" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "state" "batch_state" NOT NULL DEFAULT 'draft',
    "decision_number" TEXT,
    "decision_date" DATE,
    "effective_on" DATE,
    "scan_sha256" TEXT,
    "scan_name" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "preview" JSONB,
    "confirmed_warnings" TEXT[],
    "issued_at" TIMESTAMPTZ(3),
    "issued_by_id" UUID,
    "state_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "issue_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issue_batch_line" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version_id" UUID,
    "withdraws" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "issue_batch_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch_correction" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "old_value" TEXT NOT NULL,
    "new_value" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" "correction_state" NOT NULL DEFAULT 'proposed',
    "proposed_by_id" UUID NOT NULL,
    "signed_by_id" UUID,
    "signature_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "batch_correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stored_file" (
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "content_type" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_file_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "upload" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_type" TEXT NOT NULL,
    "pages" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rendition" (
    "version_id" UUID NOT NULL,
    "mark" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rendition_pkey" PRIMARY KEY ("version_id","mark")
);

-- CreateTable
CREATE TABLE "print_code" (
    "code" TEXT NOT NULL,
    "kind" "print_kind" NOT NULL,
    "version_id" UUID NOT NULL,
    "user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "print_code_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "version_opening" (
    "version_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "version_opening_pkey" PRIMARY KEY ("version_id","user_id")
);

-- CreateTable
CREATE TABLE "file_text" (
    "version_id" UUID NOT NULL,
    "part" "file_part" NOT NULL,
    "sha256" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "file_text_pkey" PRIMARY KEY ("version_id","part")
);

-- CreateTable
CREATE TABLE "search_entry" (
    "version_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "code_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "title_fold" TEXT NOT NULL DEFAULT '',
    "body" TEXT NOT NULL DEFAULT '',
    "vector" tsvector,
    "effective_from" DATE,
    "effective_to" DATE,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_entry_pkey" PRIMARY KEY ("version_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "unit_id" UUID,
    "params" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3),
    "lapsed_at" TIMESTAMPTZ(3),
    "digested_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "address" TEXT NOT NULL,
    "locale" "locale" NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT,
    "state" "mail_state" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "counter" (
    "key" TEXT NOT NULL,
    "value" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT,
    "staff_name" TEXT,
    "full_name" TEXT NOT NULL,
    "phone" TEXT,
    "locale" "locale" NOT NULL DEFAULT 'vi',
    "status" "user_status" NOT NULL DEFAULT 'invited',
    "password_hash" TEXT,
    "password_set_at" TIMESTAMPTZ(3),
    "recovery_code_hash" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "division_id" UUID,
    "roles" "role"[],
    "position" TEXT NOT NULL,
    "capacity" "signing_capacity",
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "province_appointment" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "province_role" NOT NULL,
    "position" TEXT NOT NULL DEFAULT '',
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "province_appointment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inspection_access" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "granted_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inspection_access_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "absolute_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "locked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "shared_computer" BOOLEAN NOT NULL DEFAULT false,
    "active_unit_id" UUID,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL DEFAULT '',
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "token_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("token_id","key")
);

-- CreateTable
CREATE TABLE "throttle" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "channel" "invitation_channel" NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_reset" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "reset_kind" NOT NULL,
    "state" "reset_state" NOT NULL DEFAULT 'open',
    "secret_hash" TEXT,
    "started_by_id" UUID,
    "confirmed_by_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "password_reset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_hold" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reason" "hold_reason" NOT NULL,
    "started_by_id" UUID,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "notice_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "id" UUID NOT NULL,
    "unit_id" UUID,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "head_hash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_trail" (
    "chain_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "unit_id" UUID,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL DEFAULT '',
    "position" TEXT NOT NULL DEFAULT '',
    "delegation" TEXT,
    "token_id" UUID,
    "operator" TEXT,
    "before" JSONB,
    "after" JSONB,
    "comment" TEXT,
    "request_id" TEXT NOT NULL DEFAULT '',
    "prev_hash" TEXT NOT NULL DEFAULT '',
    "hash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "audit_trail_pkey" PRIMARY KEY ("chain_id","seq")
);

-- CreateTable
CREATE TABLE "audit_checkpoint" (
    "id" UUID NOT NULL,
    "chain_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "signature" TEXT NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_kind" (
    "code" TEXT NOT NULL,
    "name_vi" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "unit_kind_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "unit" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "numbering_scheme" "numbering_scheme" NOT NULL DEFAULT 'issue_revision',
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_version" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind_code" TEXT NOT NULL,
    "parent_id" UUID,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "legal_basis" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unit_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_event" (
    "id" UUID NOT NULL,
    "kind" "unit_event_kind" NOT NULL,
    "effective_on" DATE NOT NULL,
    "decision_number" TEXT,
    "decision_date" DATE,
    "basis" TEXT,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_event_line" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "from_unit_id" UUID,
    "to_unit_id" UUID,

    CONSTRAINT "unit_event_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "division" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "division_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "division_version" (
    "id" UUID NOT NULL,
    "division_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "head_id" UUID,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "division_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "document_unit_id_status_code_sort_idx" ON "document"("unit_id", "status", "code_sort");

-- CreateIndex
CREATE INDEX "document_kind_code_idx" ON "document"("kind_code");

-- CreateIndex
CREATE INDEX "document_parent_id_idx" ON "document"("parent_id");

-- CreateIndex
CREATE INDEX "document_replaces_id_idx" ON "document"("replaces_id");

-- CreateIndex
CREATE INDEX "document_owner_division_id_idx" ON "document"("owner_division_id");

-- CreateIndex
CREATE INDEX "document_owner_id_idx" ON "document"("owner_id");

-- CreateIndex
CREATE INDEX "document_created_by_id_idx" ON "document"("created_by_id");

-- CreateIndex
CREATE INDEX "document_drafter_user_id_idx" ON "document_drafter"("user_id");

-- CreateIndex
CREATE INDEX "document_drafter_named_by_id_idx" ON "document_drafter"("named_by_id");

-- CreateIndex
CREATE INDEX "document_audience_document_id_idx" ON "document_audience"("document_id");

-- CreateIndex
CREATE INDEX "document_audience_division_id_idx" ON "document_audience"("division_id");

-- CreateIndex
CREATE INDEX "document_audience_user_id_idx" ON "document_audience"("user_id");

-- CreateIndex
CREATE INDEX "version_document_id_effective_from_idx" ON "version"("document_id", "effective_from");

-- CreateIndex
CREATE INDEX "version_unit_id_state_idx" ON "version"("unit_id", "state");

-- CreateIndex
CREATE INDEX "version_state_idx" ON "version"("state");

-- CreateIndex
CREATE INDEX "version_pdf_sha256_idx" ON "version"("pdf_sha256");

-- CreateIndex
CREATE INDEX "version_source_sha256_idx" ON "version"("source_sha256");

-- CreateIndex
CREATE INDEX "version_reviewer_id_idx" ON "version"("reviewer_id");

-- CreateIndex
CREATE INDEX "version_submitted_by_id_idx" ON "version"("submitted_by_id");

-- CreateIndex
CREATE INDEX "version_exception_id_idx" ON "version"("exception_id");

-- CreateIndex
CREATE INDEX "version_issue_batch_id_idx" ON "version"("issue_batch_id");

-- CreateIndex
CREATE INDEX "version_created_by_id_idx" ON "version"("created_by_id");

-- CreateIndex
CREATE INDEX "version_author_user_id_idx" ON "version_author"("user_id");

-- CreateIndex
CREATE INDEX "version_act_version_id_at_idx" ON "version_act"("version_id", "at");

-- CreateIndex
CREATE INDEX "version_act_user_id_idx" ON "version_act"("user_id");

-- CreateIndex
CREATE INDEX "signature_version_id_idx" ON "signature"("version_id");

-- CreateIndex
CREATE INDEX "signature_issue_batch_id_idx" ON "signature"("issue_batch_id");

-- CreateIndex
CREATE INDEX "signature_user_id_idx" ON "signature"("user_id");

-- CreateIndex
CREATE INDEX "signature_exception_id_idx" ON "signature"("exception_id");

-- CreateIndex
CREATE INDEX "sod_exception_signed_by_id_idx" ON "sod_exception"("signed_by_id");

-- CreateIndex
CREATE INDEX "sod_exception_ended_by_id_idx" ON "sod_exception"("ended_by_id");

-- CreateIndex
CREATE INDEX "sod_exception_signature_id_idx" ON "sod_exception"("signature_id");

-- CreateIndex
CREATE UNIQUE INDEX "sod_exception_unit_id_number_key" ON "sod_exception"("unit_id", "number");

-- CreateIndex
CREATE INDEX "guest_review_version_id_idx" ON "guest_review"("version_id");

-- CreateIndex
CREATE INDEX "guest_review_asked_of_unit_id_idx" ON "guest_review"("asked_of_unit_id");

-- CreateIndex
CREATE INDEX "guest_review_asked_by_id_idx" ON "guest_review"("asked_by_id");

-- CreateIndex
CREATE INDEX "guest_review_guest_id_idx" ON "guest_review"("guest_id");

-- CreateIndex
CREATE INDEX "guest_review_appointed_by_id_idx" ON "guest_review"("appointed_by_id");

-- CreateIndex
CREATE INDEX "version_reference_document_id_idx" ON "version_reference"("document_id");

-- CreateIndex
CREATE INDEX "issue_batch_unit_id_state_idx" ON "issue_batch"("unit_id", "state");

-- CreateIndex
CREATE INDEX "issue_batch_scan_sha256_idx" ON "issue_batch"("scan_sha256");

-- CreateIndex
CREATE INDEX "issue_batch_created_by_id_idx" ON "issue_batch"("created_by_id");

-- CreateIndex
CREATE INDEX "issue_batch_issued_by_id_idx" ON "issue_batch"("issued_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "issue_batch_unit_id_number_key" ON "issue_batch"("unit_id", "number");

-- CreateIndex
CREATE INDEX "issue_batch_line_document_id_idx" ON "issue_batch_line"("document_id");

-- CreateIndex
CREATE INDEX "issue_batch_line_version_id_idx" ON "issue_batch_line"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "issue_batch_line_batch_id_document_id_key" ON "issue_batch_line"("batch_id", "document_id");

-- CreateIndex
CREATE INDEX "batch_correction_batch_id_idx" ON "batch_correction"("batch_id");

-- CreateIndex
CREATE INDEX "batch_correction_proposed_by_id_idx" ON "batch_correction"("proposed_by_id");

-- CreateIndex
CREATE INDEX "batch_correction_signed_by_id_idx" ON "batch_correction"("signed_by_id");

-- CreateIndex
CREATE INDEX "batch_correction_signature_id_idx" ON "batch_correction"("signature_id");

-- CreateIndex
CREATE INDEX "upload_user_id_idx" ON "upload"("user_id");

-- CreateIndex
CREATE INDEX "upload_sha256_idx" ON "upload"("sha256");

-- CreateIndex
CREATE INDEX "upload_created_at_idx" ON "upload"("created_at");

-- CreateIndex
CREATE INDEX "rendition_sha256_idx" ON "rendition"("sha256");

-- CreateIndex
CREATE INDEX "print_code_version_id_idx" ON "print_code"("version_id");

-- CreateIndex
CREATE INDEX "print_code_user_id_idx" ON "print_code"("user_id");

-- CreateIndex
CREATE INDEX "version_opening_user_id_idx" ON "version_opening"("user_id");

-- CreateIndex
CREATE INDEX "search_entry_document_id_idx" ON "search_entry"("document_id");

-- CreateIndex
CREATE INDEX "search_entry_unit_id_idx" ON "search_entry"("unit_id");

-- CreateIndex
CREATE INDEX "notice_user_id_seen_at_idx" ON "notice"("user_id", "seen_at");

-- CreateIndex
CREATE INDEX "notice_subject_type_subject_id_idx" ON "notice"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "mail_state_created_at_idx" ON "mail"("state", "created_at");

-- CreateIndex
CREATE INDEX "mail_user_id_idx" ON "mail"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "user_staff_name_key" ON "user"("staff_name");

-- CreateIndex
CREATE INDEX "user_status_idx" ON "user"("status");

-- CreateIndex
CREATE INDEX "membership_user_id_valid_from_idx" ON "membership"("user_id", "valid_from");

-- CreateIndex
CREATE INDEX "membership_unit_id_valid_from_idx" ON "membership"("unit_id", "valid_from");

-- CreateIndex
CREATE INDEX "membership_division_id_idx" ON "membership"("division_id");

-- CreateIndex
CREATE INDEX "province_appointment_user_id_idx" ON "province_appointment"("user_id");

-- CreateIndex
CREATE INDEX "inspection_access_user_id_idx" ON "inspection_access"("user_id");

-- CreateIndex
CREATE INDEX "inspection_access_unit_id_idx" ON "inspection_access"("unit_id");

-- CreateIndex
CREATE INDEX "inspection_access_granted_by_id_idx" ON "inspection_access"("granted_by_id");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- CreateIndex
CREATE INDEX "api_token_user_id_idx" ON "api_token"("user_id");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "throttle_window_ends_at_idx" ON "throttle"("window_ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_secret_hash_key" ON "invitation"("secret_hash");

-- CreateIndex
CREATE INDEX "invitation_user_id_idx" ON "invitation"("user_id");

-- CreateIndex
CREATE INDEX "invitation_created_by_id_idx" ON "invitation"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "password_reset_secret_hash_key" ON "password_reset"("secret_hash");

-- CreateIndex
CREATE INDEX "password_reset_user_id_idx" ON "password_reset"("user_id");

-- CreateIndex
CREATE INDEX "password_reset_started_by_id_idx" ON "password_reset"("started_by_id");

-- CreateIndex
CREATE INDEX "password_reset_confirmed_by_id_idx" ON "password_reset"("confirmed_by_id");

-- CreateIndex
CREATE INDEX "signing_hold_user_id_notice_until_idx" ON "signing_hold"("user_id", "notice_until");

-- CreateIndex
CREATE INDEX "signing_hold_started_by_id_idx" ON "signing_hold"("started_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_chain_unit_id_key" ON "audit_chain"("unit_id");

-- CreateIndex
CREATE INDEX "audit_trail_subject_type_subject_id_at_idx" ON "audit_trail"("subject_type", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_trail_unit_id_at_idx" ON "audit_trail"("unit_id", "at");

-- CreateIndex
CREATE INDEX "audit_trail_actor_id_at_idx" ON "audit_trail"("actor_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_checkpoint_code_key" ON "audit_checkpoint"("code");

-- CreateIndex
CREATE INDEX "audit_checkpoint_chain_id_seq_idx" ON "audit_checkpoint"("chain_id", "seq");

-- CreateIndex
CREATE INDEX "unit_version_unit_id_valid_from_idx" ON "unit_version"("unit_id", "valid_from");

-- CreateIndex
CREATE INDEX "unit_version_parent_id_idx" ON "unit_version"("parent_id");

-- CreateIndex
CREATE INDEX "unit_version_kind_code_idx" ON "unit_version"("kind_code");

-- CreateIndex
CREATE INDEX "unit_version_code_idx" ON "unit_version"("code");

-- CreateIndex
CREATE INDEX "unit_event_effective_on_idx" ON "unit_event"("effective_on");

-- CreateIndex
CREATE INDEX "unit_event_created_by_id_idx" ON "unit_event"("created_by_id");

-- CreateIndex
CREATE INDEX "unit_event_line_event_id_idx" ON "unit_event_line"("event_id");

-- CreateIndex
CREATE INDEX "unit_event_line_from_unit_id_idx" ON "unit_event_line"("from_unit_id");

-- CreateIndex
CREATE INDEX "unit_event_line_to_unit_id_idx" ON "unit_event_line"("to_unit_id");

-- CreateIndex
CREATE INDEX "division_unit_id_idx" ON "division"("unit_id");

-- CreateIndex
CREATE INDEX "division_version_division_id_valid_from_idx" ON "division_version"("division_id", "valid_from");

-- CreateIndex
CREATE INDEX "division_version_head_id_idx" ON "division_version"("head_id");

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_kind_code_fkey" FOREIGN KEY ("kind_code") REFERENCES "document_kind"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_replaces_id_fkey" FOREIGN KEY ("replaces_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_owner_division_id_fkey" FOREIGN KEY ("owner_division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_drafter" ADD CONSTRAINT "document_drafter_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_drafter" ADD CONSTRAINT "document_drafter_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_drafter" ADD CONSTRAINT "document_drafter_named_by_id_fkey" FOREIGN KEY ("named_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_audience" ADD CONSTRAINT "document_audience_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_audience" ADD CONSTRAINT "document_audience_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "document_audience" ADD CONSTRAINT "document_audience_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_pdf_sha256_fkey" FOREIGN KEY ("pdf_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_source_sha256_fkey" FOREIGN KEY ("source_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_exception_id_fkey" FOREIGN KEY ("exception_id") REFERENCES "sod_exception"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_issue_batch_id_fkey" FOREIGN KEY ("issue_batch_id") REFERENCES "issue_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_author" ADD CONSTRAINT "version_author_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_author" ADD CONSTRAINT "version_author_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_act" ADD CONSTRAINT "version_act_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_act" ADD CONSTRAINT "version_act_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_issue_batch_id_fkey" FOREIGN KEY ("issue_batch_id") REFERENCES "issue_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_exception_id_fkey" FOREIGN KEY ("exception_id") REFERENCES "sod_exception"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sod_exception" ADD CONSTRAINT "sod_exception_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sod_exception" ADD CONSTRAINT "sod_exception_signed_by_id_fkey" FOREIGN KEY ("signed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sod_exception" ADD CONSTRAINT "sod_exception_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sod_exception" ADD CONSTRAINT "sod_exception_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "guest_review" ADD CONSTRAINT "guest_review_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "guest_review" ADD CONSTRAINT "guest_review_asked_of_unit_id_fkey" FOREIGN KEY ("asked_of_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "guest_review" ADD CONSTRAINT "guest_review_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "guest_review" ADD CONSTRAINT "guest_review_guest_id_fkey" FOREIGN KEY ("guest_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "guest_review" ADD CONSTRAINT "guest_review_appointed_by_id_fkey" FOREIGN KEY ("appointed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_reference" ADD CONSTRAINT "version_reference_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_reference" ADD CONSTRAINT "version_reference_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_scan_sha256_fkey" FOREIGN KEY ("scan_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_issued_by_id_fkey" FOREIGN KEY ("issued_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch_line" ADD CONSTRAINT "issue_batch_line_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "issue_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch_line" ADD CONSTRAINT "issue_batch_line_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issue_batch_line" ADD CONSTRAINT "issue_batch_line_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "batch_correction" ADD CONSTRAINT "batch_correction_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "issue_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "batch_correction" ADD CONSTRAINT "batch_correction_proposed_by_id_fkey" FOREIGN KEY ("proposed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "batch_correction" ADD CONSTRAINT "batch_correction_signed_by_id_fkey" FOREIGN KEY ("signed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "batch_correction" ADD CONSTRAINT "batch_correction_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "rendition" ADD CONSTRAINT "rendition_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "rendition" ADD CONSTRAINT "rendition_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "print_code" ADD CONSTRAINT "print_code_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "print_code" ADD CONSTRAINT "print_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_opening" ADD CONSTRAINT "version_opening_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "version_opening" ADD CONSTRAINT "version_opening_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "file_text" ADD CONSTRAINT "file_text_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "mail" ADD CONSTRAINT "mail_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "province_appointment" ADD CONSTRAINT "province_appointment_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "inspection_access" ADD CONSTRAINT "inspection_access_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "inspection_access" ADD CONSTRAINT "inspection_access_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "inspection_access" ADD CONSTRAINT "inspection_access_granted_by_id_fkey" FOREIGN KEY ("granted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "api_token"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "password_reset" ADD CONSTRAINT "password_reset_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "password_reset" ADD CONSTRAINT "password_reset_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "password_reset" ADD CONSTRAINT "password_reset_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signing_hold" ADD CONSTRAINT "signing_hold_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signing_hold" ADD CONSTRAINT "signing_hold_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "audit_trail" ADD CONSTRAINT "audit_trail_chain_id_fkey" FOREIGN KEY ("chain_id") REFERENCES "audit_chain"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_chain_id_fkey" FOREIGN KEY ("chain_id") REFERENCES "audit_chain"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_version" ADD CONSTRAINT "unit_version_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_version" ADD CONSTRAINT "unit_version_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_version" ADD CONSTRAINT "unit_version_kind_code_fkey" FOREIGN KEY ("kind_code") REFERENCES "unit_kind"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_event" ADD CONSTRAINT "unit_event_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_event_line" ADD CONSTRAINT "unit_event_line_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_event_line" ADD CONSTRAINT "unit_event_line_from_unit_id_fkey" FOREIGN KEY ("from_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "unit_event_line" ADD CONSTRAINT "unit_event_line_to_unit_id_fkey" FOREIGN KEY ("to_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "division" ADD CONSTRAINT "division_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "division_version" ADD CONSTRAINT "division_version_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "division_version" ADD CONSTRAINT "division_version_head_id_fkey" FOREIGN KEY ("head_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
