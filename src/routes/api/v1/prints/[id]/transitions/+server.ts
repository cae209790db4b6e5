import { movePrint } from '#lib/server/api/numbered-prints.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(movePrint);
