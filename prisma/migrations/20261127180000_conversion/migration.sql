-- A PDF made of a Word text of a draft by a job: asked for with the text, and what became of it. One row for each text of a version.
CREATE TABLE version_conversion (
	version_id uuid NOT NULL,
	source_sha256 text NOT NULL,
	asked_at timestamptz(3) NOT NULL,
	started_at timestamptz(3),
	finished_at timestamptz(3),
	-- The PDF that was made; whether the version still has it is seen by comparison.
	pdf_sha256 text,
	-- Why there is none.
	problem text,
	CONSTRAINT version_conversion_pkey PRIMARY KEY (version_id, source_sha256),
	CONSTRAINT version_conversion_version_id_fkey FOREIGN KEY (version_id) REFERENCES version (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT version_conversion_one_end CHECK (num_nonnulls(pdf_sha256, problem) = (finished_at IS NOT NULL)::int)
);
