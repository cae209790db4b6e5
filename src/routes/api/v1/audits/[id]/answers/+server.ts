import { listAuditAnswers, sendAuditAnswers } from '#lib/server/api/audit-answers.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listAuditAnswers);
export const POST = serve(sendAuditAnswers);
