import { listAuditTrail } from '#lib/server/api/audit-trail.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listAuditTrail);
