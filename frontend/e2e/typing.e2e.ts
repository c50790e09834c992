import { once } from 'node:events';
import type { Page, Request } from '@playwright/test';
import { expect, test } from './support.ts';

/** A hurried person types letter by letter, with slips, and takes the first thing that looks right. */

const title = 'Het Zaanse datapakhuis';
/** What is typed; `<` takes a letter back. */
const typed = [
  ['as it is called', 'zaanse datapakhuis'],
  ['half of it', 'zaanse datap'],
  ['with a letter missed', 'datapakuis zaanse'],
  ['with two letters the other way round', 'zaanse datapkahuis'],
  ['with a neighbour on the keyboard', 'zaanse datapajhuis'],
  ['with a letter twice', 'datappakhuis zaans'],
  ['in three words', 'zaanse data pakhuis'],
  ['with a hyphen', 'data-pakhuis zaanse'],
  ['in capitals', 'HET ZAANSE DATAPAKHUIS'],
  ['and corrected on the way', 'zaanse datab<pakhios<<uis'],
  ['half remembered', 'pakhuis met data van zaanstad'],
] as const;

async function hurry(page: Page, text: string): Promise<void> {
  const box = page.getByRole('combobox', { name: /^Zoek in/ }).first();
  await box.click();
  for (const letter of text) await box.press(letter === '<' ? 'Backspace' : letter, { delay: 15 });
}

for (const [how, text] of typed) {
  test(`who types a title ${how} reaches the pilot`, async ({ page }) => {
    await page.goto('/');
    await hurry(page, text);
    const suggested = page.getByRole('option', { name: title }).first();
    const result = page.getByRole('main').getByRole('link', { name: title }).first();
    // Nobody waits for a list that does not come.
    const isSuggested = await suggested.waitFor({ timeout: 2_000 }).then(() => true, () => false);
    if (isSuggested) {
      await suggested.click();
    } else {
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/zoeken/);
      await result.click();
    }
    await expect(page).toHaveURL(/\/pilots\/het-zaanse-datapakhuis$/);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  });
}

const isFirst = (request: Request) => request.postData()?.includes('"prefix":"za"') ?? false;

test('what is typed too fast for the answers ends with the answer to the last letter', async ({ page }) => {
  await page.goto('/');
  // The first question is answered last, or never, when the page no longer wants to know.
  const gate = new AbortController();
  const typedAll = once(gate.signal, 'abort');
  await page.route('**/graphql', async (route) => {
    if (isFirst(route.request())) await typedAll;
    await route.continue();
  });
  const ended = Promise.race([
    page.waitForEvent('requestfinished', isFirst),
    page.waitForEvent('requestfailed', isFirst),
  ]);
  const asked = page.waitForRequest(isFirst);
  await hurry(page, 'za');
  await asked;
  await hurry(page, 'anse datapakhuis');
  const first = page.getByRole('option').first();
  await expect(first).toContainText(title);
  gate.abort();
  await ended;
  await expect(first).toContainText(title);
  await expect(page.getByRole('option')).toHaveCount(1);
});
