import { CohortsModule } from './cohorts/index.js';
import { GeographyModule } from './geography/index.js';
import { ImportsModule } from './imports/index.js';
import { MatchingModule } from './matching/index.js';
import { NotificationsModule } from './notifications/index.js';
import { PlacementsModule } from './placements/index.js';
import { PrivacyModule } from './privacy/index.js';
import { ProvidersModule } from './providers/index.js';
import { ReferenceModule } from './reference/index.js';
import { SystemModule } from './system/index.js';

/** The features that make up Fairplace, each with its own routes and jobs. */
export const FEATURES = [
  GeographyModule,
  ReferenceModule,
  ProvidersModule,
  PlacementsModule,
  CohortsModule,
  ImportsModule,
  MatchingModule,
  NotificationsModule,
  PrivacyModule,
  SystemModule,
];
