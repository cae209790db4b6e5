-- One kind of notice was two rows of states.md: a version begun, and a code changed.
UPDATE notice SET kind = CASE subject_type WHEN 'version' THEN 'version_begun' ELSE 'code_changed' END WHERE kind = 'drafter_changed';
