-- Samples of checklists come with eISO: nobody made them.
ALTER TABLE "checklist" ALTER COLUMN "created_by_id" DROP NOT NULL;
ALTER TABLE "checklist_version" ALTER COLUMN "created_by_id" DROP NOT NULL;
DROP INDEX "checklist_question_version_id_idx";
CREATE UNIQUE INDEX "checklist_question_version_id_key_key" ON "checklist_question"("version_id", "key");
ALTER TABLE checklist_question ADD CONSTRAINT checklist_question_weight CHECK (weight BETWEEN 1 AND 10);
ALTER TABLE checklist ADD CONSTRAINT checklist_retired CHECK ((retired_on IS NULL) = (retired_reason IS NULL));
ALTER TABLE checklist_version ADD CONSTRAINT checklist_version_published CHECK ((state = 'published') = (published_at IS NOT NULL));

-- A set of criteria goes on from another, and points are given by people where eISO has nothing to compute them from.
ALTER TABLE "criteria_set" ADD COLUMN "revises_id" UUID;
CREATE INDEX "criteria_set_revises_id_idx" ON "criteria_set"("revises_id");
ALTER TABLE "criteria_set" ADD CONSTRAINT "criteria_set_revises_id_fkey" FOREIGN KEY ("revises_id") REFERENCES "criteria_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE UNIQUE INDEX criteria_set_revised_once ON criteria_set (revises_id);
ALTER TABLE criteria_set ADD CONSTRAINT criteria_set_published CHECK ((state = 'published') = (published_at IS NOT NULL));
ALTER TABLE criterion ADD CONSTRAINT criterion_points CHECK (max_points > 0);
CREATE TABLE "criterion_mark" (
    "id" UUID NOT NULL,
    "criterion_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "points" DECIMAL(8,2) NOT NULL,
    "remark" TEXT NOT NULL,
    "evidence" TEXT NOT NULL DEFAULT '',
    "marked_by_id" UUID NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "criterion_mark_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "criterion_mark_criterion_id_unit_id_marked_at_idx" ON "criterion_mark"("criterion_id", "unit_id", "marked_at");
CREATE INDEX "criterion_mark_unit_id_idx" ON "criterion_mark"("unit_id");
CREATE INDEX "criterion_mark_marked_by_id_idx" ON "criterion_mark"("marked_by_id");
ALTER TABLE "criterion_mark" ADD CONSTRAINT "criterion_mark_criterion_id_fkey" FOREIGN KEY ("criterion_id") REFERENCES "criterion"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "criterion_mark" ADD CONSTRAINT "criterion_mark_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "criterion_mark" ADD CONSTRAINT "criterion_mark_marked_by_id_fkey" FOREIGN KEY ("marked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A question neither changes in a published version nor leaves one, and none joins one that is being published: the version is locked.
CREATE OR REPLACE FUNCTION eiso_guard_checklist_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	versions uuid[];
	version_id uuid;
BEGIN
	IF TG_TABLE_NAME = 'checklist_question' THEN
		versions := ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END];
	ELSE
		versions := ARRAY(SELECT q.version_id FROM checklist_question q
			WHERE q.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.question_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.question_id END));
	END IF;
	FOREACH version_id IN ARRAY array_remove(versions, NULL) LOOP
		PERFORM 1 FROM checklist_version v WHERE v.id = version_id AND v.state = 'draft' FOR SHARE;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'content_frozen: a published checklist is not changed' USING ERRCODE = '23514';
		END IF;
	END LOOP;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION eiso_guard_checklist_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'illegal_transition: a version of a checklist begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'published' OR (NEW.checklist_id, NEW.number, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.checklist_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a published checklist is not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM checklist_question q WHERE q.version_id = NEW.id) THEN
		RAISE EXCEPTION 'illegal_transition: a checklist without questions is not published' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
DROP TRIGGER checklist_version_guard ON checklist_version;
CREATE TRIGGER checklist_version_guard BEFORE INSERT OR UPDATE ON checklist_version FOR EACH ROW EXECUTE FUNCTION eiso_guard_checklist_version();

-- Whose it is, for which audits and by which edition: answers of years rest on it.
CREATE FUNCTION eiso_guard_checklist() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.unit_id, NEW.purpose, NEW.standard_code, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.purpose, OLD.standard_code, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit, purpose and edition of a checklist stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER checklist_guard BEFORE UPDATE ON checklist FOR EACH ROW EXECUTE FUNCTION eiso_guard_checklist();

CREATE OR REPLACE FUNCTION eiso_guard_criterion() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	set_of uuid;
BEGIN
	FOREACH set_of IN ARRAY array_remove(
		ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.set_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.set_id END], NULL) LOOP
		PERFORM 1 FROM criteria_set s WHERE s.id = set_of AND s.state = 'draft' FOR SHARE;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'content_frozen: a published set of criteria is not changed' USING ERRCODE = '23514';
		END IF;
	END LOOP;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION eiso_guard_criteria_set() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'illegal_transition: a set of criteria begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'published' OR (NEW.revises_id, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.revises_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a published set of criteria is not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM criterion c WHERE c.set_id = NEW.id) THEN
		RAISE EXCEPTION 'illegal_transition: a set without criteria is not published' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER criteria_set_guard BEFORE INSERT OR UPDATE ON criteria_set FOR EACH ROW EXECUTE FUNCTION eiso_guard_criteria_set();

-- Points and scores are of what was published, and never more than there are.
CREATE FUNCTION eiso_guard_criterion_mark() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM criterion c JOIN criteria_set s ON s.id = c.set_id
		WHERE c.id = NEW.criterion_id AND s.state = 'published' AND NEW.points BETWEEN 0 AND c.max_points) THEN
		RAISE EXCEPTION 'illegal_points: points are within a criterion of a published set' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER criterion_mark_guard BEFORE INSERT ON criterion_mark FOR EACH ROW EXECUTE FUNCTION eiso_guard_criterion_mark();
CREATE TRIGGER criterion_mark_no_change BEFORE UPDATE OR DELETE ON criterion_mark FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER criterion_mark_no_truncate BEFORE TRUNCATE ON criterion_mark EXECUTE FUNCTION eiso_refuse_delete();

CREATE FUNCTION eiso_guard_criteria_score() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.points < 0 OR NEW.points > NEW.max_points
		OR NOT EXISTS (SELECT 1 FROM criteria_set s WHERE s.id = NEW.set_id AND s.state = 'published') THEN
		RAISE EXCEPTION 'illegal_points: a score is fixed by a published set, within its points' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER criteria_score_guard BEFORE INSERT ON criteria_score FOR EACH ROW EXECUTE FUNCTION eiso_guard_criteria_score();
