import { readFile } from 'node:fs/promises';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { FormState } from '#lib/components/ui/form-state.ts';
import { receiveMultipart } from '#lib/server/files/receive.ts';
import { FileRefusal } from '#lib/server/files/rules.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { refused, type ActionOptions } from './action.ts';

export type SmallFileOptions = ActionOptions & {
	/** The file field. */
	field: string;
	maxBytes: number;
	/** Refuses before a byte is read. */
	before: (ctx: Ctx) => void;
};

/** A form action that reads one small file and keeps nothing of it. What is wrong with the file comes back beside its field. */
export function smallFileAction<Result>(
	act: (ctx: Ctx, bytes: Uint8Array, event: RequestEvent) => Promise<Result>,
	{ field, maxBytes, before, ...options }: SmallFileOptions
): (event: RequestEvent) => Promise<Result | ActionFailure<FormState>> {
	return async (event) => {
		const { ctx, runtime } = event.locals;
		try {
			if (ctx.actor.kind !== 'user') throw new Unauthenticated();
			before(ctx);
			const received = await receiveMultipart(event.request, { tempDir: runtime.tools.tempDir, maxBytes, fileFields: [field] });
			try {
				const [file] = received.files;
				if (!file) throw new FileRefusal('upload_missing_file', { field });
				return await act(ctx, await readFile(file.tempPath), event);
			} finally {
				await received.discard();
			}
		} catch (cause) {
			return refused(event, cause instanceof FileRefusal ? new FileRefusal(cause.code, { ...cause.params, field }) : cause, {}, options);
		}
	};
}
