/** Who keeps a document and whom it reaches, as its form shows it. */
export type DocumentReachValues = {
	ownerDivisionId: string | null;
	ownerId: string | null;
	parentId: string | null;
	replacesId: string | null;
	drafters: readonly string[];
	medium: string;
	distribution: string;
	visibility: string;
	reach: string;
	audienceDivisions: readonly string[];
	audienceRoles: readonly string[];
	audiencePeople: readonly string[];
};

/** A new document: the whole unit reads it, nobody in particular keeps it. */
export const newReach: DocumentReachValues = {
	ownerDivisionId: null,
	ownerId: null,
	parentId: null,
	replacesId: null,
	drafters: [],
	medium: 'electronic',
	distribution: '',
	visibility: 'unit',
	reach: 'unit',
	audienceDivisions: [],
	audienceRoles: [],
	audiencePeople: []
};
