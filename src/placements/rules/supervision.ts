/**
 * Who supervises the learners of an offer: an educator of the provider's own, one from elsewhere who has agreed
 * to it, nobody yet and somebody is looked for, or not told.
 */
export const SUPERVISIONS = ['own', 'long-arm', 'wanted', ''] as const;
export type Supervision = (typeof SUPERVISIONS)[number];
