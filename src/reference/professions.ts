import { nearestName } from '../csv/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import type { ProfessionFacts } from './facts.js';

export interface UnknownProfession {
  readonly found: string;
  readonly wanted: string;
}

/** Finds professions by what people write for them. */
export class ProfessionNames {
  private readonly byName: ReadonlyMap<string, ProfessionFacts>;

  constructor(private readonly professions: readonly ProfessionFacts[]) {
    this.byName = new Map(
      professions.flatMap((profession) =>
        [profession.code, profession.name, ...profession.aliases].map((name) => [nameKey(name), profession]),
      ),
    );
  }

  /**
   * The code for a code, name or alias in any case: `OT`, `Occupational Therapy`, `occupational-therapist`.
   * Never guesses: what is merely close is offered as a suggestion in the refusal.
   */
  codeOf(text: string): Result<string, UnknownProfession> {
    const profession = this.byName.get(nameKey(text));
    if (profession) return ok(profession.code);
    const nearest = nearestName(text, this.byName.keys());
    return refused({
      found: text.trim() === '' ? 'nothing' : `"${text.trim().slice(0, 60)}"`,
      wanted:
        nearest === undefined
          ? `one of ${this.professions.map(({ code }) => code).join(', ')}`
          : `a known profession; did you mean "${nearest}"?`,
    });
  }
}

function nameKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
