-- The days by which reports are due are changed, never taken away.
CREATE TRIGGER report_rule_no_delete BEFORE DELETE ON "report_rule" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER report_rule_no_truncate BEFORE TRUNCATE ON "report_rule" EXECUTE FUNCTION eiso_refuse_delete();
