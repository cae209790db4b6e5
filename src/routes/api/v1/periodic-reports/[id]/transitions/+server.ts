import { movePeriodicReport } from '#lib/server/api/periodic-report-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(movePeriodicReport);
