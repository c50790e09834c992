import { organiser, signedInAs } from './people.ts';
import { expect, expectAccessible, test } from './support.ts';

test.use({ ...signedInAs(organiser), allowed: /Failed to load resource: .*404/ });

test('a pilot: a draft that outlives its tab, what is missing, publication, and another address', async ({ context }) => {
  test.slow();
  const first = await context.newPage();
  await first.goto('/pilots/nieuw');
  await first.getByLabel('Titel').fill('Putdeksels die piepen');
  await expect(first).toHaveURL(/\/pilots\/putdeksels-die-piepen\/bewerken$/);
  // Closed before it could reach the server.
  await first.getByLabel('Samenvatting').fill('Sensoren onder 40 putdeksels melden het als er water blijft staan.');
  await first.close({ runBeforeUnload: false });

  const page = await context.newPage();
  await page.goto('/mijn');
  await page.getByRole('region', { name: 'Mijn concepten' }).getByRole('link', { name: /Putdeksels die piepen/ }).click();
  await expect(page.getByLabel('Titel')).toHaveValue('Putdeksels die piepen');
  await expect(page.getByLabel('Samenvatting')).toHaveValue(/^Sensoren onder 40 putdeksels/);

  await page.getByRole('button', { name: 'Pilot publiceren' }).click();
  const way = page.getByRole('group', { name: 'Wat er nog moet gebeuren' });
  await expect(way.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(page);
  await way.getByRole('link', { name: 'Wat was het probleem?' }).click();
  const problem = page.getByRole('textbox', { name: /^Wat was het probleem/ });
  await expect(problem).toBeFocused();
  await page.keyboard.type('We hoorden pas van een volle put als de straat blank stond.');
  await page.getByRole('button', { name: 'Pilot publiceren' }).click();
  await expect(way.getByRole('listitem')).toHaveCount(1);
  await way.getByRole('link', { name: 'Wat is er gedaan?' }).click();
  await page.keyboard.type('Met de buitendienst hingen we sensoren op, een wijk per maand.');
  await page.getByRole('button', { name: 'Pilot publiceren' }).click();
  await expect(page).toHaveURL(/\/pilots\/putdeksels-die-piepen$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Putdeksels die piepen' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('als de straat blank stond');

  // Without an account it is not there: it is for the network.
  const visitor = await context.browser()?.newContext({ storageState: undefined });
  const answer = await visitor?.request.get(page.url());
  expect(answer?.status()).toBe(404);
  await visitor?.close();

  // Another title is another address; the old one leads there.
  await page.getByRole('link', { name: 'Pilot bewerken' }).click();
  await page.getByLabel('Titel').fill('Putdeksels die waarschuwen');
  await page.getByRole('radio', { name: 'Voor iedereen' }).check();
  await page.getByRole('button', { name: 'Wijzigingen publiceren' }).click();
  await expect(page).toHaveURL(/\/pilots\/putdeksels-die-waarschuwen$/);
  await page.goto('/pilots/putdeksels-die-piepen');
  await expect(page).toHaveURL(/\/pilots\/putdeksels-die-waarschuwen$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Putdeksels die waarschuwen' })).toBeVisible();
});
