export { sharedBy, SMALLEST_FIRST } from './change-kinds.js';
export { groundOf, longestLegMinutes, rulesBroken } from './eligibility.js';
export { checkInput } from './check-input.js';
export { ENGINE_VERSION, match } from './match.js';
export { withDue } from './fairness/due.js';
export { offerForAll } from './shortages.js';
export { validateMatching, type Violation } from './validate.js';
export * from './types.js';
export { assign } from './assignment/assign.js';
export { type Certificate, certificateOf } from './assignment/certificate.js';
export { type Instance, type InstanceOrigin, readInstance, writeInstance } from './instance.js';
export { type MatchingInForce, prepareMatching } from './repair/matching-in-force.js';
export { repairMatching } from './repair/repair-matching.js';
export { chainText, reasonText } from './repair/chain-text.js';
export type {
  Chain,
  ChangeReason,
  HeldOffer,
  HeldPlace,
  NoPlace,
  PlacementChange,
  Repair,
  RepairBound,
  RepairEvent,
} from './repair/types.js';
export * from './sequences/types.js';
export { checkSequences } from './sequences/check-sequences.js';
export { matchSequences } from './sequences/match-sequences.js';
export { validateSequences, type SequencesViolation } from './sequences/validate-sequences.js';
