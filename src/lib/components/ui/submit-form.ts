import { deserialize } from '$app/forms';
import type { ActionResult } from '@sveltejs/kit';

/** Whether the form carries a file with content: only then is it sent in a way that can report progress. */
export function carriesFile(data: FormData): boolean {
	for (const value of data.values()) {
		if (value instanceof File && value.size > 0) return true;
	}
	return false;
}

/**
 * Posts to a form action as `use:enhance` does, but through XMLHttpRequest, because fetch cannot report how much of an
 * upload has gone.
 */
export function postWithProgress(
	action: URL,
	data: FormData,
	progress: (percent: number) => void,
	signal: AbortSignal
): Promise<ActionResult> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', action);
		request.setRequestHeader('accept', 'application/json');
		request.setRequestHeader('x-sveltekit-action', 'true');
		request.upload.addEventListener('progress', (event) => {
			if (event.lengthComputable) progress(Math.floor((event.loaded / event.total) * 100));
		});
		request.addEventListener('load', () => {
			try {
				const result: ActionResult = deserialize(request.responseText);
				// The status of the envelope is 200; the action's own one travels inside.
				resolve(result.type === 'error' ? { ...result, status: request.status } : result);
			} catch (cause) {
				reject(new Error(`The server answered ${request.status} without a result`, { cause }));
			}
		});
		request.addEventListener('error', () => reject(new Error('The request did not reach the server')));
		request.addEventListener('abort', () => reject(new DOMException('Upload stopped', 'AbortError')));
		signal.addEventListener('abort', () => request.abort());
		request.send(data);
	});
}
