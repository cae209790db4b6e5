import { getQualitySystem } from '#lib/server/api/quality-system.ts';
import { changeQualitySystem } from '#lib/server/api/quality-system-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getQualitySystem);
export const POST = serve(changeQualitySystem);
