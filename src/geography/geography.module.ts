import { Global, Module } from '@nestjs/common';
import { Gazetteer } from './gazetteer.js';
import { REFERENCE_FOLDER } from '../config/index.js';
import { readGeographyFiles } from './geography-files.js';

/** Gives every room the one {@link Gazetteer}, read from the data that ships. */
@Global()
@Module({
  providers: [
    { provide: Gazetteer, useFactory: async () => new Gazetteer(await readGeographyFiles(REFERENCE_FOLDER)) },
  ],
  exports: [Gazetteer],
})
export class GeographyModule {}
