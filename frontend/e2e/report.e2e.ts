import { organiser } from './people.ts';
import { expect, expectAccessible, signIn, signOut, test } from './support.ts';

const notes = `Sensoren die blijven hangen

14 oktober 2026

Een middag in Hengelo met zes gemeenten over wie de sensoren onderhoudt als de proef voorbij is.

Wat er misging

In vier van de zes gemeenten stonden de kwispelmeters na een jaar stil. Niemand had een sleutel van de kast.

Wat we meenamen

- Spreek vóór de proef af wie de batterij vervangt.
- Zet het beheer in het jaarplan.
`;

test('an organiser turns notes into a report, publishes it, and everybody finds it', async ({ page }) => {
  test.slow();
  await signIn(page, organiser);
  await page.getByRole('button', { name: `Account van ${organiser.name}` }).click();
  await page.getByRole('link', { name: 'Verslag schrijven' }).click();
  await page.getByLabel('Plak je aantekeningen').fill(notes);
  await page.getByRole('button', { name: 'Maak er een verslag van' }).click();
  await expect(page.getByLabel('Titel')).toHaveValue('Sensoren die blijven hangen');
  await expect(page.getByRole('textbox', { name: /^Verslag/ })).toHaveValue(/## Wat er misging/);
  await expect(page).toHaveURL(/\/verslagen\/sensoren-die-blijven-hangen\/bewerken$/);

  const summary = page.getByLabel('Samenvatting');
  await summary.fill('Zes gemeenten over het beheer van sensoren na de proef.');
  await page.getByRole('button', { name: /^Voorbeeld tonen.*Verslag/ }).click();
  await expect(page.getByRole('region', { name: /^Voorbeeld/ }).getByRole('heading', { name: 'Wat er misging' })).toBeVisible();
  await page.getByRole('radio', { name: 'Voor iedereen' }).check();
  await page.getByRole('button', { name: 'Verslag publiceren' }).click();
  await expect(page).toHaveURL(/\/verslagen\/sensoren-die-blijven-hangen$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Sensoren die blijven hangen' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Wat er misging' })).toBeVisible();
  await signOut(page, organiser);

  const box = page.getByRole('main').getByRole('combobox', { name: /^Zoek in/ });
  await box.fill('kwispelmeter');
  await box.press('Enter');
  await expect(page).toHaveURL(/\/zoeken\?q=kwispelmeter/);
  const hit = page.getByRole('region', { name: 'Resultaten' }).getByRole('article').filter({ hasText: 'Sensoren die blijven hangen' });
  // Search follows the database within a second; the browser gets here sooner, and nothing makes the page ask again.
  const search = { data: { query: '{ search(query: "kwispelmeter") { edges { node { ... on MeetingReport { title } } } } }' } };
  await expect.poll(async () => (await page.request.post('/graphql', search)).text()).toContain('Sensoren die blijven hangen');
  await page.reload();
  await expect(hit).toBeVisible();
  await expect(hit.locator('mark').first()).toHaveText(/kwispelmeters/i);
  await hit.getByRole('link', { name: 'Sensoren die blijven hangen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sensoren die blijven hangen' })).toBeFocused();
  await expect(page.getByText('Niemand had een sleutel van de kast.')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Inloggen' })).toBeVisible();
  await expectAccessible(page);
});
