import type { DocumentSpec } from '../types.ts';
import { agencyTexts } from './agency-texts.ts';
import { archiveServices } from './archives.ts';
import { associationServices } from './associations.ts';
import { communeCivilStatus, communeCivilStatusForms } from './commune-civil-status.ts';
import { communeServiceForms } from './commune-service-forms.ts';
import { communeServices } from './commune-services.ts';
import { communicationServices, districtServices } from './communication-district.ts';
import { archiveForms, homeAffairsForms } from './home-affairs-forms.ts';
import { homeAffairsServices } from './home-affairs.ts';
import { agencyInternal, communeInternal, receivingCitizens } from './internal.ts';
import { financeServices, justiceServices } from './justice-finance.ts';
import { leadAgencyDocuments } from './lead-agency.ts';
import { regulations } from './regulations.ts';
import { scienceForms, scienceServices } from './science.ts';
import { standardsForms, standardsServices } from './standards.ts';
import { checkingProcedures } from './system-checks.ts';
import { documentationProcedures } from './system-documents.ts';
import { oneStopForms, systemForms } from './system-forms.ts';
import { systemTexts } from './system-texts.ts';

const isComplaint = (spec: DocumentSpec) => /^(?:QT|BM)\.TD\./u.test(spec.code);

/** Sets of documents by the kind of unit that has them. Codes are unique within each unit, not over all sets. */
export const catalogue = {
	systemProcedures: [...documentationProcedures, ...checkingProcedures],
	systemTexts,
	systemForms,
	oneStopForms,
	regulations,
	agencyTexts,
	agencyInternal,
	communeInternal,
	receivingCitizens,
	complaints: [...communeServices, ...communeServiceForms].filter(isComplaint),
	commune: [...communeCivilStatus, ...communeServices].filter((spec) => !isComplaint(spec)),
	communeForms: [...communeCivilStatusForms, ...communeServiceForms].filter((spec) => !isComplaint(spec)),
	homeAffairs: [...archiveServices, ...associationServices, ...homeAffairsServices],
	homeAffairsForms: [...archiveForms, ...homeAffairsForms],
	archives: [...archiveServices, ...archiveForms],
	science: [...scienceServices, ...scienceForms],
	standards: [...standardsServices, ...standardsForms],
	leadAgency: leadAgencyDocuments,
	justice: justiceServices,
	finance: financeServices,
	communication: communicationServices,
	district: districtServices
} as const satisfies Record<string, readonly DocumentSpec[]>;

export type CatalogueSet = keyof typeof catalogue;

export const allSpecs: readonly DocumentSpec[] = Object.values<readonly DocumentSpec[]>(catalogue).flat();
