export { CellReader, type FileRow } from './cell-reader.js';
export { allColumns, formulaColumns, knownColumns, unknownColumnNotes, type FileColumns } from './columns.js';
export {
  faultText,
  fileFaultOf,
  MOST_FOUND,
  noteText,
  shown,
  type FileFault,
  type FileFindings,
  type FileNote,
  type Lined,
} from './file-fault.js';
export { meantPerhaps } from './meant-perhaps.js';
export { codeKey, textKey } from './text-key.js';
export { vocabularyOf, wantedProfession, type KnownProfession, type Vocabulary } from './vocabulary.js';
export { siteKey, siteName } from './site-key.js';
export {
  checkStudents,
  learnerRefOf,
  pillarsDoneOf,
  readStudent,
  STUDENT_COLUMNS,
  writeStudent,
  type OfferNames,
  type StudentRecord,
} from './student-file.js';
export {
  OFFER_COLUMNS,
  PROVIDER_TYPES,
  readOfferRow,
  TERM_COLUMNS,
  writeOffer,
  type LegRecord,
  type OfferRecord,
  type OfferRow,
  type OfferTerms,
  type RefusedOfferRow,
} from './offer-file.js';
export { gatherOffers, type GatheredOffers } from './offer-gathering.js';
export {
  checkPools,
  checkPoolsOfOffers,
  POOL_COLUMNS,
  readPool,
  writePool,
  type PoolRecord,
} from './pool-file.js';
export {
  CAP_COLUMNS,
  checkCapHeader,
  readCap,
  resolveCaps,
  writeCap,
  type CapRecord,
  type ResolvedCap,
} from './cap-file.js';
export {
  defaultPolicy,
  policyAsJson,
  readPolicy,
  writePolicy,
  type EntitlementWeightRecord,
  type PolicyPair,
  type PolicyRecord,
} from './policy-file.js';
export { readEvents, type EventKind, type EventRecord } from './event-file.js';
export {
  MATCH_COLUMNS,
  readMatch,
  writeMatch,
  type MatchRecord,
  type PlacedRecord,
  type UnplacedRecord,
} from './match-file.js';
export {
  writeReport,
  type ChangeAsked,
  type MatchReport,
  type SequencesReport,
  type UnplacedSummary,
} from './report-file.js';
