import type { ContrastDemand, SequenceRules } from '../matching/engine/sequences/types.js';
import type { FileFault } from './file-fault.js';
import { inJson, JsonReader } from './json-reader.js';

/** Most different codes that a demand may ask for, which is more than any offers have. */
const MOST_DIFFERENT = 1000;

const RULE_KEYS = ['noRepeatedProvider', 'noRepeatedSetting', 'contrast'];
const DEMAND_KEYS = ['kind', 'required', 'differentAtLeast', 'mustInclude'];
const WANTED_CODES = 'a list of at least one code, none of them blank';
const WANTED_DEMANDS = 'a list of demands, each like {"kind": "setting", "differentAtLeast": 3}';

/**
 * Reads the member `sequence` of `policy.json`. Codes stay as written. A demand that says nothing of it is
 * required. Faults are added to `faults` under their path.
 */
export function readSequenceRules(json: unknown, path: string, faults: FileFault[]): SequenceRules {
  const rules = new JsonReader(json, path, faults, RULE_KEYS);
  return {
    noRepeatedProvider: rules.yesNo('noRepeatedProvider', false),
    noRepeatedSetting: rules.yesNo('noRepeatedSetting', false),
    contrast: rules.list('contrast', WANTED_DEMANDS, (item, where) => readDemand(item, where, faults)),
  };
}

/** The inverse of {@link readSequenceRules}. */
export function sequenceRulesAsJson(rules: SequenceRules): Readonly<Record<string, unknown>> {
  return {
    noRepeatedProvider: rules.noRepeatedProvider,
    noRepeatedSetting: rules.noRepeatedSetting,
    contrast: rules.contrast.map(({ kind, isRequired, ...wanted }) => ({
      kind,
      required: isRequired,
      ...wanted,
    })),
  };
}

function readDemand(json: unknown, path: string, faults: FileFault[]): ContrastDemand | undefined {
  const faultsBefore = faults.length;
  const demand = new JsonReader(json, path, faults, DEMAND_KEYS);
  if (faults.length > faultsBefore) return undefined;
  const isGiven = (key: string) => demand.value(key) !== undefined;
  if (!isGiven('kind')) demand.refuse('kind', 'one of setting, pillar', 'nothing');
  const common = {
    kind: demand.oneOf('kind', ['setting', 'pillar'], 'setting'),
    isRequired: demand.yesNo('required', true),
  };
  if (isGiven('differentAtLeast') === isGiven('mustInclude')) {
    const wanted = 'either differentAtLeast, a number, or mustInclude, a list of codes';
    faults.push({ line: 0, column: path, found: inJson(json), wanted });
  }
  const read: ContrastDemand = isGiven('mustInclude')
    ? { ...common, mustInclude: demand.texts('mustInclude', WANTED_CODES) }
    : { ...common, differentAtLeast: demand.whole('differentAtLeast', 1, MOST_DIFFERENT, 1) };
  return faults.length > faultsBefore ? undefined : read;
}
