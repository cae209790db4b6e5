-- Procedures that are written in eISO. `structured` says so of a version, from its beginning and for ever.
ALTER TABLE "version" ADD COLUMN "structured" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "procedure_content" (
    "version_id" UUID NOT NULL,
    "content" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "saved_by_id" UUID NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "procedure_content_pkey" PRIMARY KEY ("version_id")
);
CREATE TABLE "procedure_content_revision" (
    "version_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "saved_by_id" UUID NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "noted" BOOLEAN NOT NULL,

    CONSTRAINT "procedure_content_revision_pkey" PRIMARY KEY ("version_id", "revision")
);
CREATE INDEX "procedure_content_saved_by_id_idx" ON "procedure_content"("saved_by_id");
CREATE INDEX "procedure_content_revision_saved_by_id_idx" ON "procedure_content_revision"("saved_by_id");
ALTER TABLE "procedure_content" ADD CONSTRAINT "procedure_content_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "procedure_content" ADD CONSTRAINT "procedure_content_saved_by_id_fkey" FOREIGN KEY ("saved_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "procedure_content_revision" ADD CONSTRAINT "procedure_content_revision_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "procedure_content_revision" ADD CONSTRAINT "procedure_content_revision_saved_by_id_fkey" FOREIGN KEY ("saved_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The text of a JSON value that domain/procedures/content.ts calls canonical: keys in the order of their bytes, no spaces.
CREATE FUNCTION eiso_canonical_json(value jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
	RETURN CASE jsonb_typeof(value)
		WHEN 'object' THEN '{' || coalesce((
			SELECT string_agg(to_json(e.key)::text || ':' || eiso_canonical_json(e.value), ',' ORDER BY e.key COLLATE "C")
			FROM jsonb_each(value) e), '') || '}'
		WHEN 'array' THEN '[' || coalesce((
			SELECT string_agg(eiso_canonical_json(e.value), ',' ORDER BY e.ordinality)
			FROM jsonb_array_elements(value) WITH ORDINALITY e), '') || ']'
		ELSE value::text
	END;
END $$;
CREATE FUNCTION eiso_canonical_sha256(value jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT
	RETURN encode(sha256(convert_to(eiso_canonical_json(value), 'UTF8')), 'hex');

-- What stands in a version changes only while it is a draft, one revision at a time, by an author of the round.
CREATE FUNCTION eiso_guard_procedure_content() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	current_round int;
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: the text of a procedure is never deleted' USING ERRCODE = '23514';
	END IF;
	-- Locked, so that nobody submits the version between this look and the end of the transaction.
	SELECT v.round INTO current_round FROM version v WHERE v.id = NEW.version_id AND v.structured AND v.state = 'draft' FOR SHARE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'content_frozen: the text of a procedure changes only in a draft that is written here' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' AND NEW.revision <> 1 OR TG_OP = 'UPDATE' AND NEW.revision <> OLD.revision + 1 THEN
		RAISE EXCEPTION 'stale: each save is one revision' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
		RAISE EXCEPTION 'content_frozen: a text stays in its version' USING ERRCODE = '23514';
	END IF;
	IF jsonb_typeof(NEW.content) <> 'object' OR NEW.sha256 <> eiso_canonical_sha256(NEW.content) THEN
		RAISE EXCEPTION 'content_changed: the hash is of another text' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = NEW.version_id AND a.round = current_round AND a.user_id = NEW.saved_by_id) THEN
		RAISE EXCEPTION 'separation_of_duties: whoever saves a text is an author of the round' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER procedure_content_guard BEFORE INSERT OR UPDATE OR DELETE ON procedure_content FOR EACH ROW EXECUTE FUNCTION eiso_guard_procedure_content();
CREATE TRIGGER procedure_content_no_truncate BEFORE TRUNCATE ON procedure_content EXECUTE FUNCTION eiso_refuse_delete();

-- Every save is in the history, as it was, and nothing else is.
CREATE FUNCTION eiso_check_content_revision() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (
		SELECT 1 FROM procedure_content_revision r WHERE r.version_id = NEW.version_id AND r.revision = NEW.revision
			AND r.sha256 = NEW.sha256 AND r.saved_by_id = NEW.saved_by_id AND r.saved_at = NEW.saved_at) THEN
		RAISE EXCEPTION 'append_only: a save without its revision' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER procedure_content_revision_there AFTER INSERT OR UPDATE ON procedure_content DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION eiso_check_content_revision();
CREATE FUNCTION eiso_guard_content_revision() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		RAISE EXCEPTION 'append_only: a revision stays as it was' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (
		SELECT 1 FROM procedure_content c WHERE c.version_id = NEW.version_id AND c.revision = NEW.revision
			AND c.sha256 = NEW.sha256 AND c.saved_by_id = NEW.saved_by_id AND c.saved_at = NEW.saved_at) THEN
		RAISE EXCEPTION 'append_only: a revision is of the save that it comes with' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER procedure_content_revision_guard BEFORE INSERT OR UPDATE OR DELETE ON procedure_content_revision
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_content_revision();
CREATE TRIGGER procedure_content_revision_no_truncate BEFORE TRUNCATE ON procedure_content_revision EXECUTE FUNCTION eiso_refuse_delete();

-- The files of a structured version are made from its text. Its source is exactly that text, and none other comes in with a new PDF;
-- it leaves its draft only with both.
CREATE FUNCTION eiso_guard_structured_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	written text;
BEGIN
	IF NEW.structured <> OLD.structured THEN
		RAISE EXCEPTION 'content_frozen: whether a version is written here never changes' USING ERRCODE = '23514';
	END IF;
	IF NOT NEW.structured THEN
		RETURN NEW;
	END IF;
	SELECT c.sha256 INTO written FROM procedure_content c WHERE c.version_id = NEW.id;
	IF (NEW.pdf_sha256, NEW.source_sha256) IS DISTINCT FROM (OLD.pdf_sha256, OLD.source_sha256)
	   AND (NEW.pdf_sha256 IS NOT NULL OR NEW.source_sha256 IS NOT NULL)
	   AND (NEW.pdf_sha256 IS NULL OR NEW.source_sha256 IS DISTINCT FROM written) THEN
		RAISE EXCEPTION 'content_changed: the files of this version are made from its text' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'cancelled')
	   AND (NEW.pdf_sha256 IS NULL OR NEW.source_sha256 IS DISTINCT FROM written) THEN
		RAISE EXCEPTION 'content_changed: the files are not of the text as it is' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER version_structured_guard BEFORE UPDATE ON version FOR EACH ROW EXECUTE FUNCTION eiso_guard_structured_version();
CREATE FUNCTION eiso_check_structured_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM procedure_content c WHERE c.version_id = NEW.id) THEN
		RAISE EXCEPTION 'content_frozen: a version that is written here has its text' USING ERRCODE = '23514';
	END IF;
	IF NEW.pdf_sha256 IS NOT NULL OR NEW.source_sha256 IS NOT NULL THEN
		RAISE EXCEPTION 'content_changed: a version that is written here begins without files' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_structured_text AFTER INSERT ON version DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW.structured) EXECUTE FUNCTION eiso_check_structured_version();
