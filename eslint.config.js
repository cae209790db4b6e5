import path from 'node:path';
import js from '@eslint/js';
import { includeIgnoreFile } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { whyForbidden } from './scripts/import-rules.mjs';
import svelteConfig from './svelte.config.js';

const root = import.meta.dirname;

/** Applies the table of scripts/import-rules.mjs. */
const layers = {
	meta: { type: 'problem', schema: [] },
	create(context) {
		const from = path.relative(root, context.filename).split(path.sep).join('/');
		const check = (node) => {
			if (typeof node.source?.value !== 'string') return;
			const reason = whyForbidden(from, node.source.value, { typeOnly: node.importKind === 'type' || node.exportKind === 'type' });
			if (reason) context.report({ node: node.source, message: reason });
		};
		return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
	}
};

export default ts.config(
	includeIgnoreFile(path.join(root, '.gitignore')),
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		plugins: { eiso: { rules: { layers } } },
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { project: './tsconfig.all.json', tsconfigRootDir: root, extraFileExtensions: ['.svelte'] }
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'eiso/layers': 'error',
			// TypeScript knows names better.
			'no-undef': 'off',
			'no-console': 'error',
			// `Day | ''` says more than `string`.
			'@typescript-eslint/no-redundant-type-constituents': 'off',
			// Kit merges an interface of this name.
			'@typescript-eslint/no-empty-object-type': ['error', { allowWithName: 'Locals' }],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
			// Code points are what we want of a text, and our functions are closures without `this`.
			'@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
			'@typescript-eslint/require-await': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			// Our own addresses come from lists and the address bar; the adapter serves us at the root.
			'svelte/no-navigation-without-resolve': 'off',
			// ESLint sees `any` in generic components and in handlers; svelte-check knows their types and is as strict.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			// An effect names what it depends on with `void`; a Map that is no state needs no reactive one; svelte-check wants ignores
			// that ESLint's own compilation does not.
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/no-unused-svelte-ignore': 'off'
		}
	},
	// A component is a program of its own to the parser: its types are looked up from nothing, for each again (decision 0417).
	{ files: ['**/*.js', '**/*.mjs', '**/*.svelte'], extends: [ts.configs.disableTypeChecked] },
	// A matcher of Vitest is `any`, so that it fits everywhere.
	{ files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
	{ files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } }
);
