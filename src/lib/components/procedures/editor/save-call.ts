import { z } from 'zod';
import { partKeys, procedureContent, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';

const others = z
	.array(z.object({ userId: z.string(), name: z.string(), at: z.coerce.date(), parts: z.array(z.enum(partKeys)) }))
	.default([]);
const savedSchema = z.object({ revision: z.int(), savedAt: z.coerce.date(), content: procedureContent.nullable(), others });
const problemSchema = z.object({
	code: z.string(),
	detail: z.string(),
	params: z.object({ revision: z.int(), content: procedureContent, others }).optional().catch(undefined)
});

export type Others = z.output<typeof others>;
/** What came of a save. `offline`: it did not arrive, or nobody answered. */
export type SaveAnswer =
	| { kind: 'saved'; revision: number; savedAt: Date; content: ProcedureContent | null; others: Others }
	| { kind: 'collided'; revision: number; content: ProcedureContent; others: Others }
	| { kind: 'refused'; status: number; message: string }
	| { kind: 'offline' };

/** Sends some parts with the revision that they were begun from. */
export async function sendParts(
	documentId: string,
	input: { versionId: string; base: number; parts: Partial<Record<PartKey, unknown>> }
): Promise<SaveAnswer> {
	try {
		const response = await fetch(`/documents/${documentId}/edit/content`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(input),
			signal: AbortSignal.timeout(20_000)
		});
		const body: unknown = await response.json();
		if (response.ok) return { kind: 'saved', ...savedSchema.parse(body) };
		const problem = problemSchema.parse(body);
		if (problem.code === 'stale' && problem.params) return { kind: 'collided', ...problem.params };
		if (response.status >= 500) return { kind: 'offline' };
		return { kind: 'refused', status: response.status, message: problem.detail };
	} catch {
		return { kind: 'offline' };
	}
}
