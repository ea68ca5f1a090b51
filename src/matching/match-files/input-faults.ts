import { basename } from 'node:path';
import { shown } from '../../exchange/index.js';
import type { InputFault } from '../engine/types.js';
import { FaultList } from './fault-list.js';
import type { InputPaths } from './input-files.reader.js';
import type { CheckedFiles } from './matching-input.js';

const PATH = /^(requests|offers|pools|caps|policy)(?:\[(\d+)\])?\.?(.*)$/;

/**
 * What the engine finds wrong with the problem as a whole, told by file and line. The rows themselves
 * have been judged before, so these are mostly pinned pairs that may not be, or do not go together.
 */
export function inputFaultList(
  faults: readonly InputFault[],
  files: Pick<CheckedFiles, 'students' | 'offers' | 'pools'>,
  paths: InputPaths,
): FaultList {
  const list = new FaultList();
  for (const { path, found, wanted } of faults) {
    const [, part, index, rest = ''] = PATH.exec(path) ?? [];
    const at = index === undefined ? -1 : Number(index);
    const say = (file: string, line: number | undefined, column: string): void => {
      list.add(basename(file), [{ line: line ?? 0, column, found: shown(found), wanted, isDescribed: true }]);
    };
    if (part === 'requests') say(paths.students, files.students[at]?.line, columnOf(rest));
    else if (part === 'offers') say(paths.offers, files.offers[at]?.line, rest);
    else if (part === 'pools') say(paths.pools ?? paths.offers, files.pools?.[at]?.line, rest);
    else if (part === 'caps') say(paths.caps ?? paths.offers, undefined, rest);
    else if (part === 'policy') say(paths.policy ?? 'policy', undefined, rest);
    else say(paths.students, undefined, path);
  }
  return list;
}

/** Column of a member of a request. */
function columnOf(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
