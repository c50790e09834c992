import { join, openLink } from './joining.ts';
import { municipalityAdministrator, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, fillSignIn, signIn, signOut, test } from './support.ts';
import { totp } from './totp.ts';

const eva = { email: 'eva.proef@zaanstad.voorbeeld.example', name: 'Eva Proef', password: 'vier zwarte katten slapen' };
const jan = { email: 'jan.proef@elders.example', name: 'Jan Proef', password: 'vijf oude fietsen roesten' };
const ria = { email: 'ria.proef@zaanstad.voorbeeld.example', name: 'Ria Proef', password: 'zes natte schoenen drogen' };

test('somebody joins with a work address, tells who they are, and adds a second step', async ({ page }) => {
  test.slow();
  await page.goto('/inloggen');
  await page.getByRole('link', { name: /Meld je aan/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Meedoen' })).toBeFocused();
  await page.getByRole('button', { name: 'Aanmelden' }).click();
  await expect(page.getByLabel('E-mailadres van je werk')).toBeFocused();
  await expectAccessible(page);
  await expectFits(page, 320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await join(page, eva);

  await page.getByRole('link', { name: 'Profiel invullen' }).click();
  await page.getByRole('textbox', { name: 'Over mij' }).fill('Ik probeer dit netwerk uit.');
  await page.getByRole('button', { name: 'Profiel bewaren' }).click();
  await expect(page.getByText('Je profiel is bewaard.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Over mij' }).selectOption('Alleen ik');
  await expect(page.getByText('Bewaard: Over mij.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('navigation', { name: 'Mijn pagina’s' }).getByRole('link', { name: 'Beveiliging' }).click();
  await page.getByRole('button', { name: 'App met codes instellen' }).click();
  await expect(page.getByRole('img', { name: 'QR-code voor je app' })).toBeVisible();
  const secret = (await page.locator('.bdg-security__secret').first().textContent()) ?? '';
  await expectAccessible(page);
  await page.getByLabel('Code in de app').fill('000000');
  await page.getByRole('button', { name: 'App aanzetten' }).click();
  await expect(page.getByLabel('Code in de app')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Code in de app').fill(totp(secret));
  await page.getByRole('button', { name: 'App aanzetten' }).click();
  const codes = page.getByRole('group', { name: 'Bewaar deze herstelcodes' });
  await expect(codes.getByRole('listitem')).toHaveCount(10);
  const [recovery = ''] = await codes.getByRole('listitem').allTextContents();
  await codes.getByRole('button', { name: 'Ik heb ze bewaard' }).click();
  await expect(page.getByText('Staat aan.')).toBeVisible();
  await signOut(page, eva);

  // A code counts once: the one of the next half minute is as good.
  await page.goto('/inloggen');
  await fillSignIn(page, eva);
  await page.getByLabel('Code van zes cijfers').fill(totp(secret, 1));
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
  await expect(page.getByRole('button', { name: `Account van ${eva.name}` })).toBeVisible();
  await signOut(page, eva);
  await page.goto('/inloggen');
  await fillSignIn(page, eva);
  await page.getByRole('button', { name: 'Ik heb mijn telefoon niet' }).click();
  await page.getByLabel('Herstelcode').fill(recovery);
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
  await expect(page.getByRole('button', { name: `Account van ${eva.name}` })).toBeVisible();
});

test('an address of no known domain waits until the municipality lets it in', async ({ page, browser }) => {
  test.slow();
  await page.goto('/meedoen');
  await page.getByLabel('E-mailadres van je werk').fill(jan.email);
  await page.getByRole('combobox', { name: 'Gemeente' }).fill('Zaan');
  await page.getByRole('option', { name: 'Zaanstad' }).click();
  await expect(page.getByText('De beheerder van je gemeente moet je nog toelaten.')).toBeVisible();
  await page.getByRole('textbox', { name: /^Naam/ }).fill(jan.name);
  await page.getByRole('button', { name: 'Aanmelden' }).click();
  await expect(page.getByText('Kijk in je mail')).toBeVisible();
  await openLink(page, jan.email, '/bevestigen');
  await page.getByRole('button', { name: 'Bevestigen en meedoen' }).click();
  await expect(page.getByLabel('Kies een wachtwoord')).toBeFocused();
  await page.getByLabel('Kies een wachtwoord').fill('welkom');
  await page.getByRole('button', { name: 'Bevestigen en meedoen' }).click();
  await expect(page.getByLabel('Kies een wachtwoord')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await page.getByLabel('Kies een wachtwoord').fill(jan.password);
  await page.getByRole('button', { name: 'Bevestigen en meedoen' }).click();
  await expect(page.getByText('Je adres is bevestigd')).toBeVisible();

  const office = await browser.newContext(signedInAs(municipalityAdministrator));
  const desk = await office.newPage();
  await desk.goto('/');
  await desk.getByRole('button', { name: `Account van ${municipalityAdministrator.name}` }).click();
  await desk.getByRole('link', { name: 'Beheer' }).click();
  await expect(desk.getByRole('region', { name: 'Wachten op toegang' })).toContainText(jan.email);
  await expectAccessible(desk);
  await desk.getByRole('button', { name: `${jan.name} toelaten` }).click();
  await expect(desk.getByText(`${jan.name} doet nu mee en krijgt een mail.`)).toBeVisible();
  await expect(desk.getByRole('region', { name: 'Wie meedoen' })).toContainText(jan.name);
  await office.close();

  await signIn(page, jan);
});

test('a forgotten password is replaced through the mail', async ({ page }) => {
  test.slow();
  await join(page, ria);
  await signOut(page, ria);
  await page.goto('/inloggen');
  await page.getByRole('link', { name: 'Wachtwoord vergeten' }).click();
  await page.getByLabel('E-mailadres').fill(ria.email);
  await page.getByRole('button', { name: 'Stuur mij een link' }).click();
  await expect(page.getByText('Kijk in je mail')).toBeVisible();
  await openLink(page, ria.email, '/nieuw-wachtwoord');
  await page.getByLabel('Nieuw wachtwoord').fill('welkom');
  await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
  await expect(page.getByLabel('Nieuw wachtwoord')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  const renewed = { ...ria, password: 'zeven droge schoenen staan' };
  await page.getByLabel('Nieuw wachtwoord').fill(renewed.password);
  await page.getByRole('button', { name: 'Wachtwoord bewaren' }).click();
  await expect(page.getByRole('button', { name: `Account van ${ria.name}` })).toBeVisible();
  await signOut(page, ria);
  await page.goto('/inloggen');
  await fillSignIn(page, ria);
  await expect(page.getByText('horen niet bij elkaar')).toBeVisible();
  await signIn(page, renewed);
});
