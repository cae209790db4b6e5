import { addRecordFile } from '#lib/server/api/records.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(addRecordFile);
