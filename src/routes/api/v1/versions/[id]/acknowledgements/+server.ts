import { acknowledgeVersion } from '#lib/server/api/acknowledgements.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(acknowledgeVersion);
