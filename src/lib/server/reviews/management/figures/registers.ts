import type { FigureGroup } from '#lib/domain/reviews/management-inputs.ts';
import { objectivesFacts } from '../../objectives/facts.ts';
import { providerFacts } from '../../providers/facts.ts';
import { risksFacts } from '../../risks/facts.ts';
import { satisfactionFacts } from '../../satisfaction/facts.ts';
import { trainingFacts } from '../../training/facts.ts';
import { item, row, wholePercent } from './row.ts';
import type { FigureQuery } from './take.ts';

type RegisterGroup = Extract<FigureGroup, 'objectives' | 'risks' | 'providers' | 'survey' | 'dossiers' | 'feedback' | 'training'>;

const objectives: FigureQuery = async (ctx, { unitId, from, to }) => {
	const { counts, items } = await objectivesFacts(ctx, unitId, from, to);
	if (counts.total === 0) return null;
	return {
		rows: [
			row('objectives_total', counts.total, '/objectives'),
			row('objectives_met', counts.met),
			row('objectives_missed', counts.missed),
			row('objectives_missing', counts.missing),
			row('objectives_not_due', counts.not_due)
		],
		items: items.map(({ setId, year, code, statement, value, target, measure }) =>
			item(
				`${code} (${String(year)})`,
				`${statement}: ${value === null ? '–' : value.toLocaleString('vi')}/${target.toLocaleString('vi')} ${measure}`,
				`/objectives/${setId}`
			)
		)
	};
};

const risks: FigureQuery = async (ctx, { unitId, from, to }) => {
	const facts = await risksFacts(ctx, unitId, from, to);
	if (facts.open.length === 0 && facts.closed === 0) return null;
	return {
		rows: [
			row('risks_open', facts.open.length, '/risks'),
			row('risks_entered', facts.entered),
			row('risks_closed', facts.closed),
			row('risks_effective', facts.effective),
			row('risks_ineffective', facts.ineffective),
			row('risks_measures_late', facts.measures.late),
			row('risks_reviews_overdue', facts.reviewsOverdue)
		],
		items: facts.byLevel.map(({ level, count }) => item(level, String(count)))
	};
};

const providers: FigureQuery = async (ctx, { unitId, from, to }) => {
	const { counts, rated, overdue } = await providerFacts(ctx, unitId, from, to);
	if (counts.total === 0) return null;
	return {
		rows: [
			row('providers_total', counts.total, '/providers'),
			row('providers_approved', counts.approved),
			row('providers_conditional', counts.conditional),
			row('providers_rejected', counts.rejected),
			row('providers_unrated', counts.unrated),
			row('providers_rated', rated),
			row('providers_overdue', overdue)
		]
	};
};

const whole = (share: number | null) => (share === null ? null : wholePercent(share));

const survey: FigureQuery = async (ctx, { unitId, from, to }) => {
	const { survey: facts } = await satisfactionFacts(ctx, unitId, from, to);
	if (!facts) return null;
	return {
		rows: [
			row('survey_sent', facts.figures.sent ?? null, '/satisfaction'),
			row('survey_answered', facts.figures.answered ?? null),
			row('survey_satisfied', facts.figures.satisfied ?? null),
			row('survey_rate', whole(facts.share))
		],
		items: facts.sources.map(({ source }) => item(source, ''))
	};
};

const dossiers: FigureQuery = async (ctx, { unitId, from, to }) => {
	const { dossiers: facts } = await satisfactionFacts(ctx, unitId, from, to);
	if (!facts) return null;
	return {
		rows: [
			row('dossiers_received', facts.figures.received ?? null, '/satisfaction'),
			row('dossiers_on_time', facts.figures.onTime ?? null),
			row('dossiers_late', facts.figures.late ?? null),
			row('dossiers_returned', facts.figures.returned ?? null),
			row('dossiers_rate', whole(facts.share))
		],
		items: facts.sources.map(({ source }) => item(source, ''))
	};
};

const feedback: FigureQuery = async (ctx, { unitId, from, to }) => {
	const { feedback: facts } = await satisfactionFacts(ctx, unitId, from, to);
	if (!facts) return null;
	return {
		rows: [
			row('feedback_received', facts.figures.received ?? null, '/satisfaction'),
			row('feedback_answered', facts.figures.answered ?? null),
			row('feedback_rate', whole(facts.share))
		],
		items: facts.sources.map(({ source }) => item(source, ''))
	};
};

const training: FigureQuery = async (ctx, { unitId, from, to }) => {
	const facts = await trainingFacts(ctx, unitId, from, to);
	if (facts.held.length === 0 && facts.needs.total === 0 && facts.certificates.valid === 0) return null;
	return {
		rows: [
			row('training_held', facts.held.length, '/training'),
			row('training_people', facts.people),
			row('training_hours', facts.hours),
			row('training_needs_late', facts.needs.late),
			row('training_certificates', facts.certificates.valid),
			row('training_certificates_ending', facts.certificates.ending)
		],
		items: facts.held.map(({ topic, took }) => item(topic, String(took)))
	};
};

/** What the registers of objectives, risks, providers, satisfaction and training know; null where the unit keeps nothing there. */
export const registerFigures: Readonly<Record<RegisterGroup, FigureQuery>> = {
	objectives,
	risks,
	providers,
	survey,
	dossiers,
	feedback,
	training
};
