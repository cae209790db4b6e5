-- Most of what a reader finds is of the own unit; of other units only what is open to the province or the public. With the
-- visibility beside the vector, search looks at those rows alone instead of asking for the document of every hit.
ALTER TABLE "search_entry" ADD COLUMN "visibility" "visibility" NOT NULL DEFAULT 'unit';
UPDATE search_entry s SET visibility = d.visibility FROM document d WHERE d.id = s.document_id;

CREATE OR REPLACE FUNCTION eiso_fill_search_entry() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	NEW.title_fold := eiso_fold(NEW.title);
	NEW.vector := eiso_search_vector(NEW.code, NEW.code_key, NEW.title, NEW.body);
	SELECT v.effective_from, v.effective_to INTO NEW.effective_from, NEW.effective_to FROM version v WHERE v.id = NEW.version_id;
	SELECT d.visibility INTO NEW.visibility FROM document d WHERE d.id = NEW.document_id;
	RETURN NEW;
END $$;

-- The visibility of an entry follows its document in the same transaction.
CREATE FUNCTION eiso_search_follow_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	UPDATE search_entry SET visibility = NEW.visibility WHERE document_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER document_search_follow AFTER UPDATE OF visibility ON document
	FOR EACH ROW WHEN (OLD.visibility IS DISTINCT FROM NEW.visibility)
	EXECUTE FUNCTION eiso_search_follow_document();

CREATE INDEX search_entry_vector_open ON search_entry USING gin (vector) WHERE visibility IN ('province', 'public');
CREATE INDEX search_entry_title_open ON search_entry USING gin (title_fold gin_trgm_ops) WHERE visibility IN ('province', 'public');
