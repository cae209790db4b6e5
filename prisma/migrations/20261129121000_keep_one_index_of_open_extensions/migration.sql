-- `action_one_extension` says the same.
DROP INDEX action_extension_one_open;
