export { AdassRegion } from './adass-region.entity.js';
export * from './facts.js';
export { Gazetteer, type LocatedPostcode, type NearDistrict, type ReachableDistrict } from './gazetteer.js';
export { readGeographyFiles } from './geography-files.js';
export { Icb } from './icb.entity.js';
export { LocalAuthority, LocalAuthorityIcb } from './local-authority.entity.js';
export { NhsRegion } from './nhs-region.entity.js';
export { PostcodeDistrict } from './postcode-district.entity.js';
export { parsePostcode, type Postcode, type PostcodeFault } from './postcode.js';
export {
  checkKeys,
  checkLinks,
  readReferenceFile,
  ReferenceDataFault,
  type ReferenceRow,
} from './reference-row.js';
export { isInForce, type Place, placeOf, type PlaceLookup } from './rules/place.js';
export { OfflineTravelTimes, type TravelTimes } from './travel-times.js';
export { GeographyModule } from './geography.module.js';
