import {
  AdassRegion,
  Icb,
  LocalAuthority,
  LocalAuthorityIcb,
  NhsRegion,
  PostcodeDistrict,
} from '../geography/index.js';
import {
  CareCertificateCriterion,
  CareCertificateOutcome,
  CareCertificateStandard,
} from './care-certificate.entity.js';
import { HeiRegisterEntry } from './hei-register-entry.entity.js';
import { PlacementModel } from './placement-model.entity.js';
import { Profession } from './profession.entity.js';

/** The entities of all reference tables, those of geography included. */
export const REFERENCE_ENTITIES = [
  NhsRegion,
  AdassRegion,
  Icb,
  LocalAuthority,
  LocalAuthorityIcb,
  PostcodeDistrict,
  Profession,
  PlacementModel,
  HeiRegisterEntry,
  CareCertificateStandard,
  CareCertificateOutcome,
  CareCertificateCriterion,
];
