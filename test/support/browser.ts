import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Debian's Chromium, or whatever `CHROMIUM` names. Fails with what to install when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== '' && existsSync(place));
  if (!executablePath) {
    throw new Error(
      'There is no Chromium here. Install it (Debian: apt-get install chromium) or set CHROMIUM.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The ways in which every journey is walked. */
export const WAYS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['on a phone', { viewport: { width: 360, height: 740 } }],
  ['on a desk', { viewport: { width: 1280, height: 800 } }],
  ['without JavaScript', { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false }],
];

/** What axe finds wrong with the page by WCAG 2.2 AA, in words; empty when nothing is. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // Frames of ours are sandboxed so that nothing runs in them, axe included. Their content has a page.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`,
  );
}
