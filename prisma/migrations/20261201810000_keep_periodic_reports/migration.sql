-- Half-year and year reports. What was sent stays what it was; a report that is changed is sent again and leaves the first in place.
CREATE TYPE "report_kind" AS ENUM ('half_year', 'year');
CREATE TYPE "report_state" AS ENUM ('draft', 'sent', 'received');

CREATE TABLE "periodic_report" (
    "id" UUID NOT NULL,
    "unit_id" UUID,
    "kind" "report_kind" NOT NULL,
    "year" INTEGER NOT NULL,
    "state" "report_state" NOT NULL DEFAULT 'draft',
    "due_on" DATE NOT NULL,
    "number" TEXT NOT NULL DEFAULT '',
    "report_date" DATE,
    "remarks" JSONB NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "periodic_report_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "periodic_report_year" CHECK ("year" BETWEEN 2000 AND 2200)
);
CREATE UNIQUE INDEX "periodic_report_unit_id_kind_year_key" ON "periodic_report"("unit_id", "kind", "year");
-- A unique index lets NULL come twice.
CREATE UNIQUE INDEX "periodic_report_province_once" ON "periodic_report"("kind", "year") WHERE "unit_id" IS NULL;
CREATE INDEX "periodic_report_kind_year_idx" ON "periodic_report"("kind", "year");
CREATE INDEX "periodic_report_created_by_id_idx" ON "periodic_report"("created_by_id");
ALTER TABLE "periodic_report" ADD CONSTRAINT "periodic_report_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_report" ADD CONSTRAINT "periodic_report_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "periodic_report_issue" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "report_date" DATE NOT NULL,
    "facts" JSONB NOT NULL,
    "remarks" JSONB NOT NULL,
    "signature_id" UUID NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "late_days" INTEGER NOT NULL,
    "received_on" DATE,
    "returned_on" DATE,
    "returned_reason" TEXT,
    "answered_by_id" UUID,

    CONSTRAINT "periodic_report_issue_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "periodic_report_issue_answer" CHECK (
        ("received_on" IS NULL OR "returned_on" IS NULL)
        AND ("returned_on" IS NULL) = ("returned_reason" IS NULL)
        AND ("answered_by_id" IS NULL) = ("received_on" IS NULL AND "returned_on" IS NULL)),
    CONSTRAINT "periodic_report_issue_late" CHECK ("late_days" >= 0)
);
CREATE UNIQUE INDEX "periodic_report_issue_signature_id_key" ON "periodic_report_issue"("signature_id");
CREATE UNIQUE INDEX "periodic_report_issue_report_id_round_key" ON "periodic_report_issue"("report_id", "round");
CREATE INDEX "periodic_report_issue_answered_by_id_idx" ON "periodic_report_issue"("answered_by_id");
ALTER TABLE "periodic_report_issue" ADD CONSTRAINT "periodic_report_issue_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "periodic_report"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_report_issue" ADD CONSTRAINT "periodic_report_issue_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "act_signature"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "periodic_report_issue" ADD CONSTRAINT "periodic_report_issue_answered_by_id_fkey" FOREIGN KEY ("answered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "report_rule" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "half_year_due" TEXT NOT NULL DEFAULT '06-30',
    "year_due" TEXT NOT NULL DEFAULT '12-31',
    "soon_days" INTEGER NOT NULL DEFAULT 14,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "report_rule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "report_rule_one" CHECK ("id" = 1),
    CONSTRAINT "report_rule_days" CHECK ("half_year_due" ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND "year_due" ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND "soon_days" BETWEEN 0 AND 90)
);

CREATE FUNCTION eiso_guard_periodic_report() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a report is never taken away' USING ERRCODE = '23514';
	END IF;
	IF (NEW.unit_id, NEW.kind, NEW.year, NEW.due_on, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.kind, OLD.year, OLD.due_on, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: of whom and for when a report is does not change' USING ERRCODE = '23514';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'sent'), ('sent', 'sent'), ('sent', 'draft'), ('sent', 'received'), ('received', 'received')) THEN
		RAISE EXCEPTION 'illegal_transition: a report does not go from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> 'draft' AND (NEW.number, NEW.report_date, NEW.remarks) IS DISTINCT FROM (OLD.number, OLD.report_date, OLD.remarks) THEN
		RAISE EXCEPTION 'content_frozen: what was sent does not change' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'sent' AND NOT EXISTS (
		SELECT 1 FROM periodic_report_issue i WHERE i.report_id = NEW.id AND i.returned_on IS NULL AND i.received_on IS NULL
			AND i.number = NEW.number AND i.report_date = NEW.report_date AND i.remarks = NEW.remarks) THEN
		RAISE EXCEPTION 'unsigned: a report is sent with its figures and a signature' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'received' AND NOT EXISTS (SELECT 1 FROM periodic_report_issue i WHERE i.report_id = NEW.id AND i.received_on IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: a report is received with its day' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER periodic_report_guard BEFORE UPDATE OR DELETE ON "periodic_report" FOR EACH ROW EXECUTE FUNCTION eiso_guard_periodic_report();
CREATE TRIGGER periodic_report_no_truncate BEFORE TRUNCATE ON "periodic_report" EXECUTE FUNCTION eiso_refuse_delete();

CREATE FUNCTION eiso_guard_periodic_report_issue() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	head act_signature;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: what was sent is never taken away' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		SELECT * INTO head FROM act_signature WHERE id = NEW.signature_id;
		IF head.subject_type IS DISTINCT FROM 'periodic_report' OR head.subject_id IS DISTINCT FROM NEW.report_id OR head.meaning <> 'send_report' THEN
			RAISE EXCEPTION 'unsigned: the signature is of another act' USING ERRCODE = '23514';
		END IF;
		IF EXISTS (SELECT 1 FROM periodic_report_issue i WHERE i.report_id = NEW.report_id AND i.returned_on IS NULL) THEN
			RAISE EXCEPTION 'illegal_transition: the report lies with the Department' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF to_jsonb(NEW) - ARRAY['received_on', 'returned_on', 'returned_reason', 'answered_by_id']
		IS DISTINCT FROM to_jsonb(OLD) - ARRAY['received_on', 'returned_on', 'returned_reason', 'answered_by_id'] THEN
		RAISE EXCEPTION 'content_frozen: what was sent does not change' USING ERRCODE = '23514';
	END IF;
	IF OLD.answered_by_id IS NOT NULL THEN
		RAISE EXCEPTION 'append_only: an answer is given once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER periodic_report_issue_guard BEFORE INSERT OR UPDATE OR DELETE ON "periodic_report_issue" FOR EACH ROW EXECUTE FUNCTION eiso_guard_periodic_report_issue();
CREATE TRIGGER periodic_report_issue_no_truncate BEFORE TRUNCATE ON "periodic_report_issue" EXECUTE FUNCTION eiso_refuse_delete();
