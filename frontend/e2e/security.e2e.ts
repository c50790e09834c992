import { join } from './joining.ts';
import { employee } from './people.ts';
import { expect, expectAccessible, expectFits, fillSignIn, signIn, signOut, test } from './support.ts';

const kees = { email: 'kees.proef@zaanstad.voorbeeld.example', name: 'Kees Proef', password: 'acht lange treinen rijden' };
const noa = { email: 'noa.proef@zaanstad.voorbeeld.example', name: 'Noa Proef', password: 'negen jonge eenden zwemmen' };
const tom = { email: 'tom.proef@zaanstad.voorbeeld.example', name: 'Tom Proef', password: 'tien gele bussen wachten' };

test('being signed in elsewhere is seen and ended', async ({ page, browser }) => {
  test.slow();
  await join(page, kees);
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await signIn(elsewhere, kees);
  await page.goto('/mijn/beveiliging');
  const sessions = page.getByRole('region', { name: 'Waar je bent ingelogd' });
  await expect(sessions.getByRole('listitem')).toHaveCount(2);
  await expect(sessions.getByRole('listitem').first()).toContainText('dit apparaat');
  await expectAccessible(page);
  await expectFits(page, 320);
  await sessions.getByRole('listitem').nth(1).getByRole('button', { name: /uitloggen$/ }).click();
  await expect(sessions.getByText('Eén apparaat is uitgelogd.')).toBeVisible();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await elsewhere.reload();
  await expect(elsewhere.getByRole('banner').getByRole('link', { name: 'Inloggen' })).toBeVisible();
  await other.close();
});

test('a new password keeps this place signed in, and a token for a program shows once', async ({ page }) => {
  test.slow();
  await join(page, tom);
  await page.goto('/mijn/beveiliging');
  await page.getByLabel('Wachtwoord van nu').fill('niet dit wachtwoord');
  await page.getByLabel('Nieuw wachtwoord').fill('elf rode ballonnen vliegen');
  await page.getByRole('button', { name: 'Wachtwoord veranderen' }).click();
  await expect(page.getByLabel('Wachtwoord van nu')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Wachtwoord van nu').fill(tom.password);
  await page.getByRole('button', { name: 'Wachtwoord veranderen' }).click();
  await expect(page.getByText('Je wachtwoord is veranderd.')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Trek ook al mijn API-sleutels in' })).not.toBeChecked();

  await page.getByLabel('Waar is de sleutel voor?').fill('Dashboard');
  await page.getByRole('button', { name: 'Sleutel maken' }).click();
  const secret = page.getByText(/^bdg_/);
  await expect(secret).toBeVisible();
  const token = (await secret.textContent()) ?? '';
  const answer = await page.request.post('/graphql', { headers: { authorization: `Bearer ${token}`, cookie: '' }, data: { query: '{ viewer { person { displayName } } }' } });
  expect(await answer.text()).toContain(tom.name);
  await expectAccessible(page);
  await page.reload();
  await expect(secret).toHaveCount(0);
  await page.getByRole('button', { name: 'Dashboard intrekken' }).click();
  await expect(page.getByRole('region', { name: 'API-sleutels' })).toContainText('ingetrokken');
});

test.describe('with a device that keeps passkeys', () => {
  // Browsers know passkeys for host names only.
  test.use({ baseURL: process.env.BDG_E2E_URL?.replace('127.0.0.1', 'localhost') });

  test('a passkey takes the place of the password', async ({ page, context }) => {
    test.slow();
    const device = await context.newCDPSession(page);
    await device.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
    await device.send('WebAuthn.addVirtualAuthenticator', { options });
    await join(page, noa);
    await page.goto('/mijn/beveiliging');
    const passkeys = page.getByRole('region', { name: 'Toegangssleutels' });
    await passkeys.getByLabel('Naam van de sleutel').fill('Laptop van de proef');
    await passkeys.getByRole('button', { name: 'Toegangssleutel toevoegen' }).click();
    await expect(passkeys.getByRole('listitem')).toContainText('Laptop van de proef');
    await signOut(page, noa);

    await page.goto('/inloggen');
    await page.getByRole('button', { name: 'Inloggen met een toegangssleutel' }).click();
    await expect(page.getByRole('button', { name: `Account van ${noa.name}` })).toBeVisible();
    await signOut(page, noa);

    // After the password it is the second step.
    await page.goto('/inloggen');
    await fillSignIn(page, noa);
    // The page before has a button of the same name.
    await expect(page.getByText('Gebruik je toegangssleutel als tweede stap.')).toBeVisible();
    await page.getByRole('button', { name: 'Inloggen met een toegangssleutel' }).click();
    await expect(page.getByRole('button', { name: `Account van ${noa.name}` })).toBeVisible();
    await page.goto('/mijn/beveiliging');
    await passkeys.getByRole('button', { name: 'Laptop van de proef weghalen' }).click();
    await expect(passkeys.getByRole('listitem')).toHaveCount(0);
  });
});

test.describe('by the site of the employer', () => {
  // The provider's own pages ask for a font and an icon that are not there; ours do not.
  test.use({ allowed: /^asks http:\/\/127\.0\.0\.1:|fonts\.googleapis\.com|\/favicon\.ico\)$/ });

  test('somebody signs in there and is a member here', async ({ page }) => {
    await page.goto('/inloggen?terug=%2Fpilots');
    await page.getByRole('link', { name: 'Inloggen via de werkgever' }).click();
    await page.getByPlaceholder('Enter any login').fill('sanne');
    await page.getByPlaceholder('and password').fill('maakt niet uit');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('button', { name: `Account van ${employee.name}` })).toBeVisible();
    await expect(page).toHaveURL(/\/pilots$/);
    await page.goto('/mijn/beveiliging');
    await expect(page.getByText('Je logt in zonder wachtwoord.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Inloggen via je werkgever' })).toContainText('de werkgever');
  });

  test('joining says that colleagues sign in there', async ({ page }) => {
    await page.goto('/meedoen');
    await page.getByLabel('E-mailadres van je werk').fill('nog.iemand@zaanstad.voorbeeld.example');
    await page.keyboard.press('Tab');
    await expect(page.getByText('Je gemeente gebruikt de werkgever: log daarmee in.')).toBeVisible();
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.getByRole('link', { name: 'Inloggen via de werkgever' }).click();
    await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
  });

  test('says why that failed', async ({ page }) => {
    await page.goto('/inloggen?sso=unverified-email');
    await expect(page.getByText('De andere site geeft geen bevestigd e-mailadres.')).toBeVisible();
    await expectAccessible(page);
  });
});
