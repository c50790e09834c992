// Takes the pictures of the README from a server on the demo network: `make screenshots`, or with BDG_URL set to one that runs.
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(new URL('../frontend/package.json', import.meta.url))('@playwright/test');
const server = process.env.BDG_URL ?? 'http://127.0.0.1:8080';
const images = new URL('../docs/images/', import.meta.url);

/** The pages as a visitor sees them who has not signed in. */
const pictures = [
  { name: 'home', path: '/', height: 900 },
  { name: 'pilot', path: await pathOfPilot(), height: 1000 },
];

/** The first hit for a search that the demo network always answers. */
async function pathOfPilot() {
  const query = '{ search(query: "datapakhuis", first: 1, filter: { kinds: [PILOT] }) { edges { node { ... on Pilot { slug } } } } }';
  const answer = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  const slug = data?.search?.edges[0]?.node.slug;
  if (!slug) throw new Error(`no pilot to show: ${JSON.stringify(errors ?? data)}`);
  return `/pilots/${slug}`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
mkdirSync(images, { recursive: true });
try {
  const context = await browser.newContext({
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  for (const { name, path, height } of pictures) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(server + path, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    const file = fileURLToPath(new URL(`${name}.png`, images));
    await page.screenshot({ path: file });
    console.log(`${file}  ${path}`);
  }
} finally {
  await browser.close();
}
