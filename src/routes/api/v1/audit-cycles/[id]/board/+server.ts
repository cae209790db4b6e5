import { getCycleBoard } from '#lib/server/api/audit-cycles.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getCycleBoard);
