import { Global, Module } from '@nestjs/common';
import { REFERENCE_FOLDER } from '../config/index.js';
import { vocabularyOf } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import type { ProfessionFacts } from './facts.js';
import { ReferenceController } from './reference.controller.js';
import { readProfessionsFile } from './reference-files.js';

/** Asks for the professions: `@Inject(PROFESSIONS) professions: readonly ProfessionFacts[]`. */
export const PROFESSIONS = Symbol('PROFESSIONS');

/** Asks for what files may name: `@Inject(VOCABULARY) vocabulary: Vocabulary`. */
export const VOCABULARY = Symbol('VOCABULARY');

@Global()
@Module({
  controllers: [ReferenceController],
  providers: [
    { provide: PROFESSIONS, useFactory: () => readProfessionsFile(REFERENCE_FOLDER) },
    {
      provide: VOCABULARY,
      inject: [PROFESSIONS, Gazetteer],
      useFactory: (professions: readonly ProfessionFacts[], gazetteer: Gazetteer) =>
        vocabularyOf(professions, (postcode) => {
          const located = gazetteer.locate(postcode);
          return located.ok ? located.value.district : undefined;
        }),
    },
  ],
  exports: [PROFESSIONS, VOCABULARY],
})
export class ReferenceModule {}
