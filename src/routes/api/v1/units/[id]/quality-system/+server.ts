import { getQualitySystem } from '#lib/server/api/quality-system.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getQualitySystem);
