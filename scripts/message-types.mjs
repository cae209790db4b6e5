// The types of all messages in one file, for the type checker and the linter. The compiler writes a module for each message and can declare each
// in one more: some ten thousand files that every tool would open to learn what one says.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const declared = /^(export )?const (\w+) = \/\*\* @type \{\(\(inputs(\??): (\w+), /;
const renamed = /^export \{ (\w+) as "([A-Za-z_]\w*)" \}$/;
const inputs = /^\/\*\* @typedef \{(.*)\} (\w+Inputs) \*\/$/;

/**
 * Reads the index that the compiler writes for all languages (`.start/words`).
 * @throws if a line of it has a form that this does not know: a message without a type would be one that no check sees
 */
export function messageTypes(index) {
	const shapes = new Map();
	const lines = [];
	for (const line of index.split('\n')) {
		const [, shape, name] = inputs.exec(line) ?? [];
		if (name) shapes.set(name, shape);
		const [, exported = '', message, optional, takes] = declared.exec(line) ?? [];
		if (message && shapes.has(takes))
			lines.push(`${exported}declare const ${message}: ${optional ? 'Plain' : `Message<${shapes.get(takes)}>`};`);
		// A name with capitals has another within, which is not exported by itself.
		else if (renamed.test(line)) lines.push(line.replace(renamed, 'export { $1 as $2 };'));
		else if (/^(?:export|const) /.test(line)) throw new Error(`Unknown form of a compiled message: ${line.slice(0, 120)}`);
	}
	return `${head}${lines.join('\n')}\n`;
}

const head = `import type { Locale, LocalizedString, MessageMetadata } from '../runtime.js';
type Options = { locale?: Locale };
type Message<Inputs> = ((inputs: Inputs, options?: Options) => LocalizedString) & MessageMetadata<Inputs, Options, {}>;
type Plain = ((inputs?: {}, options?: Options) => LocalizedString) & MessageMetadata<{}, Options, {}>;
`;

/** @param root of the project; written beside what it describes, where a checker looks for it before it reads the modules. */
export function writeMessageTypes(root) {
	const index = readFileSync(path.join(root, '.start/words/messages/_index.js'), 'utf8');
	writeFileSync(path.join(root, 'src/lib/paraglide/messages/_index.d.ts'), messageTypes(index));
}
