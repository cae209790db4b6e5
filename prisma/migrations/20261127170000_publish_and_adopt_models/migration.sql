-- states.md §13: a model is a property of a document of the Department's own unit; units adopt it by an act of their own.
CREATE TYPE "adoption_event" AS ENUM ('adopt', 'merge', 'decline', 'set_aside', 'take_up');

CREATE TABLE "framework_model" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "unit_kinds" TEXT[],
    "edition" TEXT NOT NULL,
    "due_days" INTEGER NOT NULL,
    "marked_by_id" UUID NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_on" DATE,
    "retired_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "framework_model_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "framework_model_facts" CHECK ("due_days" BETWEEN 1 AND 365 AND trim("edition") <> ''
        AND ("retired_on" IS NULL) = ("retired_reason" IS NULL))
);
CREATE TABLE "model_set" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit_kinds" TEXT[],
    "edition" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_on" DATE,
    "retired_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "model_set_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "model_set_facts" CHECK (trim("name") <> '' AND trim("edition") <> '' AND ("retired_on" IS NULL) = ("retired_reason" IS NULL))
);
CREATE TABLE "model_set_member" (
    "id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "removed_on" DATE,

    CONSTRAINT "model_set_member_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "model_adoption" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "source_document_id" UUID NOT NULL,
    "document_id" UUID,
    "base_version_id" UUID,
    "as_is_sha256" TEXT,
    "localisation" JSONB NOT NULL DEFAULT '{}',
    "declined_version_id" UUID,
    "decline_reason" TEXT,
    "not_applicable_reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "model_adoption_pkey" PRIMARY KEY ("id"),
    -- Either there is a document with the version it follows, or a reason why there is none.
    CONSTRAINT "model_adoption_facts" CHECK (("document_id" IS NULL) = ("base_version_id" IS NULL)
        AND ("document_id" IS NOT NULL OR coalesce(trim("not_applicable_reason"), '') <> '')
        AND ("declined_version_id" IS NULL) = ("decline_reason" IS NULL) AND coalesce(trim("decline_reason"), '-') <> ''
        AND coalesce(trim("not_applicable_reason"), '-') <> '' AND jsonb_typeof("localisation") = 'object')
);
CREATE TABLE "model_adoption_act" (
    "id" UUID NOT NULL,
    "adoption_id" UUID NOT NULL,
    "event" "adoption_event" NOT NULL,
    "model_version_id" UUID,
    "result_version_id" UUID,
    "reason" TEXT,
    "user_id" UUID NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_adoption_act_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "model_adoption_act_facts" CHECK (("event" IN ('adopt', 'merge', 'decline')) = ("model_version_id" IS NOT NULL)
        AND ("event" NOT IN ('decline', 'set_aside') OR coalesce(trim("reason"), '') <> ''))
);
CREATE TABLE "model_role_word" (
    "unit_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "updated_by_id" UUID NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_role_word_pkey" PRIMARY KEY ("unit_id","role")
);
CREATE TABLE "model_reminder" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "models" INTEGER NOT NULL,
    "sent_by_id" UUID,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_reminder_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "framework_model_document_id_key" ON "framework_model"("document_id");
CREATE INDEX "framework_model_marked_by_id_idx" ON "framework_model"("marked_by_id");
CREATE INDEX "model_set_created_by_id_idx" ON "model_set"("created_by_id");
CREATE INDEX "model_set_member_set_id_idx" ON "model_set_member"("set_id");
CREATE INDEX "model_set_member_model_id_idx" ON "model_set_member"("model_id");
CREATE UNIQUE INDEX "model_adoption_document_id_key" ON "model_adoption"("document_id");
CREATE UNIQUE INDEX "model_adoption_unit_id_source_document_id_key" ON "model_adoption"("unit_id", "source_document_id");
CREATE INDEX "model_adoption_source_document_id_idx" ON "model_adoption"("source_document_id");
CREATE INDEX "model_adoption_base_version_id_idx" ON "model_adoption"("base_version_id");
CREATE INDEX "model_adoption_declined_version_id_idx" ON "model_adoption"("declined_version_id");
CREATE INDEX "model_adoption_created_by_id_idx" ON "model_adoption"("created_by_id");
CREATE INDEX "model_adoption_act_adoption_id_at_idx" ON "model_adoption_act"("adoption_id", "at");
CREATE INDEX "model_adoption_act_model_version_id_idx" ON "model_adoption_act"("model_version_id");
CREATE INDEX "model_adoption_act_result_version_id_idx" ON "model_adoption_act"("result_version_id");
CREATE INDEX "model_adoption_act_user_id_idx" ON "model_adoption_act"("user_id");
CREATE INDEX "model_role_word_updated_by_id_idx" ON "model_role_word"("updated_by_id");
CREATE INDEX "model_reminder_unit_id_sent_at_idx" ON "model_reminder"("unit_id", "sent_at");
CREATE INDEX "model_reminder_sent_by_id_idx" ON "model_reminder"("sent_by_id");

ALTER TABLE "framework_model" ADD CONSTRAINT "framework_model_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "framework_model" ADD CONSTRAINT "framework_model_marked_by_id_fkey" FOREIGN KEY ("marked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_set" ADD CONSTRAINT "model_set_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_set_member" ADD CONSTRAINT "model_set_member_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "model_set"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_set_member" ADD CONSTRAINT "model_set_member_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "framework_model"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_source_document_id_fkey" FOREIGN KEY ("source_document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_base_version_id_fkey" FOREIGN KEY ("base_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_declined_version_id_fkey" FOREIGN KEY ("declined_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption_act" ADD CONSTRAINT "model_adoption_act_adoption_id_fkey" FOREIGN KEY ("adoption_id") REFERENCES "model_adoption"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption_act" ADD CONSTRAINT "model_adoption_act_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption_act" ADD CONSTRAINT "model_adoption_act_result_version_id_fkey" FOREIGN KEY ("result_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_adoption_act" ADD CONSTRAINT "model_adoption_act_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_role_word" ADD CONSTRAINT "model_role_word_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_role_word" ADD CONSTRAINT "model_role_word_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_reminder" ADD CONSTRAINT "model_reminder_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "model_reminder" ADD CONSTRAINT "model_reminder_sent_by_id_fkey" FOREIGN KEY ("sent_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The Department's own unit: the setting `models.unit`.
CREATE FUNCTION eiso_models_unit() RETURNS uuid
	LANGUAGE sql STABLE
	RETURN (SELECT (value #>> '{}')::uuid FROM setting WHERE key = 'models.unit');

CREATE FUNCTION eiso_keeps_documents(person uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN eiso_holds_role(person, unit, 'officer') OR eiso_holds_role(person, unit, 'head');

-- A model stays with its document, which is the Department's. It is retired, never deleted.
CREATE FUNCTION eiso_guard_framework_model() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.unit_id = eiso_models_unit()) THEN
		RAISE EXCEPTION 'not_the_department: only a document of the Department''s own unit is a model' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND (NEW.id, NEW.document_id, NEW.marked_by_id, NEW.marked_at) IS DISTINCT FROM
	   (OLD.id, OLD.document_id, OLD.marked_by_id, OLD.marked_at) THEN
		RAISE EXCEPTION 'content_frozen: which document a model is never changes' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND NEW.row_version <= OLD.row_version THEN
		RAISE EXCEPTION 'stale: a change moves the row version' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER framework_model_guard BEFORE INSERT OR UPDATE ON framework_model FOR EACH ROW EXECUTE FUNCTION eiso_guard_framework_model();
CREATE TRIGGER framework_model_no_delete BEFORE DELETE ON framework_model FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER framework_model_no_truncate BEFORE TRUNCATE ON framework_model EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_set_no_delete BEFORE DELETE ON model_set FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_set_no_truncate BEFORE TRUNCATE ON model_set EXECUTE FUNCTION eiso_refuse_delete();

CREATE UNIQUE INDEX model_set_member_once ON model_set_member (set_id, model_id) WHERE removed_on IS NULL;
CREATE FUNCTION eiso_guard_model_set_member() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.set_id, NEW.model_id) IS DISTINCT FROM (OLD.id, OLD.set_id, OLD.model_id) OR OLD.removed_on IS NOT NULL THEN
		RAISE EXCEPTION 'content_frozen: what left a set stays as it was' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER model_set_member_guard BEFORE UPDATE ON model_set_member FOR EACH ROW EXECUTE FUNCTION eiso_guard_model_set_member();
CREATE TRIGGER model_set_member_no_delete BEFORE DELETE ON model_set_member FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_set_member_no_truncate BEFORE TRUNCATE ON model_set_member EXECUTE FUNCTION eiso_refuse_delete();

-- A unit follows issued versions of the model, forward only, with a document of its own. Only an abandoned document gives its place to
-- another one.
CREATE FUNCTION eiso_guard_model_adoption() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	source_unit uuid;
BEGIN
	SELECT unit_id INTO source_unit FROM document WHERE id = NEW.source_document_id;
	IF TG_OP = 'INSERT' THEN
		IF source_unit = NEW.unit_id OR NOT EXISTS (SELECT 1 FROM framework_model m JOIN document d ON d.id = NEW.source_document_id
			WHERE m.document_id IN (d.id, d.parent_id)) THEN
			RAISE EXCEPTION 'illegal_transition: what is adopted is a model, or a form of one' USING ERRCODE = '23514';
		END IF;
		IF NOT eiso_keeps_documents(NEW.created_by_id, NEW.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: an officer or head of the unit adopts' USING ERRCODE = '23514';
		END IF;
	ELSE
		IF (NEW.id, NEW.unit_id, NEW.source_document_id, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
		   (OLD.id, OLD.unit_id, OLD.source_document_id, OLD.created_by_id, OLD.created_at) THEN
			RAISE EXCEPTION 'content_frozen: which unit adopted which model never changes' USING ERRCODE = '23514';
		END IF;
		IF OLD.document_id IS DISTINCT FROM NEW.document_id AND OLD.document_id IS NOT NULL
		   AND NOT EXISTS (SELECT 1 FROM document WHERE id = OLD.document_id AND status = 'abandoned') THEN
			RAISE EXCEPTION 'content_frozen: the document that came of a model stays with it' USING ERRCODE = '23514';
		END IF;
		IF NEW.row_version <= OLD.row_version THEN
			RAISE EXCEPTION 'stale: a change moves the row version' USING ERRCODE = '23514';
		END IF;
		IF OLD.document_id = NEW.document_id AND EXISTS (SELECT 1 FROM version o JOIN version n ON n.id = NEW.base_version_id
			WHERE o.id = OLD.base_version_id AND (n.issue_no, n.revision_no) < (o.issue_no, o.revision_no)) THEN
			RAISE EXCEPTION 'illegal_transition: a unit never goes back to an older version of a model' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: what comes of a model belongs to the unit' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT 1 FROM unnest(ARRAY[
			CASE WHEN TG_OP = 'INSERT' OR OLD.base_version_id IS DISTINCT FROM NEW.base_version_id THEN NEW.base_version_id END,
			CASE WHEN TG_OP = 'INSERT' OR OLD.declined_version_id IS DISTINCT FROM NEW.declined_version_id THEN NEW.declined_version_id END]) AS named(id)
		WHERE named.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version v
			WHERE v.id = named.id AND v.document_id = NEW.source_document_id AND v.state = 'issued')) THEN
		RAISE EXCEPTION 'illegal_transition: only an issued version of the model is followed or declined' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER model_adoption_guard BEFORE INSERT OR UPDATE ON model_adoption FOR EACH ROW EXECUTE FUNCTION eiso_guard_model_adoption();
CREATE TRIGGER model_adoption_no_delete BEFORE DELETE ON model_adoption FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_adoption_no_truncate BEFORE TRUNCATE ON model_adoption EXECUTE FUNCTION eiso_refuse_delete();

-- The history of an adoption: by a person who keeps the unit's documents, at that moment, about this model.
CREATE FUNCTION eiso_guard_model_adoption_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT eiso_is_now(NEW.at) OR NOT EXISTS (SELECT 1 FROM model_adoption a
		WHERE a.id = NEW.adoption_id AND eiso_keeps_documents(NEW.user_id, a.unit_id)
			AND (NEW.model_version_id IS NULL OR EXISTS (SELECT 1 FROM version v
				WHERE v.id = NEW.model_version_id AND v.document_id = a.source_document_id))
			AND (NEW.result_version_id IS NULL OR EXISTS (SELECT 1 FROM version v
				WHERE v.id = NEW.result_version_id AND v.document_id = a.document_id))) THEN
		RAISE EXCEPTION 'illegal_transition: this is no act of the unit on this model' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER model_adoption_act_guard BEFORE INSERT ON model_adoption_act FOR EACH ROW EXECUTE FUNCTION eiso_guard_model_adoption_act();
CREATE TRIGGER model_adoption_act_no_change BEFORE UPDATE OR DELETE ON model_adoption_act FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_adoption_act_no_truncate BEFORE TRUNCATE ON model_adoption_act EXECUTE FUNCTION eiso_refuse_delete();

CREATE TRIGGER model_reminder_no_change BEFORE UPDATE OR DELETE ON model_reminder FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER model_reminder_no_truncate BEFORE TRUNCATE ON model_reminder EXECUTE FUNCTION eiso_refuse_delete();
