import { moveAudit } from '#lib/server/api/audits.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveAudit);
