import { getAudit } from '#lib/server/api/audits.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getAudit);
