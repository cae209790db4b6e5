import type { FollowedModel } from '#lib/server/procedures/models/behind.ts';
import type { DocumentView } from './types.ts';

/** The parts of a document's page that not every document or reader has. */
export type DocumentParts = Awaited<ReturnType<typeof documentParts>>;

/**
 * Fetches those that this page shows, before it is made: whoever opens a document on a phone waits for none of the others. Null for those that
 * it does not show.
 */
export async function documentParts(view: DocumentView, model: FollowedModel | null = null) {
	const asked = view.shown !== null && view.reading?.own?.state === 'open';
	const open = view.open !== null || (view.can.createLater && view.upcoming !== null);
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
		view.ended ? import('./UnitEnded.svelte') : null,
		asked ? import('./ReadingPanel.svelte') : null,
		view.related.children.length > 0 ? import('./FormsList.svelte') : null,
		open ? import('./OpenPanel.svelte') : null,
		model?.stance.behind && model.canMerge ? import('#lib/components/models/ModelBehind.svelte') : null,
		model ? import('#lib/components/models/ModelPanel.svelte') : null,
		view.requests.length > 0 ? import('#lib/components/change-requests/RequestsPanel.svelte') : null,
		view.signatures.length > 0 ? import('#lib/components/signatures/DecisionSignatures.svelte') : null,
		view.prints ? import('#lib/components/prints/PrintsPanel.svelte') : null,
		view.review ? import('#lib/components/reviews/ReviewPanel.svelte') : null
	]);
	return {
		UnitEnded: UnitEnded?.default,
		ReadingPanel: ReadingPanel?.default,
		FormsList: FormsList?.default,
		OpenPanel: OpenPanel?.default,
		ModelBehind: ModelBehind?.default,
		ModelPanel: ModelPanel?.default,
		RequestsPanel: RequestsPanel?.default,
		DecisionSignatures: DecisionSignatures?.default,
		PrintsPanel: PrintsPanel?.default,
		ReviewPanel: ReviewPanel?.default
	};
}
