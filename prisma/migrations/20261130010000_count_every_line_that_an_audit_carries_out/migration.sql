-- An audit may carry out several lines of the programme; only the first was kept, and the others stood as not done.
CREATE TABLE "audit_scope_line" (
    "id" UUID NOT NULL,
    "audit_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,

    CONSTRAINT "audit_scope_line_pkey" PRIMARY KEY ("id")
);

INSERT INTO audit_scope_line (id, audit_id, line_id)
SELECT gen_random_uuid(), a.id, a.programme_line_id FROM internal_audit a WHERE a.programme_line_id IS NOT NULL;

CREATE INDEX "audit_scope_line_line_id_idx" ON "audit_scope_line"("line_id");
CREATE UNIQUE INDEX "audit_scope_line_audit_id_line_id_key" ON "audit_scope_line"("audit_id", "line_id");
ALTER TABLE "audit_scope_line" ADD CONSTRAINT "audit_scope_line_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "internal_audit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "audit_scope_line" ADD CONSTRAINT "audit_scope_line_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "audit_programme_line"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE OR REPLACE FUNCTION eiso_guard_internal_audit() RETURNS trigger
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
	IF OLD.state = 'reported' AND NEW.state IN ('reported', 'closed') AND (NEW.report, NEW.strengths, NEW.conclusion, NEW.proposals)
		IS DISTINCT FROM (OLD.report, OLD.strengths, OLD.conclusion, OLD.proposals) THEN
		RAISE EXCEPTION 'content_frozen: a signed report stays as it was' USING ERRCODE = '23514';
	END IF;
	-- Dates move with a postponement, which leads back to planned.
	IF OLD.state <> 'planned' AND NEW.state <> 'planned' AND (NEW.title, NEW.programme_id, NEW.extraordinary_reason,
			NEW.purpose, NEW.standard_code, NEW.clauses, NEW.law, NEW.place, NEW.starts_on, NEW.ends_on, NEW.checklist_version_id, NEW.plan)
		IS DISTINCT FROM (OLD.title, OLD.programme_id, OLD.extraordinary_reason,
			OLD.purpose, OLD.standard_code, OLD.clauses, OLD.law, OLD.place, OLD.starts_on, OLD.ends_on, OLD.checklist_version_id, OLD.plan) THEN
		RAISE EXCEPTION 'content_frozen: the plan of an audit that was sent stays' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

ALTER TABLE "internal_audit" DROP CONSTRAINT "internal_audit_programme_line_id_fkey";
DROP INDEX "internal_audit_programme_line_id_idx";
ALTER TABLE "internal_audit" DROP COLUMN "programme_line_id";

CREATE FUNCTION eiso_guard_audit_scope_line() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM internal_audit a JOIN audit_programme_line l ON l.programme_id = a.programme_id
		WHERE a.id = NEW.audit_id AND l.id = NEW.line_id) THEN
		RAISE EXCEPTION 'illegal_transition: an audit carries out lines of its own programme' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER audit_scope_line_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_scope_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_part();
CREATE TRIGGER audit_scope_line_of_programme BEFORE INSERT OR UPDATE ON audit_scope_line FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_scope_line();
CREATE TRIGGER audit_scope_line_no_truncate BEFORE TRUNCATE ON audit_scope_line EXECUTE FUNCTION eiso_refuse_delete();
