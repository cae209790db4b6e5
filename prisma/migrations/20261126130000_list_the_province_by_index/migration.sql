-- The list of the province: its first page is walked in the order of an index instead of sorting all documents in force.
CREATE INDEX document_open_by_code ON document (code_sort, id) WHERE status = 'open';
CREATE INDEX document_open_by_kind ON document (kind_code, code_sort, id) WHERE status = 'open';
CREATE INDEX version_by_title ON version (title COLLATE "vi-x-icu") WHERE effective_from IS NOT NULL;

-- A filter by title compares what was folded when the title was written: folding costs some sixty times the comparison, and
-- an index by trigrams knows nothing of words with two letters ("hồ sơ").
ALTER TABLE version ADD COLUMN title_fold text GENERATED ALWAYS AS (eiso_fold(title)) STORED;
