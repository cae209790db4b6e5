import { readdirSync, readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

let loaded = false;

/** The package's own loader wants a bundler. */
function loadEngine(): void {
	if (loaded) return;
	const bytes = readFileSync('node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm');
	const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
		'./schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports
	});
	engine.__wbg_set_wasm(instance.exports);
	const start = instance.exports.__wbindgen_start;
	if (typeof start === 'function') Reflect.apply(start, undefined, []);
	loaded = true;
}

/** PostgreSQL's internal one-letter type: the engine asks for it, and the adapter cannot read it. */
const oneLetter = 18;
const text = 25;

/** Remembers where one-letter columns stood in the last result, and calls them text. */
class ReadablePool extends pg.Pool {
	letters: number[] = [];

	override query = (async (...args: unknown[]) => {
		const result: unknown = await Reflect.apply(pg.Pool.prototype.query, this, args);
		if (typeof result !== 'object' || result === null || !('fields' in result) || !Array.isArray(result.fields)) return result;
		const fields = result.fields as pg.FieldDef[];
		this.letters = fields.flatMap((field, index) => (field.dataTypeID === oneLetter ? [index] : []));
		for (const index of this.letters) if (fields[index]) fields[index].dataTypeID = text;
		return result;
	}) as pg.Pool['query'];
}

class ReadableAdapter extends PrismaPg {
	readonly #pool: ReadablePool;

	constructor(pool: ReadablePool) {
		super(pool);
		this.#pool = pool;
	}

	override async connect(): ReturnType<PrismaPg['connect']> {
		const adapter = await super.connect();
		const queryRaw = adapter.queryRaw.bind(adapter);
		adapter.queryRaw = async (query) => {
			const result = await queryRaw(query);
			for (const index of this.#pool.letters) result.columnTypes[index] = ColumnTypeEnum.Character;
			return result;
		};
		return adapter;
	}
}

/**
 * The SQL that would bring a database to the schema in `dir`, by Prisma's own engine; its words for "nothing" when they agree. It
 * does not see triggers, functions and exclusion constraints.
 */
export async function differences(databaseUrl: string, dir = 'prisma/schema'): Promise<string> {
	loadEngine();
	const pool = new ReadablePool({ connectionString: databaseUrl, max: 2 });
	const factory = bindMigrationAwareSqlAdapterFactory(new ReadableAdapter(pool));
	try {
		const schema = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
		const files = readdirSync(dir).map((name) => ({ path: name, content: readFileSync(`${dir}/${name}`, 'utf8') }));
		const result = await schema.diff({
			from: { tag: 'schemaDatasource', files, configDir: 'prisma' },
			to: { tag: 'schemaDatamodel', files },
			script: true,
			exitCode: null,
			filters: { externalTables: [], externalEnums: [] }
		});
		return result.stdout ?? '';
	} finally {
		await pool.end();
	}
}
