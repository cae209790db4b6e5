// For tests: the compiled messages as one module. The compiler writes one for each message, so that a page is sent only its own; each
// test file would wait for more than four thousand of them.
import path from 'node:path';
import { build } from 'vite';
import { root } from './run.mjs';

const folder = path.posix.join(root.split(path.sep).join('/'), 'src/lib/paraglide');
const index = `${folder}/messages/_index.js`;

/** A plugin of Vitest that gives the messages in one piece. What they share stays a module of its own: it keeps the language. */
export function messageBundle() {
	let made;
	return {
		name: 'eiso:message-bundle',
		enforce: 'pre',
		// Vitest keeps what it has read by the text of its file; the text of the index says nothing about the words.
		configureVitest({ defineCacheKeyGenerator }) {
			defineCacheKeyGenerator(({ id }) => (id === index ? false : undefined));
		},
		load(id) {
			return id === index ? (made ??= bundle()) : null;
		}
	};
}

async function bundle() {
	const { output } = await build({
		configFile: false,
		root,
		logLevel: 'warn',
		publicDir: false,
		build: {
			ssr: index,
			write: false,
			minify: false,
			rolldownOptions: {
				external: /\/(runtime|registry)\.js$/,
				makeAbsoluteExternalsRelative: false,
				treeshake: false,
				// Those of the compiler describe types, and are most of it.
				output: { format: 'esm', comments: false }
			}
		}
	});
	return { code: output[0].code, map: null };
}
