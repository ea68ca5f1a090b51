import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const TIMEOUT_MILLISECONDS = 5_000;

/** Addresses that lead to this machine or its own network (RFC 6890): nothing there is for us to ask. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

/** A request to where no request of ours may go. */
export class ForbiddenAddress extends Error {
  constructor(reason: string) {
    super(`Not asked: ${reason}`);
    this.name = 'ForbiddenAddress';
  }
}

/** Whether the address is in a network that is not the public one. Also when written as IPv6 around IPv4. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return PRIVATE.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Asks an institution's server, and no other: over TLS, following no redirect, at public addresses alone, within five
 * seconds. A discovery document names further addresses, and could name our own network's.
 *
 * Between the look at the name and the request the name could come to mean another address; the certificate would
 * then not be the institution's.
 *
 * @throws ForbiddenAddress
 */
export async function guardedFetch(url: string, options: RequestInit): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') throw new ForbiddenAddress('it is not https');
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address)))
    throw new ForbiddenAddress('it leads into a private network');
  return fetch(url, { ...options, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
}
