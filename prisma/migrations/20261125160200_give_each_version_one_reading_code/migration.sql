-- design.md §6: one code for the reading copies of a version, however many processes make them at once; a personal copy belongs to
-- a person and has a code of its own. A code that was printed is never changed or taken back.
CREATE UNIQUE INDEX print_code_one_reading ON print_code (version_id) WHERE kind = 'reading';
ALTER TABLE print_code ADD CONSTRAINT print_code_person CHECK ((kind = 'personal') = (user_id IS NOT NULL));
CREATE TRIGGER print_code_no_change BEFORE UPDATE OR DELETE ON print_code FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER print_code_no_truncate BEFORE TRUNCATE ON print_code EXECUTE FUNCTION eiso_refuse_delete();
