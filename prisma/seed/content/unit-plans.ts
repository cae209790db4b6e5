import { catalogue, type CatalogueSet } from './procedures/catalogue.ts';
import type { Life } from './scenario-types.ts';
import type { DocumentSpec } from './types.ts';
import { demoCommuneCode } from './units.ts';

/** Which documents each unit has, and what became of them. Days are counted back from the day of loading. */
export type UnitPlan = {
	readonly unitCode: string;
	/** Issue days of the unit's batches, oldest first; the first one issues most of the set. */
	readonly batchDays: readonly number[];
	readonly sets: readonly CatalogueSet[];
	/** Codes that this unit does not have (yet). */
	readonly without?: RegExp;
	/** Documents whose life is told; all others follow `mix`. */
	readonly lives: Readonly<Record<string, Life>>;
	readonly mix: readonly Life[];
	/** Whether last year's yearly documents exist too. */
	readonly lastYear: boolean;
};

const steady: readonly Life[] = ['in_force', 'superseded_once', 'in_force', 'in_force', 'superseded_once'];
const common: readonly CatalogueSet[] = ['systemProcedures', 'systemTexts', 'systemForms', 'oneStopForms', 'regulations'];
const fewForms = /^BM\.(?:ISO\.0[2-5]|ISO\.01\.0[3-6]|MC\.0[2346])|^KH\.DGNB|^HD\.02|^PL\.02/u;
const fewestForms = /^BM\.(?:ISO|NB|MC\.0[2346])|^KH\.|^HD\.|^QC\.02|^PL\.02/u;

export const unitPlans: readonly UnitPlan[] = [
	{
		unitCode: 'SO-NV',
		batchDays: [-905, -640, -430, -205, -62],
		sets: [...common, 'agencyTexts', 'agencyInternal', 'receivingCitizens', 'complaints', 'homeAffairs', 'homeAffairsForms'],
		lives: {
			'QT.ISO.01': 'superseded_twice',
			'QT.ISO.02': 'superseded_once',
			'QT.ISO.05': 'in_review',
			HTQLCL: 'superseded_twice',
			'QC.01': 'superseded_twice',
			'QC.02': 'in_approval',
			'QC.05': 'upcoming',
			'QT.VTLT.01': 'superseded_once',
			'QT.VTLT.02': 'superseded_thrice',
			'QT.HTC.01': 'superseded_twice',
			'QT.HTC.02': 'in_review',
			'QT.HTC.03': 'returned_by_head',
			'QT.HTC.04': 'upcoming',
			'QT.TCBC.01': 'superseded_once',
			'QT.TCBC.03': 'approved',
			'QT.TDKT.01': 'superseded_thrice',
			'QT.TDKT.02': 'returned_by_reviewer',
			'QT.CCVC.01': 'in_approval',
			'QT.CCVC.05': 'upcoming',
			'QT.TG.01': 'cancelled',
			'QT.CTTN.01': 'withdrawn',
			'QT.NB.02': 'superseded_twice',
			'QT.NB.03': 'draft',
			'QT.NB.04': 'returned_after_approval',
			'QT.TD.02': 'in_review',
			'BM.VTLT.02.02': 'approved',
			'BM.TDKT.01.01': 'draft',
			'BM.TCBC.03.01': 'approved',
			'BM.CCVC.05.02': 'upcoming',
			'BM.ISO.01.04': 'withdrawn_in_batch',
			'BM.ISO.01.06': 'in_review',
			'BM.ISO.02.01': 'draft',
			'HD.02': 'in_review',
			'HD.04': 'draft',
			'PL.03': 'in_approval',
			'BM.CCVC.01.01': 'cancelled'
		},
		mix: ['in_force', 'superseded_once', 'in_force', 'superseded_once', 'in_force', 'superseded_twice'],
		lastYear: true
	},
	{
		unitCode: 'SO-KHCN',
		batchDays: [-880, -560, -300, -120],
		sets: [...common, 'science', 'leadAgency', 'receivingCitizens'],
		without: /^BM\.(?:ISO\.0[25]|ISO\.03\.0[12]|ISO\.01\.0[36]|MC\.0[234])|^KH\.DGNB|^PL\.02/u,
		lives: {
			'QT.KHCN.01': 'superseded_twice',
			'QT.KHCN.02': 'in_approval',
			'QT.KHCN.03': 'in_review',
			'QT.ISO.01': 'superseded_twice',
			'HD.03': 'upcoming',
			'QC.03': 'superseded_once',
			'QC.02': 'revoked',
			'HD.01': 'revoked',
			'HD.02': 'draft',
			'BM.KHCN.01.02': 'approved',
			'BM.ISO.04.01': 'withdrawn'
		},
		mix: steady,
		lastYear: true
	},
	{
		unitCode: demoCommuneCode,
		batchDays: [-655, -340, -110],
		sets: [...common, 'commune', 'receivingCitizens', 'complaints', 'communeInternal'],
		without: /^BM\.(?:ISO|MC\.0[2346]|NB|TD)|^KH\.DGNB|^HD\.|^PL\.0[23]|^QC\.02/u,
		lives: {
			'QT.TP.01': 'superseded_twice',
			'QT.TP.02': 'superseded_once',
			'QT.TP.03': 'in_force',
			'QT.TP.04': 'superseded_twice',
			'QT.TP.06': 'in_review',
			'QT.DD.01': 'in_approval',
			'QT.LD.01': 'upcoming',
			'QT.LD.02': 'draft',
			'QT.VH.01': 'withdrawn',
			'QT.NB.02': 'approved',
			'QT.TD.03': 'returned_by_head',
			'QT.ISO.02': 'superseded_once'
		},
		mix: steady,
		lastYear: false
	},
	smaller('SO-TP', [-820, -450, -150], [...common, 'justice'], fewForms, {
		'QT.HCTP.01': 'in_review',
		'QC.01': 'draft'
	}),
	smaller('SO-TC', [-790, -420, -95], [...common, 'finance'], fewForms, {
		'QT.GCS.01': 'upcoming',
		CSCL: 'in_approval'
	}),
	smaller('SO-TTTT', [-760, -390], [...common, 'communication'], fewestForms, {
		'QT.BCXB.01': 'approved',
		'QT.ISO.04': 'draft'
	}),
	smaller('HU-440', [-840, -500, -210], [...common, 'district', 'receivingCitizens', 'complaints'], fewForms, {
		'QT.TNMT.01': 'superseded_twice',
		'QT.TCKH.01': 'in_review',
		'QT.TD.03': 'returned_by_reviewer'
	}),
	smaller('HU-446', [-800, -380, -130], [...common, 'district', 'receivingCitizens'], fewForms, {
		'QT.TP.11': 'upcoming',
		'QT.TD.01': 'in_approval'
	}),
	smaller('CC-TDC', [-860, -470, -170], [...common, 'standards'], fewForms, {
		'QT.TDC.01': 'superseded_thrice',
		'QT.TDC.03': 'in_review'
	}),
	smaller('CC-VTLT', [-700, -330], [...common, 'archives'], fewForms, { 'QT.VTLT.01': 'cancelled', 'PL.01': 'draft' }),
	smaller('TT-HCC', [-600, -230], common, /^BM\.ISO|^KH\.|^QC\.02|^PL\.02/u, { 'HD.01': 'in_review' }),
	smaller('XA-18406', [-690, -360, -75], [...common, 'commune', 'communeInternal'], fewestForms, {
		'QT.TP.01': 'superseded_twice',
		'QT.LD.02': 'in_approval',
		'QT.DD.01': 'withdrawn'
	}),
	smaller('XA-18070', [-670, -310, -100], [...common, 'commune', 'communeInternal'], fewestForms, {
		'QT.TP.04': 'in_review',
		'QT.LD.01': 'draft'
	}),
	smaller('XA-18415', [-640, -280], [...common, 'commune'], /^BM\.|^KH\.|^HD\.|^QC\.|^PL\.02/u, {
		'QT.TP.02': 'returned_by_reviewer'
	}),
	smaller('XA-18568', [-610, -190], [...common, 'commune'], /^BM\.|^KH\.|^HD\.|^QC\.|^PL\./u, { 'QT.VH.01': 'draft' })
];

function smaller(
	unitCode: string,
	batchDays: readonly number[],
	sets: readonly CatalogueSet[],
	without: RegExp,
	lives: Readonly<Record<string, Life>>
): UnitPlan {
	return { unitCode, batchDays, sets, without, lives, mix: steady, lastYear: false };
}

export function specsOf(plan: UnitPlan): DocumentSpec[] {
	const specs = plan.sets.flatMap((set) => [...catalogue[set]]);
	return plan.without ? specs.filter((spec) => !plan.without?.test(spec.code)) : specs;
}
