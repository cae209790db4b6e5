import { getRecordFile } from '#lib/server/api/records.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getRecordFile);
