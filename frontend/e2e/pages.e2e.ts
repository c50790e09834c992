import type { APIRequestContext, Page } from '@playwright/test';
import { admin, member, municipalityAdministrator, organiser, pathOfPerson, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

// A picture tells what is wrong with a page; recording every step of these takes as long as the steps.
test.use({ trace: 'off' });

/** Stands for a person's page, whose address holds an id. */
const ofPerson = '/mensen/NOOR';

/** Address and h1 of every page that a visitor can open. */
const forEverybody: [string, string][] = [
  ['/', 'Wie heeft dit al eens geprobeerd?'],
  ['/zoeken', 'Zoeken'],
  ['/zoeken?q=data', 'Zoeken naar data'],
  ['/zoeken?q=datawarehouse', 'Zoeken naar datawarehouse'],
  ['/zoeken?q=qqqqzzzz', 'Zoeken naar qqqqzzzz'],
  ['/pilots', 'Pilots'],
  ['/pilots/het-zaanse-datapakhuis', 'Het Zaanse datapakhuis'],
  ['/vraagstukken', 'Vraagstukken'],
  ['/vraagstukken/hoe-toon-je-aan-wat-datagedreven-werken-oplevert', 'Hoe toon je aan wat datagedreven werken oplevert?'],
  ['/bijeenkomsten', 'Bijeenkomsten'],
  ['/bijeenkomsten/4e-bijeenkomst-data-moet-je-doen', '4e bijeenkomst: data moet je doen'],
  ['/verslagen/tien-jaar-later-minder-dashboards-meer-gesprekken', 'Tien jaar later: minder dashboards, meer gesprekken'],
  ['/opbrengsten/met-hoeveel-mensen-kun-je-beginnen', 'Met hoeveel mensen kun je beginnen?'],
  ['/gemeenten', 'Gemeenten'],
  ['/gemeenten/zaanstad', 'Zaanstad'],
  ['/mensen', 'Mensen'],
  [ofPerson, member.name],
  ['/over', 'Over BigDataGemeenten'],
  ['/privacy', 'Privacy'],
  ['/toegankelijkheid', 'Toegankelijkheid'],
  ['/api', 'Voor ontwikkelaars'],
  ['/inloggen', 'Inloggen'],
  ['/meedoen', 'Meedoen'],
  ['/bevestigen', 'E-mailadres bevestigen'],
  ['/adres-bevestigen', 'Nieuw e-mailadres bevestigen'],
  ['/wachtwoord-vergeten', 'Wachtwoord vergeten'],
  ['/nieuw-wachtwoord', 'Nieuw wachtwoord kiezen'],
  ['/uitnodiging', 'Je bent uitgenodigd'],
  ['/mail-stoppen', 'Mail stoppen'],
  ['/contacten', 'Contacten'],
  ['/mijn', 'Mijn pagina'],
  ['/pilots/nieuw', 'Pilot beschrijven'],
  ['/verslagen/nieuw', 'Verslag schrijven'],
  ['/opbrengsten/nieuw', 'Opbrengst vastleggen'],
  ['/vraagstukken/nieuw', 'Vraagstuk stellen'],
  ['/bijeenkomsten/nieuw', 'Bijeenkomst plannen'],
];

/** What is there, or looks otherwise, for somebody with an account. */
const forTheMember: [string, string][] = [
  ['/', 'Wie heeft dit al eens geprobeerd?'],
  ['/pilots/zestig-huishoudens-meten-fijnstof', 'Zestig huishoudens meten fijnstof'],
  ['/pilots/zestig-huishoudens-meten-fijnstof/bewerken', 'Pilot bewerken'],
  ['/pilots/zestig-huishoudens-meten-fijnstof/geschiedenis', 'Eerdere versies'],
  ['/pilots/nieuw', 'Pilot beschrijven'],
  ['/vraagstukken', 'Vraagstukken'],
  ['/vraagstukken/nieuw', 'Vraagstuk stellen'],
  ['/vraagstukken/hoe-maak-je-een-dashboard-dat-na-drie-maanden-nog-wordt-gebruikt', 'Hoe maak je een dashboard dat na drie maanden nog wordt gebruikt?'],
  ['/mensen', 'Mensen'],
  [ofPerson, member.name],
  ['/contacten', 'Contacten'],
  ['/mijn', 'Mijn pagina'],
  ['/mijn/profiel', 'Mijn profiel'],
  ['/mijn/zoekvragen', 'Mijn zoekvragen'],
  ['/mijn/beveiliging', 'Beveiliging'],
  ['/mijn/gegevens', 'Mijn gegevens'],
];
const forTheOrganiser: [string, string][] = [
  ['/bijeenkomsten/4e-bijeenkomst-data-moet-je-doen', '4e bijeenkomst: data moet je doen'],
  ['/verslagen/tien-jaar-later-minder-dashboards-meer-gesprekken', 'Tien jaar later: minder dashboards, meer gesprekken'],
  ['/verslagen/tien-jaar-later-minder-dashboards-meer-gesprekken/bewerken', 'Verslag bewerken'],
  ['/verslagen/tien-jaar-later-minder-dashboards-meer-gesprekken/geschiedenis', 'Eerdere versies'],
  ['/verslagen/nieuw', 'Verslag schrijven'],
  ['/opbrengsten/nieuw', 'Opbrengst vastleggen'],
  ['/bijeenkomsten', 'Bijeenkomsten'],
  ['/bijeenkomsten/nieuw', 'Bijeenkomst plannen'],
  ['/bijeenkomsten/4e-bijeenkomst-data-moet-je-doen/bewerken', 'Bijeenkomst bewerken'],
  [ofPerson, member.name],
  ['/beheer/begrippen', 'Begrippen'],
  ['/beheer/begrippen/nieuw', 'Nieuw begrip'],
  ['/beheer/begrippen/inlezen', 'Begrippen inlezen'],
  ['/beheer/zoekvragen', 'Tevergeefs gezocht'],
];

const forTheMunicipalityAdministrator: [string, string][] = [
  ['/beheer/mensen', 'Mensen'],
  ['/beheer/uitnodigen', 'Uitnodigen'],
  ['/beheer/maildomeinen', 'Maildomeinen'],
];
const forTheAdmin: [string, string][] = [['/beheer/auditlog', 'Auditlog']];

function each(pages: [string, string][]): void {
  for (const [path, heading] of pages) {
    test(path, async ({ page, request }) => {
      await open(page, await address(request, path), heading);
    });
  }
}

/** Its own title, one h1, a language; nothing for axe to find; nothing hanging out sideways, down to 400 % zoom. */
async function open(page: Page, path: string, heading: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(path, { waitUntil: 'networkidle' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText([heading]);
  await expect(page).toHaveTitle(`${heading} · BigDataGemeenten`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(page.getByRole('alert').filter({ hasText: 'Er ging iets mis' })).toHaveCount(0);
  await expectAccessible(page);
  await expectFits(page, 360);
  await expectAccessible(page);
  await expectFits(page, 320);
}

async function address(request: APIRequestContext, path: string): Promise<string> {
  if (path !== ofPerson) return path;
  return pathOfPerson(request, member);
}

test.describe('for everybody', () => each(forEverybody));

test.describe('for a member', () => {
  test.use(signedInAs(member));
  each(forTheMember);
});

test.describe('for an organiser', () => {
  test.use(signedInAs(organiser));
  each(forTheOrganiser);
});

test.describe('for the administrator of a municipality', () => {
  test.use(signedInAs(municipalityAdministrator));
  each(forTheMunicipalityAdministrator);
});

test.describe('for an administrator', () => {
  test.use(signedInAs(admin));
  each(forTheAdmin);
});

test.describe('an address that does not exist', () => {
  test.use({ allowed: /Failed to load resource: .*404/ });
  for (const path of ['/bestaat-niet', '/pilots/bestaat-niet', '/mensen/bestaat-niet']) {
    test(path, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await open(page, path, 'Deze pagina bestaat niet');
      await page.getByRole('main').getByRole('link', { name: 'Zoeken' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Zoeken' })).toBeVisible();
    });
  }
});

test('the API explorer asks for nothing from elsewhere and says how to use it', async ({ page }) => {
  await page.goto('/graphql', { waitUntil: 'networkidle' });
  await expect(page).toHaveTitle(/BigDataGemeenten/);
  await expect(page.getByRole('button', { name: /Execute query/i })).toBeVisible();
});
