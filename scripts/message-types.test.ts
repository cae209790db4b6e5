import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { messageTypes } from './message-types.mjs';

const root = path.dirname(import.meta.dirname);
const keysOf = (folder: string) =>
	readdirSync(folder).flatMap((file) =>
		Object.keys(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object).filter((key) => key !== '$schema')
	);

test('every message has a type, with what it is made of', () => {
	const types = messageTypes(readFileSync(path.join(root, '.start/words/messages/_index.js'), 'utf8'));
	const named = new Set([...types.matchAll(/^export (?:declare const |\{ \w+ as )(\w+)/gm)].map(([, name]) => name));
	const keys = keysOf(path.join(root, 'messages/vi'));
	expect(keys.length).toBeGreaterThan(9000);
	expect(keys.filter((key) => !named.has(key))).toEqual([]);
	const within = new Set([...types.matchAll(/^(?:export )?declare const (\w+)/gm)].map(([, name]) => name));
	const renamed = [...types.matchAll(/^export \{ (\w+) as \w+ \}/gm)].map(([, name]) => name);
	expect(renamed.length).toBeGreaterThan(20);
	expect(renamed.filter((name) => !within.has(name))).toEqual([]);
	expect(types).toContain('export declare const common_page_title: Message<{ title: NonNullable<unknown> }>;');
	expect(types).toContain('export declare const common_app_name: Plain;');
});

test('a form that it does not know is said, not left out', () => {
	expect(() => messageTypes('export function words() {}')).toThrow('Unknown form of a compiled message: export function words');
	expect(() => messageTypes('export const a = /** @type {((inputs: AInputs, options) => string)} */ (0)')).toThrow('Unknown form');
});
