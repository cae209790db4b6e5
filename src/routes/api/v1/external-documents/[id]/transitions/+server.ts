import { moveExternalDocument } from '#lib/server/api/external-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveExternalDocument);
