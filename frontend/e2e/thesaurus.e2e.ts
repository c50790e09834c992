import { organiser, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

/** Searching by other words, and looking after them. */

test('somebody who types another word finds it, sees why, and can do without', async ({ page }) => {
  await page.goto('/zoeken?q=DWH');
  await expect(page.getByText('Ook gezocht op:')).toContainText('datapakhuis');
  await expect(page.getByRole('heading', { level: 2 }).locator('mark').first()).toHaveText(/datapakhuis/i);
  await expectAccessible(page);
  await expectFits(page, 360);
  await page.getByRole('link', { name: 'Zoek alleen op wat je typte' }).click();
  await expect(page).toHaveURL(/letterlijk=ja/);
  await expect(page.getByText('Alleen gezocht op wat je typte.')).toBeVisible();
  await expect(page.getByText('Ook gezocht op:')).toHaveCount(0);
  await page.getByRole('link', { name: 'Zoek ook op woorden die hetzelfde bedoelen' }).click();
  await expect(page.getByText('Ook gezocht op:')).toBeVisible();
});

test.describe('an organiser', () => {
  test.use(signedInAs(organiser));

  test('makes a concept that search knows at once, changes it and deletes it', async ({ page }) => {
    await page.goto('/beheer/begrippen');
    await page.getByRole('link', { name: 'Nieuw begrip' }).click();
    await page.getByLabel('Woord', { exact: false }).first().fill('avg');
    await page.getByRole('button', { name: 'Begrip bewaren' }).click();
    await expect(page.getByText('Er is al een begrip “avg”. Vul dat aan.')).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Woord', { exact: false }).first().fill('gegevensmagazijn');
    await page.getByLabel('Andere woorden voor hetzelfde').fill('datapakhuis\ndata-opslagplaats');
    const broader = page.getByRole('combobox', { name: 'Valt onder' });
    await broader.fill('basisreg');
    await page.getByRole('option', { name: 'basisregistratie' }).click();
    await page.getByRole('button', { name: 'Begrip bewaren' }).click();
    await expect(page.getByRole('link', { name: 'gegevensmagazijn' })).toBeVisible();
    await expect(page.getByText('Valt onder: basisregistratie')).toBeVisible();

    await page.getByRole('link', { name: 'gegevensmagazijn' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'gegevensmagazijn' })).toBeVisible();
    await expectAccessible(page);
    await expectFits(page, 360);
    await page.getByLabel('Toelichting').fill('Zo noemen wij het.');
    await page.getByRole('button', { name: 'Begrip bewaren' }).click();
    await expect(page.getByText('Bewaard. Zoeken kent het nu.')).toBeVisible();
    await page.getByRole('link', { name: 'Zoek op gegevensmagazijn' }).click();
    await expect(page.getByText('Ook gezocht op:')).toContainText('datapakhuis');

    await page.goBack();
    await page.getByRole('button', { name: 'Begrip verwijderen' }).click();
    await page.getByRole('button', { name: 'Ja, verwijderen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Begrippen' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'gegevensmagazijn' })).toHaveCount(0);
  });

  test('looks a file through before it comes in', async ({ page }) => {
    await page.goto('/beheer/begrippen/inlezen?begin=ja');
    await expect(page.getByLabel('Inhoud')).toHaveValue(/skos:Concept/);
    await page.getByRole('button', { name: 'Nakijken' }).click();
    await expect(page.getByText('Het klopt. Er is nog niets veranderd.')).toBeVisible();
    await page.getByLabel('Soort bestand').selectOption('CSV');
    await page.getByLabel('Inhoud').fill('prefLabel,broader\nNieuw,Nergens');
    await page.getByRole('button', { name: 'Nakijken' }).click();
    await expect(page.getByText('Er klopt iets niet.')).toBeVisible();
    await expect(page.getByRole('row', { name: /^2 .*Nergens/ })).toBeVisible();
    await expectAccessible(page);
    await expectFits(page, 360);
  });
});
