// Prints the SQL that creates an empty database's tables from prisma/schema, for writing a migration. Needs no database.
import { readFileSync, readdirSync } from 'node:fs';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const wasmPath = new URL('../node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm', import.meta.url);
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), {
	'./schema_engine_bg.js': engine
});
engine.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const nothing = { columnNames: [], columnTypes: [], rows: [] };
const ok = (value) => ({ ok: true, value, map: (f) => ok(f(value)), flatMap: (f) => f(value) });
const adapter = {
	provider: 'postgres',
	adapterName: 'none',
	queryRaw: async () => ok(nothing),
	executeRaw: async () => ok(0),
	executeScript: async () => ok(undefined),
	getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
	startTransaction: async () => ok({ ...adapter, commit: async () => ok(undefined), rollback: async () => ok(undefined) }),
	dispose: async () => ok(undefined)
};
const factory = {
	provider: 'postgres',
	adapterName: 'none',
	connect: async () => ok(adapter),
	connectToShadowDb: async () => ok(adapter),
	errorRegistry: { consumeError: () => undefined }
};

const schema = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
const files = readdirSync('prisma/schema').map((name) => ({ path: name, content: readFileSync(`prisma/schema/${name}`, 'utf8') }));
const result = await schema.diff({
	from: { tag: 'empty' },
	to: { tag: 'schemaDatamodel', files, configDir: 'prisma' },
	shadowDatabaseUrl: null,
	script: true,
	exitCode: null,
	filters: { externalTables: [], externalEnums: [] }
});
process.stdout.write(result.stdout ?? '');
process.exit(0);
