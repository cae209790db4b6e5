import { listReaders } from '#lib/server/api/readings.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listReaders);
