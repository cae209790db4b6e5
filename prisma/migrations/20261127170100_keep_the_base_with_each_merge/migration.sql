-- Which version of a model a unit follows belongs to the act that merged it: when the draft that came of it is cancelled, the unit follows
-- the one before again, and nothing has to be written for that.
ALTER TABLE "model_adoption" DROP CONSTRAINT "model_adoption_facts";
ALTER TABLE "model_adoption" DROP COLUMN "base_version_id", DROP COLUMN "as_is_sha256", DROP COLUMN "localisation";
ALTER TABLE "model_adoption" ADD CONSTRAINT "model_adoption_facts" CHECK (
    ("document_id" IS NOT NULL OR coalesce(trim("not_applicable_reason"), '') <> '')
        AND ("declined_version_id" IS NULL) = ("decline_reason" IS NULL) AND coalesce(trim("decline_reason"), '-') <> ''
        AND coalesce(trim("not_applicable_reason"), '-') <> '');
ALTER TABLE "model_adoption_act" ADD COLUMN "as_is_sha256" TEXT, ADD COLUMN "localisation" JSONB NOT NULL DEFAULT '{}',
    ADD CONSTRAINT "model_adoption_act_result" CHECK (("event" IN ('adopt', 'merge')) = ("result_version_id" IS NOT NULL)
        AND ("event" IN ('adopt', 'merge') OR "as_is_sha256" IS NULL) AND jsonb_typeof("localisation") = 'object');

CREATE OR REPLACE FUNCTION eiso_guard_model_adoption() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT 1 FROM document d JOIN framework_model m ON m.document_id IN (d.id, d.parent_id)
			WHERE d.id = NEW.source_document_id AND d.unit_id <> NEW.unit_id) THEN
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
	END IF;
	IF NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: what comes of a model belongs to the unit' USING ERRCODE = '23514';
	END IF;
	IF NEW.declined_version_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.declined_version_id IS DISTINCT FROM NEW.declined_version_id)
	   AND NOT EXISTS (SELECT 1 FROM version v
			WHERE v.id = NEW.declined_version_id AND v.document_id = NEW.source_document_id AND v.state = 'issued') THEN
		RAISE EXCEPTION 'illegal_transition: only an issued version of the model is declined' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- The history of an adoption: by a person who keeps the unit's documents, at that moment, about an issued version of this model, never an
-- older one than the unit follows already.
CREATE OR REPLACE FUNCTION eiso_guard_model_adoption_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	a model_adoption%ROWTYPE;
BEGIN
	SELECT * INTO a FROM model_adoption WHERE id = NEW.adoption_id;
	IF a.id IS NULL OR NOT eiso_is_now(NEW.at) OR NOT eiso_keeps_documents(NEW.user_id, a.unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: an officer or head of the unit acts on its models, now' USING ERRCODE = '23514';
	END IF;
	IF NEW.model_version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version v
		WHERE v.id = NEW.model_version_id AND v.document_id = a.source_document_id AND v.state = 'issued') THEN
		RAISE EXCEPTION 'illegal_transition: only an issued version of the model is followed or declined' USING ERRCODE = '23514';
	END IF;
	IF NEW.result_version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version v
		WHERE v.id = NEW.result_version_id AND v.document_id = a.document_id AND v.state = 'draft') THEN
		RAISE EXCEPTION 'illegal_transition: a merge comes into a draft of the unit''s document' USING ERRCODE = '23514';
	END IF;
	IF NEW.event IN ('adopt', 'merge') AND EXISTS (SELECT 1 FROM model_adoption_act o
		JOIN version r ON r.id = o.result_version_id AND r.document_id = a.document_id AND r.state <> 'cancelled'
		JOIN version ov ON ov.id = o.model_version_id JOIN version nv ON nv.id = NEW.model_version_id
		WHERE o.adoption_id = a.id AND (nv.issue_no, nv.revision_no) < (ov.issue_no, ov.revision_no)) THEN
		RAISE EXCEPTION 'illegal_transition: a unit never goes back to an older version of a model' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
