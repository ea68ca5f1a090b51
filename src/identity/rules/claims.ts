/** Asked for; address confirmed and waiting for a coordinator; decided. */
export const CLAIM_STATES = ['asked', 'waiting', 'approved', 'refused'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** Where the claimed organisation is known from: our providers or HEIs, a public register, or nowhere. */
export const CLAIM_SUBJECTS = ['provider', 'directory-entry', 'hei', 'hei-register-entry', 'new'] as const;
export type ClaimSubject = (typeof CLAIM_SUBJECTS)[number];

/**
 * Domains at which anybody, or everybody in health and care, has an address: having one there says nothing about
 * where somebody works.
 */
const SHARED_DOMAINS = new Set([
  'aol.com',
  'btinternet.com',
  'gmail.com',
  'googlemail.com',
  'hotmail.co.uk',
  'hotmail.com',
  'icloud.com',
  'live.co.uk',
  'live.com',
  'mail.com',
  'me.com',
  'msn.com',
  'nhs.net',
  'nhs.uk',
  'outlook.com',
  'proton.me',
  'protonmail.com',
  'sky.com',
  'talktalk.net',
  'virginmedia.com',
  'yahoo.co.uk',
  'yahoo.com',
]);

/** Hosts where many organisations have a page. */
const SHARED_HOSTS = /(^|\.)(facebook|linkedin|wordpress|wixsite|weebly|blogspot|google|cqc|carehome)\./;

/**
 * Whether the address is at the organisation itself: its domain is that of the website that a public register
 * has for it, or of the address that the organisation is known to be reached at. Subdomains do not count: at
 * many hosts anybody can have one.
 */
export function isAtOrganisation(
  email: string,
  { website, contactEmail }: { readonly website: string | null; readonly contactEmail: string | null },
): boolean {
  const domain = domainOf(email);
  if (domain === '' || SHARED_DOMAINS.has(domain)) return false;
  return domain === websiteDomain(website) || (contactEmail !== null && domain === domainOf(contactEmail));
}

export function domainOf(email: string): string {
  return email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

/** Registers have websites with and without a scheme, a `www.`, a path. */
function websiteDomain(website: string | null): string | undefined {
  if (!website) return undefined;
  const address = /^[a-z]+:\/\//i.test(website.trim()) ? website.trim() : `http://${website.trim()}`;
  if (!URL.canParse(address)) return undefined;
  const host = new URL(address).hostname.toLowerCase().replace(/^www\./, '');
  return SHARED_HOSTS.test(`${host}.`) ? undefined : host;
}
