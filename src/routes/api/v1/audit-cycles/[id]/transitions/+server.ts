import { moveAuditCycle } from '#lib/server/api/audit-cycles.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveAuditCycle);
