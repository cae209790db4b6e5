import type { FollowedModel } from '#lib/server/procedures/models/behind.ts';
import type { DocumentView } from './types.ts';

/** The parts of a document's page that not every document or reader has. */
export type DocumentParts = Awaited<ReturnType<typeof documentParts>>;

const component = <Part>(module: { default: Part }): Part => module.default;

/**
 * Fetches those that this page shows, before it is made: whoever opens a document on a phone waits for none of the others. Null for those that
 * it does not show.
 */
export async function documentParts(view: DocumentView, model: FollowedModel | null = null) {
	const asked = view.shown !== null && view.reading?.own?.state === 'open';
	const open = view.open !== null || (view.can.createLater && view.upcoming !== null);
	const behind = model?.stance.behind && model.canMerge;
	const [
		UnitEnded,
		ReadingPanel,
		FormsList,
		OpenPanel,
		ModelBehind,
		ModelPanel,
		RequestsPanel,
		DecisionSignatures,
		PrintsPanel,
		ReviewPanel
	] = await Promise.all([
		view.ended ? import('./UnitEnded.svelte').then(component) : null,
		asked ? import('./ReadingPanel.svelte').then(component) : null,
		view.related.children.length > 0 ? import('./FormsList.svelte').then(component) : null,
		open ? import('./OpenPanel.svelte').then(component) : null,
		behind ? import('#lib/components/models/ModelBehind.svelte').then(component) : null,
		model ? import('#lib/components/models/ModelPanel.svelte').then(component) : null,
		view.requests.length > 0 ? import('#lib/components/change-requests/RequestsPanel.svelte').then(component) : null,
		view.signatures.length > 0 ? import('#lib/components/signatures/DecisionSignatures.svelte').then(component) : null,
		view.prints ? import('#lib/components/prints/PrintsPanel.svelte').then(component) : null,
		view.review ? import('#lib/components/reviews/ReviewPanel.svelte').then(component) : null
	]);
	return {
		UnitEnded,
		ReadingPanel,
		FormsList,
		OpenPanel,
		ModelBehind,
		ModelPanel,
		RequestsPanel,
		DecisionSignatures,
		PrintsPanel,
		ReviewPanel
	};
}
