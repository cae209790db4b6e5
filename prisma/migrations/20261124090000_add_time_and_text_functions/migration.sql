-- Text folding, the key of a code, and "today" as one function each, so that the database and the app cannot disagree.
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

-- Lower case, no accents, đ as d. Immutable because the dictionary is named.
CREATE FUNCTION eiso_fold(value text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	RETURN lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFC)));

-- The token key of a document's code (design.md §5.5): upper case, NFC, split at separators and between letters and digits,
-- leading zeros dropped, joined by a dot. `QT-01`, `qt.1` and `QT 001` are one code; `BM.01.11` is not `BM.011.1`.
CREATE FUNCTION eiso_code_key(code text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	RETURN trim(BOTH '.' FROM regexp_replace(
		regexp_replace(
			regexp_replace(
				regexp_replace(upper(normalize(code, NFC)), '[[:space:]._/–—-]+', '.', 'g'),
				'([^0-9.])([0-9])', '\1.\2', 'g'),
			'([0-9])([^0-9.])', '\1.\2', 'g'),
		'(^|\.)0+([0-9])', '\1\2', 'g'));

-- One row that says what this installation is. Created before the tables because eiso_now() reads it.
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "demo_loaded_at" TIMESTAMPTZ(3),
    "setup_token_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "installation_one_row" CHECK ("id" = 1)
);
INSERT INTO "installation" ("id") VALUES (1);

-- The clock. `eiso.now` moves it for a transaction; a database without the demo mark refuses that.
CREATE FUNCTION eiso_now() RETURNS timestamptz
	LANGUAGE plpgsql STABLE AS $$
DECLARE
	moved text := current_setting('eiso.now', true);
BEGIN
	IF moved IS NULL OR moved = '' THEN
		RETURN now();
	END IF;
	IF NOT EXISTS (SELECT 1 FROM installation WHERE id = 1 AND demo) THEN
		RAISE EXCEPTION 'clock_refused: only a database with the demo mark obeys a moved clock' USING ERRCODE = '42501';
	END IF;
	RETURN moved::timestamptz;
END $$;

-- The calendar day in Asia/Ho_Chi_Minh.
CREATE FUNCTION eiso_today() RETURNS date
	LANGUAGE sql STABLE
	RETURN (eiso_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;

-- For tables whose rows stay for ever.
CREATE FUNCTION eiso_refuse_delete() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
