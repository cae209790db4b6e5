-- Search without accents over codes, titles and text. The vector is computed here, so that whoever writes a row cannot forget it.
CREATE FUNCTION eiso_search_vector(code text, code_key text, title text, body text) RETURNS tsvector
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN setweight(to_tsvector('simple'::regconfig, eiso_fold(code || ' ' || code_key || ' ' || replace(code_key, '.', ''))), 'A')
		|| setweight(to_tsvector('simple'::regconfig, eiso_fold(title)), 'B')
		|| setweight(to_tsvector('simple'::regconfig, left(eiso_fold(body), 400000)), 'D');

CREATE FUNCTION eiso_fill_search_entry() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	NEW.title_fold := eiso_fold(NEW.title);
	NEW.vector := eiso_search_vector(NEW.code, NEW.code_key, NEW.title, NEW.body);
	SELECT v.effective_from, v.effective_to INTO NEW.effective_from, NEW.effective_to FROM version v WHERE v.id = NEW.version_id;
	RETURN NEW;
END $$;
CREATE TRIGGER search_entry_fill BEFORE INSERT OR UPDATE OF code, code_key, title, body ON search_entry
	FOR EACH ROW EXECUTE FUNCTION eiso_fill_search_entry();

-- The range of an entry follows its version in the same transaction.
CREATE FUNCTION eiso_search_follow_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	UPDATE search_entry SET effective_from = NEW.effective_from, effective_to = NEW.effective_to WHERE version_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER version_search_follow AFTER UPDATE OF effective_from, effective_to ON version
	FOR EACH ROW WHEN ((OLD.effective_from, OLD.effective_to) IS DISTINCT FROM (NEW.effective_from, NEW.effective_to))
	EXECUTE FUNCTION eiso_search_follow_version();

CREATE INDEX search_entry_vector ON search_entry USING gin (vector);
CREATE INDEX search_entry_title ON search_entry USING gin (title_fold gin_trgm_ops);
CREATE INDEX search_entry_code ON search_entry (code_key text_pattern_ops);
CREATE INDEX unit_version_name_fold ON unit_version USING gin (eiso_fold(name) gin_trgm_ops);
CREATE INDEX user_name_fold ON "user" USING gin (eiso_fold(full_name) gin_trgm_ops);
CREATE INDEX document_title_fold ON document USING gin (eiso_fold(title) gin_trgm_ops);
