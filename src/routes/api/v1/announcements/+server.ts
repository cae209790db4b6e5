import { listAnnouncements } from '#lib/server/api/announcements.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listAnnouncements);
