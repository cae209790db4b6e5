/**
 * What a management review looks at, by edition of the standard (ISO 9001:2015 §9.3.2 a to f, ISO 9001:2008 §5.6.2 a to g), and what agencies
 * look at besides (domain.md §3.2). Numbers of clauses and short names only: the text of the standard is nobody's to copy.
 */

/** A group of figures that eISO owns: one query each. */
export const figureGroups = [
	'decisions',
	'audits',
	'inspections',
	'actions',
	'documents',
	'reading',
	'requests',
	'coverage',
	'faults',
	'objectives',
	'risks',
	'providers',
	'survey',
	'dossiers',
	'feedback',
	'training'
] as const;
export type FigureGroup = (typeof figureGroups)[number];

export type InputOfCatalogue = {
	readonly code: string;
	/** Empty: an addition for agencies. */
	readonly clause: string;
	/** Empty: eISO has no figures of it. */
	readonly groups: readonly FigureGroup[];
};

const additions: readonly InputOfCatalogue[] = [
	{ code: 'services', clause: '', groups: ['dossiers', 'coverage'] },
	{ code: 'feedback', clause: '', groups: ['feedback'] },
	{ code: 'reform_score', clause: '', groups: [] },
	{ code: 'inspection_result', clause: '', groups: ['inspections'] }
];

const catalogues: readonly { readonly since: number; readonly inputs: readonly InputOfCatalogue[] }[] = [
	{
		since: 2015,
		inputs: [
			{ code: 'earlier_decisions', clause: '9.3.2 a', groups: ['decisions'] },
			{ code: 'context', clause: '9.3.2 b', groups: [] },
			{ code: 'satisfaction', clause: '9.3.2 c 1', groups: ['survey', 'faults'] },
			{ code: 'objectives', clause: '9.3.2 c 2', groups: ['objectives'] },
			{ code: 'processes', clause: '9.3.2 c 3', groups: ['documents', 'requests'] },
			{ code: 'nonconformities', clause: '9.3.2 c 4', groups: ['actions'] },
			{ code: 'monitoring', clause: '9.3.2 c 5', groups: ['reading'] },
			{ code: 'audit_results', clause: '9.3.2 c 6', groups: ['audits'] },
			{ code: 'providers', clause: '9.3.2 c 7', groups: ['providers'] },
			{ code: 'resources', clause: '9.3.2 d', groups: ['training'] },
			{ code: 'risks', clause: '9.3.2 e', groups: ['risks'] },
			{ code: 'improvement', clause: '9.3.2 f', groups: [] },
			...additions
		]
	},
	{
		since: 2008,
		inputs: [
			{ code: 'audit_results', clause: '5.6.2 a', groups: ['audits'] },
			{ code: 'satisfaction', clause: '5.6.2 b', groups: ['survey', 'faults'] },
			{ code: 'processes', clause: '5.6.2 c', groups: ['objectives', 'reading'] },
			{ code: 'preventive', clause: '5.6.2 d', groups: ['actions'] },
			{ code: 'earlier_decisions', clause: '5.6.2 e', groups: ['decisions'] },
			{ code: 'changes', clause: '5.6.2 f', groups: ['documents', 'requests'] },
			{ code: 'improvement', clause: '5.6.2 g', groups: [] },
			...additions
		]
	}
];

/** The inputs of an edition, by its year; an edition later than those known here has those of the last one, an earlier one those of the first. */
export function inputsOf(edition: number): readonly InputOfCatalogue[] {
	const known = catalogues.find(({ since }) => edition >= since) ?? catalogues.at(-1);
	return known?.inputs ?? [];
}

/** The groups that an input is filled from; an unknown code has none. */
export function groupsOf(edition: number, code: string): readonly FigureGroup[] {
	return inputsOf(edition).find((input) => input.code === code)?.groups ?? [];
}

/** One figure: its name (`management_figure_<name>` in words), its value, and where eISO shows it. */
export type FigureRow = { readonly name: string; readonly value: number | string | null; readonly href: string | null };
/** What stands beside the figures: counts by clause, an objective with its state. */
export type FigureItem = { readonly label: string; readonly text: string; readonly href: string | null };
export type GroupFigures = { readonly group: FigureGroup; readonly rows: readonly FigureRow[]; readonly items: readonly FigureItem[] };
/** What is frozen with an input: the interval, both days included, and a group at a time. */
export type FrozenFigures = { readonly from: string; readonly to: string; readonly groups: readonly GroupFigures[] };
