import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { type Somebody, admin, editor, member, organiser, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

/** From what several people search for in vain to a word that finds it. */

// In the demo network nobody uses these words.
const word = 'bunkerkluis';
const other = 'zolderluik';

async function searchFor(page: Page, query: string): Promise<void> {
  const box = page.getByRole('main').getByRole('combobox', { name: 'Zoek' });
  await page.goto('/zoeken');
  await box.fill(query);
  await box.press('Enter');
  await expect(page).toHaveURL(/zoeken\?q=/);
}

/** What the page of somebody else tells when they search. */
async function tells(browser: Browser, baseURL: string | undefined, who: Somebody, queries: string[]): Promise<void> {
  const context = await browser.newContext({ ...signedInAs(who), baseURL });
  const mutation = 'mutation($input: ReportSearchInput!) { reportSearch(input: $input) { userErrors { code } } }';
  for (const query of queries) {
    const answer = await context.request.post('/graphql', { data: { query: mutation, variables: { input: { query } } } });
    expect(await answer.json()).toEqual({ data: { reportSearch: { userErrors: [] } } });
  }
  await context.close();
}

/** Somebody searches in a browser of their own. */
async function asks(browser: Browser, baseURL: string | undefined, who: Somebody, queries: string[]): Promise<void> {
  const context = await browser.newContext({ ...signedInAs(who), baseURL });
  const page = await context.newPage();
  for (const query of queries) {
    const told = page.waitForResponse((response) => (response.request().postData() ?? '').includes('reportSearch'));
    await searchFor(page, query);
    await told;
    await expect(page.getByText('Niets gevonden').or(page.getByText(/resulta/)).first()).toBeVisible();
  }
  await context.close();
}

test('what three people search for in vain becomes a concept, and search finds it', async ({ browser, baseURL }) => {
  // Four people, one after the other.
  test.slow();
  for (const who of [member, editor]) await tells(browser, baseURL, who, [word, other]);
  const context = await browser.newContext({ ...signedInAs(organiser), baseURL });
  const page = await context.newPage();
  await page.goto('/beheer/zoekvragen');
  await expect(page.getByRole('heading', { level: 1, name: 'Tevergeefs gezocht' })).toBeVisible();
  await expect(page.getByRole('link', { name: word, exact: true })).toHaveCount(0);
  await asks(browser, baseURL, admin, [word, other]);

  const gap = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: word, exact: true }) });
  await expect(async () => {
    await page.reload();
    await expect(gap.getByText('3 keer gezocht')).toBeVisible({ timeout: 5_000 });
    await expect(page.getByRole('link', { name: other, exact: true })).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(gap.getByText('3 keer niets gevonden')).toBeVisible();
  await expect(gap.getByText('Vindt nu nog niets.')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 360);
  await page.setViewportSize({ width: 1280, height: 900 });

  // A concept of its own.
  await gap.getByRole('link', { name: 'Maak er een begrip van' }).click();
  await expect(page.getByLabel('Woord', { exact: false }).first()).toHaveValue(word);
  await page.getByLabel('Andere woorden voor hetzelfde').fill('datapakhuis');
  await page.getByRole('button', { name: 'Begrip bewaren' }).click();
  await expect(page.getByRole('link', { name: word })).toBeVisible();
  await searchFor(page, word);
  await expect(page.getByText('Ook gezocht op:')).toContainText('datapakhuis');
  await page.goto('/beheer/zoekvragen');
  await expect(gap.getByText(/^Voor het laatst .* Vindt nu \d+ resulta/)).toBeVisible();

  // Another word for one that there is.
  const second = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: other, exact: true }) });
  await second.getByRole('button', { name: 'Voeg toe aan begrip' }).click();
  await second.getByRole('combobox', { name: /Voor welk begrip/ }).fill(word);
  await page.getByRole('option', { name: word }).click();
  await second.getByRole('button', { name: 'Toevoegen', exact: true }).click();
  await expect(second.getByText(`“${other}” is nu een ander woord voor`)).toBeVisible();
  await expectAccessible(page);
  await second.getByRole('link', { name: `Zoek op ${other}` }).click();
  await expect(page.getByText('Ook gezocht op:')).toContainText('datapakhuis');

  // Done with.
  await page.goto('/beheer/zoekvragen');
  await second.getByRole('button', { name: 'Afgehandeld' }).click();
  await expect(second).toHaveCount(0);
  await page.getByLabel('Toon').selectOption('afgehandeld');
  await expect(second).toBeVisible();
  await context.close();

  // What is searched for stands in no log.
  const log = readFileSync(resolve(import.meta.dirname, '../test-results/server.log'), 'utf8');
  expect(log).toContain('/graphql');
  expect(log).not.toContain(word);
});

test.describe('a browser that asks to be left alone', () => {
  test('tells nothing of a search', async ({ page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }));
    const told: string[] = [];
    page.on('request', (request) => {
      if ((request.postData() ?? '').includes('reportSearch')) told.push(request.url());
    });
    await searchFor(page, word);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(word);
    await page.waitForLoadState('networkidle');
    expect(told).toEqual([]);
  });
});

test('the search box suggests words of public texts, and searches for the chosen one', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('main').getByRole('combobox', { name: 'Zoek' });
  await box.pressSequentially('schuldhul');
  const first = page.getByRole('option').first();
  await expect(first).toHaveText(/schuldhulpverlening.*Zoekvraag/);
  await expectAccessible(page);
  await first.click();
  await expect(page).toHaveURL(/zoeken\?q=schuldhulpverlening/);
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
});
